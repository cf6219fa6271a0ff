"""Messages of Ollama's -> messages. Calls may have no ids: they get some by their place in the talk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import InvalidRequestError
from modeldex.wire.content import Image, Text, Thinking, ToolCall, ToolResult
from modeldex.wire.formats.ollama.names import id_in_talk
from modeldex.wire.json_text import read_json, write_json
from modeldex.wire.media_type import seen_type
from modeldex.wire.request import Message

if TYPE_CHECKING:
    from modeldex.wire.content import Part

_ROLES = ("system", "user", "assistant", "tool")
_KNOWN = frozenset({"role", "content", "thinking", "images", "tool_calls", "tool_name", "tool_call_id"})


class MessageReader:
    """Reads the messages of one request, and remembers which calls wait for a result."""

    __slots__ = ("_calls", "_faults", "_waiting")

    def __init__(self, faults: dict[str, str]) -> None:
        self._faults = faults
        self._calls = 0
        self._waiting: list[tuple[str, str]] = []
        """Id and name of the calls without a result by now."""

    def read(self, message: Any, path: str) -> Message | None:
        """One message; None where it is none."""
        if type(message) is not dict:
            self._faults.setdefault(path, "must be an object")
            return None
        role = message.get("role")
        if role not in _ROLES:
            self._faults.setdefault(f"{path}.role", f"must be one of {', '.join(_ROLES)}")
            return None
        content = message.get("content")
        if content is not None and type(content) is not str:
            self._faults.setdefault(f"{path}.content", "must be a text")
            content = None
        if len(message) == 2 and content and role != "tool":
            return Message(role=role, parts=(Text(text=content),))
        parts = self._parts(message, content, path)
        if role == "tool":
            parts = [self._result(message, parts)]
        extras = {name: value for name, value in message.items() if name not in _KNOWN and value is not None}
        return Message(role=role, parts=tuple(parts), extras=extras)

    def _parts(self, message: dict[str, Any], content: str | None, path: str) -> list[Part]:
        parts: list[Part] = []
        thinking = message.get("thinking")
        if thinking is not None and type(thinking) is not str:
            self._faults.setdefault(f"{path}.thinking", "must be a text")
        elif thinking:
            parts.append(Thinking(text=thinking))
        if content:
            parts.append(Text(text=content))
        for place, image in enumerate(self._list(message, "images", path)):
            if type(image) is str:
                parts.append(Image(data=image, media_type=seen_type(image)))
            else:
                self._faults.setdefault(f"{path}.images[{place}]", "must be a text in base64")
        for place, call in enumerate(self._list(message, "tool_calls", path)):
            parts += self._call(call, f"{path}.tool_calls[{place}]")
        return parts

    def _call(self, call: Any, path: str) -> list[Part]:
        function = call.get("function") if type(call) is dict else None
        if type(function) is not dict or type(function.get("name")) is not str:
            self._faults.setdefault(path, "must hold a function with a name")
            return []
        arguments, id_ = function.get("arguments"), call.get("id")
        if type(id_) is not str or not id_:
            id_ = id_in_talk(self._calls)
        self._calls += 1
        name = function["name"]
        self._waiting.append((id_, name))
        return [ToolCall(id=id_, name=name, arguments=arguments_of(arguments))]

    def _result(self, message: dict[str, Any], parts: list[Part]) -> Part:
        """The result of a call: of the one it names by id, or the first one waiting with its name."""
        name, id_ = message.get("tool_name"), message.get("tool_call_id")
        name = name if type(name) is str and name else None
        if type(id_) is not str or not id_:
            fits = [one for one, called in self._waiting if name is None or called == name]
            id_ = fits[0] if fits else id_in_talk(self._calls)
            if not fits:
                self._calls += 1
        self._waiting = [pair for pair in self._waiting if pair[0] != id_]
        return ToolResult(call_id=id_, name=name, parts=tuple(parts))

    def _list(self, message: dict[str, Any], name: str, path: str) -> list[Any]:
        value = message.get(name)
        if value is None or type(value) is list:
            return value or []
        self._faults.setdefault(f"{path}.{name}", "must be a list")
        return []


def arguments_of(value: Any) -> str:
    """The arguments of a call as text; they are an object, though some send the text of one."""
    if type(value) is str:
        try:
            value = read_json(value or "{}")
        except InvalidRequestError:
            return str(value)
    return "{}" if value is None else write_json(value).decode()
