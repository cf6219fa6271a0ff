"""JSON of the wire: strict when it is read, without blanks when it is written."""

import pytest

from modeldex import InvalidRequestError
from modeldex.wire.json_text import json_value, read_json, write_json


@pytest.mark.parametrize(
    "text", [b"", b"{", b"NaN", b"-Infinity", b"[1e400]", b"-1e999", b'{"a":1}{', b"[" * 200_000, b"\xff"]
)
def test_what_is_no_json_names_what_was_read(text: bytes):
    with pytest.raises(InvalidRequestError) as refused:
        read_json(text, what="tools[0].arguments")

    assert list(refused.value.problems) == ["tools[0].arguments"]


def test_what_is_written_has_no_blanks_and_keeps_letters():
    assert write_json({"a": [1, "é"], "b": None}) == '{"a":[1,"é"],"b":null}'.encode()


def test_half_of_a_pair_is_escaped_since_utf8_cannot_hold_it():
    assert write_json("\ud83d") == b'"\\ud83d"'
    assert read_json(write_json("\ud83d")) == "\ud83d"


def test_a_number_that_json_does_not_know_is_not_written():
    with pytest.raises(ValueError, match="not JSON compliant"):
        write_json(float("nan"))


@pytest.mark.parametrize("text", [b"", "{", b"NaN", b"1e400", b"\xff", "[" * 200_000, "9" * 5_000])
def test_what_may_be_no_json_is_none_then(text: bytes | str):
    assert json_value(text) is None


def test_what_may_be_no_json_is_read_where_it_is():
    assert json_value(b'{"a":[1.5,"\xc3\xa9"]}') == json_value('{"a":[1.5,"é"]}') == {"a": [1.5, "é"]}
