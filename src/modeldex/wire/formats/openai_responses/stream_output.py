"""`StreamOutput`: the items of a stream as they are written, and as the last frame repeats them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from modeldex.wire import events as told
from modeldex.wire.content import Foreign, Refusal, Text, Thinking, ToolCall
from modeldex.wire.formats.openai_responses import names
from modeldex.wire.formats.openai_responses.citations import write_citation, write_logprobs
from modeldex.wire.formats.openai_responses.content_reader import CONTENT
from modeldex.wire.formats.openai_responses.finish import COMPLETED, INCOMPLETE
from modeldex.wire.formats.openai_responses.items import (
    call_item,
    message_item,
    reasoning_item,
    seal_of,
    text_part,
    thought_part,
)
from modeldex.wire.formats.openai_responses.response_writer import call_kind, is_same_message
from modeldex.wire.formats.openai_responses.stream_frames import Frames, Growth, growth

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from modeldex.wire.content import Part
    from modeldex.wire.losses import Losses
    from modeldex.wire.response import TokenLogprob

_NOTHING = -1


class StreamOutput:
    """Writes part after part, and gathers parts that belong together into one item."""

    def __init__(self, frames: Frames, losses: Losses, response_id: str | None) -> None:
        self._frames = frames
        self._losses = losses
        self._response_id = response_id
        self.items: list[dict[str, Any]] = []
        """The items that are whole."""
        self.kinds: set[type] = set()
        """Kinds of the parts so far."""
        self._id: str | None = None
        self._before: list[Part] = []
        self._content: list[dict[str, Any]] = []
        self._part: Part | None = None
        self._index = _NOTHING
        self._growth: Growth | None = None
        self._what = told.TEXT
        self._pieces: list[str] = []
        self._seals: dict[str, str] = {}
        self._citations: list[dict[str, Any]] = []
        self._logprobs: list[dict[str, Any]] = []

    @property
    def is_text_open(self) -> bool:
        """Whether words of the answer can grow."""
        return type(self._part) is Text

    def start(self, event: told.PartStarted) -> bytes:
        """A part begins."""
        part = event.part
        starter = _STARTERS.get(type(part))
        path = f"choices[0].parts[{event.index}]"
        if starter is None:
            self._losses.drop(path, f"the format answers with no {type(part).__name__.lower()}")
            return b""
        self.kinds.add(type(part))
        self._index, self._growth, self._what = event.index, None, told.TEXT
        self._pieces, self._citations, self._logprobs, self._seals = [], [], [], {}
        return starter(self, part, path)

    def grow(self, event: told.PartGrew) -> bytes:
        """The part grew."""
        if event.index != self._index:
            return b""
        if event.what == self._what:
            self._pieces.append(event.piece)
            if self._growth is not None:
                return self._frames.delta(self._growth, event.piece)
            begun, grows = self._begin_thought()
            return begun + self._frames.delta(grows, event.piece)
        if event.what in (told.SIGNATURE, told.SEALED):
            self._seals[event.what] = self._seals.get(event.what, "") + event.piece
        return b""

    def cite(self, event: told.CitationAdded) -> bytes:
        """The open text is given a source."""
        if event.index != self._index or type(self._part) is not Text:
            return b""
        place, length = len(self._citations), sum(map(len, self._pieces))
        path = f"choices[0].parts[{self._index}].citations[{place}]"
        written = write_citation(event.citation, length, self._losses, path)
        if written is None:
            return b""
        self._citations.append(written)
        return self._frame(
            "response.output_text.annotation.added", content_index=len(self._content),
            annotation_index=place, annotation=written,
        )  # fmt: skip

    def add_logprobs(self, logprobs: Sequence[TokenLogprob]) -> bytes:
        """How likely the last tokens of the open text were: a frame of its own, without a piece."""
        written = write_logprobs(logprobs)
        self._logprobs += written
        return self._frame(
            "response.output_text.delta", content_index=len(self._content), delta="", logprobs=written
        )

    def put_logprobs(self, logprobs: Sequence[TokenLogprob]) -> bool:
        """Put likelihoods that came late at the first text; False where there is none."""
        for item in self.items:
            for part in item["content"] if item.get("type") == "message" else ():
                if part["type"] == "output_text":
                    part["logprobs"] = [*part["logprobs"], *write_logprobs(logprobs)]
                    return True
        return False

    def finish(self, event: told.PartEnded) -> bytes:
        """The part is whole."""
        part = self._part
        if event.index != self._index or part is None:
            return b""
        written = _FINISHERS[type(part)](self, part if event.part is None else event.part)
        self._part, self._index, self._growth = None, _NOTHING, None
        return written

    def close(self, status: str = COMPLETED) -> bytes:
        """The open item is whole, or all that there will be of it."""
        if self._id is None:
            return b""
        first, how = self._before[0], INCOMPLETE if status == INCOMPLETE else COMPLETED
        if type(first) is Thinking:
            thoughts = [one for one in self._before if type(one) is Thinking]
            item = reasoning_item(self._id, thoughts, seal_of(thoughts[-1]))
        else:
            phase = next((one.phase for one in self._before if type(one) is Text), None)
            item = message_item(self._id, self._content, phase, how)
        return self._done(item)

    def say(self, part: Text | Refusal, path: str) -> bytes:
        """Words begin: in the open message, where they belong to it."""
        del path
        begun = b""
        before = self._before[-1] if self._before else None
        if before is None or type(before) is Thinking or not is_same_message(before, part):
            begun = self.close()
            self._id = part.item_id or self._made(names.MESSAGE)
            phase = part.phase if type(part) is Text else None
            begun += self._added(message_item(self._id, [], phase, "in_progress"))
        self._part = part
        self._before.append(part)
        kind, blank = "response.refusal", {"type": "refusal", "refusal": ""}
        if type(part) is Text:
            kind, blank = "response.output_text", text_part("", [], [])
        place = len(self._content)
        self._growth = growth(kind, **self._where(), content_index=place)
        begun += self._frame("response.content_part.added", content_index=place, part=blank)
        return begun + self._first(self._growth, part.text)

    def think(self, part: Thinking, path: str) -> bytes:
        """Thinking begins: in the open item where it has the same id. Its part begins with its words."""
        del path
        begun = b""
        before = self._before[-1] if self._before else None
        if type(before) is not Thinking or part.id is None or before.id != part.id or seal_of(before):
            begun = self.close()
            self._id = part.id or self._made(names.REASONING)
            begun += self._added(reasoning_item(self._id, (), None))
        self._part = part
        self._before.append(part)
        if part.text:
            opened, grows = self._begin_thought()
            begun += opened + self._first(grows, part.text)
        return begun

    def call(self, part: ToolCall, path: str) -> bytes:
        """A call begins."""
        if part.signature is not None:
            self._losses.drop(f"{path}.signature", "the format has no place for it")
        begun = self.close()
        self._id = part.item_id or self._made(call_kind(part))
        self._part, self._what = part, told.ARGUMENTS
        begun += self._added(call_item(part, self._id, "", "in_progress"))
        kind = "custom_tool_call_input" if part.is_custom else "function_call_arguments"
        self._growth = growth(f"response.{kind}", **self._where())
        return begun + self._first(self._growth, part.arguments)

    def foreign(self, part: Foreign, path: str) -> bytes:
        """What only its own format knows is whole at once."""
        if part.format != names.NAME:
            self._losses.drop(path, f"only {part.format} knows {part.kind}")
            return b""
        if part.kind.startswith(CONTENT):
            if not self._content:
                self._losses.drop(path, "it stands in no message")
                return b""
            return self._put_content(dict(part.raw))
        begun = self.close()
        self._id = str(part.raw.get("id") or self._made("item"))
        return begun + self._added(dict(part.raw)) + self._done(dict(part.raw))

    def end_text(self, part: Text) -> bytes:
        """Words are whole."""
        text, place = self._grown(), len(self._content)
        done = self._frame(
            "response.output_text.done", content_index=place, text=text, logprobs=self._logprobs
        )
        if part.signature is not None or told.SIGNATURE in self._seals:
            self._losses.drop(f"choices[0].parts[{self._index}].signature", "the format has no place for it")
        return done + self._put_content(text_part(text, self._citations, self._logprobs))

    def end_refusal(self, part: Refusal) -> bytes:
        """A refusal is whole."""
        del part
        text, place = self._grown(), len(self._content)
        done = self._frame("response.refusal.done", content_index=place, refusal=text)
        return done + self._put_content({"type": "refusal", "refusal": text})

    def end_thought(self, part: Thinking) -> bytes:
        """Thinking is whole; a seal closes its item."""
        text, done = self._grown(), b""
        index, kind = self._thought_place(part)
        if self._growth is not None:
            done = self._frame(f"response.{kind}.done", **index, text=text)
            frame, written = thought_part(part, text)
            done += self._frame(f"{frame}.done", **index, part=written)
        whole = replace(
            part, text=text, signature=self._seals.get(told.SIGNATURE) or part.signature,
            sealed=self._seals.get(told.SEALED) or part.sealed,
        )  # fmt: skip
        self._before[-1] = whole
        return done + (self.close() if seal_of(whole) else b"")

    def end_call(self, part: ToolCall) -> bytes:
        """A call is whole."""
        arguments = self._grown() or part.arguments
        name = "input" if part.is_custom else "arguments"
        kind = "custom_tool_call_input" if part.is_custom else "function_call_arguments"
        done = self._frame(f"response.{kind}.done", **{name: arguments})
        return done + self._done(call_item(part, self._id, arguments, COMPLETED))

    def _begin_thought(self) -> tuple[bytes, Growth]:
        part = self._part
        assert type(part) is Thinking  # of all parts, thinking alone begins late
        index, kind = self._thought_place(part)
        grows = self._growth = growth(f"response.{kind}", **self._where(), **index)
        frame, blank = thought_part(part, "")
        return self._frame(f"{frame}.added", **index, part=blank), grows

    def _thought_place(self, part: Thinking) -> tuple[dict[str, int], str]:
        """Where a part of thinking stands among its kind, and what its frames are called."""
        kin = [one for one in self._before[:-1] if type(one) is Thinking and one.text]
        place = sum(one.is_summary == part.is_summary for one in kin)
        if part.is_summary:
            return {"summary_index": place}, "reasoning_summary_text"
        return {"content_index": place}, "reasoning_text"

    def _put_content(self, part: dict[str, Any]) -> bytes:
        place = len(self._content)
        self._content.append(part)
        return self._frame("response.content_part.done", content_index=place, part=part)

    def _added(self, item: dict[str, Any]) -> bytes:
        return self._frames.frame("response.output_item.added", output_index=len(self.items), item=item)

    def _done(self, item: dict[str, Any]) -> bytes:
        written = self._frames.frame("response.output_item.done", output_index=len(self.items), item=item)
        self.items.append(item)
        self._id, self._before, self._content = None, [], []
        return written

    def _frame(self, kind: str, **fields: Any) -> bytes:
        return self._frames.frame(kind, **self._where(), **fields)

    def _where(self) -> dict[str, Any]:
        return {"item_id": self._id, "output_index": len(self.items)}

    def _made(self, kind: str) -> str:
        return names.made_id(kind, self._response_id, len(self.items))

    def _first(self, grows: Growth, piece: str) -> bytes:
        """What a part has from its beginning on."""
        self._pieces.append(piece)
        return self._frames.delta(grows, piece) if piece else b""

    def _grown(self) -> str:
        return "".join(self._pieces)


_O = StreamOutput
_STARTERS: dict[type, Callable[[StreamOutput, Any, str], bytes]] = {
    Text: _O.say, Refusal: _O.say, Thinking: _O.think, ToolCall: _O.call, Foreign: _O.foreign,
}  # fmt: skip
_FINISHERS: dict[type, Callable[[StreamOutput, Any], bytes]] = {
    Text: _O.end_text, Refusal: _O.end_refusal, Thinking: _O.end_thought, ToolCall: _O.end_call,
}  # fmt: skip
