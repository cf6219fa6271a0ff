"""`simulate`: recorded calls replayed offline under other policies, at other prices, in outages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.errors import InvalidValueError
from modeldex.router.asked.request import RouteRequest
from modeldex.router.seen.neighbours import Registry
from modeldex.router.simulation.asking import Asking
from modeldex.router.simulation.outage import Outages
from modeldex.router.simulation.recording import Recording
from modeldex.router.simulation.replay import Replay
from modeldex.router.simulation.repriced import Repriced
from modeldex.router.simulation.result import AS_CONFIGURED, Comparison, by_count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from modeldex.config.routing import RoutingSettings
    from modeldex.providers.shapes.shape import RequestShape
    from modeldex.router.seen.neighbours import Models, Readiness
    from modeldex.router.simulation.outage import Outage
    from modeldex.router.simulation.price_change import PriceChange


def simulate(
    shapes: Iterable[RequestShape],
    registry: Registry | Models,
    policies: Sequence[str | None] = (None,),
    *,
    asked: RouteRequest | None = None,
    routing: RoutingSettings | None = None,
    outages: Sequence[Outage] = (),
    price_changes: Sequence[PriceChange] = (),
    readiness: Readiness | None = None,
    seed: int = 0,
) -> Comparison:
    """What would have come of recorded calls under each policy, beside what came of them.

    `shapes` are walked twice: a list, or what begins anew each time. A policy of None is what `routing` sets,
    its rules and pools included. `asked` states what holds for every call: the models that may answer,
    providers, prices. Nobody is asked over the network, and the same seed gives the same comparison.

    What it assumes: a model takes as many tokens for a call as the recorded one did. It answers unless an
    outage catches the call, which then fails at once as `unavailable`: failures that were recorded do not
    come again. It takes as long as was recorded of it, else as the catalog says; where nobody says, the
    latency is unknown, and no time passes. All calls are strangers to each other: no prompt cache is warm
    beyond what was recorded.

    Raises InvalidValueError, UnknownNameError, ModelNotFoundError and AmbiguousModelError for what names
    nothing, or contradicts itself.
    """
    names = _names(policies)
    models = registry.snapshot() if isinstance(registry, Registry) else registry
    repriced = Repriced(models, price_changes) if price_changes else models
    recording = Recording(shapes, models, repriced if price_changes else None)
    down = Outages(outages, models)
    replays = [
        Replay(
            repriced,
            Asking(RouteRequest() if asked is None else asked, policy),
            routing=routing,
            readiness=readiness,
            outages=down,
            paces=recording.paces,
            seed=seed,
        )
        for policy in policies
    ]
    for shape in shapes:
        for replay in replays:
            replay.play(shape)
    for replay in replays:
        replay.finish()
    made = [replay.tally.result(name) for name, replay in zip(names, replays, strict=True)]
    return Comparison(
        seed=seed,
        calls=recording.calls,
        first_at=recording.first_at,
        last_at=recording.last_at,
        outages=tuple(map(str, outages)),
        price_changes=tuple(map(str, price_changes)),
        unknown_models=by_count(recording.unknown_models),
        results=(*recording.results(), *made),
    )


def _names(policies: Sequence[str | None]) -> list[str]:
    """Under which each policy is told."""
    names = [AS_CONFIGURED if policy is None else policy for policy in policies]
    if not names or len(set(names)) < len(names):
        raise InvalidValueError("simulate", {"policies": "must be one at least, and each only once"})
    return names
