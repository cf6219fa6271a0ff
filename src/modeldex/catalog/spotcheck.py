"""A random sample of a catalog's values with everything that is said of them, for a person to check."""

from __future__ import annotations

from modeldex.catalog.evidence import DATES, LIMITS, field_key, is_rate
from modeldex.core.capability import CAPABILITIES
from modeldex.core.record import Record
from modeldex.core.status import ModelStatus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from random import Random

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.evidence import Statement
    from modeldex.core.provider import Provider

_UNSTATED = "?"
_OWN_WORD = ("kept by hand", "the provider's own listing", "the maker's notice")
"""Reasons, out of `core.evidence.REASONS`, of what the provider itself says."""
_SHARED = ("com", "co", "net", "org", "gov", "edu", "ac")
"""Labels under which a country sells names, as in `example.com.cn`."""
_NOT_CHECKED = ("name", "alias", "family", "updated", "maker", "model")
"""What is a matter of taste, or follows from the id."""

KINDS: dict[str, Callable[[str], bool]] = {
    "prices": is_rate,
    "limits": LIMITS.__contains__,
    "capabilities": CAPABILITIES.__contains__,
    "dates": DATES.__contains__,
}
"""Kind of value -> whether a field is of it; all else is `other`. Each has the same share of a sample."""
KIND_NAMES = (*KINDS, "other")
"""Every kind of value."""


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
    catalog: ModelCatalog,
    count: int,
    seed: int,
    provider: str | None = None,
    field: str | None = None,
    kinds: Collection[str] = (),
) -> tuple[Spot, ...]:
    """So many values of offerings that have not retired; the same seed gives the same ones.

    Kinds take turns, those of `kinds` or all, and within a kind each offering is asked once before any
    is asked again. What is set back to unknown is no value. Fewer come where there are no more. The
    values of a kind are the same ones, whichever other kinds are drawn beside it.
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
        return [
            one
            for one in said[full_id]
            if one.wins and one.value != _UNSTATED and _is_asked(one.field, kind, wanted)
        ]

    of_field = KIND_NAMES if wanted is None else (kind_of(wanted),)
    turns = [
        _in_turn(kind, ids, taken_of, Random(f"{seed} {kind}"))  # noqa: S311 - a sample, not a secret
        for kind in of_field
        if not kinds or kind in kinds
    ]
    drawn = islice(_one_of_each(turns), count)
    return tuple(_spot(kind, one, said[one.model]) for kind, one in drawn)


def best_page(spot: Spot, provider: Provider, files: Collection[str]) -> str | None:
    """The page to look at first: the provider's own, whoever names it and whatever it is said to state.

    Own is what was taken as the provider's listing or notice, or was read by hand, and what stands at a
    site of the provider. Then comes a page that somebody cites, then the provider's documentation. The
    address of a whole catalog (`files`) comes last, since it is what is to be checked; None where
    nobody names any page.
    """
    sites = {_site(url) for url in (provider.base_url, provider.docs) if url}
    cited = [one for one in spot.statements if one.url]
    own = [one.url for one in cited if one.reason in _OWN_WORD] + [
        one.url for one in cited if _site(str(one.url)) in sites
    ]
    others = [one.url for one in cited if one.url not in files]
    pages = (*own, *others, provider.docs, *(one.url for one in cited))
    return next((page for page in pages if page), None)


def _site(url: str) -> str:
    """The part of a host that one owner has: `example.com`, `example.com.cn`."""
    labels = url.partition("://")[2].partition("/")[0].partition(":")[0].lower().split(".")
    return ".".join(labels[-3:] if labels[-2:-1] and labels[-2] in _SHARED else labels[-2:])


def kind_of(field: str) -> str:
    """The kind of a field."""
    return next((kind for kind, holds in KINDS.items() if holds(field)), KIND_NAMES[-1])


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
