"""Parts of an item in a stream: where they stand, and what their frames are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.wire import events as told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Place(NamedTuple):
    """Where a part stands in its item."""

    kind: str
    number: int


class Way(NamedTuple):
    """How the frames of one kind of part are told apart."""

    item: str
    """Type of its item."""
    numbered_by: str
    """Field that numbers it within the item."""
    what: str
    """What grows."""
    text: str
    """Field of the whole text, in the frame that ends it and in the part."""


WAYS = {
    "output_text": Way("message", "content_index", told.TEXT, "text"),
    "refusal": Way("message", "content_index", told.TEXT, "refusal"),
    "reasoning_summary_text": Way("reasoning", "summary_index", told.TEXT, "text"),
    "reasoning_text": Way("reasoning", "content_index", told.TEXT, "text"),
    "function_call_arguments": Way("function_call", "", told.ARGUMENTS, "arguments"),
    "custom_tool_call_input": Way("custom_tool_call", "", told.ARGUMENTS, "input"),
}
_KINDS = {"summary_text": "reasoning_summary_text"}
"""Type of a part -> what its frames call it, where the two differ."""
CALLS = {"function_call": "function_call_arguments", "custom_tool_call": "custom_tool_call_input"}
PARTS = {"message": ("content",), "reasoning": ("summary", "content")}


def kind_of(frame: str, payload: Mapping[str, Any]) -> str:
    """What the frames of a part are named after: `output_text` of `response.output_text.delta`."""
    kind = frame.removeprefix("response.").partition(".")[0]
    if kind not in ("content_part", "reasoning_summary_part"):
        return kind
    part = payload.get("part")
    type_ = str(part.get("type")) if isinstance(part, dict) else ""
    return _KINDS.get(type_, type_)


def number_of(frame: str, payload: Mapping[str, Any]) -> int:
    """The number of the part that a frame means, within its item."""
    way = WAYS.get(kind_of(frame, payload))
    number = payload.get(way.numbered_by) if way is not None else 0
    return number if type(number) is int else 0


def parts_of(type_: str, value: Mapping[str, Any]) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """The parts of a whole item, with their places."""
    for name in PARTS[type_]:
        parts = value.get(name)
        for index, part in enumerate(parts if isinstance(parts, list) else ()):
            if isinstance(part, dict):
                kind = str(part.get("type"))
                yield Place(_KINDS.get(kind, kind), index), part
