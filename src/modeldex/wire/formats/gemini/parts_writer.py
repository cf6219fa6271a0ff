"""Parts of the hub, as a content has them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from modeldex.wire.arguments import arguments_object
from modeldex.wire.content import (
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
from modeldex.wire.formats.gemini.calls import is_made
from modeldex.wire.formats.gemini.media import write_media
from modeldex.wire.formats.gemini.spelling import NAME
from modeldex.wire.further import OF_ANOTHER
from modeldex.wire.json_text import json_value
from modeldex.wire.losses import ANOTHERS_THINKING
from modeldex.wire.sealing import seal

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.wire.content import Part
    from modeldex.wire.losses import Losses

_NO_MARKS = "what is cached is put there beforehand, not marked in the prompt"
_OTHERS_SIGNATURE = "is a signature of another format"


@dataclass(slots=True)
class Scribe:
    """What the parts of one request or answer are written with."""

    losses: Losses
    is_own: bool = False
    """Whether what is written was read from this very format."""
    is_answer: bool = False
    """Whether it is an answer, which has a place for citations."""
    takes_detail: bool = True
    """Whether the model takes a resolution of each picture."""
    names: dict[str, str] = field(default_factory=dict)
    """Id of a call -> name of its tool, in the order of the calls."""
    unnumbered: dict[str, list[tuple[str, dict[str, Any]]]] = field(default_factory=dict)
    """Name of a tool -> its results that are written without ids: the id in the hub, and the result."""

    def part(self, part: Part, path: str) -> dict[str, Any] | None:
        """A part; None where it cannot be said, which is noted."""
        return _WRITERS[type(part)](part, path, self)

    def order_results(self) -> None:
        """Put results without ids that share a name into the order of their calls: it tells them apart."""
        for results in self.unnumbered.values():
            if len(results) < 2:
                continue
            places = {call_id: place for place, call_id in enumerate(self.names)}
            wanted = sorted(results, key=lambda one: places.get(one[0], -1))
            for (_, slot), filling in zip(results, [dict(result) for _, result in wanted], strict=True):
                slot.clear()
                slot.update(filling)


def signature(part: Text | Thinking | ToolCall, path: str, losses: Losses) -> dict[str, str]:
    """The signature of a part that this format made; another's is dropped."""
    if part.signature is None:
        return {}
    if part.signed_by == NAME:
        return {"thoughtSignature": part.signature}
    losses.drop(f"{path}.signature", _OTHERS_SIGNATURE)
    return {}


def _text(part: Text, path: str, scribe: Scribe) -> dict[str, Any]:
    if part.cache is not None:
        scribe.losses.drop(f"{path}.cache", _NO_MARKS)
    if part.citations and not scribe.is_answer:
        scribe.losses.drop(f"{path}.citations", "citations stand in answers only")
    if part.signature is None:
        return {"text": part.text}
    return {"text": part.text} | signature(part, path, scribe.losses)


def _refusal(part: Refusal, path: str, scribe: Scribe) -> dict[str, Any]:
    scribe.losses.approximate(path, "a refusal is plain text here")
    return {"text": part.text}


def _thinking(part: Thinking, path: str, scribe: Scribe) -> dict[str, Any] | None:
    if scribe.is_answer and part.signed_by != NAME:
        proof = seal(part)
        if proof is not None:
            return {"text": part.text, "thought": True, "thoughtSignature": proof}
        return {"text": part.text, "thought": True} if part.text else None
    if part.is_proved_to_another(NAME) or part.sealed is not None:
        scribe.losses.drop(path, ANOTHERS_THINKING)
        return None
    return {"text": part.text, "thought": True} | signature(part, path, scribe.losses)


def _call(part: ToolCall, path: str, scribe: Scribe) -> dict[str, Any]:
    scribe.names[part.id] = part.name
    if part.cache is not None:
        scribe.losses.drop(f"{path}.cache", _NO_MARKS)
    call: dict[str, Any] = {"name": part.name, "args": arguments_object(part, path, scribe.losses)}
    if not is_made(part.id):
        call["id"] = part.id
    if part.signature is None:
        return {"functionCall": call}
    return {"functionCall": call} | signature(part, path, scribe.losses)


def _result(part: ToolResult, path: str, scribe: Scribe) -> dict[str, Any]:
    losses = scribe.losses
    name = part.name or scribe.names.get(part.call_id)
    if name is None:
        name = part.call_id
        losses.approximate(f"{path}.name", "nobody says which tool was called: its id stands for the name")
    texts, media = _said(part, path, scribe)
    result: dict[str, Any] = {"name": name, "response": _response(texts, is_error=part.is_error)}
    if media:
        result["parts"] = media
    if part.cache is not None:
        losses.drop(f"{path}.cache", _NO_MARKS)
    if part.extras and scribe.is_own:
        result |= part.extras
    elif part.extras:
        losses.drop(f"{path}.extras", OF_ANOTHER)
    if is_made(part.call_id):
        scribe.unnumbered.setdefault(name, []).append((part.call_id, result))
    else:
        result["id"] = part.call_id
    return {"functionResponse": result}


def _said(part: ToolResult, path: str, scribe: Scribe) -> tuple[list[Text], list[dict[str, Any]]]:
    """The texts of a result, and its media, which stand beside what it says."""
    texts: list[Text] = []
    media: list[dict[str, Any]] = []
    for place, one in enumerate(part.parts):
        if type(one) is Text:
            texts.append(one)
            continue
        written = scribe.part(one, f"{path}.parts[{place}]")
        if written is not None and written.keys() & {"inlineData", "fileData"}:
            media.append(written)
        elif written is not None:
            scribe.losses.drop(f"{path}.parts[{place}]", "a result holds text and media only")
    if len(texts) > 1:
        scribe.losses.approximate(f"{path}.parts", "its texts are joined by line breaks")
    return texts, media


def _response(texts: list[Text], *, is_error: bool) -> dict[str, Any]:
    """What a result says: an object as it is, all else as `output`; an error as `error`."""
    if not texts:
        return {"error": ""} if is_error else {}
    value: Any = texts[0].text
    if len(texts) > 1:
        value = "\n".join([one.text for one in texts])
    elif texts[0].is_json:
        value = json_value(value)
        value = texts[0].text if value is None else value
    if is_error:
        return {"error": value}
    return value if type(value) is dict else {"output": value}


def _medium(part: Image | Document | Audio | Video, path: str, scribe: Scribe) -> dict[str, Any] | None:
    if type(part) is Audio and part.data is None and part.transcript is not None:
        scribe.losses.approximate(path, "the sound is kept elsewhere: its words are sent")
        return {"text": part.transcript}
    return write_media(part, path, scribe.losses, is_own=scribe.is_own, takes_detail=scribe.takes_detail)


def _foreign(part: Foreign, path: str, scribe: Scribe) -> dict[str, Any] | None:
    if part.format == NAME:
        return dict(part.raw)
    scribe.losses.drop(path, f"{part.kind} is known to the format {part.format} alone")
    return None


_WRITERS: dict[type, Callable[[Any, str, Scribe], dict[str, Any] | None]] = {
    Text: _text, Refusal: _refusal, Thinking: _thinking, ToolCall: _call, ToolResult: _result,
    Image: _medium, Document: _medium, Audio: _medium, Video: _medium, Foreign: _foreign,
}  # fmt: skip
