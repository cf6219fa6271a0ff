"""A secret: handed on, compared, and never shown."""

from __future__ import annotations

import copy
import json
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.core.secret import Secret

VALUE = "sk-do-not-show"


def test_only_reveal_gives_the_value() -> None:
    assert Secret(VALUE).reveal() == VALUE


@pytest.mark.parametrize(
    "shown",
    [
        str(Secret(VALUE)),
        repr(Secret(VALUE)),
        f"{Secret(VALUE)}",
        f"{Secret(VALUE):>10}",
        f"{[Secret(VALUE)]}",
        "%s %r" % (Secret(VALUE), Secret(VALUE)),  # noqa: UP031 - one of the ways to print it
        f"{ValueError(Secret(VALUE))}",
    ],
)
def test_nothing_that_prints_it_shows_it(shown: str) -> None:
    assert VALUE not in shown
    assert "***" in shown


@pytest.mark.parametrize("write", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps])
def test_it_is_neither_pickled_nor_copied_nor_written_as_json(write: Any) -> None:
    with pytest.raises(TypeError) as refusal:
        write(Secret(VALUE))

    assert VALUE not in str(refusal.value)


def test_it_is_frozen_and_has_no_other_attributes() -> None:
    secret: Any = Secret(VALUE)

    for name in ("_value", "other"):
        with pytest.raises(AttributeError, match="frozen"):
            setattr(secret, name, "x")
    with pytest.raises(AttributeError, match="frozen"):
        del secret._value
    assert not hasattr(secret, "__dict__")


@given(st.text(st.characters(), max_size=8), st.text(st.characters(), max_size=8))
def test_two_are_equal_where_their_values_are(one: str, other: str) -> None:
    assert (Secret(one) == Secret(other)) is (one == other)
    assert Secret(one) == Secret(one)
    assert hash(Secret(one)) == hash(Secret(one))


def test_it_is_not_equal_to_its_text() -> None:
    assert Secret(VALUE) != VALUE
