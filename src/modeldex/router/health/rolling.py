"""`Rolling`: sums in which what is old counts less."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from modeldex.router.seen.outcome import Outcome

LEAST_CALLS = 0.01
"""What rests on fewer calls, weighted by age, says nothing any more."""


class Figures(NamedTuple):
    """Sums over calls, each weighted by its age at one moment."""

    calls: float = 0.0
    """Calls that speak for or against whoever was asked."""
    answered: float = 0.0
    """How many of them were answered."""
    first_seconds: float = 0.0
    """Seconds to the first token, over the calls in which that was measured."""
    first_calls: float = 0.0
    """How many these are."""
    token_seconds: float = 0.0
    """Seconds after the first token, over the calls in which that was measured."""
    tokens: float = 0.0
    """Output tokens that came in these seconds."""


NOTHING = Figures()


class Rolling:
    """Figures that decay: after each half-life all that was before counts half. Its size never grows."""

    __slots__ = ("at", "figures")

    def __init__(self, at: float, figures: Figures = NOTHING) -> None:
        self.at = at
        """As of when the figures are weighted, in seconds since 1970."""
        self.figures = figures

    def move(self, at: float, half_life: float) -> None:
        """Weight everything as of a moment.

        What ended before the last moment is taken as if it ended then: calls end in another order than
        they are told in. Only a clock that was set back by more than a half-life is followed back.
        """
        passed = at - self.at
        if passed > 0:
            self.figures = faded(self.figures, 0.5 ** (passed / half_life))
            self.at = at
        elif passed < -half_life:
            self.at = at

    def add(self, more: Figures) -> None:
        """Add figures that are weighted as of the same moment."""
        self.figures = added(self.figures, more)


def faded(figures: Figures, share: float) -> Figures:
    """Figures of which only a share counts."""
    calls, answered, first_seconds, first_calls, token_seconds, tokens = figures
    return Figures(
        calls * share, answered * share, first_seconds * share, first_calls * share,
        token_seconds * share, tokens * share,
    )  # fmt: skip


def added(one: Figures, other: Figures) -> Figures:
    """The sums of two figures."""
    return Figures(
        one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3],
        one[4] + other[4], one[5] + other[5],
    )  # fmt: skip


def answered_call(outcome: Outcome) -> Figures:
    """The figures of one call that was answered; what was not measured, or cannot be, is left out."""
    first, whole, tokens = outcome.first_token_seconds, outcome.seconds, outcome.output_tokens
    if first is None or not 0 <= first < _LONGEST_SECONDS:
        return Figures(1.0, 1.0)
    if whole is None or tokens is None or tokens < _FEWEST_TOKENS or not first <= whole < _LONGEST_SECONDS:
        return Figures(1.0, 1.0, first, 1.0)
    return Figures(1.0, 1.0, first, 1.0, whole - first, tokens - 1.0)


FAILED_CALL = Figures(1.0)
"""The figures of one call that failed: how long it took to fail says nothing of how fast answers come."""
_LONGEST_SECONDS = 86_400.0
"""Nothing takes longer; a greater number is a fault of a clock."""
_FEWEST_TOKENS = 2
"""Of an answer from which the time between tokens can be told."""
