"""`Base64Joint`: pieces that are base64 each become pieces of one base64 text."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error


class Base64Joint:
    """Holds back the bytes that fill no group of three until more come, since padding ends a text."""

    __slots__ = ("_rest",)

    def __init__(self) -> None:
        self._rest = b""

    def joined(self, piece: str) -> str:
        """The text that this piece makes ready."""
        if not self._rest and not piece.endswith("="):
            return piece
        try:
            raw = self._rest + b64decode(piece, validate=True)
        except (Error, ValueError):
            return piece
        cut = len(raw) - len(raw) % 3
        self._rest = raw[cut:]
        return b64encode(raw[:cut]).decode()

    def end(self) -> str:
        """What was held back, padded."""
        rest, self._rest = self._rest, b""
        return b64encode(rest).decode()
