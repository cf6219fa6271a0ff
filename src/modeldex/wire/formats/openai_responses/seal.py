"""Other formats' signatures, in the field `encrypted_content` of a reasoning item.

The format keeps what it calls encrypted as an opaque text, and callers hand it back as it is. So the
signature of another maker's thinking travels in it to the caller and back, and goes to its maker again.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import NamedTuple

from modeldex.wire.formats.openai_responses.names import NAME

_MARK = "modeldex."


class Seal(NamedTuple):
    """What proves thinking to its maker."""

    signed_by: str
    signature: str | None
    sealed: str | None


def written_seal(seal: Seal) -> str | None:
    """The text of `encrypted_content`; None where there is nothing to keep."""
    if seal.signed_by == NAME:
        return seal.sealed
    if seal.signature is None and seal.sealed is None:
        return None
    kept = json.dumps([seal.signed_by, seal.signature, seal.sealed], separators=(",", ":"))
    return _MARK + urlsafe_b64encode(kept.encode()).decode()


def read_seal(text: str) -> Seal:
    """What stands in `encrypted_content`: another format's seal where it was wrapped here."""
    if text.startswith(_MARK):
        try:
            kept = json.loads(urlsafe_b64decode(text.removeprefix(_MARK)))
        except (ValueError, RecursionError):
            kept = None
        if isinstance(kept, list) and len(kept) == 3 and isinstance(kept[0], str):
            signature, sealed = (value if isinstance(value, str) else None for value in kept[1:])
            return Seal(kept[0], signature, sealed)
    return Seal(NAME, None, text)
