"""Boundaries: what no fallback of a policy crosses, seen from the model that is asked first."""

from __future__ import annotations

from math import isclose
from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.router.constraints.rate_book import rate_book
from modeldex.router.frames.regions import GLOBAL, lies_in, regions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modeldex.core.model_config import ModelConfig
    from modeldex.router.deciding.case import Case
    from modeldex.router.frames.frame import Frame

_ROUNDING = 1e-9
"""Costs that differ by so small a share are equal: they were rounded on the way."""


def crossed(case: Case, first: int, place: int) -> str | None:
    """Which boundary of the policy lies between the first choice and another candidate, and why; None: none.

    What nobody knows of one of them counts as crossed.
    """
    if first == place:
        return None
    for name in case.policy.boundaries:
        why = _BOUNDARIES[name](case, first, place)
        if why is not None:
            return f"{name}: {why}"
    return None


def let_through(case: Case, first: int, among: int) -> int:
    """Of a set of candidates those, the first choice included, between which and it no boundary may lie.

    It is quick, and leaves none out that `crossed` lets through; of costs next to each other it lets more in.
    """
    found = among
    for name in case.policy.boundaries:
        found &= _SETS[name](case, first)
    return found | 1 << first


def _provider(case: Case, first: int, place: int) -> str | None:
    models = case.frame.models
    return _other(models[first].provider, models[place].provider, "provider")


def _maker(case: Case, first: int, place: int) -> str | None:
    models = case.frame.models
    return _other(models[first].maker, models[place].maker, "maker")


def _region(case: Case, first: int, place: int) -> str | None:
    """Every region in which it may be worked on must lie within one of the first choice's."""
    frame = case.frame
    here, there = (_regions(frame, frame.models[one]) for one in (first, place))
    if not here or not there:
        return "nobody says in which region " + ("the first choice" if not here else "it") + " is served"
    outside = _outside(here, there)
    if outside:
        return f"may be served in {', '.join(outside)}, outside {', '.join(here)} of the first choice"
    return None


def _regions(frame: Frame, model: ModelConfig) -> tuple[str, ...]:
    return regions_of(model, frame.providers.get(model.provider))


def _outside(here: tuple[str, ...], there: tuple[str, ...]) -> list[str]:
    return [one for one in there if GLOBAL not in here and not any(lies_in(one, other) for other in here)]


def _licence(case: Case, first: int, place: int) -> str | None:
    models = case.frame.models
    here, there = (_LICENCES[models[one].open_weights] for one in (first, place))
    return _other(here, there, "licence")


def _price(case: Case, first: int, place: int) -> str | None:
    """Prompt caches do not count: a warm one at the first would make every equal price a higher one."""
    costs = case.frame.tariffs
    here, there = costs.cost(first, case.needs), costs.cost(place, case.needs)
    if here is None or there is None:
        return "nobody knows what the call costs at " + ("the first choice" if here is None else "it")
    if there > here and not isclose(there, here, rel_tol=_ROUNDING):
        return f"{there:.6g} USD is more than {here:.6g} USD at the first choice"
    return None


def _other(here: str | None, there: str | None, what: str) -> str | None:
    if here is None or there is None:
        return f"nobody knows the {what} of " + ("the first choice" if here is None else "it")
    return None if here == there else f"{there} is not {here}, that of the first choice"


def _of_provider(case: Case, first: int) -> int:
    return case.frame.of_provider(case.frame.models[first].provider)


def _of_maker(case: Case, first: int) -> int:
    maker = case.frame.models[first].maker
    return 0 if maker is None else case.frame.set_of(("maker", maker), lambda one: one.maker == maker)


def _within_regions(case: Case, first: int) -> int:
    frame = case.frame
    here = _regions(frame, frame.models[first])

    def lies_within(model: ModelConfig) -> bool:
        there = _regions(frame, model)
        return bool(there) and not _outside(here, there)

    return frame.set_of(("within regions", here), lies_within) if here else 0


def _of_licence(case: Case, first: int) -> int:
    is_open = case.frame.models[first].open_weights
    if is_open is None:
        return 0
    return case.frame.set_of(("open weights", is_open), lambda one: one.open_weights is is_open)


def _no_dearer(case: Case, first: int) -> int:
    """Those of an equal cost are among them, and some that only just are dearer."""
    frame, needs, found = case.frame, case.needs, 0
    here = frame.tariffs.cost(first, needs)
    if here is None:
        return 0
    for tree in rate_book(frame).trees(needs.input, needs.output):
        cheap, close = tree.below(needs.input, needs.output, here * (1 + 2 * _ROUNDING))
        found |= cheap
        for point in close:
            found |= point.members
    return found


_LICENCES = {True: "open", False: "proprietary", None: None}

_BOUNDARIES: Mapping[str, Callable[[Case, int, int], str | None]] = MappingProxyType({
    "region": _region, "maker": _maker, "provider": _provider, "price": _price, "licence": _licence,
})  # fmt: skip
"""Name, of `config.routing.BOUNDARIES` -> why it lies between two candidates; None: it does not."""
_SETS: Mapping[str, Callable[[Case, int], int]] = MappingProxyType({
    "region": _within_regions, "maker": _of_maker, "provider": _of_provider, "price": _no_dearer,
    "licence": _of_licence,
})  # fmt: skip
"""Name -> the set of candidates between which and a first choice it does not lie."""
