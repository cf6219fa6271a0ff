"""Boundaries: what no fallback of a policy crosses, seen from the model that is asked first."""

from __future__ import annotations

from math import isclose
from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.router.regions import GLOBAL, lies_in, regions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modeldex.router.case import Case


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


def _provider(case: Case, first: int, place: int) -> str | None:
    models = case.frame.models
    return _other(models[first].provider, models[place].provider, "provider")


def _maker(case: Case, first: int, place: int) -> str | None:
    models = case.frame.models
    return _other(models[first].maker, models[place].maker, "maker")


def _region(case: Case, first: int, place: int) -> str | None:
    """Every region in which it may be worked on must lie within one of the first choice's."""
    frame = case.frame
    here, there = (
        regions_of(model, frame.providers.get(model.provider))
        for model in (frame.models[first], frame.models[place])
    )
    if not here or not there:
        return "nobody says in which region " + ("the first choice" if not here else "it") + " is served"
    outside = [one for one in there if GLOBAL not in here and not any(lies_in(one, other) for other in here)]
    if outside:
        return f"may be served in {', '.join(outside)}, outside {', '.join(here)} of the first choice"
    return None


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
    if there > here and not isclose(there, here, rel_tol=1e-9):
        return f"{there:.6g} USD is more than {here:.6g} USD at the first choice"
    return None


def _other(here: str | None, there: str | None, what: str) -> str | None:
    if here is None or there is None:
        return f"nobody knows the {what} of " + ("the first choice" if here is None else "it")
    return None if here == there else f"{there} is not {here}, that of the first choice"


_LICENCES = {True: "open", False: "proprietary", None: None}

_BOUNDARIES: Mapping[str, Callable[[Case, int, int], str | None]] = MappingProxyType({
    "region": _region, "maker": _maker, "provider": _provider, "price": _price, "licence": _licence,
})  # fmt: skip
"""Name, of `config.routing.BOUNDARIES` -> why it lies between two candidates; None: it does not."""
