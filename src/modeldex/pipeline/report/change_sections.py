"""The changes on the page: what differs from the last build, what is newly in doubt, what is held back."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from modeldex.catalog.change_words import CHANGE_KINDS
from modeldex.pipeline.report.numerals import number, of_things
from modeldex.pipeline.report.page import RIGHT, Column, Section, Table

if TYPE_CHECKING:
    from modeldex.pipeline.held import Held
    from modeldex.pipeline.report.changes import ProviderChanges, Since, Told, TornField
    from modeldex.pipeline.report.facts import ReportFacts

_MOST_TOLD, _MOST_PER_PROVIDER, _MOST_IN_ONE = 80, 10, 3
"""Lines of changes, in all and of one provider, and how many changes of one kind and offering a line
tells: the page has to fit into the text of a pull request, which takes 65,536 letters."""
_MOST_TORN, _MOST_VOICES = 10, 4
_MOST_HELD = 50


def changes(facts: ReportFacts) -> list[Section]:
    """What differs from the last build, in words; no section where the report compares with none."""
    since = facts.since
    if since is None:
        return []
    told = since.changes
    of = f"version {since.version}" if since.version else "the last build"
    offerings = len({one.change.model for one in told})
    words = (
        f"Compared with {of}: {of_things(len(told), 'change')} of {of_things(offerings, 'offering')}."
        if told
        else f"Nothing differs from {of}.",
    )
    if not told:
        return [Section("Changes", words)]
    kinds = [(kind, number(count), number(models)) for kind, count, models in since.kinds]
    columns = (Column("kind"), Column("changes", RIGHT), Column("offerings", RIGHT))
    return [Section("Changes", words, (Table(columns, kinds, "By kind"), *_by_provider(since)))]


def _by_provider(since: Since) -> list[Table]:
    """The first changes of each provider until there are enough, and counts of all others."""
    tables, rest, left = [], [], _MOST_TOLD
    for one in since.providers:
        bundles = _bundles(one.changes)
        shown = bundles[: min(left, _MOST_PER_PROVIDER)]
        left -= len(shown)
        if shown:
            tables.append(_of_provider(one, shown, is_cut=len(shown) < len(bundles)))
        if len(shown) < len(bundles):
            rest.append(_counted(one.provider, [told for bundle in bundles[len(shown) :] for told in bundle]))
    if rest:
        columns = (Column("provider", is_code=True), Column("changes", RIGHT), Column("of these"))
        tables.append(Table(columns, rest, "Further changes, counted"))
    return tables


def _bundles(told: list[Told]) -> list[list[Told]]:
    """Changes of one kind at one offering together."""
    bundles: dict[tuple[str, str], list[Told]] = {}
    for one in told:
        bundles.setdefault((one.kind, one.change.model), []).append(one)
    return list(bundles.values())


def _of_provider(one: ProviderChanges, shown: list[list[Told]], *, is_cut: bool) -> Table:
    of = f" ({one.category})" if one.category else ""
    cut = f", {number(sum(map(len, shown)))} of them here" if is_cut else ""
    title = f"{one.provider}{of}: {of_things(len(one.changes), 'change')}{cut}"
    rows = [(bundle[0].change.model, _in_one(bundle)) for bundle in shown]
    return Table((Column("offering", is_code=True), Column("what changed")), rows, title)


def _in_one(bundle: list[Told]) -> str:
    rest = len(bundle) - _MOST_IN_ONE
    words = [told.words for told in bundle[:_MOST_IN_ONE]]
    return "; ".join([*words, *([f"and {rest} more"] if rest > 0 else [])])


def _counted(provider: str, told: list[Told]) -> tuple[str, str, str]:
    counts = Counter(one.kind for one in told)
    kinds = ", ".join(f"{kind} {number(counts[kind])}" for kind in CHANGE_KINDS if counts[kind])
    return provider, number(len(told)), kinds


def new_and_resolved(facts: ReportFacts) -> list[Table]:
    """About what sources disagree since the last build, and no longer disagree."""
    since = facts.since
    if since is None:
        return []
    return [
        _torn("New since the last build", since.new_conflicts),
        _torn("Resolved since the last build", since.resolved),
    ]


def _torn(title: str, torn: list[TornField]) -> Table:
    columns = (Column("offering", is_code=True), Column("field", is_code=True), Column("who says what"))
    rows = [(one.model, one.field, _voices(one)) for one in torn[:_MOST_TORN]]
    cut = f", the first {len(rows)}" if len(rows) < len(torn) else ""
    return Table(columns, rows, f"{title}: {number(len(torn))}{cut}")


def _voices(one: TornField) -> str:
    said = [f"{source} {value}" for source, value in sorted(one.said.items())]
    rest = len(said) - _MOST_VOICES
    return ", ".join([*said[:_MOST_VOICES], *([f"and {rest} more"] if rest > 0 else [])])


def held_back(facts: ReportFacts) -> Section:
    """Values that moved far, that no second source confirms, and that wait for somebody to look."""
    words = (
        "Rates and limits that moved more than tenfold, and that no second source confirms. The tables keep "
        "what they had. modeldex pipeline accept lets one through; one goes when its source takes it back.",
    )
    tables = [_held(facts.held, f"Waiting: {number(len(facts.held))}")]
    tables += [_held(facts.accepted, f"Accepted: {number(len(facts.accepted))}")] if facts.accepted else []
    return Section("Held back", words, tuple(tables))


def _held(held: list[Held], title: str) -> Table:
    columns = (
        Column("source", is_code=True), Column("offering", is_code=True), Column("field", is_code=True),
        Column("before", RIGHT), Column("stated now", RIGHT), Column("since", is_whole=True),
        Column("accepted on", is_whole=True),
    )  # fmt: skip
    rows = [
        (one.source, one.id, one.field, one.before, one.after, one.seen_on, one.accepted_on or "-")
        for one in held[:_MOST_HELD]
    ]
    return Table(columns, rows, f"{title}, the first {len(rows)}" if len(rows) < len(held) else title)
