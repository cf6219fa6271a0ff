"""Which stated parameters do not reach a candidate: dropped and listed, or a reason against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.capability import CAPABILITIES
from modeldex.router.constraints.memo import memo
from modeldex.router.frames.bits import bits_of

if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig
    from modeldex.router.deciding.case import Case
    from modeldex.router.frames.frame import Frame
    from modeldex.wire.quirks import Quirks

    Dialect = tuple[str, Quirks] | None
    """Wire format and a provider's departures from it; None: talked to in no format that is known here."""

_OF_TOOLS = ("tool_choice.", "tools.", "allows_parallel_calls")
"""Parameters that say nothing where no tool is offered."""
_RESTING_ON = (
    ("temperature", "temperature"), ("output.json_schema", "structured_output"), ("output.json", "json_mode"),
    ("reasoning.", "thinking"), ("cache", "prompt_cache"), ("tool_choice.", "tool_use"),
    ("tools.", "tool_use"),
)  # fmt: skip
"""Parameter, or the beginning of some -> the capability without which it is refused or says nothing."""


class Parameters:
    """It takes every parameter that is stated, where the request requires it."""

    name = "parameters"

    def passing(self, case: Case) -> int | None:
        """None: it is not required, and what a candidate does not take is dropped."""
        asked = case.needs.asked
        if not asked.require_parameters or not asked.parameters:
            return None
        frame, stated = case.frame, asked.parameters
        found: int = memo(frame, "takes").of(stated, lambda: _taking(frame, stated))
        return found

    def reason(self, case: Case, place: int) -> str:
        """Which it would not take."""
        if _dialects(case.frame)[place] is None:
            return "it is talked to in no wire format that is known here, so that no parameter reaches it"
        return f"does not take {', '.join(dropped(case, place))}"


def dropped(case: Case, place: int) -> tuple[str, ...]:
    """Parameters of the request that do not reach a candidate: its format, provider or model takes none.

    Empty also where nobody knows how it is talked to.
    """
    stated = case.needs.asked.parameters
    if not stated:
        return ()
    dialect = _dialects(case.frame)[place]
    if dialect is None:
        return ()
    lost = _lost(case.frame, dialect, stated)
    model = case.frame.models[place]
    return tuple(dict.fromkeys((*lost, *[one for one in stated if _is_denied(model, one)])))


def _taking(frame: Frame, stated: tuple[str, ...]) -> int:
    """The candidates whose dialect says all parameters, and that are not known to refuse one."""
    speaking: dict[tuple[str, Quirks], int] = frame.kept("speaking", lambda: _by_dialect(frame))
    found = 0
    for dialect, members in speaking.items():
        if not _lost(frame, dialect, stated):
            found |= members
    for rests_on in {_rests_on(one) for one in stated} - {None}:
        found &= ~frame.unable(CAPABILITIES[str(rests_on)].mask)
    return found


def _by_dialect(frame: Frame) -> dict[tuple[str, Quirks], int]:
    places: dict[tuple[str, Quirks], list[int]] = {}
    for place, dialect in enumerate(_dialects(frame)):
        if dialect is not None:
            places.setdefault(dialect, []).append(place)
    return {dialect: bits_of(found, len(frame)) for dialect, found in places.items()}


def _lost(frame: Frame, dialect: tuple[str, Quirks], stated: tuple[str, ...]) -> tuple[str, ...]:
    """What a dialect loses of stated parameters; worked out once for all candidates that speak it."""
    by_dialect: dict[tuple[str, Quirks], tuple[str, ...]] = memo(frame, "lost").of(stated, dict)
    found = by_dialect.get(dialect)
    if found is None:
        found = by_dialect[dialect] = _written(dialect, stated)
    return found


def _written(dialect: tuple[str, Quirks], stated: tuple[str, ...]) -> tuple[str, ...]:
    """What gets lost where a request with nothing in it but these parameters is written in a dialect."""
    from modeldex.providers.shapes.measuring import skeleton  # noqa: PLC0415 - few requests need the wire
    from modeldex.providers.shapes.shape import RequestShape  # noqa: PLC0415
    from modeldex.wire.losses import Losses  # noqa: PLC0415
    from modeldex.wire.table import format_named  # noqa: PLC0415

    wire, quirks = dialect
    tools = 1 if any(one.startswith(_OF_TOOLS) for one in stated) else 0
    shape = RequestShape(model="x", at="", tools=tools, parameters=stated)
    losses = Losses()
    format_named(wire).write_request(skeleton(shape), losses, quirks)
    return tuple(dict.fromkeys(loss.field.removeprefix("extras.") for loss in losses.dropped))


def _rests_on(parameter: str) -> str | None:
    """The capability that a parameter rests on; None: on none."""
    return next((name for begins, name in _RESTING_ON if parameter.startswith(begins)), None)


def _is_denied(model: ModelConfig, parameter: str) -> bool:
    """Whether a model is known to lack the capability that a parameter rests on."""
    rests_on = _rests_on(parameter)
    return rests_on is not None and model.supports(rests_on) is False


def _dialects(frame: Frame) -> list[Dialect]:
    """How each candidate is talked to, by place."""
    found: list[Dialect] = frame.kept("dialects", lambda: _read(frame))
    return found


def _read(frame: Frame) -> list[Dialect]:
    from modeldex.providers.endpoint import wire_of  # noqa: PLC0415 - few requests need the way to a model
    from modeldex.wire.quirks import Quirks  # noqa: PLC0415

    quirks = {slug: Quirks.of(provider.quirks) for slug, provider in frame.providers.items()}
    found: list[Dialect] = []
    for model in frame.models:
        provider = frame.providers.get(model.provider)
        wire = None if provider is None else wire_of(model, provider)
        found.append(None if wire is None else (wire, quirks[model.provider]))
    return found
