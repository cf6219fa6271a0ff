"""What a model's offerings say together, asked where the sources of one offering are divided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.capability import CAPABILITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from modeldex.pipeline.claims import Claims

_LEAST, _TIMES = 3, 3
"""How many offerings must say so, and how many times as many as say otherwise."""
_SEES = CAPABILITIES["vision"].mask


class Consensus:
    """How many offerings of each canonical model state each window, and whether it reads images."""

    def __init__(self) -> None:
        self._windows: dict[str, dict[object, int]] = {}
        self._sees: dict[str, list[int]] = {}

    def learn(self, model: str | None, said: Iterable[Claims]) -> None:
        """Count what is said of one offering, each value once."""
        if model is None:
            return
        windows, yes, no = set(), 0, 0
        for one in said:
            windows.add(one.stored.get("max_context"))
            says_yes, says_no = one.masks
            yes, no = yes | (says_yes & _SEES), no | (says_no & _SEES)
        counts = self._windows.setdefault(model, {})
        for window in windows - {None}:
            counts[window] = counts.get(window, 0) + 1
        if bool(yes) != bool(no):
            self._sees.setdefault(model, [0, 0])[bool(yes)] += 1

    def window(self, model: str | None, values: Sequence[object]) -> object:
        """Of several windows, the one that the model's offerings have; else the first."""
        counts = self._windows.get(model or "", {})
        common = max(values, key=lambda value: counts.get(value, 0))
        wins = _outweighs(counts.get(common, 0), counts.get(values[0], 0))
        return common if wins else values[0]

    def sees(self, model: str | None) -> bool | None:
        """Whether the model reads images at its other offerings; None where they do not tell."""
        no, yes = self._sees.get(model or "", (0, 0))
        return True if _outweighs(yes, no) else False if _outweighs(no, yes) else None


def _outweighs(one: int, other: int) -> bool:
    return one >= _LEAST and one >= _TIMES * other
