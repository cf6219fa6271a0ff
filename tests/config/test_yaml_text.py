"""YAML as plain values: the types of JSON, no trap of older YAML, and places."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from modeldex.config.document import YAML, document_of
from modeldex.config.yaml_text import MOST_VALUES, read_yaml
from modeldex.core.errors import ConfigError

if TYPE_CHECKING:
    from modeldex.config.places import KeyPath

TEXT = """\
base: &base
  unit: input_tokens
  "amount": 1.5
list: [1, {a: x}]
other:
  <<: *base
  amount: 2
again: *base
"""


def refusal(text: str) -> str:
    with pytest.raises(ConfigError) as error:
        document_of("a.yaml", text, YAML)
    return str(error.value)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("true", True), ("False", False), ("null", None), ("~", None), ("", None),
        ("12", 12), ("-3", -3), ("128_000", 128000), ("1.50", Decimal("1.50")), ("1e-6", Decimal("0.000001")),
        (".5", Decimal("0.5")), ('"12"', "12"), ("'true'", "true"),
        ("on", "on"), ("yes", "yes"), ("No", "No"), ("1:30", "1:30"), ("0123", "0123"), ("0x1F", "0x1F"),
        ("2025-06-01", "2025-06-01"), ("2025-06", "2025-06"), (".inf", ".inf"), ("1.2.3", "1.2.3"),
        ("9" * 60, Decimal("9" * 60)),
    ],
)  # fmt: skip
def test_an_unquoted_word_is_what_json_would_write_so_or_text(word: str, value: object) -> None:
    read = document_of("a.yaml", f"key: {word}", YAML).data["key"]

    assert read == value
    assert type(read) is type(value)


def test_keys_are_text_as_they_are_written() -> None:
    assert document_of("a.yaml", "on: 1\n404: 2\nnull: 3\n1.50: 4", YAML).data == {
        "on": 1, "404": 2, "null": 3, "1.50": 4,
    }  # fmt: skip


def test_aliases_and_merges_are_read() -> None:
    data = document_of("a.yaml", TEXT, YAML).data

    assert data["other"] == {"unit": "input_tokens", "amount": 2}
    assert data["again"] == {"unit": "input_tokens", "amount": Decimal("1.5")}


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (("base", "amount"), (3, 3)),
        (("list", 0), (4, 8)),
        (("list", 1, "a"), (4, 12)),
        (("other", "unit"), (2, 3)),
        (("other", "amount"), (7, 3)),
        (("again", "unit"), (2, 3)),
        (("again", "none"), (8, 1)),
        (("none",), None),
    ],
)
def test_a_key_is_found_where_it_stands(key: KeyPath, place: tuple[int, int] | None) -> None:
    assert document_of("a.yaml", TEXT, YAML).place(key) == place


@pytest.mark.parametrize("text", ["", "# nothing\n", "---\n", "{}", "null"])
def test_an_empty_text_states_nothing(text: str) -> None:
    document = document_of("a.yaml", text, YAML)

    assert document.data == {}
    assert document.place(("a",)) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3", 'a.yaml:3:1: is not read as YAML: states "a" twice; it stands in line 1 too'),
        (
            "a: !!python/object:os.system x",
            "a.yaml:1:4: is not read as YAML: has a tag (!); values are plain",
        ),
        ("!t\na: 1", "a.yaml:1:1: is not read as YAML: has a tag (!); values are plain"),
        ("a: *b", "a.yaml:1:4: is not read as YAML: repeats &b, which does not stand before it"),
        ("a: &a [*a]", "a.yaml:1:8: is not read as YAML: repeats &a, which does not stand before it"),
        ("? [a]\n: b", "a.yaml:1:3: is not read as YAML: has a key that is no text"),
        ("a: 1\n<<: [x]", "a.yaml:2:5: is not read as YAML: merges (<<) what is no table"),
        (
            "a: 1\n---\nb: 1",
            "a.yaml:2:1: is not read as YAML: holds a second document; one file is one document",
        ),
        ("- a", "a.yaml:1:1: must hold tables of keys, not a single value or a list"),
        ("word", "a.yaml:1:1: must hold tables of keys, not a single value or a list"),
    ],
)
def test_what_is_no_configuration_is_refused_with_its_place(text: str, message: str) -> None:
    assert refusal(text) == f"[E4401] {message}"


@pytest.mark.parametrize(
    ("text", "line"), [("a: [1,\n  2", 3), ("a: 'x", 1), ("a: 1\n\tb: 2", 2), ("a: b: c", 1), ("a: @x", 1)]
)
def test_a_mistake_of_the_language_has_its_place(text: str, line: int) -> None:
    message = refusal(text)

    assert re.match(rf"\[E4401\] a\.yaml:{line}:\d+: is not read as YAML: \w", message)


def test_characters_that_yaml_does_not_have_are_refused() -> None:
    assert "a.yaml: is not read as YAML: holds" in refusal("a: \x07")


def test_a_bomb_of_aliases_is_refused_before_it_goes_off() -> None:
    bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
    bomb += "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10))

    assert refusal(bomb).endswith(f"expands to more than {MOST_VALUES} values")


def test_depth_is_refused_as_soon_as_it_is_too_much() -> None:
    assert read_yaml("[" * 100 + "]" * 100).size == 100
    assert refusal("[" * 900).endswith(":1:101: is not read as YAML: is nested too deeply")
    assert "is not read as YAML: " in refusal("[" * 200_000)  # newer libraries refuse that by themselves


json_like = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text("abé:#-'\"?&*!\\ \n", max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab: #", max_size=3), inner, max_size=3)
    ),
    max_leaves=10,
)


@given(st.dictionaries(st.text("xy/.", min_size=1, max_size=4), json_like, max_size=4))
def test_what_other_programs_write_is_read_back(data: dict[str, Any]) -> None:
    assert document_of("a.yaml", json.dumps(data), YAML).data == data
    assert document_of("a.yaml", yaml.safe_dump(data, allow_unicode=True), YAML).data == data
