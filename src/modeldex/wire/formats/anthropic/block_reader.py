"""Blocks of content, of a question or an answer, as parts of the hub."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Document, Foreign, Image, Part, Text, Thinking, ToolCall, ToolResult
from modeldex.wire.fields import Fields
from modeldex.wire.formats.anthropic.arguments import written_arguments
from modeldex.wire.formats.anthropic.cache import read_cache
from modeldex.wire.formats.anthropic.citations import read_citation
from modeldex.wire.formats.anthropic.media import read_document, read_image
from modeldex.wire.formats.anthropic.name import NAME
from modeldex.wire.sealing import MARK, unseal, unseal_of_call

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def read_content(content: Any, path: str, faults: dict[str, str]) -> tuple[Part, ...]:
    """Content as one text or as blocks; a text is short for one block of text."""
    if type(content) is str:
        return (Text(text=content),)
    if type(content) is not list:
        faults.setdefault(path, "is missing" if content is None else "must be a text or a list of blocks")
        return ()
    parts = [
        _plain(block) or read_block(block, f"{path}[{place}]", faults) for place, block in enumerate(content)
    ]
    return tuple(_signed(parts) if any(map(_holds_signature, parts)) else parts)


def _holds_signature(part: Part) -> bool:
    """Whether a part keeps the signature of the call after it, which another format made."""
    return type(part) is Thinking and part.sealed is not None and part.sealed.startswith(MARK)


def _signed(parts: list[Part]) -> Iterator[Part]:
    """The parts, with calls that have their signatures again."""
    told: tuple[str, str] | None = None
    for part in parts:
        if isinstance(part, Thinking) and part.sealed is not None:
            told = unseal_of_call(part.sealed)
            if told is not None:
                continue
        if isinstance(part, ToolCall) and told is not None:
            yield replace(part, signed_by=told[0], signature=told[1])
        else:
            yield part
        told = None


def read_block(block: Any, path: str, faults: dict[str, str]) -> Part:
    """One block. What only this format knows, and what nobody knows yet, is foreign."""
    if type(block) is not dict:
        faults.setdefault(path, "must be an object")
        return Text(text="")
    kind = block.get("type")
    if type(kind) is not str:
        faults.setdefault(f"{path}.type", "is missing" if kind is None else "must be a text")
        return Text(text="")
    reader = _READERS.get(kind)
    if reader is None:
        return Foreign(format=NAME, kind=kind, raw=block)
    fields = Fields(block, path, faults)
    fields.any("type")
    return reader(fields)


def _plain(block: Any) -> Part | None:
    """The commonest blocks, without fields that few have; None: to be read with care."""
    if type(block) is not dict:
        return None
    kind, size, get = block.get("type"), len(block), block.get
    if kind == "text":
        text = get("text")
        return Text(text=text) if size == 2 and type(text) is str else None
    if kind == "tool_use":
        call_id, name, given = get("id"), get("name"), get("input")
        if size == 4 and type(call_id) is str and type(name) is str and type(given) is dict:
            return ToolCall(id=call_id, name=name, arguments=written_arguments(given) if given else "{}")
    elif kind == "tool_result":
        call_id, content = get("tool_use_id"), get("content")
        if size == 3 and type(call_id) is str and type(content) is str:
            return ToolResult(call_id=call_id, parts=(Text(text=content),))
    return None


def _text(block: Fields) -> Text:
    return Text(
        text=block.needed("text", block.text("text")) or "",
        cache=read_cache(block),
        citations=tuple([read_citation(one.left()) for one in block.each("citations")]),
    )


def _thinking(block: Fields) -> Thinking:
    """Servers that copy this format may leave the signature blank, or out."""
    text = block.needed("thinking", block.text("thinking")) or ""
    signature = block.text("signature") or None
    unsealed = None if signature is None else unseal(signature, text)
    return unsealed or Thinking(text=text, signature=signature, signed_by=NAME)


def _redacted_thinking(block: Fields) -> Thinking:
    data = block.needed("data", block.text("data"))
    unsealed = None if data is None else unseal(data)
    return unsealed or Thinking(sealed=data, signed_by=NAME)


def _tool_use(block: Fields) -> ToolCall:
    """Who called it, if not the model itself, and of which set it is, go back as they came."""
    call_id = block.needed("id", block.text("id")) or ""
    name = block.needed("name", block.text("name")) or ""
    arguments = block.needed("input", block.object("input"))
    cache = read_cache(block)
    beside = block.left()
    if beside.get("caller") == {"type": "direct"}:
        beside = {name: value for name, value in beside.items() if name != "caller"}
    return ToolCall(
        id=call_id,
        name=name,
        arguments=written_arguments(arguments) if arguments else "{}",
        cache=cache,
        signature=written_arguments(beside) if beside else None,
        signed_by=NAME if beside else None,
    )


def _tool_result(block: Fields) -> ToolResult:
    call_id = block.needed("tool_use_id", block.text("tool_use_id")) or ""
    content = block.any("content")
    is_error = block.flag("is_error")
    cache = read_cache(block)
    return ToolResult(
        call_id=call_id,
        parts=() if content is None else read_content(content, block.at("content"), block.faults),
        is_error=is_error is True,
        cache=cache,
        extras=block.left(),
    )


_READERS: MappingProxyType[
    str, Callable[[Fields], Text | Thinking | ToolCall | ToolResult | Image | Document | Foreign]
]
_READERS = MappingProxyType({
    "text": _text, "image": read_image, "document": read_document, "tool_use": _tool_use,
    "tool_result": _tool_result, "thinking": _thinking, "redacted_thinking": _redacted_thinking,
})  # fmt: skip
