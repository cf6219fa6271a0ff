"""`QualityScores`: four rough scores from 0 to 1, derived from named benchmarks.

The rule, in full: a score is the mean of the benchmarks of its kind that are known, each divided
by 100. At least one must be known; otherwise the score is unknown. Creative writing and
summarization have no accuracy benchmark among them and stay unknown unless somebody states them.
"""

from __future__ import annotations

from modeldex.core.fields import Number
from modeldex.core.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

BENCHMARKS = ("mmlu", "humaneval", "math", "gpqa", "swe_bench", "ifeval", "mmmu", "mgsm")
"""Benchmarks with a column of their own, as percentages from 0 to 100."""

DERIVED_FROM: dict[str, tuple[str, ...]] = {
    "reasoning": ("mmlu", "gpqa", "math", "mgsm"),
    "coding": ("humaneval", "swe_bench"),
    "creative": (),
    "summarization": (),
}
"""Score -> the benchmarks whose mean it is."""


class QualityScores(Record):
    """How good a model is at four kinds of work, 0 to 1; None where no benchmark says."""

    reasoning: Number = Number("reasoning", "reasoning and knowledge, 0 to 1", most=1)
    coding: Number = Number("coding", "writing and mending code, 0 to 1", most=1)
    creative: Number = Number("creative", "creative writing, 0 to 1", most=1)
    summarization: Number = Number("summarization", "summarizing, 0 to 1", most=1)

    @classmethod
    def derived(cls, benchmarks: Mapping[str, float]) -> QualityScores:
        """The scores that the benchmarks give by the rule at the top of this file."""
        return cls(**{score: _mean(benchmarks, names) for score, names in DERIVED_FROM.items()})

    def known(self) -> dict[str, float]:
        """Score name -> value, the known ones only."""
        return {name: value for name in DERIVED_FROM if (value := getattr(self, name)) is not None}


def _mean(benchmarks: Mapping[str, float], names: tuple[str, ...]) -> float | None:
    found = [benchmarks[name] for name in names if name in benchmarks]
    return round(sum(found) / len(found) / 100, 4) if found else None
