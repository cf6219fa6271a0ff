"""The kinds of field that hold several values: names, named numbers, and maps of names."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from modeldex.core.fields import Column
from modeldex.core.lazy_typing import overload
from modeldex.core.record import Field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Self


class Names(Column):
    """Several names, separated by blanks in a cell."""

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> tuple[str, ...]: ...
    def __get__(self, record: object | None, owner: type) -> Self | tuple[str, ...]:
        if record is None:
            return self
        return tuple((getattr(record, f"_{self.name}") or "").split())

    def __set__(self, record: object, value: Iterable[str] | None) -> None:
        raise AttributeError(f"{self.name} is frozen")

    def encode(self, value: Any) -> str | None:
        if not isinstance(value, str | list | tuple | set | frozenset):
            raise ValueError(f"must be names without blanks, not {value!r}")
        names = value.split() if isinstance(value, str) else list(value)
        for name in names:
            if not isinstance(name, str) or not name or not name.isprintable() or " " in name:
                raise ValueError(f"must be names without blanks, not {name!r}")
        return " ".join(dict.fromkeys(names)) or None


class Scores(Column):
    """Named numbers, `name=number` separated by blanks in a cell."""

    def __init__(self, column: str, meaning: str, most: float | None = None) -> None:
        super().__init__(column, meaning)
        self.most = most

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> Mapping[str, float]: ...
    def __get__(self, record: object | None, owner: type) -> Self | Mapping[str, float]:
        if record is None:
            return self
        return MappingProxyType(self.read(getattr(record, f"_{self.name}")))

    def __set__(self, record: object, value: Mapping[str, float] | None) -> None:
        raise AttributeError(f"{self.name} is frozen")

    def encode(self, value: Any) -> str | None:
        if not isinstance(value, Mapping):
            raise ValueError(f"must be a map of names to numbers, not {value!r}")
        for name in value:
            if not isinstance(name, str) or not name or set(name) & set(" =") or not name.isprintable():
                raise ValueError(f"must have names without blanks and '=', not {name!r}")
        return " ".join(f"{name}={self._number(name, value[name])}" for name in sorted(value)) or None

    def _number(self, name: str, score: Any) -> str:
        if isinstance(score, bool) or not isinstance(score, int | float | Decimal):
            raise ValueError(f"{name} must be a number, not {score!r}")
        try:
            number = float(score)
        except OverflowError:
            number = float("inf")
        if not 0 <= number < float("inf") or (self.most is not None and number > self.most):
            raise ValueError(f"{name} must be from 0 to {self.most or 'any size'}, not {number:g}")
        return f"{number:g}" if float(f"{number:g}") == number else repr(number)

    def parse(self, cell: str) -> str | None:
        return self.encode(self.read(cell))

    @staticmethod
    def read(stored: str | None) -> dict[str, float]:
        """The names and numbers of a stored form; ValueError where a pair is none."""
        scores: dict[str, float] = {}
        for pair in (stored or "").split():
            name, equals, number = pair.rpartition("=")
            if not equals or name in scores:
                raise ValueError(f"must be name=number pairs, each name once, not {pair!r}")
            try:
                scores[name] = float(number)
            except ValueError:
                raise ValueError(f"must be name=number pairs, not {pair!r}") from None
        return scores


class Table(Field):
    """A map of names that cannot be changed, not even through what it was made of."""

    default: Mapping[str, Any] = MappingProxyType({})

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> Mapping[str, Any]: ...
    def __get__(self, record: object | None, owner: type) -> Self | Mapping[str, Any]:
        if record is None:
            return self
        return getattr(record, f"_{self.name}")  # type: ignore[no-any-return]

    def __set__(self, record: object, value: Mapping[str, Any]) -> None:
        raise AttributeError(f"{self.name} is frozen")

    def clear(self, record: object) -> None:
        object.__setattr__(record, f"_{self.name}", self.default)

    def encode(self, value: Any) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise ValueError(f"must be a map of names, not {value!r}")
        frozen = {name: tuple(item) if isinstance(item, list) else item for name, item in value.items()}
        return MappingProxyType(frozen)
