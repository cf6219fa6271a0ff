"""What a caller wants counted is read by every format that counts, and its count is written."""

from dataclasses import replace

import pytest

from modeldex.core.errors import InvalidRequestError
from modeldex.core.provider import WIRE_FORMATS
from modeldex.wire.content import Text
from modeldex.wire.losses import Losses
from modeldex.wire.request import ChatRequest, Message
from modeldex.wire.table import format_named
from modeldex.wire.tools import Tool

COUNTS = {name: counting for name in WIRE_FORMATS if (counting := format_named(name).counting) is not None}
ASKED = ChatRequest(
    model="m",
    messages=(
        Message(role="system", parts=(Text(text="Be brief."),)),
        Message(role="user", parts=(Text(text="Hello"),)),
    ),
    tools=(Tool(name="f", schema={"type": "object", "properties": {}}),),
)


@pytest.mark.parametrize("name", COUNTS)
def test_a_question_is_read_as_it_was_written(name: str):
    body = COUNTS[name].write(ASKED, Losses())

    read = COUNTS[name].read_request(body, model="m")

    assert [message.parts for message in read.messages] == [message.parts for message in ASKED.messages]
    assert read.max_output_tokens is None
    assert COUNTS[name].write(replace(read, model="m"), Losses()) == body


@pytest.mark.parametrize("name", COUNTS)
def test_a_count_is_read_as_it_was_written(name: str):
    assert COUNTS[name].read(COUNTS[name].write_count(17)) == 17


@pytest.mark.parametrize("name", COUNTS)
@pytest.mark.parametrize("body", [{}, {"input": 5, "messages": 5, "contents": 5}])
def test_a_question_that_is_none_is_refused(name: str, body: dict[str, object]):
    with pytest.raises(InvalidRequestError):
        COUNTS[name].read_request(body, model="m")
