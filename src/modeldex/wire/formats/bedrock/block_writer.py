"""Parts -> blocks of a message."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from modeldex.wire.arguments import arguments_object
from modeldex.wire.claude import is_good_proof
from modeldex.wire.content import (
    SHORT_CACHE,
    Audio,
    Document,
    Foreign,
    Image,
    Refusal,
    Text,
    Thinking,
    ToolCall,
    ToolResult,
    Video,
)
from modeldex.wire.formats.bedrock.citations import write_citation
from modeldex.wire.formats.bedrock.media import write_media
from modeldex.wire.formats.bedrock.name import NAME
from modeldex.wire.further import OF_ANOTHER
from modeldex.wire.json_text import json_value
from modeldex.wire.losses import ANOTHERS_THINKING
from modeldex.wire.sealing import seal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from modeldex.wire.content import Media, Part
    from modeldex.wire.losses import Losses

_MOST_ID = 64
_LETTERS_OF_IDS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:-")
_HOLDS = (Text, Image, Document, Video, Foreign)
"""What a tool's result can hold."""


class BlockWriter:
    """Writes the parts of one request or answer; it knows the names of the documents by now."""

    __slots__ = ("_is_answer", "_losses", "_mends", "_model", "_names", "_takes_unsigned")

    def __init__(
        self, losses: Losses, *, takes_unsigned: bool = True, is_answer: bool = False, model: str = "",
        is_own: bool = False,
    ) -> None:  # fmt: skip
        """`takes_unsigned`: whether the model takes back thinking that nobody signed; Claude does not.

        `is_own`: what is written was read from this format, and is left as its caller wrote it.
        """
        self._mends = not is_own and not is_answer
        self._model = model
        self._losses = losses
        self._names: set[str] = set()
        self._takes_unsigned = takes_unsigned
        self._is_answer = is_answer

    def blocks(self, parts: Iterable[Part], path: str) -> list[dict[str, Any]]:
        """The blocks of a message's parts; a mark of the cache is a block of its own."""
        blocks: list[dict[str, Any]] = []
        for place, part in enumerate(parts):
            kind = type(part)
            if kind is Text and not part.citations:  # type: ignore[union-attr]
                if self._mends and self._is_blank(part, f"{path}.parts[{place}]"):  # type: ignore[arg-type]
                    continue
                block: dict[str, Any] | None = {"text": part.text}  # type: ignore[union-attr]
                if part.signature is not None:  # type: ignore[union-attr]
                    self._losses.drop(f"{path}.parts[{place}].signature", "only its own format reads it")
            else:
                block = _WRITERS[kind](self, part, f"{path}.parts[{place}]")
            if block is not None:
                blocks.append(block)
                cache = getattr(part, "cache", None)
                if cache is not None:
                    blocks.append(cache_point(cache))
        return blocks

    def _is_blank(self, part: Text, path: str) -> bool:
        """Whether a text is one that Bedrock refuses, which is listed where something of it is lost."""
        text = part.text
        if text and not text.isspace():
            return False
        if text or part.cache is not None:
            self._losses.drop(path, "Bedrock takes no blank text")
        return True

    def _cited(self, part: Text, path: str) -> dict[str, Any]:
        citations = [
            write_citation(one, f"{path}.citations[{place}]", self._losses)
            for place, one in enumerate(part.citations)
        ]
        return {"citationsContent": {"content": [{"text": part.text}], "citations": citations}}

    def _refusal(self, part: Refusal, path: str) -> dict[str, Any]:
        self._losses.approximate(path, "Bedrock has no refusals; it is a text")
        return {"text": part.text}

    def _media(self, part: Media, path: str) -> dict[str, Any] | None:
        if part.extras:
            self._losses.drop(f"{path}.extras", OF_ANOTHER)
        return write_media(part, path, self._names, self._losses)

    def _thinking(self, part: Thinking, path: str) -> dict[str, Any] | None:
        if self._is_answer and part.signed_by != NAME:
            proof = seal(part)
            if proof is not None:
                return _thought({"text": part.text, "signature": proof})
            return _thought({"text": part.text}) if part.text else None
        is_good = is_good_proof(part, NAME, self._model)
        if not is_good and part.is_proved_to_another(NAME):
            self._losses.drop(path, ANOTHERS_THINKING)
        elif is_good or (part.signature is None and part.sealed is None):
            if part.sealed is not None:
                return {"reasoningContent": {"redactedContent": part.sealed}}
            if part.signature is not None:
                return {
                    "reasoningContent": {"reasoningText": {"text": part.text, "signature": part.signature}}
                }
            if self._takes_unsigned:
                return _thought({"text": part.text})
            self._losses.drop(path, "Claude takes back no thinking without its signature")
        else:
            self._losses.drop(path, "nobody says who signed or sealed it")
        return None

    def _call(self, part: ToolCall, path: str) -> dict[str, Any]:
        if part.signature is not None:
            self._losses.drop(f"{path}.signature", "only its own format reads it")
        body = {"toolUseId": self._id(part.id, f"{path}.id"), "name": part.name}
        return {"toolUse": {**body, "input": arguments_object(part, path, self._losses)}}

    def _result(self, part: ToolResult, path: str) -> dict[str, Any]:
        blocks: list[dict[str, Any]] = []
        for place, inner in enumerate(part.parts):
            where = f"{path}.parts[{place}]"
            if not isinstance(inner, _HOLDS):
                self._losses.drop(where, "Bedrock has no such thing in the result of a tool")
            elif isinstance(inner, Text):
                if not (self._mends and self._is_blank(inner, where)):
                    blocks.append(self._words(inner, where))
            else:
                block = _WRITERS[type(inner)](self, inner, where)
                blocks += [] if block is None else [block]
        body: dict[str, Any] = {"toolUseId": self._id(part.call_id, f"{path}.call_id"), "content": blocks}
        if part.is_error:
            body["status"] = "error"
        if part.extras:
            self._losses.drop(f"{path}.extras", OF_ANOTHER)
        return {"toolResult": body}

    def _words(self, part: Text, path: str) -> dict[str, Any]:
        if part.citations:
            self._losses.drop(f"{path}.citations", "Bedrock has none in the result of a tool")
        if part.cache is not None:
            self._losses.drop(f"{path}.cache", "Bedrock marks the whole result of a tool only")
        if not part.is_json:
            return {"text": part.text}
        value = json_value(part.text)
        if type(value) is dict or (value is not None and not self._mends):
            return {"json": value}
        self._losses.approximate(f"{path}.is_json", "Bedrock takes only an object as JSON; it is a text")
        return {"text": part.text}

    def _foreign(self, part: Foreign, path: str) -> dict[str, Any] | None:
        if part.format == NAME:
            return {part.kind: part.raw}
        self._losses.drop(path, f"only {part.format} knows {part.kind}")
        return None

    def _id(self, id_: str, path: str) -> str:
        """The id of a call in the letters that Bedrock takes; the same for the call and its result."""
        if 0 < len(id_) <= _MOST_ID and _LETTERS_OF_IDS.issuperset(id_):
            return id_
        short = f"call_{sha256(id_.encode('utf-8', 'surrogatepass')).hexdigest()[:32]}"
        self._losses.approximate(path, f"Bedrock takes ids of up to {_MOST_ID} plain letters; it is {short}")
        return short


def cache_point(cache: str) -> dict[str, Any]:
    """The block that marks the cache; five minutes are what Bedrock means where nothing is said."""
    return {"cachePoint": {"type": "default"} if cache == SHORT_CACHE else {"type": "default", "ttl": cache}}


def _thought(text: dict[str, Any]) -> dict[str, Any]:
    return {"reasoningContent": {"reasoningText": text}}


_WRITERS: dict[type, Callable[[BlockWriter, Any, str], dict[str, Any] | None]] = {
    Text: BlockWriter._cited,
    Refusal: BlockWriter._refusal,
    Image: BlockWriter._media,
    Document: BlockWriter._media,
    Audio: BlockWriter._media,
    Video: BlockWriter._media,
    Thinking: BlockWriter._thinking,
    ToolCall: BlockWriter._call,
    ToolResult: BlockWriter._result,
    Foreign: BlockWriter._foreign,
}
