"""The report in words: what each section says, whatever the page is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.money import plain
from modeldex.pipeline.report.change_sections import changes, held_back, new_and_resolved
from modeldex.pipeline.report.numerals import number, part_of, percent, share_of
from modeldex.pipeline.report.page import RIGHT, BarFigure, Column, Page, Section, Table, TimeFigure
from modeldex.pipeline.report.source_sections import benchmarks, freshness
from modeldex.pipeline.report.target_sections import against_floors, floors, targets
from modeldex.pipeline.report.targets import MOST_DUPLICATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.pipeline.report.coverage import Count
    from modeldex.pipeline.report.disagreements import PriceGap
    from modeldex.pipeline.report.facts import ReportFacts

_MOST_FIELDS_DRAWN, _MOST_FIELDS_LISTED = 30, 30
_LEAST_COMPARED = 50
"""Fields of which fewer offerings have two sources are in the table, not in the chart."""
_MOST_PERIODS_LISTED, _MOST_FAULTS = 8, 10


def page(facts: ReportFacts) -> Page:
    """The report."""
    lead = (
        f"Version {facts.version or 'none yet'}. The newest source was seen on {facts.day or 'no day yet'}; "
        f"ages count to {facts.as_of.isoformat()}."
    )
    makers = (
        held_back, freshness, benchmarks, _conflicts, _headline, _coverage, _timeline, _duplicates,
        _compliance, _issues, _missing,
    )  # fmt: skip
    sections = [targets(facts), *changes(facts), *(make(facts) for make in makers)]
    return Page("State of the facts", lead, sections)


def _headline(facts: ReportFacts) -> Section:
    totals, whole = facts.totals, facts.totals.whole
    rows = [
        ("offerings (a model as one provider serves it)", number(whole.offerings)),
        ("providers", number(totals.providers)),
        ("not retired", part_of(whole.current, whole.offerings)),
        ("of these: at least one rate in force", part_of(totals.with_any_rate, whole.current)),
        ("of these: input and output rate known", part_of(whole.priced, whole.current)),
        ("of these: rates, window and output limit known", part_of(totals.full, whole.current)),
        ("of these: vision and tools known, yes or no", part_of(whole.able, whole.current)),
        ("with benchmarks or quality scores", part_of(totals.scored, whole.offerings)),
        ("with a retirement date", number(totals.retiring)),
        ("price rows", number(totals.price_rows)),
        ("price rows that replaced another (dated changes)", number(totals.price_changes)),
        ("price rows no longer in force", number(totals.closed_prices)),
        ("statements of all sources", number(facts.disagreements.statements)),
        ("sources", number(len(facts.sources))),
    ]
    return Section("Headline numbers", (), (Table((Column("what"), Column("count", RIGHT)), rows),))


def _coverage(facts: ReportFacts) -> Section:
    fields = [
        (fill.field, number(fill.offerings), percent(fill.share), percent(fill.share_of_current))
        for fill in facts.fills
    ]
    columns = (
        Column("field", is_code=True), Column("offerings", RIGHT), Column("of all", RIGHT),
        Column("of not retired", RIGHT),
    )  # fmt: skip
    words = (
        "In the tables of counts, rates, limits and abilities are shares of what is not retired: "
        "input and output rate; window and output limit; vision and tools known, whether yes or no.",
    )
    drawn = [
        (fill.field, fill.share_of_current, percent(fill.share_of_current))
        for fill in facts.fills[:_MOST_FIELDS_DRAWN]
    ]
    categories = [(one.name, one.offerings, number(one.offerings)) for one in facts.categories]
    return Section(
        "Coverage",
        words,
        (
            floors(facts.goals),
            _counts("Reach", "what", facts.reach),
            _counts("By category", "category", facts.categories),
            _counts(f"The {len(facts.providers)} largest providers", "provider", facts.providers),
            Table(columns, fields, "Fill rate per field"),
        ),
        (
            against_floors(facts.goals),
            BarFigure("Offerings per category", categories),
            BarFigure(f"Fill rate of the {len(drawn)} fullest fields, of what is not retired", drawn, 1),
        ),
    )


def _counts(title: str, kind: str, counts: list[Count]) -> Table:
    columns = (Column(kind), *(Column(name, RIGHT) for name in (
        "offerings", "not retired", "rates", "limits", "abilities"
    )))  # fmt: skip
    rows = [
        (
            one.name, number(one.offerings), number(one.current),
            *(share_of(known, one.current) for known in (one.priced, one.limited, one.able)),
        )
        for one in counts
    ]  # fmt: skip
    return Table(columns, rows, title)


def _timeline(facts: ReportFacts) -> Section:
    released, vague = sum(number for _, number in facts.releases), facts.releases_by_year_only
    words = (
        f"{number(released)} models by their earliest stated release"
        + (f"; of {number(vague)} more only the year is known." if vague else "."),
        f"{number(sum(count for _, count in facts.price_changes))} rates took the place of another.",
    )
    headings = (Column("period"), Column("count", RIGHT))
    figures = (
        TimeFigure("Models released per quarter", facts.releases),
        TimeFigure("Price changes per month", facts.price_changes),
    )
    tables = tuple(
        Table(
            headings,
            _latest(one.periods),
            f"{one.title}, the latest",
        )
        for one in figures
    )
    return Section("Over time", words, tables, figures)


def _latest(periods: Sequence[tuple[str, int]]) -> list[tuple[str, str]]:
    return [(when, number(count)) for when, count in periods[: -_MOST_PERIODS_LISTED - 1 : -1]]


def _conflicts(facts: ReportFacts) -> Section:
    columns = (
        Column("field", is_code=True), Column("two sources or more", RIGHT), Column("differ", RIGHT),
        Column("share", RIGHT), Column("differ by rounding", RIGHT),
    )  # fmt: skip
    torn = [one for one in facts.disagreements.dissents if one.differing or one.rounded]
    rest = torn[_MOST_FIELDS_LISTED:]
    rows = [
        (one.field, number(one.compared), number(one.differing), percent(one.share), number(one.rounded))
        for one in torn[:_MOST_FIELDS_LISTED]
    ]
    drawn = sorted((one for one in torn if one.compared >= _LEAST_COMPARED), key=lambda one: -one.share)
    bars = [
        (one.field, one.share, f"{percent(one.share)} of {number(one.compared)}")
        for one in drawn[:_MOST_FIELDS_DRAWN]
    ]
    words = (
        "Of the offerings of which two sources or more state a field: how many values differ. Limits within "
        "5 % and rates within 0.5 % of each other differ by rounding only. Names and families are left out.",
        f"Values differ in {number(sum(one.differing for one in torn))} places in all, "
        f"{number(sum(one.differing for one in rest))} of them in fields that are not listed.",
    )
    return Section(
        "Conflicts",
        words,
        (*new_and_resolved(facts), Table(columns, rows, "Per field"), _gaps(facts.disagreements.gaps)),
        (BarFigure("Share of offerings whose sources differ, per field", bars),),
    )


def _gaps(gaps: list[PriceGap]) -> Table:
    columns = (
        Column("offering", is_code=True), Column("rate", is_code=True), Column("lowest", RIGHT),
        Column("highest", RIGHT), Column("factor", RIGHT), Column("taken", RIGHT),
        Column("why"),
    )  # fmt: skip
    rows = [
        (
            gap.model, gap.field, f"{plain(gap.least)} ({gap.says_least})",
            f"{plain(gap.most)} ({gap.says_most})", f"x{float(gap.factor):,.4g}",
            f"{gap.taken} ({gap.winner})" if gap.winner else "none", gap.reason or "not as it is stated",
        )
        for gap in gaps
    ]  # fmt: skip
    return Table(columns, rows, "Widest gaps between stated rates, of offerings that have not retired")


def _duplicates(facts: ReportFacts) -> Section:
    found = facts.duplicates
    verdict = "and is" if found.share < MOST_DUPLICATES else "and is not"
    words = (
        f"{part_of(found.offerings, facts.totals.whole.offerings)} of the offerings look like another one of "
        f"the same provider; the share should be under {MOST_DUPLICATES * 100:.0f} %, {verdict}.",
        f"{number(sum(count for _, count in found.folded))} spellings were folded into offerings.",
    )
    by_rule = Table((Column("rule", is_code=True), Column("offerings", RIGHT)), [
        (name, number(count)) for name, count in found.by_rule
    ])  # fmt: skip
    folded = Table((Column("folded because"), Column("ids", RIGHT)), [
        (why, number(count)) for why, count in found.folded
    ])  # fmt: skip
    examples = Table((Column("for example", is_code=True), Column("folded into")), [*found.examples])
    tables = (by_rule, folded, examples) if found.folded else (by_rule,)
    return Section("Duplicates", words, tables)


def _compliance(facts: ReportFacts) -> Section:
    rows = [
        (f"data/{one.folder}", number(one.rows), number(len(one.faults)),
         share_of(one.rows - len(one.faults), one.rows))
        for one in facts.compliance
    ]  # fmt: skip
    columns = (
        Column("tables", is_code=True), Column("rows", RIGHT), Column("faults", RIGHT),
        Column("in order", RIGHT),
    )  # fmt: skip
    faults = [(fault,) for one in facts.compliance for fault in one.faults]
    tables = [Table(columns, rows)]
    if faults:
        title = f"The first {min(len(faults), _MOST_FAULTS)} of {number(len(faults))} faults"
        tables.append(Table((Column("place and problem"),), faults[:_MOST_FAULTS], title))
    return Section(
        "Schema", ("Every row of facts against data/schema.json, which every row must keep.",), tuple(tables)
    )


def _issues(facts: ReportFacts) -> Section:
    columns = (
        Column("rule", is_code=True), Column("kind"), Column("about"), Column("found", RIGHT),
        Column("meaning"),
    )  # fmt: skip
    counts = sorted(facts.rules, key=lambda one: (one.rule.severity != "error", -one.found, one.rule.name))
    rows = [
        (one.rule.name, one.rule.severity, one.rule.scope, number(one.found), one.rule.message)
        for one in counts
    ]
    errors = sum(one.found for one in facts.rules if one.rule.severity == "error")
    doubts = sum(one.found for one in facts.rules) - errors
    return Section("Issues", (f"{number(errors)} errors, {number(doubts)} doubts.",), (Table(columns, rows),))


def _missing(facts: ReportFacts) -> Section:
    columns = (
        Column("field", is_code=True), Column("lacking", RIGHT), Column("share", RIGHT),
        Column("most of them at"),
    )  # fmt: skip
    rows = [
        (
            lack.field, number(lack.offerings), percent(lack.share),
            ", ".join(f"{name} {number(count)}" for name, count in lack.providers),
        )
        for lack in facts.lacks
    ]  # fmt: skip
    words = ("What nobody states of offerings that have not retired, of the fields that people choose by.",)
    return Section("Missing", words, (Table(columns, rows),))
