"""The kinds of field a record may have.

Each kind knows four things: how a caller's value becomes its *stored form* (`encode`, which
checks), how the stored form is read (`__get__`), how a CSV cell becomes a stored form (`parse`),
and what its JSON Schema is (`schema`). The stored form is text, an integer or a float, so that a
row of the catalog becomes a record without any conversion at all.
"""

from __future__ import annotations

from decimal import Decimal

from modeldex.core import money
from modeldex.core.days import is_day
from modeldex.core.lazy_typing import overload
from modeldex.core.record import Field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Self


class Column(Field):
    """A field that is also a column of the CSV tables and of the catalog."""

    def __init__(self, column: str, meaning: str) -> None:
        self.column = column
        """Name of the CSV column; the catalog's column is called the same."""
        self.meaning = meaning
        """One line: what the value means, its unit, and what a blank cell says."""

    sql_type = "TEXT"

    def parse(self, cell: str) -> object:
        """The stored form of a CSV cell that is not blank; ValueError says what is wrong."""
        return self.encode(cell)

    def format(self, stored: object) -> str:
        """The CSV cell of a stored form."""
        return str(stored)

    @property
    def schema(self) -> dict[str, object]:
        """JSON Schema of the value, without its description."""
        return {"type": "string"}


class Text(Column):
    """One line of text."""

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> str | None: ...
    def __get__(self, record: object | None, owner: type) -> Self | str | None:
        if record is None:
            return self
        return getattr(record, f"_{self.name}")  # type: ignore[no-any-return]

    def __set__(self, record: object, value: str | None) -> None:
        raise AttributeError(f"{self.name} is frozen")

    def encode(self, value: Any) -> str:
        if not isinstance(value, str):
            raise ValueError(f"must be text, not {type(value).__name__}")
        if not value.strip():
            raise ValueError("must not be blank; leave it out where it is unknown")
        if not value.isprintable() or value != value.strip():
            raise ValueError(f"must be one line without outer blanks, not {value!r}")
        return value


class Choice(Text):
    """One word out of a closed list."""

    def __init__(self, column: str, meaning: str, choices: Iterable[str]) -> None:
        super().__init__(column, meaning)
        self.choices = tuple(choices)

    def encode(self, value: Any) -> str:
        if value not in self.choices:
            raise ValueError(f"must be one of {', '.join(self.choices)}; not {value!r}")
        return str(value)

    @property
    def schema(self) -> dict[str, object]:
        return {"enum": list(self.choices)}


class Day(Text):
    """A date as ISO text in the precision of its source: `2025-06-01`, `2025-06` or `2025`.

    A source that says June has not said the first of June, so no day is made up.
    """

    def encode(self, value: Any) -> str:
        text = value if isinstance(value, str) else getattr(value, "isoformat", str)()[:10]
        if not is_day(text):
            raise ValueError(f"must be a date like 2025-06-01, 2025-06 or 2025, not {value!r}")
        return text

    @property
    def schema(self) -> dict[str, object]:
        return {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}


MOST = 2**63 - 1
"""The highest whole number that a catalog file can hold."""
_TOO_HIGH = f"must be at most {MOST}; leave it out where no limit is known"


class Count(Column):
    """A whole number of at least `least`, and at most what a catalog file can hold."""

    sql_type = "INTEGER"

    def __init__(self, column: str, meaning: str, least: int = 1) -> None:
        super().__init__(column, meaning)
        self.least = least

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> int | None: ...
    def __get__(self, record: object | None, owner: type) -> Self | int | None:
        if record is None:
            return self
        return getattr(record, f"_{self.name}")  # type: ignore[no-any-return]

    def __set__(self, record: object, value: int | None) -> None:
        raise AttributeError(f"{self.name} is frozen")

    def encode(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"must be a whole number, not {value!r}")
        if value < self.least:
            raise ValueError(f"must be at least {self.least}, not {value}")
        if value > MOST:
            raise ValueError(_TOO_HIGH)
        return value

    def parse(self, cell: str) -> int:
        if not cell.isascii() or not cell.isdigit():
            raise ValueError(f"must be a whole number, not {cell!r}")
        if len(cell.lstrip("0")) > len(str(MOST)):  # more digits than `int` may refuse to read
            raise ValueError(_TOO_HIGH)
        return self.encode(int(cell))

    @property
    def schema(self) -> dict[str, object]:
        return {"type": "integer", "minimum": self.least}


class Number(Column):
    """A finite number between two bounds, such as a benchmark or a latency."""

    sql_type = "REAL"

    def __init__(self, column: str, meaning: str, least: float = 0.0, most: float | None = None) -> None:
        super().__init__(column, meaning)
        self.least = least
        self.most = most

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> float | None: ...
    def __get__(self, record: object | None, owner: type) -> Self | float | None:
        if record is None:
            return self
        return getattr(record, f"_{self.name}")  # type: ignore[no-any-return]

    def __set__(self, record: object, value: float | None) -> None:
        raise AttributeError(f"{self.name} is frozen")

    def encode(self, value: Any) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            raise ValueError(f"must be a number, not {value!r}")
        try:
            return self._bounded(float(value))
        except OverflowError:
            raise ValueError("must be finite") from None

    def parse(self, cell: str) -> float:
        try:
            return self._bounded(float(cell))
        except ValueError as error:
            raise ValueError(
                str(error) if "must" in str(error) else f"must be a number, not {cell!r}"
            ) from None

    def format(self, stored: object) -> str:
        return format(stored, "g") if float(format(stored, "g")) == stored else repr(stored)

    def _bounded(self, value: float) -> float:
        if not value >= self.least or (self.most is not None and value > self.most):
            upper = "" if self.most is None else f" and at most {self.most:g}"
            raise ValueError(f"must be at least {self.least:g}{upper}, not {value:g}")
        if value == float("inf"):
            raise ValueError("must be finite")
        return value

    @property
    def schema(self) -> dict[str, object]:
        bounds = {"type": "number", "minimum": self.least}
        return bounds if self.most is None else bounds | {"maximum": self.most}


class YesNo(Column):
    """True, False, or None for unknown; `Y` and `N` in a cell."""

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> bool | None: ...
    def __get__(self, record: object | None, owner: type) -> Self | bool | None:
        if record is None:
            return self
        stored = getattr(record, f"_{self.name}")
        return None if stored is None else stored == "Y"

    def __set__(self, record: object, value: bool | None) -> None:
        raise AttributeError(f"{self.name} is frozen")

    def encode(self, value: Any) -> str:
        if not isinstance(value, bool):
            raise ValueError(f"must be True, False or None for unknown, not {value!r}")
        return "Y" if value else "N"

    def parse(self, cell: str) -> str:
        if cell not in ("Y", "N"):
            raise ValueError(f"must be Y, N or blank for unknown, not {cell!r}")
        return cell

    @property
    def schema(self) -> dict[str, object]:
        return {"enum": ["Y", "N"]}


class Rate(Column):
    """A base rate: USD per million tokens, the text `free`, or `variable`.

    Reading gives a Decimal, zero where the provider says that it is free, and None where the rate
    is unknown or variable (`ModelConfig.pricing` tells which).
    """

    FREE = "free"
    VARIABLE = "variable"

    def __init__(self, column: str, unit: str, meaning: str) -> None:
        super().__init__(column, meaning)
        self.unit = unit
        """The billable unit whose unconditional price this is."""

    @overload
    def __get__(self, record: None, owner: type) -> Self: ...
    @overload
    def __get__(self, record: object, owner: type) -> Decimal | None: ...
    def __get__(self, record: object | None, owner: type) -> Self | Decimal | None:
        if record is None:
            return self
        stored = getattr(record, f"_{self.name}")
        if stored is None or stored == self.VARIABLE:
            return None
        return Decimal(0) if stored == self.FREE else Decimal(stored)

    def __set__(self, record: object, value: money.Amount | None) -> None:
        raise AttributeError(f"{self.name} is frozen")

    def encode(self, value: Any) -> str:
        if value in (self.FREE, self.VARIABLE):
            return str(value)
        amount = money.exact(value)
        return money.text(amount) if amount else self.FREE

    def parse(self, cell: str) -> str:
        stored = self.encode(cell)
        if stored == self.FREE and cell != self.FREE:
            raise ValueError("zero is not a price here: write free, or leave the cell blank for unknown")
        return stored

    @property
    def schema(self) -> dict[str, object]:
        return {"type": "string", "pattern": r"^(free|variable|\d+(\.\d+)?)$"}
