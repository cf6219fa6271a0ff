"""The fields of a request: each is taken once, every fault is told with its path."""

import pytest

from modeldex import InvalidRequestError
from modeldex.wire.fields import Fields, refuse


def test_every_fault_is_named_at_once_by_its_path():
    faults: dict[str, str] = {}
    body = Fields({"temperature": "hot", "messages": [{"content": 1}, 2], "stop": {}}, "", faults)

    body.number("temperature")
    body.list("stop")
    for message in body.each("messages"):
        message.text("content")

    with pytest.raises(InvalidRequestError) as refused:
        refuse(faults)
    assert refused.value.problems == {
        "temperature": "must be a number, not 'hot'",
        "stop": "must be a list, not {}",
        "messages[0].content": "must be a text, not 1",
        "messages[1]": "must be an object, not 2",
    }
    assert str(refused.value).startswith("[E4901] temperature must be a number, not 'hot'; stop must be")


def test_what_nobody_took_is_left_without_nulls():
    body = Fields({"a": 1, "b": 0, "c": None, "d": False}, "", {})

    assert body.whole("a") == 1
    assert body.left() == {"b": 0, "d": False}


def test_a_field_is_absent_where_it_is_null():
    assert Fields({"a": None}, "", {}).text("a") is None
    assert Fields({}, "", {}).within("a") is None


@pytest.mark.parametrize(("value", "read"), [(5, 5), (5.0, 5), (5.5, None), (True, None), ("5", None)])
def test_a_whole_number_is_one_however_it_is_written(value: object, read: int | None):
    assert Fields({"n": value}, "", {}).whole("n") == read


def test_true_is_no_number_and_one_is_not_true():
    assert Fields({"n": True}, "", {}).number("n") is None
    assert Fields({"n": 1}, "", {}).flag("n") is None


def test_a_needed_field_that_is_missing_is_a_fault_and_so_is_a_word_that_nobody_knows():
    faults: dict[str, str] = {}
    body = Fields({"role": "king" * 20}, "messages[3]", faults)

    body.needed("content", body.text("content"))
    assert body.word("role", ("user", "system")) is None

    assert faults["messages[3].content"] == "is missing"
    assert faults["messages[3].role"].startswith("must be one of user, system; not 'kingking")
    assert faults["messages[3].role"].endswith("...")


def test_a_body_that_is_no_object_is_a_fault_of_the_body():
    faults: dict[str, str] = {}
    Fields([], "", faults)

    assert faults == {"body": "must be an object, not []"}


def test_without_faults_nothing_is_refused():
    refuse({})
