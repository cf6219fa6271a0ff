"""`Redirect`: one time that a successor stood in for a retired model."""

from __future__ import annotations

from modeldex.core.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime


class Redirect(Record):
    """One time that a successor stood in for a model."""

    id: int
    """A running number: a later redirect has a higher one."""
    asked: str
    """The name that was asked for, as it was written."""
    model: str
    """Full id of the retired model that it means."""
    successor: str
    """Full id of the model that stood in."""
    reason: str | None
    """Why; None where nobody said."""
    recorded_at: datetime
    """When, in UTC."""
