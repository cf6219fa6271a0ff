"""The targets on the page: each with what was measured, how, and whether it is met."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.pipeline.report.accuracy import CHECK_DAYS, LEAST_CHECKED
from modeldex.pipeline.report.numerals import number, percent, share_of, yes_or_no
from modeldex.pipeline.report.page import RIGHT, BarFigure, Column, Section, Table

if TYPE_CHECKING:
    from modeldex.pipeline.report.facts import ReportFacts
    from modeldex.pipeline.report.targets import Goals, Target

_FULL_BAR = 2


def targets(facts: ReportFacts) -> Section:
    """Everything that the catalog is held to."""
    found = facts.goals
    met, measured = (
        sum(one.met is True for one in found.targets),
        sum(one.met is not None for one in found.targets),
    )
    words = (
        f"{number(met)} of {number(len(found.targets))} targets are met, "
        f"{number(len(found.targets) - measured)} are not measured.",
        "Shares that are right come from verdicts in data/spotchecks.csv, of values drawn at random: those "
        f"of the last {CHECK_DAYS} days count, and fewer than {LEAST_CHECKED} measure nothing. A target is "
        "met by the share itself; the interval says how far chance may have moved it.",
    )
    tables = (_targets(found), _checks(found), _own_words(found), _wanted(found))
    return Section("Targets", words, tables)


def against_floors(found: Goals) -> BarFigure:
    """Coverage against its floors; what is far above one needs no longer a bar."""
    bars = [
        (
            one.name,
            min(one.measured / one.least, _FULL_BAR),
            f"{number(one.measured)} (at least {number(one.least)})",
        )
        for one in found.floors
    ]
    return BarFigure("Coverage against its floor, up to twice the floor", bars, _FULL_BAR)


def _targets(found: Goals) -> Table:
    columns = (
        Column("target"), Column("wanted", RIGHT), Column("measured", RIGHT), Column("of", RIGHT),
        Column("met", is_whole=True), Column("how measured"),
    )  # fmt: skip
    rows = [
        (
            one.name, _wish(one), "not measured" if one.measured is None else percent(one.measured),
            "-" if one.sample is None else number(one.sample), yes_or_no(one.met), one.how,
        )
        for one in found.targets
    ]  # fmt: skip
    return Table(columns, rows)


def _wish(one: Target) -> str:
    if one.most is not None:
        return f"under {one.most * 100:g} %"
    return f"{(1 if one.least is None else one.least) * 100:g} %"


def _checks(found: Goals) -> Table:
    columns = (
        Column("kind"), Column("right", RIGHT), Column("wrong", RIGHT), Column("unclear", RIGHT),
        Column("share right", RIGHT), Column("95 % interval", RIGHT),
    )  # fmt: skip
    rows = [
        (
            one.kind, number(one.right), number(one.wrong), number(one.unclear),
            share_of(one.right, one.checked),
            "-" if one.low is None or one.high is None else f"{percent(one.low)} to {percent(one.high)}",
        )
        for one in found.accuracies
        if one.checked or one.unclear
    ]  # fmt: skip
    return Table(columns, rows, "Spot checks")


def _own_words(found: Goals) -> Table:
    columns = (
        Column("kind"), Column("stated", RIGHT), Column("taken", RIGHT), Column("share", RIGHT),
        Column("another value taken", RIGHT), Column("no value taken", RIGHT),
    )  # fmt: skip
    rows = [
        (
            one.kind, number(one.stated), number(one.same), share_of(one.same, one.stated),
            number(one.others), number(one.none),
        )
        for one in found.own_words
    ]  # fmt: skip
    return Table(columns, rows, "What providers list themselves, and what the tables took")


def floors(found: Goals) -> Table:
    """The least that there must be of each thing, and what there is."""
    columns = (Column("what"), Column("at least", RIGHT), Column("there are", RIGHT), Column("reached"))
    rows = [(one.name, number(one.least), number(one.measured), yes_or_no(one.met)) for one in found.floors]
    return Table(columns, rows, "Coverage floors")


def _wanted(found: Goals) -> Table:
    """What was asked for by name and is not there."""
    columns = (
        Column("kind"),
        Column("name"),
        Column("state"),
        Column("retired offerings", RIGHT),
        Column("note"),
    )
    rows = [
        (one.wanted.kind, one.wanted.name, one.state, number(one.retired), one.wanted.note)
        for one in found.wanted
        if one.state != "present"
    ]
    return Table(columns, rows, f"Not served, of {number(len(found.wanted))} asked for by name")
