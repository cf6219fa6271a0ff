"""`OpenItem`: the item of a stream that is being made, and the part of it that grows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from modeldex.wire import events as told
from modeldex.wire.content import Foreign, Refusal, Text, Thinking, ToolCall
from modeldex.wire.fields import Fields
from modeldex.wire.formats.openai_responses.citations import read_citation
from modeldex.wire.formats.openai_responses.content_reader import CONTENT
from modeldex.wire.formats.openai_responses.item_reader import is_special, maker, read_call
from modeldex.wire.formats.openai_responses.names import NAME, given_id
from modeldex.wire.formats.openai_responses.part_places import (
    CALLS,
    PARTS,
    WAYS,
    Place,
    Way,
    kind_of,
    number_of,
    parts_of,
)
from modeldex.wire.formats.openai_responses.seal import read_seal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.content import Part
    from modeldex.wire.events import ChatEvent


class OpenItem:
    """Turns the frames of one item into events; nothing is told twice."""

    __slots__ = (
        "_citations", "_delta", "_field", "_has_grown", "_held", "_here", "_index", "_is_done", "_part",
        "_pieces", "_seen", "_value", "_what", "id", "next", "place", "type",
    )  # fmt: skip

    def __init__(self, value: Mapping[str, Any], place: int, first: int) -> None:
        self.place = place
        """Its place in the output."""
        self.next = first
        """Place of the next part among those of the answer."""
        self._value = value
        self.type = str(value.get("type") or "")
        id_ = value.get("id")
        self.id = id_ if isinstance(id_, str) else None
        self._seen: set[Place] = set()
        self._is_done = False
        self._held: list[tuple[str, Mapping[str, Any]]] = []
        self._part: Part | None = None
        self._here: Place | None = None
        self._delta = self._field = self._what = ""
        self._index = first
        self._has_grown = False
        self._pieces: list[str] = []
        self._citations = 0

    @classmethod
    def of_frame(cls, frame: str, payload: Mapping[str, Any], first: int) -> Self:
        """The item of a frame that no item went before."""
        kind = kind_of(frame, payload)
        way = WAYS.get(kind)
        place = payload.get("output_index", -1)
        value = {"type": way.item if way is not None else "", "id": payload.get("item_id")}
        return cls(value, place if type(place) is int else -1, first)

    def begin(self) -> list[ChatEvent]:
        """What the beginning of the item tells: of a call its name."""
        kind = CALLS.get(self.type)
        if kind is None or is_special(self._value):
            return []
        return self._open(Place(kind, 0), self._call(self._value, arguments=False))

    def grow(self, kind: str, payload: Mapping[str, Any], delta: str) -> ChatEvent | None:
        """The open part grew; None where the frame means another, or says nothing."""
        if kind != self._delta or not delta:
            return None
        here = payload.get(self._field)
        if here is not None and here != self._here.number:  # type: ignore[union-attr]
            return None
        self._has_grown = True
        self._pieces.append(delta)
        return told.PartGrew(0, self._index, self._what, delta)

    @property
    def is_told(self) -> bool:
        """Whether the frames of its parts told all of it; of thinking its end tells more."""
        return self._is_done and not self._held and self.type != "reasoning"

    def take(self, frame: str, payload: Mapping[str, Any]) -> list[ChatEvent]:
        """The events of any other frame of this item; those of another part wait until the open one ends."""
        events = self._take(frame, payload)
        while self._is_done and self._held:
            held, self._held = self._held, []
            for one in held:
                events += self._take(*one)
        return events

    def _take(self, frame: str, payload: Mapping[str, Any]) -> list[ChatEvent]:
        kind = kind_of(frame, payload)
        way = WAYS.get(kind)
        if way is None or way.item != (self.type or way.item):
            return []
        self.type = way.item
        place = Place(kind, number_of(frame, payload))
        if place != self._here:
            if place in self._seen:
                return []
            if self._here is not None and not self._is_done:
                self._held.append((frame, payload))
                return []
        events = [] if place == self._here else self._open(place, self._fresh(kind))
        self._is_done = self._is_done or frame.endswith(".done")
        delta = payload.get("delta")
        if type(delta) is str:
            return events + self._grown(delta)
        part = payload.get("part")
        events += self._whole(part if isinstance(part, dict) else payload, way)
        if "annotation" in payload:
            events += self._cited([payload["annotation"]], 0)
        return events

    def end(self, value: Mapping[str, Any]) -> list[ChatEvent]:
        """What the end of the item tells: all that its frames left out."""
        if self.type in CALLS and self._here is not None:
            return self._end_call(value)
        if self.type not in PARTS:
            return self._end_foreign(value)
        events: list[ChatEvent] = []
        for place, part in parts_of(self.type, value):
            events += self._leftover(place, part)
        if self._held:
            events += self._release()
        if self.type == "reasoning":
            if not self._seen:
                events += self._open(Place("reasoning_text", 0), self._fresh("reasoning_text"))
            return events + self._sealed(value)
        return events + self._close()

    def _release(self) -> list[ChatEvent]:
        """What waited for a part whose end nobody told, part by part; what the item repeats is told by it."""
        seen, held = frozenset(self._seen), self._held
        events: list[ChatEvent] = []
        self._held = []
        for frame, payload in sorted(held, key=lambda one: number_of(*one)):
            if Place(kind_of(frame, payload), number_of(frame, payload)) not in seen:
                self._is_done = True
                events += self._take(frame, payload)
        return events

    def _leftover(self, place: Place, part: Mapping[str, Any]) -> list[ChatEvent]:
        """What is still to be told of a part, once its item is whole."""
        way = WAYS.get(place.kind)
        if way is None:
            foreign = Foreign(format=NAME, kind=f"{CONTENT}{place.kind}", raw=part)
            return [*self._open(place, foreign), *self._close()]
        if place in self._seen and place != self._here:
            return []
        events = [] if place == self._here else self._open(place, self._fresh(place.kind))
        return events + self._whole(part, way)

    def _end_call(self, value: Mapping[str, Any]) -> list[ChatEvent]:
        events = self._whole(value, WAYS[CALLS[self.type]])
        begun = self._part
        is_late = isinstance(begun, ToolCall) and not (begun.id and begun.name)
        whole = self._call(value, arguments=True) if is_late and value else None
        return events + self._close(whole)

    def _end_foreign(self, value: Mapping[str, Any]) -> list[ChatEvent]:
        raw = {} if self._here is not None else value or self._value
        foreign = Foreign(format=NAME, kind=self.type, raw=raw)
        return [*self._open(Place("", 0), foreign), *self._close()] if raw else self._close()

    def _sealed(self, value: Mapping[str, Any]) -> list[ChatEvent]:
        """The end of the last part of thinking, with what proves it to its maker."""
        encrypted = value.get("encrypted_content") or self._value.get("encrypted_content")
        begun = self._part
        if not isinstance(encrypted, str) or not isinstance(begun, Thinking):
            return self._close()
        seal = read_seal(encrypted)
        events: list[ChatEvent] = [
            told.PartGrew(0, self._index, what, piece)
            for what, piece in ((told.SIGNATURE, seal.signature), (told.SEALED, seal.sealed))
            if piece
        ]
        if seal.signed_by == begun.signed_by:
            return events + self._close()
        whole = Thinking(
            text="".join(self._pieces), signature=seal.signature, sealed=seal.sealed,
            signed_by=seal.signed_by, id=begun.id, is_summary=begun.is_summary,
        )  # fmt: skip
        return events + self._close(whole)

    def _whole(self, part: Mapping[str, Any], way: Way) -> list[ChatEvent]:
        """What a whole part says beyond what was told of it."""
        text = part.get(way.text)
        events = [] if self._has_grown or not isinstance(text, str) else self._grown(text)
        annotations = part.get("annotations")
        if isinstance(annotations, list) and annotations:
            events += self._cited(annotations, self._citations)
        return events

    def _cited(self, annotations: list[Any], known: int) -> list[ChatEvent]:
        citations = [read_citation(one) for one in annotations[known:]]
        self._citations += len(citations)
        return [told.CitationAdded(0, self._index, one) for one in citations if one is not None]

    def _grown(self, piece: str) -> list[ChatEvent]:
        if not piece:
            return []
        self._has_grown = True
        self._pieces.append(piece)
        return [told.PartGrew(0, self._index, self._what, piece)]

    def _open(self, place: Place, part: Part) -> list[ChatEvent]:
        events = self._close()
        way = WAYS.get(place.kind)
        self._delta = f"response.{place.kind}.delta"
        self._field, self._what = (way.numbered_by, way.what) if way is not None else ("", "")
        self._index, self.next = self.next, self.next + 1
        self._here, self._part, self._is_done = place, part, False
        self._has_grown, self._citations, self._pieces = False, 0, []
        self._seen.add(place)
        events.append(told.PartStarted(0, self._index, part))
        return events

    def _close(self, whole: Part | None = None) -> list[ChatEvent]:
        if self._here is None:
            return []
        self._here = self._part = None
        self._delta = ""
        return [told.PartEnded(0, self._index, whole)]

    def _fresh(self, kind: str) -> Part:
        """A part of this kind that has not grown yet."""
        if kind == "output_text":
            phase = self._value.get("phase")
            return Text(text="", item_id=given_id(self.id), phase=phase if isinstance(phase, str) else None)
        if kind == "refusal":
            return Refusal(text="", item_id=given_id(self.id))
        if kind in ("reasoning_summary_text", "reasoning_text"):
            is_summary = kind == "reasoning_summary_text"
            return Thinking(id=given_id(self.id), signed_by=maker(self.id, None), is_summary=is_summary)
        return self._call(self._value, arguments=False)

    def _call(self, value: Mapping[str, Any], *, arguments: bool) -> ToolCall:
        is_custom = self.type == "custom_tool_call"
        known = {**self._value, **value}
        if not arguments:
            known |= {"arguments": None, "input": None}
        return read_call(Fields(known, "item", {}), is_custom=is_custom)
