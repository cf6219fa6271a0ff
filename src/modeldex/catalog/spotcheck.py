"""A random sample of a catalog's values with everything that is said of them, for a person to check."""

from __future__ import annotations

from modeldex.catalog.evidence import DATES, LIMITS, field_key, is_rate
from modeldex.core.capability import CAPABILITIES
from modeldex.core.record import Record
from modeldex.core.status import ModelStatus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.evidence import Statement

_NOT_CHECKED = ("name", "alias", "family", "updated", "maker", "model")
"""What is a matter of taste, or follows from the id."""

KINDS: dict[str, Callable[[str], bool]] = {
    "prices": is_rate,
    "limits": LIMITS.__contains__,
    "capabilities": CAPABILITIES.__contains__,
    "dates": DATES.__contains__,
}
"""Kind of value -> whether a field is of it; all else is `other`. Each has the same share of a sample."""


class Spot(Record):
    """One value of the catalog, to be held against the pages that it comes from."""

    kind: str
    """`prices`, `limits`, `capabilities`, `dates` or `other`."""
    model: str
    """Full id of the offering."""
    field: str
    """Field name as the tables write it."""
    value: str
    """The value that the catalog took, in canonical text."""
    statements: tuple[Statement, ...]
    """What each source says, the one that was taken first; with its reason, original text and page."""


def spots(
    catalog: ModelCatalog, count: int, seed: int, provider: str | None = None, field: str | None = None
) -> tuple[Spot, ...]:
    """So many values of offerings that have not retired; the same seed gives the same ones.

    Kinds take turns, and within a kind each offering is asked once before any is asked again. Fewer
    come where there are no more.
    """
    from itertools import islice
    from random import Random

    served = [status for status in ModelStatus if status is not ModelStatus.RETIRED]
    ids = [model.id for model in catalog.find_models(provider=provider, status=served)]
    wanted = field and field_key(field)
    said: dict[str, tuple[Statement, ...]] = {}

    def taken_of(full_id: str, kind: str) -> list[Statement]:
        if full_id not in said:
            said[full_id] = catalog.why(full_id)
        return [one for one in said[full_id] if one.wins and _is_asked(one.field, kind, wanted)]

    kinds = (*KINDS, "other") if wanted is None else (kind_of(wanted),)
    turns = [
        _in_turn(kind, ids, taken_of, Random(f"{seed} {kind}"))  # noqa: S311 - a sample, not a secret
        for kind in kinds
    ]
    drawn = islice(_one_of_each(turns), count)
    return tuple(_spot(kind, one, said[one.model]) for kind, one in drawn)


def kind_of(field: str) -> str:
    """The kind of a field."""
    return next((kind for kind, holds in KINDS.items() if holds(field)), "other")


def _is_asked(field: str, kind: str, wanted: str | None) -> bool:
    if wanted is not None:
        return field == wanted
    return kind_of(field) == kind and field not in _NOT_CHECKED


def _in_turn(
    kind: str, ids: list[str], taken_of: Callable[[str, str], list[Statement]], rng: Random
) -> Iterator[tuple[str, Statement]]:
    """Every value of a kind in random order, one of each offering before the second of any."""
    shuffled = rng.sample(ids, len(ids))
    rest: list[list[Statement]] = []
    for full_id in shuffled:
        taken = taken_of(full_id, kind)
        if taken:
            first, *others = rng.sample(taken, len(taken))
            yield kind, first
            rest.append(others)
    while rest := [others for others in rest if others]:
        for others in rest:
            yield kind, others.pop()


def _one_of_each(turns: list[Iterator[tuple[str, Statement]]]) -> Iterator[tuple[str, Statement]]:
    """The kinds in turn; one that has no more is passed over."""
    while turns:
        for turn in list(turns):
            drawn = next(turn, None)
            if drawn is None:
                turns.remove(turn)
            else:
                yield drawn


def _spot(kind: str, taken: Statement, said: tuple[Statement, ...]) -> Spot:
    about = tuple(one for one in said if one.field == taken.field)
    return Spot(kind=kind, model=taken.model, field=taken.field, value=taken.value, statements=about)
