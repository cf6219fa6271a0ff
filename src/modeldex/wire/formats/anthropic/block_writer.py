"""`BlockWriter`: parts of the hub as blocks of content, of a question or an answer."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from zlib import crc32

from modeldex.wire.arguments import arguments_object
from modeldex.wire.claude import is_good_proof
from modeldex.wire.content import (
    Audio,
    Document,
    Foreign,
    Image,
    Part,
    Refusal,
    Text,
    Thinking,
    ToolCall,
    ToolResult,
    Video,
)
from modeldex.wire.formats.anthropic.cache import written_cache
from modeldex.wire.formats.anthropic.citations import written_citations
from modeldex.wire.formats.anthropic.media import written_document, written_image
from modeldex.wire.formats.anthropic.name import NAME
from modeldex.wire.further import OF_ANOTHER
from modeldex.wire.json_text import json_value
from modeldex.wire.sealing import seal, seal_of_call

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modeldex.wire.losses import Losses


class BlockWriter:
    """Writes one part after the other.

    `is_own`: the request was read from this format, so that what it holds is as its caller wrote it, and
    is left so. Otherwise what the provider would refuse is mended, and listed.
    """

    def __init__(
        self, losses: Losses, *, is_own: bool = False, is_answer: bool = False, model: str = ""
    ) -> None:
        self._losses = losses
        self._model = model
        self._is_own = is_own
        self._is_answer = is_answer

    def write(self, part: Part, path: str) -> Mapping[str, Any] | None:
        """The block of a part; None where it cannot be said, which is listed then."""
        return _WRITERS[type(part)](self, part, path)

    def _text(self, part: Text, path: str) -> dict[str, Any] | None:
        text = part.text
        if not self._is_own and not self._is_answer and (not text or text.isspace()):
            if text or part.cache is not None:
                self._losses.drop(path, "the format takes no blank text")
            return None
        block: dict[str, Any] = {"type": "text", "text": text}
        if part.cache is not None:
            block["cache_control"] = written_cache(part.cache)
        if part.citations:
            citations = [*written_citations(part, path, self._losses, is_answer=self._is_answer)]
            if citations:
                block["citations"] = citations
        if part.signature is not None:
            self._losses.drop(f"{path}.signature", f"it means nothing but to {part.signed_by}")
        if part.phase is not None:
            self._losses.drop(f"{path}.phase", "the format does not tell remarks from answers")
        if part.is_json:
            self._losses.approximate(f"{path}.is_json", "the format tells JSON as text")
        return block

    def _call(self, part: ToolCall, path: str) -> dict[str, Any]:
        block: dict[str, Any] = {
            "type": "tool_use", "id": fit_id(part.id), "name": part.name,
            "input": arguments_object(part, path, self._losses),
        }  # fmt: skip
        if part.cache is not None:
            block["cache_control"] = written_cache(part.cache)
        block.update(self.beside(part, path))
        return block

    def beside(self, part: ToolCall, path: str) -> Mapping[str, Any]:
        """What stands beside a call that this format made: who called, and of which set it is."""
        if part.signature is None:
            return {}
        if part.signed_by == NAME:
            return json_value(part.signature) or {}
        if not self._is_answer:
            self._losses.drop(f"{path}.signature", f"it means nothing but to {part.signed_by}")
        return {}

    def before(self, part: Part) -> dict[str, Any] | None:
        """The block before a call in an answer that keeps another format's signature of it; None: none does.

        A block of a call has no place for it, and callers hand back all blocks of thinking as they came.
        """
        if type(part) is not ToolCall or part.signature is None or part.signed_by in {None, NAME}:
            return None
        return {"type": "redacted_thinking", "data": seal_of_call(part.signed_by or "", part.signature)}

    def _result(self, part: ToolResult, path: str) -> dict[str, Any]:
        block: dict[str, Any] = {"type": "tool_result", "tool_use_id": fit_id(part.call_id)}
        parts = part.parts
        content = [
            written
            for place, one in enumerate(parts)
            if (written := self.write(one, f"{path}.parts[{place}]")) is not None
        ]
        if content:
            block["content"] = short(content)
        if part.is_error:
            block["is_error"] = True
        if part.cache is not None:
            block["cache_control"] = written_cache(part.cache)
        self._extras(block, part.extras, path)
        return block

    def _thinking(self, part: Thinking, path: str) -> dict[str, Any] | None:
        is_ours = part.signed_by == NAME or (not self._is_answer and is_good_proof(part, NAME, self._model))
        if is_ours and part.sealed is not None:
            return {"type": "redacted_thinking", "data": part.sealed}
        if is_ours and (part.signature is not None or self._is_own):
            return {"type": "thinking", "thinking": part.text, "signature": part.signature or ""}
        if self._is_answer:
            proof = seal(part)
            if part.text:
                return {"type": "thinking", "thinking": part.text, "signature": proof or ""}
            return None if proof is None else {"type": "redacted_thinking", "data": proof}
        self._losses.drop(path, "the format takes only thinking that it has signed")
        return None

    def _refusal(self, part: Refusal, path: str) -> dict[str, Any]:
        self._losses.approximate(path, "the format tells a refusal as text")
        return {"type": "text", "text": part.text}

    def _audio(self, part: Audio, path: str) -> dict[str, Any] | None:
        if not part.transcript:
            self._nothing(part, path)
            return None
        self._losses.approximate(path, "the format has no sound; its transcript stands for it")
        return {"type": "text", "text": part.transcript}

    def _foreign(self, part: Foreign, path: str) -> Mapping[str, Any] | None:
        if part.format == NAME:
            return part.raw
        self._losses.drop(path, f"{part.kind} is known to {part.format} alone")
        return None

    def _nothing(self, part: Part, path: str) -> None:
        self._losses.drop(path, f"the format has no {type(part).__name__.lower()} here")

    def _medium(self, part: Image | Document, path: str) -> dict[str, Any] | None:
        if self._is_answer:
            self._nothing(part, path)
            return None
        if part.extras and not self._is_own:
            self._losses.drop(f"{path}.extras", OF_ANOTHER)
        if isinstance(part, Image):
            return written_image(part, path, self._losses, is_own=self._is_own)
        return written_document(part, path, self._losses, is_own=self._is_own)

    def _extras(self, block: dict[str, Any], extras: Mapping[str, Any], path: str) -> None:
        if self._is_own:
            block.update(extras)
        elif extras:
            self._losses.drop(f"{path}.extras", OF_ANOTHER)


_WRITERS: MappingProxyType[type, Callable[[BlockWriter, Any, str], Mapping[str, Any] | None]]
_WRITERS = MappingProxyType({
    Text: BlockWriter._text, Refusal: BlockWriter._refusal, Image: BlockWriter._medium,
    Document: BlockWriter._medium, Audio: BlockWriter._audio, Video: BlockWriter._nothing,
    Thinking: BlockWriter._thinking, ToolCall: BlockWriter._call, ToolResult: BlockWriter._result,
    Foreign: BlockWriter._foreign,
})  # fmt: skip


def fit_id(call_id: str) -> str:
    """An id of a call as the format takes it: of ASCII letters, digits, `_` and `-`.

    Another is spelt anew, alike at the call and its result, with a checksum so that two do not become one.
    """
    rest = call_id.replace("_", "").replace("-", "")
    if call_id.isascii() and (rest.isalnum() or (call_id and not rest)):
        return call_id
    fit = "".join([letter if letter.isascii() and letter.isalnum() else "_" for letter in call_id])
    return f"{fit}_{crc32(call_id.encode('utf-8', 'surrogatepass')):08x}"


def short(content: list[Mapping[str, Any]]) -> str | list[Mapping[str, Any]]:
    """Content that is one plain text, as that text."""
    if len(content) == 1 and len(content[0]) == 2 and content[0]["type"] == "text":
        return content[0]["text"]  # type: ignore[no-any-return]
    return content
