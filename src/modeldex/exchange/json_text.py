"""JSON as the exports write it: exact money, and one entry a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from modeldex.core.money import CONTEXT, exact, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from decimal import Decimal


def number(amount: Decimal, scale: int = 0) -> int | float | None:
    """The JSON number that reads back to exactly this amount; None where there is none.

    `scale` moves the point (-6: from USD per million tokens to USD per token). A float stands for
    an amount where its shortest repr is the amount: 2.5e-06 is 0.0000025, to the last digit.
    """
    moved = plain(amount.scaleb(scale, CONTEXT))
    if moved == moved.to_integral_value() and moved < 2**53:
        return int(moved)
    written = float(moved)
    return written if exact(written) == moved else None


def written(value: Any) -> str:
    """A value as JSON on one line."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def lines_of_map(entries: Iterable[tuple[str, str]], indent: str = "") -> Iterator[str]:
    """An object, one entry a line: (key, its value as JSON)."""
    return _lines((f"{written(key)}: {value}" for key, value in entries), ("{", "}"), indent)


def lines_of_list(entries: Iterable[str], indent: str = "") -> Iterator[str]:
    """A list, one entry a line: values as JSON."""
    return _lines(entries, ("[", "]"), indent)


def _lines(entries: Iterable[str], brackets: tuple[str, str], indent: str) -> Iterator[str]:
    opening, closing = brackets
    before = f"{opening}\n"
    for entry in entries:
        yield f"{before}{indent}  {entry}"
        before = ",\n"
    yield f"\n{indent}{closing}" if before == ",\n" else opening + closing
