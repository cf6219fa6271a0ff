"""Messages -> messages of Ollama's: one text, pictures beside it, calls with arguments as objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.arguments import arguments_object
from modeldex.wire.content import (
    Document,
    Foreign,
    Image,
    Media,
    Refusal,
    Text,
    Thinking,
    ToolCall,
    ToolResult,
)
from modeldex.wire.formats.ollama.names import NAME, id_in_talk
from modeldex.wire.further import OF_ANOTHER
from modeldex.wire.losses import ANOTHERS_THINKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.wire.content import Part
    from modeldex.wire.losses import Losses
    from modeldex.wire.request import Message

_ORDER = {Thinking: 0, Text: 1, Refusal: 1, Image: 2, ToolCall: 3}


class MessageWriter:
    """Writes the messages of one request; it knows the calls so far by their ids."""

    __slots__ = ("_calls", "_is_answer", "_is_own", "_losses", "_names", "_said", "_waiting")

    def __init__(self, losses: Losses, *, is_own: bool = False, is_answer: bool = False) -> None:
        """`is_own`: whether the request was read from this format."""
        self._is_answer = is_answer
        self._losses = losses
        self._is_own = is_own
        self._calls = 0
        self._names: dict[str, str] = {}
        self._said: set[str] = set()
        """Ids that stand at their calls, as no reader makes them."""
        self._waiting: list[str] = []
        """Ids of the calls without a result by now."""

    def messages(self, messages: Sequence[Message]) -> list[dict[str, Any]]:
        """All messages; each result of a tool is one of its own."""
        written: list[dict[str, Any]] = []
        for place, message in enumerate(messages):
            path = f"messages[{place}]"
            if message.name is not None:
                self._losses.drop(f"{path}.name", "Ollama has no names of speakers")
            if message.extras and not self._is_own:
                self._losses.drop(f"{path}.extras", OF_ANOTHER)
            if message.role == "tool":
                written += self._results(message, path)
                continue
            role = message.role
            if role == "developer":
                role = "system"
            glue = "" if role == "assistant" else "\n"
            body = {"role": role, **self.body(message.parts, path, glue)}
            written.append({**body, **message.extras} if self._is_own else body)
        return written

    def body(self, parts: Sequence[Part], path: str, glue: str) -> dict[str, Any]:
        """What a message says beside its role."""
        if len(parts) == 1 and type(parts[0]) is Text:
            self._see_marks(parts[0], f"{path}.parts[0]")
            return {"content": parts[0].text}
        texts: list[str] = []
        thoughts: list[str] = []
        images: list[str] = []
        calls: list[dict[str, Any]] = []
        highest = 0
        for place, part in enumerate(parts):
            where = f"{path}.parts[{place}]"
            rank = _ORDER.get(type(part), highest)
            if rank < highest:
                self._losses.approximate(
                    f"{path}.parts", "Ollama has thinking, words, pictures, calls in turn"
                )
            highest = max(highest, rank)
            if isinstance(part, Thinking):
                thoughts += self._thinking(part, where)
            elif isinstance(part, ToolCall):
                calls.append(self._call(part, where))
            elif isinstance(part, Image):
                images += self._image(part, where)
            else:
                texts += self._words(part, where)
        if len(texts) > 1 or (len(thoughts) > 1 and not self._is_answer):
            self._losses.approximate(f"{path}.parts", "Ollama has one text and one thinking; they are joined")
        body: dict[str, Any] = {"content": glue.join(texts)}
        if thoughts:
            body["thinking"] = "\n".join(thoughts)
        if images:
            body["images"] = images
        if calls:
            body["tool_calls"] = calls
        return body

    def _results(self, message: Message, path: str) -> list[dict[str, Any]]:
        written: list[dict[str, Any]] = []
        for place, part in enumerate(message.parts):
            where = f"{path}.parts[{place}]"
            if not isinstance(part, ToolResult):
                self._losses.drop(where, "Ollama has results alone in what tools say")
                continue
            if part.is_error:
                self._losses.drop(f"{where}.is_error", "Ollama does not say that a tool failed")
            self._see_marks(part, where)
            body = {"role": "tool", **self.body(part.parts, where, "\n")}
            name = part.name if self._is_own else part.name or self._names.get(part.call_id)
            if name is not None:
                body["tool_name"] = name
            if not self._is_clear(part.call_id, name):
                body["tool_call_id"] = part.call_id
            written.append({**body, **message.extras} if self._is_own else body)
        return written

    def _is_clear(self, id_: str, name: str | None) -> bool:
        """Whether a reader finds the call of a result, or makes the same id, without being told it."""
        fits = [one for one in self._waiting if name is None or self._names[one] == name]
        self._waiting = [one for one in self._waiting if one != id_]
        if fits:
            return id_ == fits[0] and id_ not in self._said
        if id_ != id_in_talk(self._calls):
            return False
        self._calls += 1
        return True

    def _call(self, part: ToolCall, path: str) -> dict[str, Any]:
        self._see_marks(part, path)
        made = id_in_talk(self._calls)
        self._calls += 1
        self._names[part.id] = part.name
        self._waiting.append(part.id)
        function = {"name": part.name, "arguments": arguments_object(part, path, self._losses)}
        if part.id == made:
            return {"function": function}
        self._said.add(part.id)
        return {"id": part.id, "function": function}

    def _image(self, part: Image, path: str) -> list[str]:
        self._see_marks(part, path)
        if part.data is None:
            what = "URLs" if part.url is not None else "files of a provider"
            self._losses.drop(path, f"Ollama takes pictures as bytes, not {what}")
            return []
        if part.detail is not None:
            self._losses.drop(f"{path}.detail", "Ollama has no detail of pictures")
        return [part.data]

    def _thinking(self, part: Thinking, path: str) -> list[str]:
        if self._is_answer:
            return [part.text] if part.text else []
        if part.is_proved_to_another(NAME) or not part.text:
            self._losses.drop(path, ANOTHERS_THINKING if part.text else "there are no words in it")
            return []
        return [part.text]

    def _words(self, part: Part, path: str) -> list[str]:
        """The text of a part that is none of the others; nothing where it has none."""
        self._see_marks(part, path)
        if isinstance(part, Text):
            return [part.text]
        if isinstance(part, Refusal):
            self._losses.approximate(path, "Ollama has no refusals; it is a text")
            return [part.text]
        if isinstance(part, Document) and part.text is not None:
            self._losses.approximate(path, "Ollama has no documents; it is a text")
            return [part.text]
        what = part.kind if isinstance(part, Foreign) else type(part).__name__.lower()
        self._losses.drop(path, f"Ollama has no {what}")
        return []

    def _see_marks(self, part: Part, path: str) -> None:
        """List what a part has beside its content."""
        if getattr(part, "cache", None) is not None:
            self._losses.drop(f"{path}.cache", "Ollama's cache has no marks")
        if isinstance(part, Text | ToolCall | Media) and part.signature is not None:
            self._losses.drop(f"{path}.signature", "only its own format reads it")
        if isinstance(part, Text) and part.citations:
            self._losses.drop(f"{path}.citations", "Ollama has none")
        if isinstance(part, Media | ToolResult) and part.extras:
            self._losses.drop(f"{path}.extras", OF_ANOTHER)
