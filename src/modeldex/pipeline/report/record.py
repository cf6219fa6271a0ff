"""The report as JSON: everything that the page says, as data.

Counts and shares are numbers, shares from 0 to 1; what is unknown or not measured is null; days are
ISO text, and amounts of money exact text, as everywhere. Keys keep their names and meanings: what is
added comes as a new key, and `format` is raised where a key must change.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from modeldex.core import money
from modeldex.pipeline.report.numerals import rounded

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.pipeline.held import Held
    from modeldex.pipeline.report.changes import Since, TornField
    from modeldex.pipeline.report.coverage import Count
    from modeldex.pipeline.report.disagreements import Disagreements
    from modeldex.pipeline.report.facts import ReportFacts
    from modeldex.pipeline.report.sources import Fetched, SourceState
    from modeldex.pipeline.report.targets import Goals
    from modeldex.pipeline.unlisted import Unlisted

FORMAT = 1
"""Number of the shape."""


def as_json(facts: ReportFacts) -> str:
    """The report as JSON text, in ASCII letters, so that no reader can take it for anything else."""
    return json.dumps(record(facts), indent=1, allow_nan=False) + "\n"


def record(facts: ReportFacts) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "format": FORMAT,
        "version": facts.version,
        "newest_source_seen_on": facts.day or None,
        "as_of": facts.as_of.isoformat(),
        **_goals(facts.goals),
        "changes": None if facts.since is None else _since(facts.since),
        "held": _held(facts.held),
        "accepted": _held(facts.accepted),
        "sources": [_source(state) for state in facts.sources],
        "sources_without_data": [{"source": one.source, **_outcome(one)} for one in facts.unseen],
        "unlisted": None if facts.unlisted is None else unlisted_record(facts.unlisted),
        "benchmarks": _benchmarks(facts),
        "conflicts": _conflicts(facts.disagreements),
        "totals": _totals(facts),
        "coverage": _coverage(facts),
        "over_time": {
            "releases_per_quarter": dict(facts.releases),
            "releases_by_year_only": facts.releases_by_year_only,
            "price_changes_per_month": dict(facts.price_changes),
        },
        "duplicates": {
            "offerings": facts.duplicates.offerings,
            "share": rounded(facts.duplicates.share),
            "by_rule": dict(facts.duplicates.by_rule),
            "folded": dict(facts.duplicates.folded),
        },
        "schema": [
            {"tables": one.folder, "rows": one.rows, "faults": list(one.faults)} for one in facts.compliance
        ],
        "issues": [
            {
                "rule": one.rule.name, "severity": one.rule.severity, "about": one.rule.scope,
                "found": one.found,
            }
            for one in facts.rules
        ],
        "missing": [
            {
                "field": one.field, "offerings": one.offerings, "share": rounded(one.share),
                "providers": dict(one.providers),
            }
            for one in facts.lacks
        ],
    }  # fmt: skip


def _goals(goals: Goals) -> dict[str, Any]:
    return {
        "targets": [
            {
                "name": one.name, "at_least": one.least, "under": one.most, "measured": rounded(one.measured),
                "sample": one.sample, "met": one.met, "how": one.how,
            }
            for one in goals.targets
        ],
        "floors": [
            {"name": one.name, "at_least": one.least, "measured": one.measured, "met": one.met}
            for one in goals.floors
        ],
        "wanted": [
            {
                "kind": one.wanted.kind, "name": one.wanted.name, "state": one.state,
                "offerings": one.offerings, "retired": one.retired, "providers": one.providers,
            }
            for one in goals.wanted
        ],
        "spot_checks": [
            {
                "kind": one.kind, "right": one.right, "wrong": one.wrong, "unclear": one.unclear,
                "share": rounded(one.share), "low": rounded(one.low), "high": rounded(one.high),
            }
            for one in goals.accuracies
        ],
        "own_listings": [
            {
                "kind": one.kind, "stated": one.stated, "taken": one.same, "another_taken": one.others,
                "none_taken": one.none, "share": rounded(one.share),
            }
            for one in goals.own_words
        ],
    }  # fmt: skip


def _since(since: Since) -> dict[str, Any]:
    return {
        "since_version": since.version,
        "kinds": {kind: {"changes": count, "offerings": models} for kind, count, models in since.kinds},
        "list": [
            {
                "offering": one.change.model, "provider": provider.provider, "category": provider.category,
                "kind": one.kind, "field": one.change.field, "before": one.change.before,
                "after": one.change.after, "moved": rounded(one.moved), "source": one.source,
                "since": one.since, "words": one.words,
            }
            for provider in since.providers
            for one in provider.changes
        ],
        "new_conflicts": _torn(since.new_conflicts),
        "resolved_conflicts": _torn(since.resolved),
    }  # fmt: skip


def _torn(torn: Iterable[TornField]) -> list[dict[str, Any]]:
    return [
        {"offering": one.model, "field": one.field, "said": dict(sorted(one.said.items()))} for one in torn
    ]


def unlisted_record(found: Iterable[Unlisted]) -> list[dict[str, Any]]:
    """What sources list no longer: of each how many it listed, and the ids of those that it does not now."""
    return [
        {
            "source": one.source, "listed_before": one.listed, "left_out": list(one.left_out),
            "retired": list(one.retired),
        }
        for one in found
    ]  # fmt: skip


def _held(held: Iterable[Held]) -> list[dict[str, Any]]:
    return [
        {
            "source": one.source, "offering": one.id, "field": one.field, "before": one.before,
            "after": one.after, "seen_on": one.seen_on, "accepted_on": one.accepted_on,
        }
        for one in held
    ]  # fmt: skip


def _source(state: SourceState) -> dict[str, Any]:
    return {
        "source": state.info.name,
        "title": state.info.title,
        "licence": state.info.licence,
        "about": state.info.about,
        "own_listing_of": state.info.own_listing_of,
        "seen_on": state.info.seen_on,
        "age_days": state.age,
        "rows": state.info.offerings,
        "rates_in_force": state.rates,
        "oldest_value": state.oldest,
        "below_bounds": list(state.faults),
        "fetch": None if state.fetched is None else _outcome(state.fetched),
    }


def _outcome(fetched: Fetched) -> dict[str, Any]:
    return {
        "outcome": fetched.outcome,
        "reason": fetched.reason,
        "unknown_fields": dict(fetched.unknown_fields),
        "last_good": fetched.last_good,
    }


def _benchmarks(facts: ReportFacts) -> dict[str, Any]:
    found = facts.currency
    return {
        "scores": found.scores,
        "share_checked_in_time": rounded(found.share_current),
        "sources": [
            {
                "source": one.name, "scores": one.scores, "seen_on": one.seen_on, "age_days": one.age,
                "newest_row": one.newest, "oldest_row": one.oldest, "is_current": one.is_current,
            }
            for one in found.sources
        ],
    }  # fmt: skip


def _conflicts(found: Disagreements) -> dict[str, Any]:
    return {
        "statements": found.statements,
        "fields": [
            {
                "field": one.field, "compared": one.compared, "differing": one.differing,
                "by_rounding": one.rounded,
            }
            for one in found.dissents
        ],
        "widest_gaps": [
            {
                "offering": one.model, "field": one.field, "lowest": money.text(one.least),
                "says_lowest": one.says_least, "highest": money.text(one.most), "says_highest": one.says_most,
                "factor": float(f"{one.factor:.4g}"), "taken": one.taken, "taken_from": one.winner,
                "why": one.reason,
            }
            for one in found.gaps
        ],
    }  # fmt: skip


def _totals(facts: ReportFacts) -> dict[str, Any]:
    totals = facts.totals
    return {
        **_count(totals.whole), "providers": totals.providers, "with_any_rate": totals.with_any_rate,
        "with_rates_and_limits": totals.full, "with_scores": totals.scored,
        "with_retirement": totals.retiring, "price_rows": totals.price_rows,
        "price_changes": totals.price_changes, "closed_price_rows": totals.closed_prices,
    }  # fmt: skip


def _coverage(facts: ReportFacts) -> dict[str, Any]:
    parts = {"reach": facts.reach, "categories": facts.categories, "largest_providers": facts.providers}
    return {
        **{name: [{"name": one.name, **_count(one)} for one in counts] for name, counts in parts.items()},
        "fields": [
            {
                "field": one.field, "offerings": one.offerings, "share": rounded(one.share),
                "share_of_current": rounded(one.share_of_current),
            }
            for one in facts.fills
        ],
    }  # fmt: skip


def _count(one: Count) -> dict[str, int]:
    return {
        "offerings": one.offerings, "current": one.current, "with_rates": one.priced,
        "with_limits": one.limited, "with_abilities": one.able,
    }  # fmt: skip
