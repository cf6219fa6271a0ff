"""What a request in OpenAI's words comes to here: words, calls of tools, or an error."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modeldex.providers.predictable.sample import sample

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PER_TOKEN = 4
"""Characters that count as one token."""
PER_MEDIUM = 85
"""Tokens that a picture, a file or a sound counts as."""
_CALL = re.compile(r"call\s+([\w.-]+)\s+with\s+", re.IGNORECASE)
_FAIL = re.compile(r"fail\s+(\d{3})(?:\s+retry-after\s+(\d+(?:\.\d+)?))?", re.IGNORECASE)
_CUT = re.compile(r"cut\s+after\s+(\d+)", re.IGNORECASE)
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scripted:
    """What is to be answered."""

    text: str | None = None
    calls: tuple[tuple[str, str], ...] = ()
    """Name and arguments of each tool that is called."""
    finish: str = "stop"
    fails_with: int | None = None
    """Status of an error."""
    retry_after: str | None = None
    cut_after: int | None = None
    """After how many pieces the answer breaks off."""
    prompt_tokens: int = 0
    completion_tokens: int = 0


def scripted(body: Mapping[str, Any]) -> Scripted:
    """What a request is answered with; the same for the same request."""
    messages = [message for message in body.get("messages") or () if isinstance(message, dict)]
    prompt = tokens_of("".join(_texts(messages))) + PER_MEDIUM * sum(1 for _ in _media(messages))
    last = messages[-1] if messages else {}
    said = "".join(_words(last))
    if failure := _FAIL.fullmatch(said.strip()):
        return Scripted(fails_with=int(failure[1]), retry_after=failure[2])
    if last.get("role") != "tool" and (calls := _calls(body, said)):
        written = tokens_of("".join(name + arguments for name, arguments in calls))
        return Scripted(calls=calls, finish="tool_calls", prompt_tokens=prompt, completion_tokens=written)
    text, finish = _limited(_answer(body, last, said), body)
    cut = _CUT.search(said)
    return Scripted(
        text=text, finish=finish, cut_after=None if cut is None else int(cut[1]), prompt_tokens=prompt,
        completion_tokens=tokens_of(text),
    )  # fmt: skip


def tokens_of(text: str) -> int:
    """A token for every four characters begun."""
    return -(-len(text) // PER_TOKEN)


def _answer(body: Mapping[str, Any], last: Mapping[str, Any], said: str) -> str:
    wanted = body.get("response_format") or {}
    if wanted.get("type") == "json_schema":
        return json.dumps(sample((wanted.get("json_schema") or {}).get("schema")), separators=(",", ":"))
    if wanted.get("type") == "json_object":
        return json.dumps({"echo": said}, separators=(",", ":"))
    if last.get("role") == "tool":
        return f"The tool says: {said}"
    seen = sum(1 for _ in _media([last]))
    return f"{said} [{seen} attached]" if seen else said


def _calls(body: Mapping[str, Any], said: str) -> tuple[tuple[str, str], ...]:
    """The tools that the words name, as far as they are offered; else the one that must be called."""
    offered = {
        str(tool["function"].get("name")): tool["function"]
        for tool in body.get("tools") or ()
        if isinstance(tool, dict) and isinstance(tool.get("function"), dict)
    }
    choice = body.get("tool_choice")
    if not offered or choice == "none":
        return ()
    asked = tuple((name, given) for name, given in _asked(said) if name in offered)
    if asked:
        return asked if body.get("parallel_tool_calls", True) else asked[:1]
    named = choice["function"]["name"] if isinstance(choice, dict) and "function" in choice else None
    if named is None and choice == "required":
        named = next(iter(offered))
    if named not in offered:
        return ()
    made = sample(offered[named].get("parameters") or {"type": "object"})
    return ((named, json.dumps(made, separators=(",", ":"))),)


def _asked(said: str) -> Iterator[tuple[str, str]]:
    """Each `call NAME with {...}` of a text."""
    for found in _CALL.finditer(said):
        try:
            _, end = _DECODER.raw_decode(said, found.end())
        except (ValueError, RecursionError):
            continue
        yield found[1], said[found.end() : end]


def _limited(text: str, body: Mapping[str, Any]) -> tuple[str, str]:
    """The text as far as stop sequences and the output limit let it come, and why it ends there."""
    stops = body.get("stop") or ()
    for stop in (stops,) if isinstance(stops, str) else stops:
        text = text.partition(stop)[0]
    limit = body.get("max_completion_tokens") or body.get("max_tokens")
    if limit is not None and tokens_of(text) > limit:
        return text[: limit * PER_TOKEN], "length"
    return text, "stop"


def _texts(messages: list[dict[str, Any]]) -> Iterator[str]:
    for message in messages:
        yield from _words(message)


def _words(message: Mapping[str, Any]) -> Iterator[str]:
    content = message.get("content")
    if isinstance(content, str):
        yield content
    elif isinstance(content, list):
        yield from (str(part["text"]) for part in content if isinstance(part, dict) and "text" in part)


def _media(messages: list[Any]) -> Iterator[Any]:
    for message in messages:
        content = message.get("content")
        if isinstance(content, list):
            yield from (part for part in content if isinstance(part, dict) and part.get("type") != "text")
