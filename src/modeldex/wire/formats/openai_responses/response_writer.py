"""A whole answer, into the format's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Foreign, Refusal, Text, Thinking, ToolCall
from modeldex.wire.formats.openai_responses.citations import write_citation, write_logprobs
from modeldex.wire.formats.openai_responses.content_reader import CONTENT
from modeldex.wire.formats.openai_responses.failure import response_error
from modeldex.wire.formats.openai_responses.finish import FAILED, INCOMPLETE, write_finish
from modeldex.wire.formats.openai_responses.items import call_item, message_item, reasoning_item, seal_of
from modeldex.wire.formats.openai_responses.names import (
    CALL,
    CUSTOM_CALL,
    MESSAGE,
    NAME,
    REASONING,
    made_id,
)
from modeldex.wire.formats.openai_responses.response_form import response_object
from modeldex.wire.formats.openai_responses.usage import put_usage
from modeldex.wire.further import drop_remarks
from modeldex.wire.response import ChatResponse, Choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.wire.content import Part
    from modeldex.wire.losses import Losses


def write_response(response: ChatResponse, losses: Losses) -> dict[str, Any]:
    """The body of a whole answer; of several the format has the first."""
    written = response_object(
        id_=response.id, model=response.model, created=response.created,
        service_tier=response.service_tier, format_=response.format, extras=response.extras,
    )  # fmt: skip
    for place in range(1, len(response.choices)):
        losses.drop(f"choices[{place}]", "the format has one answer")
    if response.extras and response.format != NAME:
        drop_remarks(response, losses)
    choice = response.choices[0] if response.choices else Choice(parts=())
    status, details = write_finish(choice.finish, map(type, choice.parts), losses, "choices[0].finish")
    written["output"] = OutputWriter(response, choice, losses).items(status)
    if choice.finish is not None or "status" not in response.extras:
        written["status"] = status
    written["incomplete_details"] = details
    if status == FAILED and written["error"] is None:
        written["error"] = response_error(None)
    if response.usage is not None:
        put_usage(written, response.usage, losses)
    return written


class OutputWriter:
    """Writes the parts of one answer as items."""

    __slots__ = ("_choice", "_items", "_logprobs", "_losses", "_response_id", "_said", "_thought")

    def __init__(self, response: ChatResponse, choice: Choice, losses: Losses) -> None:
        self._response_id = response.id
        self._choice = choice
        self._losses = losses
        self._logprobs = choice.logprobs
        self._items: list[dict[str, Any]] = []
        self._said: list[tuple[Part, str]] = []
        self._thought: list[Thinking] = []

    def items(self, status: str) -> list[dict[str, Any]]:
        """All items; the last is incomplete where the answer is."""
        for place, part in enumerate(self._choice.parts):
            path = f"choices[0].parts[{place}]"
            writer = _WRITERS.get(type(part))
            if writer is None:
                self._losses.drop(path, f"the format answers with no {type(part).__name__.lower()}")
            else:
                writer(self, part, path)
        self._end()
        if self._logprobs is not None:
            self._losses.drop("choices[0].logprobs", "the answer has no text that they could stand at")
        if status == INCOMPLETE and self._items and "status" in self._items[-1]:
            self._items[-1]["status"] = INCOMPLETE
        return self._items

    def say(self, part: Text | Refusal, path: str) -> None:
        """Words."""
        self._end_thought()
        if self._said and not is_same_message(self._said[-1][0], part):
            self._end()
        self._said.append((part, path))

    def think(self, part: Thinking, path: str) -> None:
        """Thinking, one item for parts of one id."""
        del path
        self._end_said()
        if self._thought and (part.id is None or part.id != self._thought[-1].id):
            self._end_thought()
        self._thought.append(part)
        if seal_of(part) is not None:
            self._end_thought()

    def call(self, part: ToolCall, path: str) -> None:
        """A call of a tool."""
        self._end()
        if part.signature is not None:
            self._losses.drop(f"{path}.signature", "the format has no place for it")
        self._items.append(
            call_item(part, part.item_id or self.made(call_kind(part)), part.arguments, "completed")
        )

    def foreign(self, part: Foreign, path: str) -> None:
        """What only its own format knows."""
        if part.format != NAME:
            self._losses.drop(path, f"only {part.format} knows {part.kind}")
        elif part.kind.startswith(CONTENT):
            self._end_thought()
            self._said.append((part, path))
        else:
            self._end()
            self._items.append(dict(part.raw))

    def made(self, kind: str) -> str:
        """An id for the next item."""
        return made_id(kind, self._response_id, len(self._items))

    def _end(self) -> None:
        self._end_said()
        self._end_thought()

    def _end_thought(self) -> None:
        if self._thought:
            thought, self._thought = self._thought, []
            id_ = thought[-1].id or self.made(REASONING)
            self._items.append(reasoning_item(id_, thought, seal_of(thought[-1])))

    def _end_said(self) -> None:
        if not self._said:
            return
        said, self._said = self._said, []
        given = next((part.item_id for part, _ in said if type(part) in (Text, Refusal)), None)  # type: ignore[union-attr]
        if given is None and not any(item.get("type") == "message" for item in self._items):
            given = self._choice.message_id
        phase = next((part.phase for part, _ in said if type(part) is Text), None)
        content = [self._content(part, path) for part, path in said]
        self._items.append(message_item(given or self.made(MESSAGE), content, phase))

    def _content(self, part: Part, path: str) -> dict[str, Any]:
        if type(part) is Refusal:
            return {"type": "refusal", "refusal": part.text}
        if type(part) is not Text:
            return dict(part.raw)  # type: ignore[union-attr]
        if part.signature is not None:
            self._losses.drop(f"{path}.signature", "the format has no place for it")
        logprobs, self._logprobs = self._logprobs, None
        return output_text(part, self._losses, path) | {"logprobs": write_logprobs(logprobs or ())}


def output_text(part: Text, losses: Losses, path: str) -> dict[str, Any]:
    """Words with their sources."""
    sources = [
        write_citation(one, len(part.text), losses, f"{path}.citations[{place}]")
        for place, one in enumerate(part.citations)
    ]
    annotations = [one for one in sources if one is not None]
    return {"type": "output_text", "text": part.text, "annotations": annotations}


def is_same_message(before: Part, part: Text | Refusal) -> bool:
    """Whether words stand in one message with those before them."""
    if type(before) is Foreign:
        return True
    if before.item_id != part.item_id:  # type: ignore[union-attr]
        return False
    return not (type(before) is Text and type(part) is Text and before.phase != part.phase)


def call_kind(call: ToolCall) -> str:
    """How the id of a call's item begins."""
    return CUSTOM_CALL if call.is_custom else CALL


_WRITERS: dict[type, Callable[[OutputWriter, Any, str], None]] = {
    Text: OutputWriter.say, Refusal: OutputWriter.say, Thinking: OutputWriter.think,
    ToolCall: OutputWriter.call, Foreign: OutputWriter.foreign,
}  # fmt: skip
