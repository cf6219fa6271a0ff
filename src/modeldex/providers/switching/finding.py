"""`Finding`: what one check of a switch has to say."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FINE, NOTE, DOUBT, STOP = "fine", "note", "doubt", "stop"
LEVELS = (FINE, NOTE, DOUBT, STOP)
"""It works as before; it is worth knowing; it may not work, or nobody says; it does not work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a check found."""

    check: str
    """Name of the check: `ready`, `capabilities`, `context` ..."""
    level: str
    """One of `LEVELS`."""
    message: str
    """In a sentence, with the mend where there is one."""
    calls: int | None = None
    """How many of the recorded calls it concerns; None: it is not about calls."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """The figures and names behind it."""


def worst(findings: Sequence[Finding]) -> str:
    """The gravest level of several findings; fine where there are none."""
    return max((one.level for one in findings), key=LEVELS.index, default=FINE)
