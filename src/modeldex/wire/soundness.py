"""`see_sound`: whether a request that a caller made is one, before any format writes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, get_args

from modeldex.wire.content import Document, Media, Part, Text, Thinking, ToolCall, ToolResult
from modeldex.wire.fields import refuse
from modeldex.wire.request import EFFORTS, ROLES, ChatRequest, Message, OutputFormat, Reasoning
from modeldex.wire.tools import AUTO, NAMED, NONE, REQUIRED, ForeignTool, Tool, ToolChoice

if TYPE_CHECKING:
    from modeldex.wire.content import Image

_PARTS = get_args(Part)
_NUMBERS = ("temperature", "top_p", "min_p", "frequency_penalty", "presence_penalty")
_COUNTS = ("max_output_tokens", "top_k", "seed", "n", "top_logprobs")
_FLAGS = ("allows_parallel_calls", "logprobs", "is_stored", "is_stream")
_KINDS: Mapping[str, type] = {
    "output": OutputFormat, "reasoning": Reasoning, "tool_choice": ToolChoice, "metadata": Mapping,
    "logit_bias": Mapping, "extras": Mapping,
}  # fmt: skip
_OUTPUTS = ("text", "json", "json_schema")
_MODES = (AUTO, NONE, REQUIRED, NAMED)


def see_sound(request: ChatRequest) -> None:
    """InvalidRequestError, with every fault by its path, where a request is none that anybody could send.

    What a format reads is sound by itself; this is for requests that are made by hand.
    """
    faults: dict[str, str] = {}
    if not request.messages:
        faults["messages"] = "is empty; a request has at least one message"
    for place, message in enumerate(_listed(request.messages, "messages", faults)):
        _see_message(message, f"messages[{place}]", faults)
    for place, tool in enumerate(_listed(request.tools, "tools", faults)):
        _see_tool(tool, f"tools[{place}]", faults)
    _listed(request.stop, "stop", faults)
    _see_fields(request, faults)
    refuse(faults)


def _see_fields(request: ChatRequest, faults: dict[str, str]) -> None:
    for name in _NUMBERS:
        _see(getattr(request, name), (int, float), name, "a number", faults)
    for name in _COUNTS:
        _see(getattr(request, name), (int,), name, "a whole number", faults)
    for name in _FLAGS:
        value = getattr(request, name)
        if value is not None and type(value) is not bool:
            faults[name] = f"must be true or false, not {value!r}"
    for name, kind in _KINDS.items():
        value = getattr(request, name)
        if value is not None and not isinstance(value, kind):
            faults[name] = f"must be {_a(kind)}, not {_a(type(value))}"
    if isinstance(request.output, OutputFormat) and request.output.kind not in _OUTPUTS:
        faults["output.kind"] = f"must be one of {', '.join(_OUTPUTS)}; not {request.output.kind!r}"
    if isinstance(request.reasoning, Reasoning) and request.reasoning.effort not in (None, *EFFORTS):
        faults["reasoning.effort"] = f"must be one of {', '.join(EFFORTS)}; not {request.reasoning.effort!r}"
    if isinstance(request.tool_choice, ToolChoice) and request.tool_choice.mode not in _MODES:
        faults["tool_choice.mode"] = f"must be one of {', '.join(_MODES)}; not {request.tool_choice.mode!r}"


def _see_message(message: Any, path: str, faults: dict[str, str]) -> None:
    if not isinstance(message, Message):
        faults[path] = f"must be a Message, not {_a(type(message))}"
        return
    if message.role not in ROLES:
        faults[f"{path}.role"] = f"must be one of {', '.join(ROLES)}; not {message.role!r}"
    for place, part in enumerate(_listed(message.parts, f"{path}.parts", faults)):
        _see_part(part, f"{path}.parts[{place}]", faults)


def _see_part(part: Any, path: str, faults: dict[str, str]) -> None:
    if type(part) not in _PARTS:
        mend = "; write Text(text=...)" if type(part) is str else ""
        faults[path] = f"must be a part such as Text or Image, not {_a(type(part))}{mend}"
    match part:
        case Text() | Thinking():
            _see(part.text, (str,), f"{path}.text", "a text", faults)
        case Media():
            _see_media(part, path, faults)
        case ToolCall():
            for name in ("id", "name", "arguments"):
                _see(getattr(part, name), (str,), f"{path}.{name}", "a text", faults)
        case ToolResult():
            for place, inner in enumerate(_listed(part.parts, f"{path}.parts", faults)):
                _see_part(inner, f"{path}.parts[{place}]", faults)


def _see_media(part: Media | Image, path: str, faults: dict[str, str]) -> None:
    places: dict[str, Any] = {"data": part.data, "url": part.url, "file_id": part.file_id}
    if isinstance(part, Document):
        places["text"] = part.text
    given = [name for name, value in places.items() if value is not None]
    if len(given) != 1 and getattr(part, "id", None) is None:
        told = f"has {' and '.join(given)}" if given else "has none"
        faults[path] = f"must have one of {', '.join(places)}; it {told}"
    for name, value in places.items():
        mend = "; write bytes in base64" if isinstance(value, bytes) else ""
        if value is not None and not isinstance(value, str):
            faults[f"{path}.{name}"] = f"must be a text, not {_a(type(value))}{mend}"


def _see_tool(tool: Any, path: str, faults: dict[str, str]) -> None:
    if isinstance(tool, ForeignTool):
        return
    if not isinstance(tool, Tool):
        faults[path] = f"must be a Tool, not {_a(type(tool))}"
        return
    _see(tool.name, (str,), f"{path}.name", "a text", faults)
    if tool.schema is not None and not isinstance(tool.schema, Mapping):
        faults[f"{path}.schema"] = f"must be a JSON Schema as a mapping, not {_a(type(tool.schema))}"


def _listed(value: Any, path: str, faults: dict[str, str]) -> tuple[Any, ...]:
    if isinstance(value, tuple | list):
        return tuple(value)
    faults[path] = f"must be a tuple, not {_a(type(value))}"
    return ()


def _see(value: Any, kinds: tuple[type, ...], path: str, what: str, faults: dict[str, str]) -> None:
    if value is not None and (not isinstance(value, kinds) or isinstance(value, bool)):
        faults[path] = f"must be {what}, not {value!r}"[:120]


def _a(kind: type) -> str:
    return f"{'an' if kind.__name__[0].lower() in 'aeiou' else 'a'} {kind.__name__}"
