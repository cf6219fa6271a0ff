"""Records: frozen, slotted, made by keyword, checked at once, compared by value."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from modeldex import InvalidValueError, ModelCapabilities, Provider, Statement
from modeldex.core.record import REQUIRED, Field, Record


class Shelf(Record):
    """A record of the tests, with a check between its fields."""

    label: str
    width: int = 1
    books: tuple[str, ...] = ()

    def _problems(self) -> dict[str, str]:
        if len(self.books) > self.width:
            return {"books": f"must be at most {self.width}, got {len(self.books)}"}
        return {}


class Cupboard(Shelf):
    """A record that inherits fields."""

    doors: int = 2


def make(kind: type[Record], **values: Any) -> Record:
    return kind(**values)


def test_fields_are_given_by_keyword_and_have_defaults() -> None:
    shelf = Shelf(label="a", width=3)

    assert (shelf.label, shelf.width, shelf.books) == ("a", 3, ())


def test_a_required_field_that_is_missing_is_named() -> None:
    with pytest.raises(InvalidValueError) as refusal:
        make(Shelf)

    assert refusal.value.problems == {"label": "is required"}
    assert repr(REQUIRED) == "REQUIRED"


def test_an_unknown_field_is_named_with_the_nearest_known_one() -> None:
    with pytest.raises(InvalidValueError) as refusal:
        make(Shelf, label="a", widht=3, zzzzzz=1)

    assert refusal.value.problems == {
        "widht": "no such field; did you mean width?",
        "zzzzzz": "no such field",
    }


def test_unknown_and_missing_fields_are_named_together() -> None:
    with pytest.raises(InvalidValueError) as refusal:
        make(Shelf, lable="a")

    assert set(refusal.value.problems) == {"lable", "label"}


def test_a_check_between_fields_is_named_too() -> None:
    with pytest.raises(InvalidValueError) as refusal:
        Shelf(label="a", books=("x", "y"))

    assert str(refusal.value) == "[E4000] Shelf: books: must be at most 1, got 2"


def test_positional_arguments_are_refused() -> None:
    maker: Any = Shelf

    with pytest.raises(TypeError):
        maker("a")


def test_a_record_is_frozen() -> None:
    shelf: Any = Shelf(label="a")

    with pytest.raises(AttributeError, match=r"Shelf is frozen; use replace\(label=\.\.\.\)"):
        shelf.label = "b"
    with pytest.raises(AttributeError, match="Shelf is frozen"):
        del shelf.label
    with pytest.raises(AttributeError, match="frozen"):
        shelf.new = 1
    assert shelf.label == "a"


def test_a_record_has_no_dict() -> None:
    assert not hasattr(Shelf(label="a"), "__dict__")
    assert not hasattr(Cupboard(label="a"), "__dict__")


def test_replace_changes_a_copy_and_checks_it() -> None:
    shelf = Shelf(label="a", width=2)

    wider = shelf.replace(width=3)

    assert (wider.label, wider.width, shelf.width) == ("a", 3, 2)
    with pytest.raises(InvalidValueError, match="books"):
        wider.replace(width=0, books=("x",))
    with pytest.raises(InvalidValueError, match="no such field"):
        shelf.replace(colour="red")


def test_records_are_equal_by_value_and_only_within_their_type() -> None:
    assert Shelf(label="a") == Shelf(label="a")
    assert Shelf(label="a") != Shelf(label="b")
    assert Shelf(label="a", width=1) != Cupboard(label="a", width=1)
    assert Shelf(label="a") != "a"


def test_equal_records_have_one_hash() -> None:
    assert len({Shelf(label="a"), Shelf(label="a"), Shelf(label="b")}) == 2


def test_a_subclass_inherits_fields_and_checks() -> None:
    cupboard = Cupboard(label="a", doors=1)

    assert (cupboard.label, cupboard.width, cupboard.doors) == ("a", 1, 1)
    assert list(Cupboard.__fields__) == ["label", "width", "books", "doors"]
    with pytest.raises(InvalidValueError, match="Cupboard: books"):
        Cupboard(label="a", books=("x", "y"))


def test_repr_shows_what_was_given() -> None:
    assert repr(Shelf(label="a")) == "Shelf(label='a')"
    assert repr(Shelf(label="a", width=4)) == "Shelf(label='a', width=4)"
    assert repr(ModelCapabilities(supports_vision=False)) == "ModelCapabilities(supports_vision=False)"


@pytest.mark.parametrize(
    "record",
    [
        Shelf(label="a", width=2, books=("x",)),
        Cupboard(label="a"),
        ModelCapabilities(supports_vision=True, supports_code=False),
        Statement(model="p/m", field="vision", value="true", source="official"),
        Provider(id="acme", name="Acme", category="regional", wire_formats={"openai_chat": "/v1"}),
    ],
    ids=lambda record: type(record).__name__,
)
def test_a_record_survives_pickling_and_copying(record: Record) -> None:
    assert pickle.loads(pickle.dumps(record)) == record
    assert copy.copy(record) == record
    assert copy.deepcopy(record) == record


def test_a_kind_of_field_that_says_nothing_else_keeps_its_value_as_it_is() -> None:
    class Odd(Record):
        spot: Field = Field()

    assert make(Odd, spot=1) == make(Odd, spot=1) != make(Odd, spot=2)
    assert make(Odd, spot=None) == make(Odd)
