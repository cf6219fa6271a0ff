"""A configuration file as plain values, and where each of its keys stands."""

from __future__ import annotations

import json
import os
import re
import stat
import tomllib
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import TYPE_CHECKING, Any

from modeldex.config.places import Lines, Place, dotted
from modeldex.config.scanner import json_keys, json_places, toml_places
from modeldex.core.errors import ConfigError, Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import NoReturn

    from modeldex.config.places import KeyPath

TOML, YAML, JSON = "TOML", "YAML", "JSON"
"""The languages that are read; only the first is written."""
_BY_SUFFIX = {".toml": TOML, "": TOML, ".yaml": YAML, ".yml": YAML, ".json": JSON}
MOST_BYTES = 4 * 1024 * 1024
"""A configuration of more bytes than this is a mistake."""
_MOST_DOTS = 1000
"""A line of TOML with more dots than this makes the parser slow."""
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_MENDS = {
    "Invalid value": 'text stands in quotes, "like this"',
    "Expected ']' at the end of a table declaration": "a name with '/', ':' or '.' stands in quotes:"
    ' [models."openai/gpt-4o"]',
}
"""What the parser of TOML says -> what most often mends it."""


class Document:
    """One file of the configuration, or a variable that holds one."""

    def __init__(
        self,
        name: str,
        language: str,
        data: Mapping[str, Any],
        place: Callable[[KeyPath], Place | None],
    ) -> None:
        self.name = name
        """The file as it was named, or the name of the variable."""
        self.language = language
        """`TOML`, `YAML` or `JSON`."""
        self.data = data
        """What it holds: dicts by text, lists, texts, numbers (a fraction is a Decimal), truth values,
        None, and the dates of TOML."""
        self._place = place

    def place(self, key: KeyPath) -> Place | None:
        """Where a key stands, or the nearest of the tables above it that does; None for the whole file.

        Places are looked for when the first one is asked for.
        """
        return self._place(key)

    def fault(self, key: KeyPath, problem: str) -> Fault:
        """A fault at a key."""
        return Fault(self.name, dotted(key), problem, *(self.place(key) or ()))


class _Scanned:
    """The places of a TOML or JSON text, looked for once."""

    def __init__(self, text: str, offsets: Callable[[str], Mapping[KeyPath, int]]) -> None:
        self._text = text
        self._offsets = offsets

    def place(self, key: KeyPath) -> Place | None:
        offsets, lines = self._found
        known = (offsets[key[:length]] for length in range(len(key), 0, -1) if key[:length] in offsets)
        offset = next(known, None)
        return None if offset is None else lines.place(offset)

    @cached_property
    def _found(self) -> tuple[Mapping[KeyPath, int], Lines]:
        return self._offsets(self._text), Lines(self._text)


def language_of(path: Path) -> str:
    """The language that a file's name says; ConfigError where it says none that is read."""
    language = _BY_SUFFIX.get(path.suffix.lower())
    if language is None:
        _refuse(str(path), "is no .toml, .yaml, .yml or .json file")
    return language


def read_document(path: Path) -> Document:
    """The document in a file; ConfigError has the place at which it cannot be read."""
    name, language = str(path), language_of(path)
    content = read_content(path)
    return document_of(name, text_of(name, content), language)


def text_of(name: str, content: bytes) -> str:
    """The text that the bytes of a file are; ConfigError where they are too many, or no UTF-8."""
    if len(content) > MOST_BYTES:
        _refuse(name, f"must be at most {MOST_BYTES // 1024**2} MiB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig")
        _refuse(name, "is not UTF-8 here; save it in that encoding", Lines(before).place(len(before)))


def read_content(path: Path) -> bytes:
    """What stands in a file, as far as a configuration may be long; ConfigError where it cannot be read.

    What is no plain file is refused at once, where it would be waited for; but for devices, through
    which a shell hands over what another program writes.
    """
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            if not (stat.S_ISREG(os.fstat(file.fileno()).st_mode) or path.is_relative_to("/dev")):
                _refuse(str(path), "is no plain file")
            if _NO_WAIT:
                os.set_blocking(file.fileno(), True)
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        _refuse(str(path), f"cannot be read: {error.strerror}")


def document_of(name: str, text: str, language: str) -> Document:
    """The document of a text; `name` is what its faults call it. ConfigError has the place of a mistake."""
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        _refuse(name, "is not UTF-8")  # bytes of the environment that are none
    document = _READERS[language](name, text)
    if not isinstance(document.data, dict):
        _refuse(name, "must hold tables of keys, not a single value or a list", Place(1, 1))
    return document


def _toml(name: str, text: str) -> Document:
    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > _MOST_DOTS:
            _refuse(name, f"has more than {_MOST_DOTS} dots in a line", Place(number, 1))
    try:
        data = tomllib.loads(text, parse_float=_fraction)
    except tomllib.TOMLDecodeError as error:
        at = _AT.search(str(error))
        problem = _AT.sub("", str(error))
        place = Place(int(at[1]), int(at[2])) if at and at[1] else Lines(text).place(len(text))
        mend = f"; {_MENDS[problem]}" if problem in _MENDS else ""
        _refuse(name, f"is no TOML: {problem}{mend}", place)
    except (ValueError, RecursionError) as error:
        _refuse(name, f"is no TOML: {_limit(error)}")
    return Document(name, TOML, data, _Scanned(text, toml_places).place)


def _json(name: str, text: str) -> Document:
    repeats: list[str] = []

    def table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(pairs)
        if len(made) < len(pairs):
            repeats.append(name)
        return made

    try:
        data = json.loads(text, parse_float=_fraction, object_pairs_hook=table, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        _refuse(name, f"is no JSON: {error.msg}", Place(error.lineno, error.colno))
    except (ValueError, RecursionError) as error:
        _refuse(name, f"is no JSON: {_limit(error)}")
    if repeats:
        _refuse_repeats(name, text)
    return Document(name, JSON, data, _Scanned(text, json_places).place)


def _yaml(name: str, text: str) -> Document:
    try:
        from modeldex.config.yaml_text import (  # noqa: PLC0415 - only YAML needs its library
            YamlTextError,
            place_in,
            read_yaml,
        )
    except ModuleNotFoundError:
        _refuse(name, "is YAML, for which PyYAML is needed: pip install 'modeldex[config]'")
    try:
        root = read_yaml(text)
    except YamlTextError as fault:
        _refuse(name, f"is not read as YAML: {fault.problem}", fault.place)
    data: Any = {} if root.value is None else root.value
    return Document(name, YAML, data, lambda key: place_in(root, key))


_READERS = {TOML: _toml, JSON: _json, YAML: _yaml}


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | _NO_WAIT)


def _fraction(text: str) -> Decimal:
    """A number as it is written; one that no number can come near is infinite, which every key refuses."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return Decimal("Infinity")


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _limit(error: Exception) -> str:
    """What a limit of the parser says, in words of a file."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return "it has a number of too many digits" if "digits" in str(error) else str(error)


def _refuse_repeats(name: str, text: str) -> NoReturn:
    """Raise a fault for every key that stands twice in one table of a JSON text."""
    lines = Lines(text)
    first: dict[KeyPath, int] = {}
    faults: list[tuple[KeyPath, Fault]] = []
    for key, offset in json_keys(text):
        if key not in first:
            first[key] = offset
        elif isinstance(key[-1], str) and not any(repeated == key[: len(repeated)] for repeated, _ in faults):
            line = lines.place(first[key]).line
            fault = Fault(
                name, dotted(key), f"is stated twice; it stands in line {line} too", *lines.place(offset)
            )
            faults.append((key, fault))
    raise ConfigError(fault for _, fault in faults)


def _refuse(name: str, problem: str, place: Place | None = None) -> NoReturn:
    raise ConfigError([Fault(name, "", problem, *(place or ()))]) from None
