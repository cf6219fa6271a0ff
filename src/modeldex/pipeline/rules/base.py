"""What a rule is, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from modeldex.pipeline.directory import Directory
    from modeldex.pipeline.merged import Merged

ERROR, DOUBT = "error", "doubt"
"""An error must be mended before a release; a doubt must be looked at by somebody."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a rule may look at."""

    merged: Merged
    directory: Directory


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule is not kept."""

    subject: str
    """Full id of the offering, or name of what else it is about."""
    field: str | None
    """Field name as the tables write it; None where it is about the whole."""
    detail: str
    """What stands there, with its numbers."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that facts keep, or that makes them doubtful."""

    name: str
    severity: str
    """`error` or `doubt`."""
    scope: str
    """What it looks at: offerings, prices, limits, dates, benchmarks, names."""
    message: str
    """What is wrong where it is not kept, and the mend."""
    check: Callable[[Facts], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Issue:
    """A finding, with the rule that made it."""

    rule: Rule
    finding: Finding


def abilities(facts: Facts) -> dict[object, int]:
    """Canonical model, else offering -> bit mask of what it can do as anybody who serves it says."""
    able: dict[object, int] = {}
    for full_id, stored in facts.merged.models.items():
        yes, key = stored["caps_yes"], stored.get("model") or full_id
        assert isinstance(yes, int)
        able[key] = able.get(key, 0) | yes
    return able
