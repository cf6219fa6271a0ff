"""A user's file, decoded; what is wrong with it is named with its place."""

from __future__ import annotations

import json
from functools import cached_property
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal
    from pathlib import Path

_FAULTS_NAMED = 20
_TOO_LONG = "holds a whole number of thousands of digits, which counts nothing; leave it out"


class Document:
    """One file to be read; `content` is what stands in it, where it has been read already."""

    def __init__(self, path: Path, content: bytes | None = None) -> None:
        self.path = path
        """The file, or what its faults are named after."""
        self._content = content

    @cached_property
    def text(self) -> str:
        """What stands in it; DataError where it is no UTF-8."""
        content = self.path.read_bytes() if self._content is None else self._content
        try:
            return content.decode("utf-8-sig")  # spreadsheets put a mark in front
        except UnicodeDecodeError as error:
            line = content[: error.start].count(b"\n") + 1
            raise DataError(
                str(self.path), f"is not UTF-8: {error.reason}; save it as UTF-8", line=line
            ) from None

    @property
    def first_line(self) -> str:
        """The first line that is not blank."""
        return next((line for line in self.text.splitlines() if line.strip()), "")

    @cached_property
    def shape(self) -> Any:
        """The decoded JSON, to be looked at and not to be changed; None where it is no JSON."""
        if not self.text.lstrip().startswith(("{", "[")):
            return None
        try:
            return self.decoded()
        except DataError:
            return None

    def decoded(self, parse_float: type[Decimal] | None = None) -> Any:
        """The JSON in it, anew each time; DataError names line and mend of what is none.

        Lines of JSON objects are read as a list. A key that stands twice in an object is refused:
        which of the two is meant, nobody can tell.
        """
        options: dict[str, Any] = {
            "object_pairs_hook": self._object, "parse_constant": self._constant, "parse_float": parse_float,
        }  # fmt: skip
        try:
            return json.loads(self.text, **options)
        except json.JSONDecodeError as error:
            lines = [line for line in self.text.splitlines() if line.strip()]
            if error.msg == "Extra data" and all(line.startswith("{") for line in lines):
                return [self._line(number, line, options) for number, line in enumerate(lines, 1)]
            problem = f"is no JSON: {error.msg} at column {error.colno}"
            raise DataError(str(self.path), problem, line=error.lineno) from None
        except ValueError:
            raise DataError(str(self.path), _TOO_LONG) from None
        except RecursionError:
            raise DataError(str(self.path), "is no file of models: it is nested too deeply") from None

    def faults(self, faults: Sequence[str]) -> DataError:
        """One error that names every fault, the first twenty in full."""
        shown = list(faults[:_FAULTS_NAMED])
        if len(faults) > len(shown):
            shown.append(f"... and {len(faults) - len(shown)} more")
        if len(shown) == 1:
            return DataError(str(self.path), shown[0])
        return DataError(str(self.path), "\n  ".join([f"{len(faults)} entries are wrong:", *shown]))

    def _line(self, number: int, line: str, options: dict[str, Any]) -> Any:
        try:
            return json.loads(line, **options)
        except json.JSONDecodeError as error:
            raise DataError(str(self.path), f"is no JSON: {error.msg}", line=number) from None
        except ValueError:
            raise DataError(str(self.path), _TOO_LONG, line=number) from None

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            seen: set[str] = set()
            twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
            raise DataError(str(self.path), "stands twice in one object; keep one of the two", column=twice)
        return made

    def _constant(self, name: str) -> Any:
        raise DataError(str(self.path), f"holds {name}, which is no number; leave out what is unknown")
