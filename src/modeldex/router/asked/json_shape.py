"""What is wrong with the shape of a value out of JSON, before anybody compares, writes or shows it."""

from __future__ import annotations

from typing import Any

MOST_LEVELS = 200
"""Objects and lists in each other; a schema of a tool has a few dozen."""
_MOST_BITS = 2_000
"""Python refuses to write a whole number of more than 640 digits, where it is set to the least."""


def shape_fault(value: object) -> str | None:
    """What is wrong with a value, at whatever depth; None where nothing is.

    It goes level by level, without recursion, and looks at what stands in several places once.
    """
    level = {id(value): value} if isinstance(value, dict | list | tuple) else {}
    for _ in range(MOST_LEVELS):
        inner: dict[int, dict[Any, Any] | list[Any] | tuple[Any, ...]] = {}
        for one in level.values():
            if isinstance(one, dict):
                if not all(isinstance(key, str) for key in one):
                    return "has a field whose name is no text"
                parts = [*one.values()]
            else:
                parts = [*one]
            for part in parts:
                if isinstance(part, dict | list | tuple):
                    inner[id(part)] = part
                elif isinstance(part, int) and part.bit_length() > _MOST_BITS:
                    return "has a whole number of more than 600 digits"
        if not inner:
            break
        level = inner
    else:
        return f"has more than {MOST_LEVELS} objects and lists in each other"
    return None
