"""Calls of tools in a stream, one after the other even where their pieces come mixed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.wire.content import ToolCall
from modeldex.wire.events import ARGUMENTS, PartEnded, PartGrew, PartStarted
from modeldex.wire.formats.openai_chat.calls import (
    arguments_text,
    call_place,
    made_id,
    thought_signature,
)
from modeldex.wire.formats.openai_chat.name import NAME

if TYPE_CHECKING:
    from modeldex.wire.events import ChatEvent

_MARKS = re.compile(r'\\.|[\\"{}\[\]]', re.DOTALL)
"""What opens and closes in JSON, and what is escaped."""


class _Call:
    """What is known of one call."""

    __slots__ = (
        "_depth", "_is_begun", "_is_escaped", "_is_in_text", "_looked_at", "id", "is_closed", "is_custom",
        "name", "pieces", "signature",
    )  # fmt: skip

    def __init__(self) -> None:
        self.id = ""
        self.name = ""
        self.is_custom = False
        self.is_closed = False
        self._looked_at = self._depth = 0
        self._is_begun = self._is_in_text = self._is_escaped = False
        self.signature: str | None = None
        self.pieces: list[str] = []

    def part(self, arguments: str) -> ToolCall:
        """The call as a part, with these arguments."""
        return ToolCall(
            id=self.id, name=self.name, arguments=arguments, is_custom=self.is_custom,
            signature=self.signature, signed_by=None if self.signature is None else NAME,
        )  # fmt: skip

    def is_whole(self) -> bool:
        """Whether its arguments cannot go on: a JSON object is closed. Of plain text nobody can tell."""
        if self.is_custom:
            return False
        for piece in self.pieces[self._looked_at :]:
            self._look(piece)
        self._looked_at = len(self.pieces)
        return self._is_begun and self._depth == 0

    def _look(self, piece: str) -> None:
        """Count what is opened and closed, each piece once."""
        start, self._is_escaped = int(self._is_escaped), False
        for found in _MARKS.finditer(piece, start):
            mark = found[0]
            if mark == "\\":
                self._is_escaped = self._is_in_text
            elif mark == '"':
                self._is_in_text = not self._is_in_text
            elif len(mark) == 1 and not self._is_in_text:
                self._is_begun = True
                self._depth += 1 if mark in "{[" else -1


class CallStreams:
    """The calls of one choice. Only one is told at a time; the next waits until it is whole.

    Servers name a call by its index. Some send none, or 0 for all: then a new id with a name is a new call.
    """

    __slots__ = (
        "_by_index", "_calls", "_choice", "_last", "_open", "_place", "_signature", "_waiting",
    )  # fmt: skip

    def __init__(self, choice: int, answer_id: str | None = None) -> None:
        """`answer_id`: that of the answer, for ids that are missing."""
        self._choice = choice
        self._place = call_place(answer_id, choice)
        self._calls: list[_Call] = []
        self._by_index: dict[int, _Call] = {}
        self._last: _Call | None = None
        self._open: _Call | None = None
        self._signature: str | None = None
        self._waiting: list[_Call] = []

    def take(self, raw: dict[str, Any], place: int, events: list[ChatEvent]) -> int:
        """Take up one of `tool_calls`; `place` is that of the last part, what comes back is that of now."""
        is_custom = raw.get("type") == "custom" or "custom" in raw
        inner = raw.get("custom" if is_custom else "function")
        inner = inner if type(inner) is dict else {}
        call = self._named(raw, inner)
        if is_custom:
            call.is_custom = True
        piece = arguments_text(inner.get("input" if is_custom else "arguments"))
        if piece:
            if call.is_closed:
                if piece.isspace():
                    return place
                raise WireDataError("stream", f"arguments of the call {call.id} go on after its end")
            call.pieces.append(piece)
        if call is self._open:
            if piece:
                events.append(PartGrew(self._choice, place, ARGUMENTS, piece))
            if not self._waiting:
                return place
        return self._advance(place, events)

    def close(self, place: int, events: list[ChatEvent]) -> int:
        """End all calls."""
        while self._open is not None or self._waiting:
            if self._open is None:
                place = self._begin(place, events)
            self._end(place, events)
        return place

    def _named(self, raw: dict[str, Any], inner: dict[str, Any]) -> _Call:
        """The call that a piece belongs to, made where it is new."""
        index, id_, name = raw.get("index"), raw.get("id"), inner.get("name")
        call = self._by_index.get(index) if type(index) is int else self._last
        if call is not None and id_ and id_ != call.id and call.id:
            known = next((one for one in self._calls if one.id == id_), None)
            call = known or (None if name else call)
        if call is None:
            call = _Call()
            self._calls.append(call)
            self._waiting.append(call)
        if type(index) is int:
            self._by_index[index] = call
        self._last = call
        if not call.id and isinstance(id_, str):
            call.id = id_
        if not call.name and isinstance(name, str):
            call.name = name
        if call.signature is None:
            call.signature = thought_signature(raw.get("extra_content"))
        return call

    def _advance(self, place: int, events: list[ChatEvent]) -> int:
        while self._waiting:
            if self._open is not None:
                if not self._open.is_whole():
                    break
                self._end(place, events)
            if not self._waiting[0].name:
                break
            place = self._begin(place, events)
        return place

    def _begin(self, place: int, events: list[ChatEvent]) -> int:
        call = self._waiting.pop(0)
        call.id = call.id or made_id(self._place, self._calls.index(call))
        self._open, self._signature = call, call.signature
        place += 1
        events.append(PartStarted(self._choice, place, call.part("")))
        if call.pieces:
            events.append(PartGrew(self._choice, place, ARGUMENTS, "".join(call.pieces)))
        return place

    def _end(self, place: int, events: list[ChatEvent]) -> None:
        if self._open is not None:
            call, self._open = self._open, None
            whole = None if call.signature == self._signature else call.part("".join(call.pieces))
            events.append(PartEnded(self._choice, place, whole))
            call.is_closed = True
