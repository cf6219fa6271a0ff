"""Sound in a stream: pieces of base64, each padded for itself, as one."""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Audio
from modeldex.wire.events import AUDIO, TRANSCRIPT, PartEnded, PartGrew
from modeldex.wire.formats.openai_chat.media_reader import read_spoken

if TYPE_CHECKING:
    from modeldex.wire.events import ChatEvent


class SoundStream:
    """The sound of one choice."""

    __slots__ = ("_begun", "_data", "_expires_at", "_rest", "_words")

    def __init__(self) -> None:
        self._begun = Audio()
        self._rest = b""
        self._data: list[str] = []
        self._words: list[str] = []
        self._expires_at: int | None = None

    def begun(self, raw: dict[str, Any]) -> Audio:
        """The part as its first delta has it, without what grows."""
        held = read_spoken(raw)
        self._begun = Audio(id=held.id, expires_at=held.expires_at)
        return self._begun

    def take(self, raw: dict[str, Any]) -> list[tuple[str, str]]:
        """What grew, and by what."""
        held = read_spoken(raw)
        self._expires_at = held.expires_at or self._expires_at
        grown = []
        if held.data:
            piece = self._aligned(held.data)
            if piece:
                self._data.append(piece)
                grown.append((AUDIO, piece))
        if held.transcript:
            self._words.append(held.transcript)
            grown.append((TRANSCRIPT, held.transcript))
        return grown

    def close(self, choice: int, index: int) -> list[ChatEvent]:
        """The last bytes, and the whole part where its end says more of it."""
        events: list[ChatEvent] = []
        if self._rest:
            piece = binascii.b2a_base64(self._rest, newline=False).decode()
            self._data.append(piece)
            events.append(PartGrew(choice, index, AUDIO, piece))
        whole = None
        if self._expires_at is not None and self._expires_at != self._begun.expires_at:
            whole = Audio(
                id=self._begun.id,
                data="".join(self._data) or None,
                transcript="".join(self._words) or None,
                expires_at=self._expires_at,
            )
        events.append(PartEnded(choice, index, whole))
        return events

    def _aligned(self, piece: str) -> str:
        """The piece so that it can be put behind the last: groups of three bytes; the rest waits."""
        if not self._rest and not piece.endswith("=") and len(piece) % 4 == 0:
            return piece
        try:
            octets = self._rest + binascii.a2b_base64(piece)
        except ValueError:
            return piece
        whole = len(octets) - len(octets) % 3
        self._rest = octets[whole:]
        return binascii.b2a_base64(octets[:whole], newline=False).decode()
