"""Proofs of thinking on their way through a caller of another format, and back to who made them.

Claude and Gemini want their thinking back with the signature that they gave it. A caller of another
format hands back what its own format calls a signature, as it came, and reads nothing into it. So the
proof of one maker travels wrapped in the place of the other's: as base64 throughout, since some formats
take nothing else there.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import Any

from modeldex.wire.content import Thinking
from modeldex.wire.json_text import json_value, write_json

MARK = "bW9kZWxkZXgu"
"""How every wrapped proof begins. No provider knows it: a body that holds it cannot be passed on unread."""
_NAMES = ("signed_by", "signature", "sealed", "id", "variant")
_PLAIN = b64decode(MARK)


def seal(part: Thinking) -> str | None:
    """What proves thinking to its maker, wrapped; None where nothing does."""
    if part.signed_by is None or (part.signature is None and part.sealed is None):
        return None
    kept: dict[str, Any] = {
        name: value for name in _NAMES if (value := getattr(part, name)) is not None
    }  # fmt: skip
    if part.is_summary:
        kept["is_summary"] = True
    return _wrapped(kept)


def unseal(text: str, words: str = "") -> Thinking | None:
    """The thinking of these words with the proof that is wrapped in a text; None where none is."""
    kept = _unwrapped(text)
    if kept is None or "call" in kept:
        return None
    return Thinking(
        text=words, is_summary=kept.get("is_summary") is True,
        **{name: kept[name] for name in _NAMES if isinstance(kept.get(name), str)},
    )  # fmt: skip


def seal_of_call(signed_by: str, signature: str) -> str:
    """The signature of a call, wrapped."""
    return _wrapped({"call": [signed_by, signature]})


def unseal_of_call(text: str) -> tuple[str, str] | None:
    """Who signed a call, and its signature; None where the text holds none."""
    told = (_unwrapped(text) or {}).get("call")
    if isinstance(told, list) and len(told) == 2 and isinstance(told[0], str) and isinstance(told[1], str):
        return told[0], told[1]
    return None


def _wrapped(kept: dict[str, Any]) -> str:
    return b64encode(_PLAIN + write_json(kept)).decode()


def _unwrapped(text: str) -> dict[str, Any] | None:
    if not text.startswith(MARK):
        return None
    try:
        kept = json_value(b64decode(text, validate=True)[len(_PLAIN) :])
    except ValueError:
        return None
    return kept if isinstance(kept, dict) and isinstance(kept.get("signed_by", ""), str) else None
