"""The numbers of the report, from the folder of facts; nothing here is written for anybody yet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.pipeline.held import read_held
from modeldex.pipeline.manifest import read_manifest
from modeldex.pipeline.model_tables import restored
from modeldex.pipeline.report.accuracy import accuracies, own_words
from modeldex.pipeline.report.changes import Since, changes_since
from modeldex.pipeline.report.compliance import Checked, compliance
from modeldex.pipeline.report.coverage import (
    Count,
    Fill,
    Lack,
    Offering,
    by_category,
    by_provider,
    count,
    fills,
    lacks,
    offerings_of,
    reach,
)
from modeldex.pipeline.report.currency import Currency, benchmark_currency, names_of_benchmarks
from modeldex.pipeline.report.disagreements import Disagreements, disagreements
from modeldex.pipeline.report.former import read_former
from modeldex.pipeline.report.sources import Fetched, SourceState, source_states, unseen
from modeldex.pipeline.report.targets import Goals, goals
from modeldex.pipeline.report.timeline import Periods, price_changes_per_month, releases_per_quarter
from modeldex.pipeline.rules.base import Facts, Rule
from modeldex.pipeline.rules.table import RULES, issues
from modeldex.pipeline.spotchecks import read_spotchecks
from modeldex.pipeline.unlisted import unlisted_since
from modeldex.pipeline.version import read_version
from modeldex.pipeline.wanted import read_wanted, sought
from modeldex.sources.table import sources_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from modeldex.pipeline.directory import Directory
    from modeldex.pipeline.held import Held
    from modeldex.pipeline.merged import Merged
    from modeldex.pipeline.unlisted import Unlisted

MOST_PROVIDERS, MOST_GAPS, MOST_LACKING = 20, 15, 3
"""How many rows the longest tables show."""
DUPLICATE_RULES = ("duplicate-id", "duplicate-name")


@dataclass(frozen=True, slots=True)
class Totals:
    """What there is, in single numbers."""

    whole: Count
    """Everything, as one kind."""
    providers: int
    with_any_rate: int
    """Current offerings with a rate in force, for tokens or for anything else."""
    full: int
    """Current offerings with both rates and both limits."""
    scored: int
    """Offerings with a benchmark or a quality score."""
    price_rows: int
    price_changes: int
    """Price rows that took the place of another."""
    closed_prices: int
    """Price rows that are no longer in force."""
    retiring: int
    """Offerings with a retirement date."""


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How often a rule is not kept."""

    rule: Rule
    found: int


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Offerings that look like another of their provider, and spellings that were brought together."""

    by_rule: tuple[tuple[str, int], ...]
    offerings: int
    """Offerings found by any of the rules; each counts once."""
    share: float
    """Of all offerings, 0 to 1."""
    folded: tuple[tuple[str, int], ...]
    """Why an id is no offering of its own -> how many."""
    examples: tuple[tuple[str, str], ...]
    """Folded ids with what became of each."""


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """Every number of the report."""

    version: str | None
    """Version of the tables; None where they have none yet."""
    day: str
    """Newest day on which a source was seen; blank where there is no source."""
    as_of: date
    """Day from which ages are counted."""
    totals: Totals
    fills: list[Fill]
    categories: list[Count]
    providers: list[Count]
    reach: list[Count]
    goals: Goals
    since: Since | None
    """What changed since the last build; None where the report compares with none."""
    held: list[Held]
    """Jumps that are held back for somebody to look at."""
    accepted: list[Held]
    """Jumps that somebody has let through."""
    sources: list[SourceState]
    """The source seen last comes first."""
    unseen: list[Fetched]
    """Sources that were asked for, and of which the tables have nothing."""
    unlisted: list[Unlisted] | None
    """What sources list no longer since the last build; None where the report compares with no facts."""
    currency: Currency
    disagreements: Disagreements
    duplicates: Duplicates
    compliance: list[Checked]
    rules: list[RuleCount]
    lacks: list[Lack]
    releases: Periods
    releases_by_year_only: int
    """Models of whose release only the year is known."""
    price_changes: Periods


def gather(
    data: Path,
    directory: Directory,
    merged: Merged,
    as_of: date,
    *,
    before: Path | None = None,
    outcomes: Sequence[Fetched] = (),
) -> ReportFacts:
    """Count everything; DataError where a table is no good.

    `merged` is what `data` merges into, `before` the facts of the last build, as a folder or a catalog
    file, `outcomes` what became of each source when it was last fetched.
    """
    offerings = offerings_of(merged)
    models = {full_id: restored(one, tuple(merged.prices[full_id])) for full_id, one in merged.models.items()}
    found: dict[str, list[str]] = {rule.name: [] for rule in RULES}
    for issue in issues(Facts(merged, directory)):
        found[issue.rule.name].append(issue.finding.subject)
    releases, by_year_only = releases_per_quarter(merged)
    torn, held = disagreements(merged, MOST_GAPS), read_held(data)
    sources = source_states(
        read_manifest(data).values(), merged, sources_of(directory.providers), outcomes, as_of
    )
    totals, duplicates, reached = _totals(offerings), _duplicates(merged, found), reach(offerings)
    checked, currency = compliance(data), benchmark_currency(merged, as_of)
    look_alikes = duplicates.offerings, totals.whole.offerings
    counts = _counted(totals) | {one.name: one.offerings for one in reached}
    verdicts = accuracies(read_spotchecks(data, names_of_benchmarks(merged)), as_of)
    wanted = sought(read_wanted(data) if (data / "wanted.csv").exists() else (), models.values())
    since = None
    if before is not None:
        since = changes_since(read_former(before), models, merged, torn.torn, data, as_of)
    return ReportFacts(
        version=read_version(data),
        day=merged.day,
        as_of=as_of,
        totals=totals,
        fills=fills(offerings),
        categories=by_category(offerings),
        providers=by_provider(offerings, MOST_PROVIDERS),
        reach=reached,
        goals=goals(checked, look_alikes, verdicts, own_words(merged), currency, counts, wanted),
        since=since,
        held=[line for line in held if line.is_open],
        accepted=[line for line in held if not line.is_open],
        sources=sources,
        unseen=unseen(sources, outcomes),
        unlisted=unlisted_since(before, data) if before is not None and before.is_dir() else None,
        currency=currency,
        disagreements=torn,
        duplicates=duplicates,
        compliance=checked,
        rules=[RuleCount(rule, len(found[rule.name])) for rule in RULES],
        lacks=lacks(models.values(), MOST_LACKING),
        releases=releases,
        releases_by_year_only=by_year_only,
        price_changes=price_changes_per_month(merged),
    )


def _counted(totals: Totals) -> dict[str, int]:
    """What of the floors the totals count."""
    return {
        "offerings": totals.whole.offerings,
        "not retired": totals.whole.current,
        "providers": totals.providers,
        "rates and limits known": totals.full,
        "vision and tools known": totals.whole.able,
        "with a retirement date": totals.retiring,
        "dated price changes": totals.price_changes,
    }


def _totals(offerings: list[Offering]) -> Totals:
    rows = [price for one in offerings for price in one.prices]
    current = [one for one in offerings if one.is_current]
    return Totals(
        whole=count("all", offerings),
        providers=len({one.provider for one in offerings}),
        with_any_rate=sum(one.has_any_rate for one in current),
        full=sum(one.is_priced and one.is_limited for one in current),
        scored=sum(bool(one.stored.get("benchmarks") or one.stored.get("scores")) for one in offerings),
        price_rows=len(rows),
        price_changes=sum(price.supersedes is not None for price in rows),
        closed_prices=sum(price.valid_to is not None for price in rows),
        retiring=sum(one.stored.get("retires_on") is not None for one in offerings),
    )


def _duplicates(merged: Merged, found: dict[str, list[str]]) -> Duplicates:
    suspects = {subject for name in DUPLICATE_RULES for subject in found[name]}
    why = Counter(reason.rpartition(": ")[2] for reason in merged.folded.values())
    return Duplicates(
        by_rule=tuple((name, len(found[name])) for name in DUPLICATE_RULES),
        offerings=len(suspects),
        share=len(suspects) / (len(merged.models) or 1),
        folded=tuple(why.most_common()),
        examples=tuple(sorted(merged.folded.items())[:MOST_LACKING]),
    )
