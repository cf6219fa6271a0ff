"""What stands against the rejected candidates: by constraint, with examples; and what to ask less of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modeldex.cli import output
from modeldex.cli.cells import escaped, printable
from modeldex.router.frames.bits import places_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.router.telling.candidate_row import CandidateRow
    from modeldex.router.telling.explanation import Explanation

_EXAMPLES = 3
"""Of each constraint, to programs; people see the first."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The candidates that fell at one constraint."""

    constraint: str
    """Its name."""
    count: int
    """How many fell at it, each counted at the first that it does not meet."""
    alone: int
    """How many meet every other one: they would be fit without it."""
    examples: tuple[CandidateRow, ...]
    """A few of them, those that it alone stands against first."""

    @property
    def example(self) -> str:
        """The first example in words."""
        row = self.examples[0]
        return f"{row.id}: {self.words(row)}"

    def words(self, row: CandidateRow) -> str:
        """Why an example does not meet the constraint."""
        return next((one.words for one in row.reasons if one.constraint == self.constraint), "")

    def record(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "constraint": self.constraint,
            "count": self.count,
            "alone": self.alone,
            "examples": [{"model": row.id, "reason": self.words(row)} for row in self.examples],
        }


def rejected(explanation: Explanation) -> tuple[Rejected, ...]:
    """The rejected candidates by the constraint at which they fell, the most first."""
    return tuple(sorted(_rejected(explanation), key=lambda one: -one.count))


def _rejected(explanation: Explanation) -> Iterator[Rejected]:
    decision = explanation.decision
    frame = decision.case.frame
    left = frame.everyone
    for test, passing in decision.tests:
        fell, left = left & ~passing, left & passing
        if not fell:
            continue
        alone = ~passing
        for other, others in decision.tests:
            if other is not test:
                alone &= others
        alone &= frame.everyone
        first = places_of(alone, len(frame))[:_EXAMPLES] or places_of(fell, len(frame))[:_EXAMPLES]
        rows = tuple(explanation.candidate(frame.ids[place]) for place in first)
        yield Rejected(test.name, fell.bit_count(), alone.bit_count(), rows)


def write_rejected(found: tuple[Rejected, ...]) -> None:
    """Write how many fell at which constraint, with an example of each."""
    output.write_records(None, found, _COLUMNS)


_COLUMNS: tuple[output.Column[Rejected], ...] = (
    output.Column("constraint", lambda one: one.constraint, "rejected by"),
    output.Column("count", lambda one: one.count, "models", lambda one: f"{one.count:,}", right=True),
    output.Column("alone", lambda one: one.alone, "by it alone", lambda one: f"{one.alone:,}", right=True),
    output.Column(
        "example", lambda one: one.example, "such as", lambda one: escaped(one.example), words=True
    ),
)


WISHES = {
    "operation": "the operation", "ready": "--ready", "capability": "--needs", "modality": "the modalities",
    "context": "--input and --output", "output": "--output", "maker": "--maker and --not-maker",
    "provider": "--provider and --not-provider", "region": "--region and --not-region",
    "licence": "--licence", "data": "--no-training and --zero-retention", "quality": "--min-quality",
    "speed": "--max-first-token, --max-latency and --min-speed", "price": "--max-price",
    "cost": "--max-cost", "where": "the condition of the policy",
}  # fmt: skip
"""Constraint -> what asks for it, where a user asks for it."""

_FACTS = frozenset({"capability", "modality", "context", "output", "maker", "quality", "speed"})
"""Constraints that a model of which nobody says anything meets where unknown facts are allowed."""


def say_what_to_relax(explanation: Explanation) -> None:
    """Say that no model is fit, and of what to ask less so that one is."""
    decision = explanation.decision
    count = len(explanation.candidates)
    which = "the only candidate" if count == 1 else f"all {count:,} candidates"
    output.note(f"no route: policy {printable(decision.policy)} rejects {which}")
    found = rejected(explanation)
    wished = [one for one in found if one.alone and one.constraint in WISHES]
    for one in sorted(wished, key=lambda one: -one.alone)[:_EXAMPLES]:
        fit = f"{one.alone:,} {'model' if one.alone == 1 else 'models'} would be fit"
        output.note(f"without {WISHES[one.constraint]}: {fit}, such as {printable(one.examples[0].id)}")
    if found and not wished:
        names = ", ".join(WISHES.get(one.constraint, one.constraint) for one in found[:_EXAMPLES])
        output.note(f"no single wish stands in the way alone; ask less of {names}")
    if decision.case.needs.rejects_unknown and any(one.constraint in _FACTS for one in found):
        output.note("--unknown allow lets models pass of which nobody says whether they meet a need")
