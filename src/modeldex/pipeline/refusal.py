"""`Refusal`: what asking a source came to where that gave no answer that is any good, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.core.errors import CredentialError, DataError, NetworkError, SourceError
from modeldex.http.failure import UnreachedError
from modeldex.providers.signing import SIGNERS, KeySigner, is_ready

if TYPE_CHECKING:
    from modeldex.core.provider import Provider
    from modeldex.providers.credentials import Credentials
    from modeldex.sources.asking import Asker
    from modeldex.sources.base import Source

SKIPPED, FAILED = "skipped", "failed"
"""What became of a source without an answer: nothing was asked for want of a key or an address, or nobody
runs it; or it gave nothing that is of use."""
REFUSED = (CredentialError, NetworkError, SourceError, DataError, OSError, RecursionError)
"""What is one source's trouble and no other's. Whatever else is raised is a mistake of ours."""
_NOT_LET_IN = 401


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """What a source came to that gave no answer."""

    outcome: str
    """`skipped` or `failed`."""
    reason: str
    """With the step that mends it, and without the keys that were sent."""


def refusal(
    error: Exception, asker: Asker, *, may_be_away: bool, keys: tuple[Provider, Credentials] | None = None
) -> Refusal:
    """What one of `REFUSED` means for the source that was asked, whose kept pages are let go of.

    `may_be_away`: it is no failure where no connection is made, since it runs where perhaps nobody
    started it. `keys`: with whose keys the source was asked, so that one that is refused can be named.
    """
    if not isinstance(error, OSError):  # which is of the disk: the answer was good
        asker.forget()
    if isinstance(error, CredentialError):
        return Refusal(outcome=SKIPPED if error.missing else FAILED, reason=error.problem)
    is_away = may_be_away and isinstance(error, UnreachedError)
    told = _told(error)
    is_shut_out = isinstance(error, NetworkError) and error.status == _NOT_LET_IN
    step = _key_step(asker.source, *keys) if is_shut_out and keys is not None else None
    reason = asker.redacted(told if step is None else f"{told}; {step}")
    return Refusal(outcome=SKIPPED if is_away else FAILED, reason=reason)


def _key_step(source: Source, provider: Provider, credentials: Credentials) -> str | None:
    """Where the key was from that did not let in, or what to set; None where nobody can say."""
    how = None if source.fetch is None else source.fetch.signing
    if how is None:
        return None
    missing = is_ready(how, provider, credentials)
    if missing is not None:
        return f"it was asked without a key; {missing}"
    signer = SIGNERS[how]
    roles = signer.keys if isinstance(signer, KeySigner) else ()
    place = next(filter(None, (credentials.where(provider, role) for role in roles)), None)
    if place is None:
        return None
    return f"the key in {place[1:] if place.startswith('$') else f'the {place}'} is refused"


def _told(error: Exception) -> str:
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return f"{place}cannot be kept: {error.strerror or type(error).__name__}"
    if isinstance(error, RecursionError):
        return "its answer is nested too deep"
    return str(error.args[0])
