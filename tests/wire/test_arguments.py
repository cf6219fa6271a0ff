"""Arguments of calls as objects, and what becomes of those that are none."""

import pytest

from modeldex.wire.arguments import arguments_object
from modeldex.wire.content import ToolCall
from modeldex.wire.data_url import taken_apart
from modeldex.wire.losses import Losses
from modeldex.wire.media_type import seen_type


def _object(arguments: str, *, is_custom: bool = False) -> tuple[object, list[str]]:
    losses = Losses()
    call = ToolCall(id="c", name="f", arguments=arguments, is_custom=is_custom)
    return arguments_object(call, "messages[0].parts[0]", losses), [loss.field for loss in losses]


@pytest.mark.parametrize("text", ["", "{}", " ", "\n{}\n"])
def test_no_arguments_are_an_empty_object(text: str):
    assert _object(text) == ({}, [])


def test_an_object_is_what_it_is():
    assert _object('{"a":[1,null]}') == ({"a": [1, None]}, [])


@pytest.mark.parametrize("text", ['{"a', "[]", "null", "3", "NaN", "ls -l"])
def test_a_text_that_is_no_object_stands_in_one_and_is_listed(text: str):
    assert _object(text) == ({"input": text}, ["messages[0].parts[0].arguments"])


def test_the_plain_text_of_a_custom_tool_does_so_whatever_it_says():
    assert _object('{"a":1}', is_custom=True) == ({"input": '{"a":1}'}, ["messages[0].parts[0].arguments"])


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("data:image/png;base64,AAAA", ("AAAA", "image/png")),
        ("data:text/plain;charset=utf-8;base64,AAAA", ("AAAA", "text/plain")),
        ("data:;base64,AAAA", ("AAAA", None)),
        ("data:text/plain,hello", (None, None)),
        ("https://a.example/;base64,AAAA", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_data_url_is_taken_apart(url: str, found: tuple[str | None, str | None]):
    assert taken_apart(url) == found


@pytest.mark.parametrize(
    ("data", "kind"), [("iVBORw0KGgo=", "image/png"), ("JVBERi0=", "application/pdf"), ("AAAA", None)]
)
def test_a_file_is_known_by_its_beginning(data: str, kind: str | None):
    assert seen_type(data) == kind
