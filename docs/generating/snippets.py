"""The Python examples of a page: run in order, with the values beside expressions."""

from __future__ import annotations

import ast
import io
from contextlib import chdir, redirect_stdout
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BEGINS_A_VALUE = tuple("'\"([{-0123456789")
_NAMES = {"Decimal": Decimal, "True": True, "False": False, "None": None}
_NOTHING: Any = object()


class Snippets:
    """The names that the Python blocks of one page share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._names: dict[str, Any] = {"__name__": "example"}

    def run(self, lines: tuple[str, ...], name: str) -> tuple[tuple[str, ...], str]:
        """Run a block; its lines with the values beside expressions as they are, and what it prints.

        `model.id  # 'openai/gpt-5'` states a value; what follows `;` or `:` is prose, and so is a
        comment that does not begin like a value.
        """
        renewed = list(lines)
        printed = io.StringIO()
        with chdir(self._folder), redirect_stdout(printed):
            for statement in ast.parse("\n".join(lines), name).body:
                value = self._value(statement, name)
                place = (statement.end_lineno or 1) - 1
                if value is not _NOTHING:
                    renewed[place] = _with_value(renewed[place], statement.end_col_offset or 0, value)
        return tuple(renewed), printed.getvalue().rstrip("\n")

    def _value(self, statement: ast.stmt, name: str) -> object:
        """What an expression gives; any other statement is run and gives nothing."""
        if isinstance(statement, ast.Expr):
            return eval(compile(ast.Expression(statement.value), name, "eval"), self._names)  # noqa: S307
        exec(compile(ast.Module([statement], []), name, "exec"), self._names)  # noqa: S102
        return _NOTHING


def _with_value(line: str, end: int, value: object) -> str:
    """A line of source with the value that its comment states made right."""
    before, sign, comment = line[end:].partition("# ")
    if not sign or before.strip() or not comment.startswith((*_BEGINS_A_VALUE, *_NAMES)):
        return line
    for stated in _beginnings(comment):
        try:
            found = eval(stated, {"__builtins__": {}}, _NAMES)  # noqa: S307
        except SyntaxError:
            continue
        if found == value and type(found) is type(value):
            return line
        return f"{line[:end]}{before}{sign}{value!r}{comment[len(stated) :]}"
    raise ValueError(f"no value, though it begins like one: {comment}")


def _beginnings(comment: str) -> Iterator[str]:
    """What a comment may state: up to each `;` or `:`, or all of it; the shortest first."""
    yield from (comment[:place].rstrip() for place, sign in enumerate(comment) if sign in ";:")
    yield comment.rstrip()
