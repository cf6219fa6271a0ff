"""The kinds of field: what each takes, how a CSV cell is read and written, what its schema says."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex import InvalidValueError
from modeldex.core.fields import Choice, Column, Count, Day, Number, Rate, Text, YesNo
from modeldex.core.record import Record


class Row(Record):
    """A record of the tests with one field of each kind."""

    text: Text = Text("text", "some text")
    choice: Choice = Choice("choice", "one of two", ("left", "right"))
    day: Day = Day("day", "a day")
    count: Count = Count("count", "at least one")
    images: Count = Count("images", "at least none", least=0)
    share: Number = Number("share", "from 0 to 1", most=1)
    speed: Number = Number("speed", "from 0 on")
    open: YesNo = YesNo("open", "whether it is open")
    rate: Rate = Rate("rate_per_1m", "input_tokens", "a rate")


KINDS = [name for name in Row.__fields__ if name != "images"]


@pytest.mark.parametrize("name", KINDS)
def test_a_field_that_is_not_given_is_unknown(name: str) -> None:
    assert getattr(Row(), name) is None


@pytest.mark.parametrize("name", KINDS)
def test_a_field_is_frozen_even_behind_the_records_back(name: str) -> None:
    with pytest.raises(AttributeError, match=f"{name} is frozen"):
        object.__setattr__(Row(), name, None)


@pytest.mark.parametrize("name", KINDS)
def test_the_class_describes_its_fields(name: str) -> None:
    field = getattr(Row, name)

    assert isinstance(field, Column)
    assert field.name == name
    assert field.column
    assert field.meaning


@pytest.mark.parametrize(
    ("field", "given_as", "read_as"),
    [
        ("text", "a b", "a b"),
        ("choice", "left", "left"),
        ("day", "2025-06", "2025-06"),
        ("day", date(2025, 6, 1), "2025-06-01"),
        ("day", datetime(2025, 6, 1, 12, 30, tzinfo=UTC), "2025-06-01"),
        ("count", 128_000, 128_000),
        ("images", 0, 0),
        ("share", 0, 0.0),
        ("share", Decimal("0.5"), 0.5),
        ("speed", 1e9, 1e9),
        ("open", True, True),
        ("open", False, False),
        ("rate", 2.5, Decimal("2.5")),
        ("rate", "0.075", Decimal("0.075")),
        ("rate", Decimal("15.00"), Decimal(15)),
        ("rate", 0, Decimal(0)),
        ("rate", "free", Decimal(0)),
        ("rate", "variable", None),
    ],
)
def test_a_value_is_read_as_it_was_given(field: str, given_as: Any, read_as: Any) -> None:
    row: Any = Row(**{field: given_as})

    assert getattr(row, field) == read_as
    assert type(getattr(row, field)) is type(read_as)


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("text", 5, "must be text, not int"),
        ("text", "  ", "must not be blank; leave it out where it is unknown"),
        ("text", "", "must not be blank"),
        ("text", " a", "must be one line without outer blanks"),
        ("text", "a\nb", "must be one line"),
        ("choice", "middle", "must be one of left, right; not 'middle'"),
        ("choice", ["left"], "must be one of left, right"),
        ("day", "2025-02-30", "must be a date like 2025-06-01, 2025-06 or 2025, not '2025-02-30'"),
        ("day", 2025, "must be a date"),
        ("count", 0, "must be at least 1, not 0"),
        ("count", 2**63, "must be at most 9223372036854775807"),
        pytest.param("count", 10**5_000, "must be at most 9223372036854775807", id="endless"),
        ("count", 1.0, "must be a whole number, not 1.0"),
        ("count", True, "must be a whole number, not True"),
        ("count", "128K", "must be a whole number, not '128K'"),
        ("images", -1, "must be at least 0, not -1"),
        ("share", 1.5, "must be at least 0 and at most 1, not 1.5"),
        ("share", float("nan"), "must be at least 0 and at most 1, not nan"),
        ("speed", -1, "must be at least 0, not -1"),
        ("speed", float("inf"), "must be finite"),
        ("speed", "fast", "must be a number, not 'fast'"),
        ("speed", True, "must be a number, not True"),
        pytest.param("speed", 10**400, "must", id="larger-than-any-float"),
        ("open", "Y", "must be True, False or None for unknown, not 'Y'"),
        ("open", 1, "must be True, False or None for unknown, not 1"),
        ("rate", -1, "must not be negative"),
        ("rate", "cheap", "must be a number, not 'cheap'"),
        ("rate", True, "must be a number, text or Decimal, not bool"),
    ],
)
def test_a_value_that_cannot_be_is_refused(field: str, value: Any, complaint: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        Row(**{field: value})

    assert complaint in refusal.value.problems[field]


@pytest.mark.parametrize(
    ("field", "cell", "stored"),
    [
        ("text", "a b", "a b"),
        ("choice", "right", "right"),
        ("day", "2025", "2025"),
        ("count", "128000", 128_000),
        ("count", "9223372036854775807", 2**63 - 1),
        ("count", "0" * 30 + "7", 7),
        ("share", "0.25", 0.25),
        ("open", "N", "N"),
        ("rate", "2.50", "2.5"),
        ("rate", "free", "free"),
        ("rate", "variable", "variable"),
    ],
)
def test_a_cell_is_read(field: str, cell: str, stored: object) -> None:
    column = Row.__fields__[field]
    assert isinstance(column, Column)

    assert column.parse(cell) == stored


@pytest.mark.parametrize(
    ("field", "cell", "complaint"),
    [
        ("count", "128K", "must be a whole number, not '128K'"),
        ("count", "-1", "must be a whole number"),
        ("count", "\uff11\uff12", "must be a whole number"),
        ("count", "0", "must be at least 1"),
        ("count", "9223372036854775808", "must be at most 9223372036854775807; leave it out"),
        pytest.param("count", "9" * 5_000, "must be at most 9223372036854775807", id="endless"),
        ("share", "much", "must be a number, not 'much'"),
        ("share", "2", "must be at least 0 and at most 1, not 2"),
        ("share", "nan", "must be at least 0 and at most 1, not nan"),
        ("open", "yes", "must be Y, N or blank for unknown, not 'yes'"),
        ("rate", "0", "zero is not a price here: write free, or leave the cell blank for unknown"),
        ("rate", "0.00", "zero is not a price here"),
        ("rate", "-1", "must not be negative"),
    ],
)
def test_a_cell_that_cannot_be_is_refused(field: str, cell: str, complaint: str) -> None:
    column = Row.__fields__[field]
    assert isinstance(column, Column)

    with pytest.raises(ValueError, match=r"must|zero") as refusal:
        column.parse(cell)

    assert complaint in str(refusal.value)


@pytest.mark.parametrize(
    ("field", "schema"),
    [
        ("text", {"type": "string"}),
        ("choice", {"enum": ["left", "right"]}),
        ("day", {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}),
        ("count", {"type": "integer", "minimum": 1}),
        ("share", {"type": "number", "minimum": 0, "maximum": 1}),
        ("speed", {"type": "number", "minimum": 0}),
        ("open", {"enum": ["Y", "N"]}),
        ("rate", {"type": "string", "pattern": r"^(free|variable|\d+(\.\d+)?)$"}),
    ],
)
def test_a_field_states_its_json_schema(field: str, schema: dict[str, object]) -> None:
    assert getattr(Row, field).schema == schema


@given(st.floats(min_value=0, allow_infinity=False, allow_nan=False))
@settings(max_examples=100)
def test_a_number_is_read_back_from_its_cell(number: float) -> None:
    assert Row.speed.parse(Row.speed.format(number)) == number


@given(st.integers(min_value=1, max_value=10**15))
@settings(max_examples=50)
def test_a_count_is_read_back_from_its_cell(count: int) -> None:
    assert Row.count.parse(Row.count.format(count)) == count


@given(st.integers(min_value=1, max_value=10**12 - 1), st.integers(min_value=0, max_value=12))
@settings(max_examples=100)
def test_a_rate_is_read_back_from_its_cell(digits: int, places: int) -> None:
    amount = Decimal(f"{digits}e-{places}")
    stored = Row.rate.encode(amount)

    assert Row.rate.parse(Row.rate.format(stored)) == stored
    assert Row(rate=amount).rate == amount
