"""`QualityScores`: four rough scores from 0 to 1, derived from named benchmarks.

The rule, in full: a score is the mean of the benchmarks of its kind that are known, each divided
by 100. Where none of them is known, the index that Artificial Analysis makes of several stands in,
divided by 100 too. Creative writing has no accuracy benchmark: its score is the share of duels that
the model is expected to win, by its rating on the creative writing board of the Arena, against one
rated 1350 (about gpt-4.1-mini; the board's median in October 2026 was 1363). Otherwise a score is
unknown; summarization stays so unless somebody states it.
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

DUELS: dict[str, str] = {"creative": "arena_creative_writing"}
"""Score -> the rating whose expected share of duels won it is."""

_DUEL_RATING, _DUEL_SCALE = 1350.0, 400.0
"""The fixed opponent's rating, and the points that make ten to one: the scale of such ratings."""

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
        found = {
            score: _mean(benchmarks, STANDS_IN[score]) if mean is None else mean
            for score, mean in found.items()
        }
        won = {score: _share_won(benchmarks[name]) for score, name in DUELS.items() if name in benchmarks}
        return cls(**(found | won))

    def known(self) -> dict[str, float]:
        """Score name -> value, the known ones only."""
        return {name: value for name in DERIVED_FROM if (value := getattr(self, name)) is not None}


def _share_won(rating: float) -> float:
    share: float = 1 / (1 + 10 ** ((_DUEL_RATING - rating) / _DUEL_SCALE))
    return round(share, 4)


def _mean(benchmarks: Mapping[str, float], names: tuple[str, ...]) -> float | None:
    found = [benchmarks[name] for name in names if name in benchmarks]
    return round(sum(found) / len(found) / 100, 4) if found else None
