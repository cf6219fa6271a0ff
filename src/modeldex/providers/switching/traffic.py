"""`Traffic`: recorded calls taken together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.providers.shapes.shape import OK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from modeldex.providers.shapes.shape import RequestShape

CHARACTERS_PER_TOKEN = 4
"""How input is estimated where a call has no usage; English text has about so many."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """The calls that a switch is held against."""

    shapes: tuple[RequestShape, ...]

    @classmethod
    def of(cls, shapes: Iterable[RequestShape]) -> Traffic:
        """The calls of a file."""
        return cls(tuple(shapes))

    @property
    def calls(self) -> int:
        """How many there are."""
        return sum(shape.calls for shape in self.shapes)

    @property
    def answered(self) -> tuple[RequestShape, ...]:
        """Those that were answered."""
        return tuple(shape for shape in self.shapes if shape.outcome == OK)

    def count(self, is_meant: Callable[[RequestShape], bool]) -> int:
        """How many calls are such."""
        return sum(shape.calls for shape in self.shapes if is_meant(shape))

    def peak_per_minute(self, weigh: Callable[[RequestShape], int]) -> int:
        """The most of something in one minute of the clock."""
        minutes: Counter[str] = Counter()
        for shape in self.shapes:
            minutes[shape.at[:16]] += weigh(shape) * shape.calls
        return max(minutes.values(), default=0)


def input_tokens(shape: RequestShape) -> int:
    """Tokens that a call read: as the provider counted, else estimated from its characters."""
    if shape.usage is not None and shape.usage.total_input_tokens:
        return shape.usage.total_input_tokens
    return -(-shape.characters // CHARACTERS_PER_TOKEN)


def output_tokens(shape: RequestShape) -> int:
    """Tokens that a call wrote, thinking included; 0 where nobody counted them."""
    usage = shape.usage
    return 0 if usage is None else usage.output_tokens + usage.reasoning_tokens


def room_needed(shape: RequestShape) -> int:
    """Tokens that a call may fill: what it read, and what it wrote or was allowed to write."""
    return input_tokens(shape) + max(output_tokens(shape), shape.max_output_tokens or 0)


def counted(calls: int) -> str:
    """A number of calls, for people."""
    return f"{calls:,} call{'' if calls == 1 else 's'}"
