"""`Constraint`: one thing that a candidate must meet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from modeldex.router.deciding.case import Case


class Constraint(Protocol):
    """One hard constraint."""

    name: str
    """Short, in lower case: `context`; under which decisions, counts and tables have it."""

    def passing(self, case: Case) -> int | None:
        """The set of candidates that meet it; None: the request asks nothing of it, and all do."""

    def reason(self, case: Case, place: int) -> str:
        """Why the candidate at a place does not meet it: its value against what is needed, in one line."""
