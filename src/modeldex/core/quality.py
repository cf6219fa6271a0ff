"""`QualityScores`: four rough scores from 0 to 1, derived from named benchmarks.

The rule, in full: a score is the mean of the benchmarks of its kind that are known, each divided
by 100. Where none of them is known, the index that Artificial Analysis makes of several stands in,
divided by 100 too. Otherwise the score is unknown. Creative writing and
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

STANDS_IN: dict[str, tuple[str, ...]] = {
    "reasoning": ("artificial_analysis_intelligence_index",),
    "coding": ("artificial_analysis_coding_index",),
    "creative": (),
    "summarization": (),
}
"""Score -> the index that is taken where none of its benchmarks is known."""

PERCENTAGES = (*BENCHMARKS, *(name for names in STANDS_IN.values() for name in names))
"""Every benchmark that a score may be made of: from 0 to 100."""


class QualityScores(Record):
    """How good a model is at four kinds of work, 0 to 1; None where no benchmark says."""

    reasoning: Number = Number("reasoning", "reasoning and knowledge, 0 to 1", most=1)
    coding: Number = Number("coding", "writing and mending code, 0 to 1", most=1)
    creative: Number = Number("creative", "creative writing, 0 to 1", most=1)
    summarization: Number = Number("summarization", "summarizing, 0 to 1", most=1)

    @classmethod
    def derived(cls, benchmarks: Mapping[str, float]) -> QualityScores:
        """The scores that the benchmarks give by the rule at the top of this file."""
        found = {score: _mean(benchmarks, names) for score, names in DERIVED_FROM.items()}
        return cls(
            **{
                score: _mean(benchmarks, STANDS_IN[score]) if mean is None else mean
                for score, mean in found.items()
            }
        )

    def known(self) -> dict[str, float]:
        """Score name -> value, the known ones only."""
        return {name: value for name in DERIVED_FROM if (value := getattr(self, name)) is not None}


def _mean(benchmarks: Mapping[str, float], names: tuple[str, ...]) -> float | None:
    found = [benchmarks[name] for name in names if name in benchmarks]
    return round(sum(found) / len(found) / 100, 4) if found else None
