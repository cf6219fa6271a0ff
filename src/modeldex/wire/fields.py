"""`Fields`: the fields of a JSON object that a caller sent, taken one by one; what is left is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_WORDS = {
    str: "a text", int: "a whole number", float: "a number", bool: "true or false",
    dict: "an object", list: "a list",
}  # fmt: skip


class Fields:
    """One object of a request. A field of the wrong type is a fault, and counts as absent.

    All objects of a request share `faults`, so that an error names every bad field at once.
    """

    __slots__ = ("_left", "faults", "path")

    def __init__(self, value: Any, path: str, faults: dict[str, str]) -> None:
        self.path = path
        self.faults = faults
        if isinstance(value, dict):
            self._left: dict[str, Any] = dict(value)
        else:
            self._left = {}
            self.fault("", f"must be an object, not {_shown(value)}")

    def at(self, name: str) -> str:
        """Path of a field: `messages[0].content`."""
        if not name:
            return self.path or "body"
        return f"{self.path}.{name}" if self.path else name

    def fault(self, name: str, problem: str) -> None:
        """Note what is wrong with a field; blank: with the object itself."""
        self.faults.setdefault(self.at(name), problem)

    def any(self, name: str) -> Any:
        """Whatever stands there; None where it is absent or null."""
        return self._left.pop(name, None)

    def text(self, name: str) -> str | None:
        """A text."""
        value = self._left.pop(name, None)
        if value is None or type(value) is str:
            return value
        self._wrong(name, str, value)
        return None

    def whole(self, name: str) -> int | None:
        """A whole number; `5.0` is one."""
        value = self._left.pop(name, None)
        if value is None or type(value) is int:
            return value
        if type(value) is float and value.is_integer():
            return int(value)
        self._wrong(name, int, value)
        return None

    def number(self, name: str) -> float | None:
        """A number, kept whole where it is."""
        value = self._left.pop(name, None)
        if value is None or type(value) is int or type(value) is float:
            return value
        self._wrong(name, float, value)
        return None

    def flag(self, name: str) -> bool | None:
        """True or false."""
        value = self._left.pop(name, None)
        if value is None or type(value) is bool:
            return value
        self._wrong(name, bool, value)
        return None

    def object(self, name: str) -> dict[str, Any] | None:
        """An object, as it is."""
        value = self._left.pop(name, None)
        if value is None or type(value) is dict:
            return value
        self._wrong(name, dict, value)
        return None

    def list(self, name: str) -> list[Any] | None:
        """A list, as it is."""
        value = self._left.pop(name, None)
        if value is None or type(value) is list:
            return value
        self._wrong(name, list, value)
        return None

    def word(self, name: str, known: tuple[str, ...]) -> str | None:
        """One of several words."""
        value = self.text(name)
        if value is None or value in known:
            return value
        self.fault(name, f"must be one of {', '.join(known)}; not {_shown(value)}")
        return None

    def needed(self, name: str, value: Any) -> Any:
        """The value that was taken of a field; a fault where there is none."""
        if value is None:
            self.fault(name, "is missing")
        return value

    def each(self, name: str) -> Iterator[Fields]:
        """Every object of a list."""
        for place, value in enumerate(self.list(name) or ()):
            yield Fields(value, f"{self.at(name)}[{place}]", self.faults)

    def within(self, name: str) -> Fields | None:
        """The fields of an object; None where it is absent."""
        value = self.object(name)
        return None if value is None else Fields(value, self.at(name), self.faults)

    def left(self) -> Mapping[str, Any]:
        """What nobody took, nulls left out."""
        left = self._left
        return {name: value for name, value in left.items() if value is not None} if left else left

    def _wrong(self, name: str, kind: type, value: Any) -> None:
        self.fault(name, f"must be {_WORDS[kind]}, not {_shown(value)}")


def refuse(faults: Mapping[str, str]) -> None:
    """Raise InvalidRequestError where there are faults."""
    if faults:
        raise InvalidRequestError(faults)


def _shown(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 40 else f"{shown[:37]}..."
