"""Keys and other words that only some may know, as neighbours write them."""

from __future__ import annotations

from typing import Any

from modeldex.config.references import SecretReference


def reference(value: object) -> str | None:
    """The environment variable that a value names in one of the spellings; None where it is none."""
    try:
        named = SecretReference.read(value.strip()).names if isinstance(value, str) else ()
    except ValueError:
        return None
    return named[0] if named else None


def variables_in(value: Any) -> set[str]:
    """Every variable that a file names, wherever it does."""
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return {name for one in inner for name in variables_in(one)}
    name = reference(value)
    return set() if name is None else {name}


class Word:
    """A secret word of a file: the name of a variable, or the word itself, which nothing here shows."""

    __slots__ = ("_literal", "variable")

    def __init__(self, value: Any) -> None:
        self.variable = reference(value)
        """The variable that holds it; None where it stands in the file itself."""
        self._literal = None if self.variable else repr(value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Word) and (self.variable, self._literal) == (other.variable, other._literal)

    def __hash__(self) -> int:
        return hash((self.variable, self._literal))

    def __repr__(self) -> str:
        return f"<Word {self.variable or '***'}>"
