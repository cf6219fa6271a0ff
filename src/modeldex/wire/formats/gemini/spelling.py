"""How this format spells its names: camelCase when it is written, snake_case too when it is read."""

from __future__ import annotations

from functools import lru_cache
from json import JSONEncoder
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME = "gemini"
"""Name of the format."""

json_text = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""A value as JSON text without blanks."""


def camel(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """An object with its own names in camelCase; what stands below them is left alone.

    The API takes both spellings, as all of protobuf's JSON does
    (https://protobuf.dev/programming-guides/json/).
    """
    for name in value:
        if "_" in name:
            return _respelled(value)
    return value


def _respelled(value: Mapping[str, Any]) -> dict[str, Any]:
    spelled = {name: one for name, one in value.items() if "_" not in name}
    for name, one in value.items():
        if "_" in name:
            spelled.setdefault(_camel(name), one)
    return spelled


@lru_cache(maxsize=512)
def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(word[:1].upper() + word[1:] for word in rest) if head else name
