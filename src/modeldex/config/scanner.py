"""Where the keys of a TOML or JSON text stand.

The parsers of the standard library read these languages, and say nothing of places. This scanner
walks over a text that one of them has read without an error, so it need not refuse anything: it
only tells keys, brackets, strings and comments apart.
"""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.config.places import KeyPath

_GAP = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BLANKS = re.compile(r"[ \t]*")
_KEY = re.compile(r'"(?:\\.|[^"\\])*"|\'[^\']*\'|[A-Za-z0-9_-]+')
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})|\'\'\'.*?\'\'\'(?:\'{0,2})|"(?:\\.|[^"\\])*"|\'[^\']*\'', re.DOTALL
)
_OTHER = re.compile(r"[^,\]}#\n]+")
"""A number, a date or a word: to the end of the line, or to what ends a value in brackets."""


def toml_places(text: str) -> dict[KeyPath, int]:
    """Key path -> offset at which it first stands, of every key and array element of a TOML text."""
    return _first(toml_keys(text))


def toml_keys(text: str) -> list[tuple[KeyPath, int]]:
    """Key path and offset of every key and array element of a TOML text, in order, as often as it stands."""
    scanner = _Scanner(text, "=", lambda quoted: tomllib.loads(f"key = {quoted}")["key"])
    scanner.read_document()
    return scanner.found


def json_places(text: str) -> dict[KeyPath, int]:
    """The same of a JSON text."""
    return _first(json_keys(text))


def json_keys(text: str) -> list[tuple[KeyPath, int]]:
    """Key path and offset of every key and array element of a JSON text, in order, as often as it stands."""
    scanner = _Scanner(text, ":", json.loads)
    scanner.read_value(())
    return scanner.found


def key_end(text: str, offset: int) -> int:
    """Where the key ends that begins at an offset."""
    key = _KEY.match(text, offset)
    return offset if key is None else key.end()


def _first(found: list[tuple[KeyPath, int]]) -> dict[KeyPath, int]:
    return dict(reversed(found))


class _Scanner:
    """A place in a text, and the keys that were met on the way there."""

    def __init__(self, text: str, equals: str, decode: Callable[[str], str]) -> None:
        self._text = text
        self._equals = equals
        self._decode = decode
        self._at = 0
        self._elements: dict[KeyPath, int] = {}
        self.found: list[tuple[KeyPath, int]] = []
        """Key path and offset, in the order of the text."""

    def read_document(self) -> None:
        """Read the lines of a TOML document: headers of tables, and keys with their values."""
        table: KeyPath = ()
        while self._skip(_GAP) < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)

    def read_value(self, path: KeyPath) -> None:
        """Read one value: what it holds is found under `path`."""
        self._skip(_GAP)
        first = self._text[self._at]
        if first == "[":
            self._array(path)
        elif first == "{":
            self._table(path)
        else:
            self._skip(_STRING if first in "\"'" else _OTHER)

    def _header(self) -> KeyPath:
        """The table that a header opens; of an array of tables, its newest element."""
        is_array = self._text.startswith("[[", self._at)
        self._at += 1 + is_array
        path: KeyPath = ()
        names = self._names()
        for number, (name, offset) in enumerate(names, 1):
            path = (*path, name)
            self.found.append((path, offset))
            if is_array and number == len(names):
                self._elements[path] = self._elements.get(path, -1) + 1
            if path in self._elements:
                path = (*path, self._elements[path])
                self.found.append((path, offset))
        self._at += 1 + is_array
        return path

    def _pair(self, table: KeyPath) -> None:
        path = table
        for name, offset in self._names():
            path = (*path, name)
            self.found.append((path, offset))
        self._at = self._text.index(self._equals, self._at) + 1
        self.read_value(path)

    def _names(self) -> list[tuple[str, int]]:
        """The parts of a dotted key and their offsets; the scanner stands behind it then."""
        names = []
        while True:
            self._skip(_BLANKS)
            offset = self._at
            self._skip(_KEY)
            written = self._text[offset : self._at]
            names.append((self._decode(written) if written[0] in "\"'" else written, offset))
            self._skip(_BLANKS)
            if not self._text.startswith(".", self._at):
                return names
            self._at += 1

    def _array(self, path: KeyPath) -> None:
        self._at += 1
        number = 0
        while self._text[self._skip(_GAP)] != "]":
            self.found.append(((*path, number), self._at))
            self.read_value((*path, number))
            number += 1
            self._skip_comma()
        self._at += 1

    def _table(self, path: KeyPath) -> None:
        self._at += 1
        while self._text[self._skip(_GAP)] != "}":
            self._pair(path)
            self._skip_comma()
        self._at += 1

    def _skip_comma(self) -> None:
        if self._text[self._skip(_GAP)] == ",":
            self._at += 1

    def _skip(self, pattern: re.Pattern[str]) -> int:
        """Go behind what a pattern matches here, which may be nothing; where that is."""
        matched = pattern.match(self._text, self._at)
        if matched is not None:
            self._at = matched.end()
        return self._at
