"""`Losses`: what a format cannot say of what it is given.

One policy for all formats. Listed is what the caller or the model would miss: content that does not
arrive, behaviour that was asked for and is another. Paths are those of the hub; further fields that only
another format knows are `extras.NAME` at the top, `messages[0].extras`, `messages[0].parts[0].extras`,
`tools[0].extras` below it. Not listed is

- what is neither content nor behaviour: ids of answers, messages and items, the name of the model and
  the time in an answer, the fingerprint, the remarks of `further.REMARKS`, the name of a schema;
- what is stated, and is so in the target anyway: not to store where nothing is stored, several calls at
  once, a choice of tools by the model, one answer, penalties of zero, a service that everybody gets;
- the role `developer` where a target has one role of instructions: it has the same effect;
- of thinking in an answer, what only its maker reads: the proof, the sealed form, whether it is a summary.
  Its words arrive; where a format has a place for a proof, that travels wrapped (`sealing`).

Thinking of a talk that another format signed or sealed is dropped, and listed: to another model it proves
nothing. What nobody signed goes where a target takes it so, and is dropped, and listed, where not.
"""

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


ANOTHERS_THINKING = "another format signed it, which proves nothing here"
"""Why thinking of a talk is dropped."""


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
