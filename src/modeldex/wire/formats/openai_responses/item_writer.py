"""The input of a request: messages into the format's items."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Foreign, Refusal, Text, Thinking, ToolCall, ToolResult
from modeldex.wire.formats.openai_responses.content_reader import CONTENT
from modeldex.wire.formats.openai_responses.items import call_item, message_item, reasoning_item, seal_of
from modeldex.wire.formats.openai_responses.names import NAME
from modeldex.wire.further import OF_ANOTHER

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.wire.content import Part
    from modeldex.wire.formats.openai_responses.content_writer import ContentWriter
    from modeldex.wire.request import Message

_NAMELESS = "the format does not name the speakers of one role"


class ItemWriter:
    """Writes messages, one after the other."""

    __slots__ = ("_content", "_losses", "_said", "_thought", "items")

    def __init__(self, content: ContentWriter) -> None:
        self._content = content
        self._losses = content.losses
        self._said: list[tuple[Part, str]] = []
        self._thought: list[Thinking] = []
        self.items: list[dict[str, Any]] = []

    def add(self, message: Message, path: str) -> None:
        """Write one message."""
        if message.name is not None:
            self._losses.drop(f"{path}.name", _NAMELESS)
        if message.extras:
            self._losses.drop(f"{path}.extras", OF_ANOTHER)
        if message.role == "assistant":
            self._turn(message, path)
        elif message.role == "tool":
            for place, part in enumerate(message.parts):
                self._whole(part, f"{path}.parts[{place}]", message)
        else:
            self._spoken(message, path)

    def _turn(self, message: Message, path: str) -> None:
        """What the model said, thought and called, in that order."""
        for place, part in enumerate(message.parts):
            kind = type(part)
            here = f"{path}.parts[{place}]"
            if kind is Text or kind is Refusal:
                self._end_thought()
                if self._said and not _belong_together(self._said, part):
                    self._end_said()
                self._said.append((part, here))
            elif kind is Thinking:
                self._end_said()
                self._think(part, here)  # type: ignore[arg-type]
            elif kind is Foreign and part.kind.startswith(CONTENT) and part.format == NAME:  # type: ignore[union-attr]
                self._said.append((part, here))
            else:
                self._end_said()
                self._end_thought()
                self._whole(part, here, message)
        self._end_said()
        self._end_thought()
        if not message.parts:
            self.items.append(message_item(None, [], None))

    def _spoken(self, message: Message, path: str) -> None:
        """What a user or a system says; a result of a tool may stand among it."""
        if any(type(part) is ToolResult for part in message.parts):
            for place, part in enumerate(message.parts):
                if type(part) is ToolResult:
                    self._whole(part, f"{path}.parts[{place}]", message)
        said = tuple(part for part in message.parts if type(part) is not ToolResult)
        content = self._content.content(said, path, len(message.parts) - len(said))
        if content or not message.parts or type(content) is str:
            item = {"type": "message", "role": message.role, "content": content}
            if message.id is not None and self._content.is_own:
                item["id"] = message.id
            self.items.append(item)

    def _whole(self, part: Part, path: str, message: Message) -> None:
        """A part that is an item of its own."""
        writer = _WRITERS.get(type(part))
        if writer is None:
            self._losses.drop(path, f"the format takes no {type(part).__name__.lower()} here")
        else:
            writer(self, part, path, message)

    def call(self, part: ToolCall, path: str, message: Message) -> None:
        """A call of a tool."""
        del message
        if part.cache is not None:
            self._content.uncached(path)
        if part.signature is not None:
            self._losses.drop(f"{path}.signature", "it means nothing to this format")
        self.items.append(call_item(part, part.item_id, part.arguments))

    def result(self, part: ToolResult, path: str, message: Message) -> None:
        """What came of a tool."""
        if part.cache is not None:
            self._content.uncached(path)
        if part.is_error:
            self._losses.drop(f"{path}.is_error", "the format does not say whether a tool failed")
        if part.extras:
            self._losses.drop(f"{path}.extras", OF_ANOTHER)
        kind = "custom_tool_call_output" if part.is_custom else "function_call_output"
        item: dict[str, Any] = {"type": kind, "call_id": part.call_id}
        item["output"] = self._content.content(part.parts, path) if part.parts else ""
        if self._content.is_own:
            if part.name is not None:
                item["name"] = part.name
            if message.id is not None:
                item["id"] = message.id
        self.items.append(item)

    def foreign(self, part: Foreign, path: str, message: Message) -> None:
        """What only its own format knows."""
        del message
        if part.format == NAME:
            self.items.append(dict(part.raw))
        else:
            self._losses.drop(path, f"only {part.format} knows {part.kind}")

    def _think(self, part: Thinking, path: str) -> None:
        if part.signed_by != NAME:
            self._losses.drop(path, "the format takes back no thinking but its own")
            return
        if self._thought and (part.id is None or part.id != self._thought[-1].id):
            self._end_thought()
        self._thought.append(part)
        if part.sealed is not None:
            self._end_thought()

    def _end_thought(self) -> None:
        if self._thought:
            last = self._thought[-1]
            self.items.append(reasoning_item(last.id, self._thought, seal_of(last)))
            self._thought = []

    def _end_said(self) -> None:
        if not self._said:
            return
        said, self._said = self._said, []
        first = next((part for part, _ in said if type(part) is not Foreign), None)
        id_: str | None = getattr(first, "item_id", None)
        phase: str | None = next((part.phase for part, _ in said if type(part) is Text), None)
        content: list[dict[str, Any]] | str
        if len(said) == 1 and id_ is None and type(first) is Text and not first.citations and not (
            first.cache is not None and self._content.is_own
        ):  # fmt: skip
            self._content.text_losses(first, said[0][1])
            content = first.text
        else:
            content = [
                dict(part.raw) if type(part) is Foreign
                else self._content.said(part, path, has_id=id_ is not None)  # type: ignore[arg-type]
                for part, path in said
            ]  # fmt: skip
        self.items.append(message_item(id_, content, phase))


def _belong_together(said: list[tuple[Part, str]], part: Part) -> bool:
    """Whether words belong to the message that is being written."""
    for other, _ in said:
        if type(other) is not Foreign and other.item_id != part.item_id:  # type: ignore[union-attr]
            return False
        if type(other) is Text and type(part) is Text and other.phase != part.phase:
            return False
    return True


_WRITERS: dict[type, Callable[[ItemWriter, Any, str, Message], None]] = {
    ToolCall: ItemWriter.call, ToolResult: ItemWriter.result, Foreign: ItemWriter.foreign,
}  # fmt: skip
