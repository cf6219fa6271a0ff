"""The messages of a body: results of tools one by one, and what they cannot hold behind them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Foreign, Text, ToolResult
from modeldex.wire.formats.openai_chat.answer_writer import AnswerWriter
from modeldex.wire.formats.openai_chat.name import NAME
from modeldex.wire.formats.openai_chat.part_writer import PartsWriter
from modeldex.wire.further import OF_ANOTHER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.wire.content import Part
    from modeldex.wire.losses import Losses
    from modeldex.wire.quirks import Quirks
    from modeldex.wire.request import ChatRequest, Message

_INSTRUCTIONS = frozenset(("system", "developer"))


class MessagesWriter:
    """Writes the messages of one request."""

    def __init__(self, request: ChatRequest, losses: Losses, quirks: Quirks, cache_field: str | None) -> None:
        self._losses = losses
        self._is_own = request.format == NAME
        self._parts = PartsWriter(losses, cache_field, is_own=self._is_own)
        self._answers = AnswerWriter(losses, self._parts, quirks.thinking_field)
        self._system_role = quirks.system_role
        self._written: list[dict[str, Any]] = []
        self._waiting: list[dict[str, Any]] = []

    def write(self, messages: Sequence[Message]) -> list[dict[str, Any]]:
        """The messages of a body."""
        for place, message in enumerate(messages):
            if self._waiting and message.role != "tool":
                self._flush()
            self._message(message, f"messages[{place}]")
        self._flush()
        return self._written

    def _message(self, message: Message, path: str) -> None:
        role, parts = message.role, message.parts
        if role == "tool":
            before = len(self._written)
            self._results(parts, path)
            if message.extras and len(self._written) > before:
                self._beside(message, self._written[-1], path)
            return
        if role in _INSTRUCTIONS and self._system_role:
            role = self._system_role
        if role == "assistant":
            written = self._answers.message(parts, path)
        elif len(parts) == 1 and type(parts[0]) is Text and parts[0].cache is None:
            if parts[0].citations or parts[0].signature is not None:
                self._parts.part(parts[0], f"{path}.parts[0]")
            written = {"role": role, "content": parts[0].text}
        elif any(type(part) is ToolResult for part in parts):
            self._results(parts, path)
            self._flush()
            return
        else:
            written = {"role": role, "content": self._parts.content(parts, f"{path}.parts")}
        if message.name is not None:
            written["name"] = message.name
        if message.extras:
            self._beside(message, written, path)
        if role == "assistant" and self._waits_for_results():
            self._losses.approximate(
                path, "it stands in the message before, whose calls wait for their results"
            )
            _join(self._written[-1], written)
        else:
            self._written.append(written)

    def _waits_for_results(self) -> bool:
        """Whether the last message calls tools: what comes next must be their results.

        A talk of this very format stays as it is.
        """
        return not self._is_own and bool(self._written) and "tool_calls" in self._written[-1]

    def _beside(self, message: Message, written: dict[str, Any], path: str) -> None:
        """Further fields of a message."""
        if self._is_own:
            written |= message.extras
        else:
            self._losses.drop(f"{path}.extras", OF_ANOTHER)

    def _results(self, parts: Sequence[Part], path: str) -> None:
        """Each result is a message; what is none waits until all stand: calls want their results next."""
        beside: list[dict[str, Any]] = []
        for place, part in enumerate(parts):
            where = f"{path}.parts[{place}]"
            if type(part) is ToolResult:
                self._result(part, where, beside)
            elif (written := self._parts.part(part, where)) is not None:
                beside.append(written)
        self._waiting += beside

    def _result(self, result: ToolResult, path: str, beside: list[dict[str, Any]]) -> None:
        texts: list[dict[str, Any]] = []
        for place, part in enumerate(result.parts):
            where = f"{path}.parts[{place}]"
            written = self._parts.part(part, where)
            if written is None:
                continue
            if type(part) is Text or type(part) is Foreign or written["type"] == "text":
                texts.append(written)
            else:
                self._losses.approximate(
                    where, "a result holds text alone; it follows as a message of the user"
                )
                beside.append(written)
        if result.is_error:
            self._losses.drop(f"{path}.is_error", "a result has no mark for it")
        if result.extras:
            self._losses.drop(f"{path}.extras", OF_ANOTHER)
        if result.cache is not None and texts:
            self._losses.drop(f"{path}.cache", "parts of a result are marked, not the result")
        is_plain = len(texts) == 1 and len(texts[0]) == 2 and texts[0]["type"] == "text"
        content: Any = texts[0]["text"] if is_plain else texts or ""
        written = {"role": "tool", "tool_call_id": result.call_id, "content": content}
        if result.name is not None:
            written["name"] = result.name
        self._written.append(written)

    def _flush(self) -> None:
        if self._waiting:
            is_plain = len(self._waiting) == 1 and len(self._waiting[0]) == 2 and "text" in self._waiting[0]
            content: Any = self._waiting[0]["text"] if is_plain else self._waiting
            self._written.append({"role": "user", "content": content})
            self._waiting = []


def _join(before: dict[str, Any], more: dict[str, Any]) -> None:
    """Put what is said in one message to what was said in the one before."""
    for name, value in more.items():
        held = before.get(name)
        if name == "content" and held and value and not (type(held) is type(value) is str):
            before[name] = [*_listed(held), *_listed(value)]
        elif isinstance(held, list) and isinstance(value, list):
            held += value
        elif name != "role" and type(held) is type(value) is str and held and value:
            before[name] = f"{held}\n\n{value}"
        elif value and not held:
            before[name] = value


def _listed(content: Any) -> list[Any]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content
