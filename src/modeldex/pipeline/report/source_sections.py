"""The sources on the page: how fresh each is, what it no longer gives, and how old its benchmarks are."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from modeldex.pipeline.report.currency import CURRENT_DAYS
from modeldex.pipeline.report.numerals import number, of_things, part_of, yes_or_no
from modeldex.pipeline.report.page import RIGHT, BarFigure, Column, Section, Table

if TYPE_CHECKING:
    from modeldex.pipeline.report.facts import ReportFacts
    from modeldex.pipeline.report.sources import Fetched
    from modeldex.pipeline.unlisted import Unlisted


_NOT_FETCHED = ("failed", "skipped")
"""Outcomes after which older data stand in."""


def freshness(facts: ReportFacts) -> Section:
    """When each source was seen, what came of asking it, and where it falls short."""
    asked = [one.fetched for one in facts.sources if one.fetched is not None] + facts.unseen
    below = [(state.info.name, fault) for state in facts.sources for fault in state.faults]
    columns = (Column("source", is_code=True), Column("falls short by"))
    tables = [_seen(facts), Table(columns, below, "Sources below their bounds")]
    if asked:
        tables += [_not_fetched(facts), _unknown_fields(asked)]
    tables += [_unlisted(facts.unlisted)] if facts.unlisted else []
    bars = [(one.info.name, max(one.age, 0), f"{number(one.age)} d") for one in facts.sources]
    words = [
        "The oldest value of a source is the oldest that the tables still take from it: a rate by the day on "
        "which it was first seen, a row by the day that the source gives it, else by the one it was seen on.",
    ]
    if asked:
        counts = Counter(one.outcome for one in asked)
        told = ", ".join(f"{number(count)} {outcome}" for outcome, count in sorted(counts.items()))
        words.insert(0, f"{of_things(len(asked), 'source')} asked: {told}.")
    return Section(
        "Freshness", tuple(words), tuple(tables), (BarFigure("Age of each source, in days", bars),)
    )


def _seen(facts: ReportFacts) -> Table:
    """Every source; what came of asking it where any was asked."""
    was_asked = any(one.fetched is not None for one in facts.sources)
    columns = (
        Column("source", is_code=True), Column("seen on", is_whole=True), Column("age in days", RIGHT),
        Column("rows", RIGHT), Column("rates in force", RIGHT), Column("oldest value", is_whole=True),
        *([Column("last fetch")] if was_asked else []), Column("licence"),
    )  # fmt: skip
    rows = [
        (
            one.info.name, one.info.seen_on, number(one.age), number(one.info.offerings), number(one.rates),
            one.oldest or "none",
            *([one.fetched.outcome if one.fetched is not None else "-"] if was_asked else []),
            one.info.licence,
        )
        for one in facts.sources
    ]  # fmt: skip
    return Table(columns, rows)


def _not_fetched(facts: ReportFacts) -> Table:
    """What could not be had, why, and how old is what stands in for it."""
    columns = (
        Column("source", is_code=True),
        Column("outcome"),
        Column("last good data", is_whole=True),
        Column("why"),
    )
    known = [
        (one.fetched, f"{of_things(max(one.age, 0), 'day')} old") for one in facts.sources if one.fetched
    ]
    rows = [
        (one.source, one.outcome, age, one.reason or "-")
        for one, age in (*known, *((one, "none") for one in facts.unseen))
        if one.outcome in _NOT_FETCHED
    ]
    return Table(columns, sorted(rows, key=lambda row: (row[1], row[0])), "Not fetched")


def _unknown_fields(asked: list[Fetched]) -> Table:
    columns = (Column("source", is_code=True), Column("field", is_code=True), Column("times", RIGHT))
    rows = [
        (one.source, field, number(times))
        for one in sorted(asked, key=lambda one: one.source)
        for field, times in one.unknown_fields.items()
    ]
    return Table(columns, rows, "Fields that no parser knows")


def _unlisted(unlisted: list[Unlisted]) -> Table:
    """How many offerings each source lists no longer; which they are stands in the JSON."""
    columns = (
        Column("source", is_code=True), Column("listed before", RIGHT), Column("not now", RIGHT),
        Column("of those retired", RIGHT), Column("such as", is_code=True),
    )  # fmt: skip
    rows = [
        (
            one.source, number(one.listed), part_of(one.count, one.listed), number(len(one.retired)),
            (*one.left_out, *one.retired)[0],
        )
        for one in sorted(unlisted, key=lambda one: (-one.count, one.source))
    ]  # fmt: skip
    return Table(columns, rows, "No longer listed since the last build")


def benchmarks(facts: ReportFacts) -> Section:
    """Whose scores there are, and when they were last held against their source."""
    found = facts.currency
    columns = (
        Column("source", is_code=True), Column("scores", RIGHT), Column("seen on", is_whole=True),
        Column("age in days", RIGHT), Column("newest row", is_whole=True),
        Column("oldest row", is_whole=True), Column(f"within {CURRENT_DAYS} days"),
    )  # fmt: skip
    rows = [
        (
            one.name, number(one.scores), one.seen_on, number(one.age), one.newest, one.oldest,
            yes_or_no(one.is_current),
        )
        for one in found.sources
    ]  # fmt: skip
    words = (
        f"{part_of(found.stale, found.scores)} of {of_things(found.scores, 'score')} come from sources that "
        f"were not seen within {CURRENT_DAYS} days.",
    )
    return Section("Benchmark currency", words, (Table(columns, rows),))
