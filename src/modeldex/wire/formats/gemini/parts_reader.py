"""Parts of a content, as the hub has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Foreign, Text, Thinking, ToolCall, ToolResult
from modeldex.wire.formats.gemini.media import read_media
from modeldex.wire.formats.gemini.spelling import NAME, camel, json_text
from modeldex.wire.sealing import unseal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modeldex.wire.content import Part
    from modeldex.wire.formats.gemini.calls import Calls

UNSIGNED = "skip_thought_signature_validator"
"""Stands for the signature of a call that Gemini did not make, so that Gemini 3 takes it.

https://ai.google.dev/gemini-api/docs/thought-signatures
"""

_TEXT_KEYS = frozenset({"text", "thought", "thoughtSignature"})
_CALL_KEYS = frozenset({"functionCall", "thought", "thoughtSignature"})
_PART_OF_RESULT = frozenset({"functionResponse", "thought"})
_RESULT_KEYS = frozenset({"id", "name", "response", "parts"})


def read_part(part: Any, path: str, calls: Calls, faults: dict[str, str]) -> Part | None:
    """One part; None, and a fault, where it is wrong. What only this format knows is `Foreign`."""
    if type(part) is not dict:
        faults[path] = "must be an object"
        return None
    text = part.get("text")
    if len(part) == 1 and type(text) is str:
        return Text(text=text)
    part = camel(part)
    for key in part:
        reader = _READERS.get(key)
        if reader is not None:
            return reader(part, path, calls, faults)
    if part.keys() <= _TEXT_KEYS:
        return _text(part, path, calls, faults)
    return Foreign(format=NAME, kind=next(iter(part)), raw=dict(part))


def signature_of(part: Mapping[str, Any]) -> str | None:
    """What the part is signed with; None where it is not, or only as if."""
    signature = part.get("thoughtSignature")
    return signature if type(signature) is str and signature != UNSIGNED else None


def arguments_of(call: Mapping[str, Any]) -> str:
    """Arguments of a call as JSON text."""
    args = call.get("args")
    return json_text(args) if args else "{}"


def _text(part: Mapping[str, Any], path: str, _calls: Calls, faults: dict[str, str]) -> Part | None:
    text = part.get("text", "")
    if type(text) is not str:
        faults[f"{path}.text"] = "must be a text"
        return None
    if not part.keys() <= _TEXT_KEYS:
        return Foreign(format=NAME, kind="text", raw=dict(part))
    signature = signature_of(part)
    signed_by = None if signature is None else NAME
    if part.get("thought"):
        unsealed = None if signature is None else unseal(signature, text)
        return unsealed or Thinking(text=text, signature=signature, signed_by=signed_by, is_summary=True)
    return Text(text=text, signature=signature, signed_by=signed_by)


def _call(part: Mapping[str, Any], path: str, calls: Calls, faults: dict[str, str]) -> Part | None:
    call = part["functionCall"]
    if type(call) is not dict:
        faults[f"{path}.functionCall"] = "must be an object"
        return None
    call = camel(call)
    name, id_, args = call.get("name"), call.get("id"), call.get("args")
    if type(name) is not str or not name:
        faults[f"{path}.functionCall.name"] = "is missing"
        return None
    if args is not None and type(args) is not dict:
        faults[f"{path}.functionCall.args"] = "must be an object"
        return None
    if (
        part.get("thought")
        or not part.keys() <= _CALL_KEYS
        or len(call) > 1 + ("id" in call) + ("args" in call)
    ):
        return Foreign(format=NAME, kind="functionCall", raw=dict(part))
    signature = signature_of(part)
    return ToolCall(
        id=calls.called(id_ if type(id_) is str else None, name), name=name, arguments=arguments_of(call),
        signature=signature, signed_by=None if signature is None else NAME,
    )  # fmt: skip


def _result(part: Mapping[str, Any], path: str, calls: Calls, faults: dict[str, str]) -> Part | None:
    result = part["functionResponse"]
    if type(result) is not dict:
        faults[f"{path}.functionResponse"] = "must be an object"
        return None
    result = camel(result)
    name, id_, response = result.get("name"), result.get("id"), result.get("response")
    if type(name) is not str or not name:
        faults[f"{path}.functionResponse.name"] = "is missing"
        return None
    if response is not None and type(response) is not dict:
        faults[f"{path}.functionResponse.response"] = "must be an object"
        return None
    if not part.keys() <= _PART_OF_RESULT:
        return Foreign(format=NAME, kind="functionResponse", raw=dict(part))
    is_error, said = _said(response or {})
    media = _media_of(result.get("parts"), f"{path}.functionResponse.parts", faults)
    call_id = calls.answered(id_ if type(id_) is str else None, name)
    extras = {key: value for key, value in result.items() if key not in _RESULT_KEYS}
    return ToolResult(call_id=call_id, name=name, is_error=is_error, parts=(*said, *media), extras=extras)


def _said(response: dict[str, Any]) -> tuple[bool, tuple[Text, ...]]:
    """Whether a result is an error, and its words: `output` and `error` are how the API has it told."""
    for name in ("output", "error") if len(response) == 1 else ():
        value = response.get(name)
        if type(value) is str:
            return name == "error", (Text(text=value),)
        if value is not None and name == "error":
            return True, (Text(text=json_text(value), is_json=True),)
    return False, (Text(text=json_text(response), is_json=True),) if response else ()


def _media_of(parts: Any, path: str, faults: dict[str, str]) -> list[Part]:
    if parts is None:
        return []
    if type(parts) is not list:
        faults[path] = "must be a list"
        return []
    media: list[Part] = []
    for place, value in enumerate(parts):
        part = camel(value) if type(value) is dict else {}
        key = "inlineData" if "inlineData" in part else "fileData"
        if key not in part:
            faults[f"{path}[{place}]"] = "must be an object with inlineData or fileData"
            continue
        medium = read_media(part, key, f"{path}[{place}]", faults)
        if medium is not None:
            media.append(medium)
    return media


def _inline(part: Mapping[str, Any], path: str, _calls: Calls, faults: dict[str, str]) -> Part | None:
    return read_media(part, "inlineData", path, faults)


def _file(part: Mapping[str, Any], path: str, _calls: Calls, faults: dict[str, str]) -> Part | None:
    return read_media(part, "fileData", path, faults)


_READERS: dict[str, Callable[[Mapping[str, Any], str, Calls, dict[str, str]], Part | None]] = {
    "text": _text, "functionCall": _call, "functionResponse": _result, "inlineData": _inline,
    "fileData": _file,
}  # fmt: skip
