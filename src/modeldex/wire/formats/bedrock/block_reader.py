"""Blocks of a message -> parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.wire.content import (
    LONG_CACHE,
    SHORT_CACHE,
    Foreign,
    Text,
    Thinking,
    ToolCall,
    ToolResult,
)
from modeldex.wire.formats.bedrock.citations import read_citation
from modeldex.wire.formats.bedrock.media import read_document, read_media
from modeldex.wire.formats.bedrock.name import NAME
from modeldex.wire.json_text import write_json
from modeldex.wire.sealing import unseal

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.wire.content import Part

_CALL_KEYS = frozenset({"toolUseId", "name", "input"})
_RESULT_KEYS = frozenset({"toolUseId", "content", "status"})
_THINKING_KEYS = frozenset({"text", "signature"})
_NO_MARK = (Foreign, Thinking)


def read_blocks(blocks: Any, path: str, faults: dict[str, str]) -> list[Part]:
    """The parts of a list of blocks; what is wrong with it goes into `faults`.

    A `cachePoint` is a mark on the part before it.
    """
    if type(blocks) is not list:
        faults.setdefault(path, "is missing" if blocks is None else "must be a list")
        return []
    parts: list[Part] = []
    is_mark = False
    for place, block in enumerate(blocks):
        if type(block) is not dict or len(block) != 1:
            faults.setdefault(f"{path}[{place}]", "must be an object with one field, which says its kind")
            continue
        if is_mark:
            is_mark = False
            continue
        ((key, body),) = block.items()
        mark = None if place + 1 == len(blocks) else read_mark(blocks[place + 1])
        if key != "text" or type(body) is not str:
            part = _read(_Block(key, body, mark, f"{path}[{place}].{key}", faults))
            is_mark = mark is not None and not isinstance(part, _NO_MARK)
            parts.append(part)
        elif mark is None:
            parts.append(Text(text=body))
        else:
            parts.append(Text(text=body, cache=mark))
            is_mark = True
    return parts


def read_mark(block: Any) -> str | None:
    """How long the prompt is to be kept up to a block that is a mark; None where it is none."""
    if type(block) is not dict or "cachePoint" not in block or len(block) != 1:
        return None
    point = block["cachePoint"]
    if type(point) is not dict or point.get("type") != "default" or not point.keys() <= {"type", "ttl"}:
        return None
    ttl = point.get("ttl", SHORT_CACHE)
    return ttl if ttl in (SHORT_CACHE, LONG_CACHE) else None


class _Block(NamedTuple):
    """One block that is no text, and where its faults go."""

    key: str
    body: Any
    mark: str | None
    path: str
    faults: dict[str, str]


def _read(block: _Block) -> Part:
    """The part of a block; `Foreign` where it holds what the hub has no word for."""
    key, body = block.key, block.body
    if key == "json":
        return Text(text=write_json(body).decode(), is_json=True)
    if type(body) is not dict:
        block.faults.setdefault(block.path, f"must be {'a text' if key == 'text' else 'an object'}")
        return Text(text="")
    reader = _READERS.get(key)
    part = None if reader is None else reader(block)
    return Foreign(format=NAME, kind=key, raw=body) if part is None else part


def _call(block: _Block) -> Part | None:
    body = block.body
    id_, name, arguments = body.get("toolUseId"), body.get("name"), body.get("input")
    if type(id_) is not str or type(name) is not str:
        missing = "name" if type(id_) is str else "toolUseId"
        block.faults.setdefault(f"{block.path}.{missing}", "must be a text")
        return None
    if body.keys() - _CALL_KEYS:
        return None  # a tool of the provider's
    text = "{}" if arguments is None else write_json(arguments).decode()
    return ToolCall(id=id_, name=name, arguments=text, cache=block.mark)


def _result(block: _Block) -> Part | None:
    body = block.body
    id_ = body.get("toolUseId")
    if type(id_) is not str:
        block.faults.setdefault(f"{block.path}.toolUseId", "must be a text")
        return None
    if body.keys() - _RESULT_KEYS:
        return None
    parts = tuple(read_blocks(body.get("content"), f"{block.path}.content", block.faults))
    return ToolResult(call_id=id_, parts=parts, is_error=body.get("status") == "error", cache=block.mark)


def _thinking(block: _Block) -> Part | None:
    told, sealed = block.body.get("reasoningText"), block.body.get("redactedContent")
    if len(block.body) != 1:
        return None
    if type(sealed) is str:
        return Thinking(sealed=sealed, signed_by=NAME)
    if type(told) is not dict or not told.keys() <= _THINKING_KEYS or type(told.get("text")) is not str:
        return None
    signature = told.get("signature")
    if type(signature) is not str:
        return Thinking(text=told["text"])
    unsealed = unseal(signature, told["text"])
    if unsealed is not None:
        return unsealed
    return Thinking(text=told["text"], signature=signature, signed_by=NAME)


def _cited(block: _Block) -> Part | None:
    content, cited = block.body.get("content") or [], block.body.get("citations") or []
    if type(content) is not list or type(cited) is not list:
        return None
    words = [piece["text"] for piece in content if isinstance(piece, dict) and type(piece.get("text")) is str]
    citations = tuple([citation for citation in map(read_citation, cited) if citation is not None])
    if len(words) != len(content) or len(citations) != len(cited):
        return None
    return Text(text="".join(words), cache=block.mark, citations=citations)


def _document(block: _Block) -> Part | None:
    return read_document(block.body, block.mark)


def _media(block: _Block) -> Part | None:
    return read_media(block.key, block.body, block.mark)


_READERS: dict[str, Callable[[_Block], Part | None]] = {
    "toolUse": _call,
    "toolResult": _result,
    "reasoningContent": _thinking,
    "citationsContent": _cited,
    "document": _document,
    "image": _media,
    "audio": _media,
    "video": _media,
}
