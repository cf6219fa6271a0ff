"""A configuration file as plain values, and where each of its keys stands."""

from __future__ import annotations

import json
import re
import tomllib
from decimal import Decimal
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
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        _refuse(name, f"cannot be read: {error.strerror}")
    if len(content) > MOST_BYTES:
        _refuse(name, f"must be at most {MOST_BYTES // 1024**2} MiB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig")
        _refuse(name, "is not UTF-8 here; save it in that encoding", Lines(before).place(len(before)))
    return document_of(name, text, language)


def document_of(name: str, text: str, language: str) -> Document:
    """The document of a text; `name` is what its faults call it. ConfigError has the place of a mistake."""
    document = _READERS[language](name, text)
    if not isinstance(document.data, dict):
        _refuse(name, "must hold tables of keys, not a single value or a list", Place(1, 1))
    return document


def _toml(name: str, text: str) -> Document:
    try:
        data = tomllib.loads(text, parse_float=Decimal)
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
        data = json.loads(text, parse_float=Decimal, object_pairs_hook=table, parse_constant=_no_number)
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
