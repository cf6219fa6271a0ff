"""`Losses`: what a format cannot say of what it is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.core.errors import UntranslatableError

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that does not arrive as it was meant."""

    field: str
    """Where it stands in the hub's words: `seed`, `messages[2].parts[0].citations`, `tools[1]`."""
    reason: str
    """Why, and what stands in its place if anything does."""


class Losses:
    """Collects what is dropped and what is only approximated; in strict mode `settle` refuses both."""

    __slots__ = ("approximated", "dropped", "is_strict")

    def __init__(self, *, is_strict: bool = False) -> None:
        self.is_strict = is_strict
        self.dropped: list[Loss] = []
        """What does not arrive at all."""
        self.approximated: list[Loss] = []
        """What arrives otherwise than it was meant."""

    def drop(self, field: str, reason: str) -> None:
        """Note that something does not arrive."""
        self.dropped.append(Loss(field, reason))

    def approximate(self, field: str, reason: str) -> None:
        """Note that something arrives otherwise."""
        self.approximated.append(Loss(field, reason))

    def settle(self, target: str) -> None:
        """Raise UntranslatableError in strict mode where anything was lost on the way to a format."""
        if self.is_strict and (self.dropped or self.approximated):
            raise UntranslatableError(target, [f"{loss.field}: {loss.reason}" for loss in self])

    def __iter__(self) -> Iterator[Loss]:
        yield from self.dropped
        yield from self.approximated

    def __bool__(self) -> bool:
        return bool(self.dropped or self.approximated)
