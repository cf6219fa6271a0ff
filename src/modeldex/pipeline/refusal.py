"""`Refusal`: what asking a source came to where that gave no answer that is any good, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.core.errors import CredentialError, DataError, NetworkError, SourceError
from modeldex.http.failure import UnreachedError

if TYPE_CHECKING:
    from modeldex.sources.asking import Asker

SKIPPED, FAILED = "skipped", "failed"
"""What became of a source without an answer: nothing was asked for want of a key or an address, or nobody
runs it; or it gave nothing that is of use."""
REFUSED = (CredentialError, NetworkError, SourceError, DataError, OSError, RecursionError)
"""What is one source's trouble and no other's. Whatever else is raised is a mistake of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What a source came to that gave no answer."""

    outcome: str
    """`skipped` or `failed`."""
    reason: str
    """With the step that mends it, and without the keys that were sent."""


def refusal(error: Exception, asker: Asker, *, may_be_away: bool) -> Refusal:
    """What one of `REFUSED` means for the source that was asked, whose kept pages are let go of.

    `may_be_away`: it is no failure where no connection is made, since it runs where perhaps nobody
    started it.
    """
    if not isinstance(error, OSError):  # which is of the disk: the answer was good
        asker.forget()
    if isinstance(error, CredentialError):
        return Refusal(outcome=SKIPPED if error.missing else FAILED, reason=error.problem)
    is_away = may_be_away and isinstance(error, UnreachedError)
    return Refusal(outcome=SKIPPED if is_away else FAILED, reason=asker.redacted(_told(error)))


def _told(error: Exception) -> str:
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}cannot be kept: {error.strerror or type(error).__name__}"
    if isinstance(error, RecursionError):
        return "its answer is nested too deep"
    return str(error.args[0])
