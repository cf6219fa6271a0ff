"""A body that passes through: every byte stays, but for the model's name."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import InvalidRequestError
from modeldex.wire.envelope import Envelope

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=12,
)


def test_only_the_name_of_the_model_changes():
    message = b'{"role":"user","content":"\\u00e9 \xc3\xa9 \\"model\\": \\"x\\""}'
    body = b'{ "messages" : [ ' + message + b' ],\n "model" :"gpt-5",\t"n":1.0}'

    assert Envelope(body).with_model("openai/gpt-5") == body.replace(b'"gpt-5"', b'"openai/gpt-5"')


def test_a_model_deeper_down_is_no_model_of_the_request():
    body = b'{"metadata":{"model":"a"},"tools":[{"model":"b"}],"model":"c"}'

    assert Envelope(body).with_model("d") == b'{"metadata":{"model":"a"},"tools":[{"model":"b"}],"model":"d"}'


def test_a_body_without_a_model_stays_as_it_is():
    assert Envelope(b' {"contents": []} ').with_model("gemini-3") == b' {"contents": []} '


def test_each_of_two_models_is_renamed_since_readers_differ_in_which_counts():
    assert Envelope(b'{"model":"a","model":"b"}').with_model("c") == b'{"model":"c","model":"c"}'


def test_a_name_with_quotes_cannot_break_out_of_its_field():
    renamed = Envelope(b'{"model":"a","n":1}').with_model('x","n":2,"y":"')

    assert json.loads(renamed) == {"model": 'x","n":2,"y":"', "n": 1}


@given(st.dictionaries(st.text(max_size=8), ANYTHING, max_size=5), st.text(), st.integers(0, 3))
def test_what_is_read_is_what_json_says_and_all_else_stays(value: dict[str, object], model: str, indent: int):
    value["model"] = "before"
    text = json.dumps(value, indent=indent or None)

    envelope = Envelope(text.encode())

    assert envelope.value == value
    assert json.loads(envelope.with_model(model)) == {**value, "model": model}
    assert envelope.with_model("before") == text.encode()


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"[]", b"null", b'"model"', b"{", b'{"a"', b'{"a":', b'{"a":1', b'{"a":1,}', b'{"a":1}x',
        b'{"a" 1}', b"{'a':1}", b'{"a":NaN}', b'{"a":Infinity}', b'{1:2}', b'{"a":1 "b":2}', b'{"a":tru}',
        b"[" * 200_000, b'{"a":' * 200_000, b'{"a":"\n"}',
    ],
)  # fmt: skip
def test_what_is_no_json_object_is_refused(body: bytes):
    with pytest.raises(InvalidRequestError, match=r"\[E4901\] body is no JSON"):
        Envelope(body)


def test_bytes_that_are_not_utf8_are_refused_with_their_place():
    with pytest.raises(InvalidRequestError, match="is not in UTF-8 at byte 10"):
        Envelope(b'{"model":"\xff"}')
