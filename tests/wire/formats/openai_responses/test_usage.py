"""Usage of the Responses format, counting, and the list of models."""

from typing import Any

import pytest
from tests.wire.formats.openai_responses.streaming import recorded

from modeldex import Usage
from modeldex.core.errors import WireDataError
from modeldex.wire.content import Text
from modeldex.wire.formats.openai_responses import FORMAT
from modeldex.wire.json_text import write_json
from modeldex.wire.losses import Losses
from modeldex.wire.request import ChatRequest, Message
from modeldex.wire.response import ChatResponse, Choice, Finish

NAME = "openai_responses"


def answers(*parts: Any, reason: Any = "stop", **more: Any) -> Any:
    return ChatResponse(
        id="r-1", model="m", choices=(Choice(parts=parts, finish=Finish(reason=reason)),), **more
    )


def write(response: Any) -> Any:
    losses = Losses()
    return FORMAT.write_response(response, losses), [loss.field for loss in losses]


def read(*output: Any, **more: Any) -> Any:
    return FORMAT.read_response({"id": "resp_1", "status": "completed", "output": list(output), **more})


def test_usage_is_taken_apart_into_classes_that_share_no_token():
    usage = FORMAT.read_response(recorded("response.json")).usage

    assert usage == Usage(
        input_tokens=40, cache_read_tokens=64, cache_write_tokens=16, output_tokens=18, reasoning_tokens=32,
        web_searches=1,
    )  # fmt: skip


def test_long_lived_cache_writes_are_told_apart_both_ways():
    details = {
        "cached_tokens": 0, "cache_write_tokens": 30,
        "cache_write_tokens_details": {"ttl_30m_tokens": 10, "ttl_12h_tokens": 20},
    }  # fmt: skip
    told = {
        "input_tokens": 50, "input_tokens_details": details, "output_tokens": 1,
        "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 51,
    }  # fmt: skip
    response = read(usage=told)

    assert response.usage == Usage(
        input_tokens=20, cache_write_tokens=10, cache_write_1h_tokens=20, output_tokens=1
    )
    assert write(response)[0]["usage"] == told


@pytest.mark.parametrize(
    ("told", "usage"),
    [
        (None, None),
        ({}, None),
        ({"total_tokens": 5}, None),
        ({"input_tokens": 5}, Usage(input_tokens=5)),
        ({"input_tokens": 5, "input_tokens_details": {"cached_tokens": 9}}, Usage(cache_read_tokens=9)),
        ({"output_tokens": 5, "output_tokens_details": {"reasoning_tokens": 9}}, Usage(reasoning_tokens=9)),
        (
            {
                "input_tokens": -1,
                "output_tokens": "x",
                "input_tokens_details": 3,
                "output_tokens_details": [],
            },
            Usage(),
        ),
        ({"input_tokens": 10**30, "output_tokens": True}, Usage()),
    ],
)
def test_usage_that_cannot_be_does_not_break_an_answer(told: object, usage: Usage | None):
    assert read(usage=told).usage == usage


def test_classes_that_the_format_has_no_number_for_stand_in_the_total():
    usage = Usage(input_tokens=1, audio_input_tokens=2, output_tokens=3, audio_output_tokens=4, pages=5)

    body, lost = write(answers(usage=usage))

    assert (body["usage"]["input_tokens"], body["usage"]["output_tokens"]) == (3, 7)
    assert sorted(lost) == ["usage.audio_input_tokens", "usage.audio_output_tokens", "usage.pages"]


def test_a_meter_reads_usage_out_of_bodies_and_frames():
    body = recorded("response.json")
    usage = FORMAT.read_response(body).usage

    assert FORMAT.read_usage(body) == usage
    assert FORMAT.read_usage({"type": "response.completed", "response": body}) == usage
    assert FORMAT.read_usage({"type": "response.created", "response": {"usage": None}}) is None
    assert FORMAT.read_usage({"type": "x"}, usage) == usage


def test_counting_asks_with_what_makes_tokens():
    counting = FORMAT.counting
    assert counting is not None
    request = ChatRequest(
        model="m", messages=(Message(role="user", parts=(Text(text="Hi"),)),), temperature=1, is_stream=True
    )

    assert counting.path("m") == "/responses/input_tokens"
    assert set(counting.write(request, Losses())) == {"model", "input"}
    assert counting.read({"object": "response.input_tokens", "input_tokens": 11}) == 11
    for body in ({}, {"input_tokens": "1"}, {"input_tokens": -1}, {"input_tokens": True}):
        with pytest.raises(WireDataError):
            counting.read(body)


def test_the_list_of_models_is_read():
    listing = FORMAT.listing
    assert listing is not None
    listed = listing.read({"object": "list", "data": [{"id": "a"}, {"id": 5}, 6, {"id": "b"}]})

    assert (listing.path, listed.ids, listed.next) == ("/models", ("a", "b"), None)
    with pytest.raises(WireDataError):
        listing.read({})


def _search(action: Any = None, status: str = "completed") -> dict[str, Any]:
    return {"type": "web_search_call", "id": "ws", "status": status, "action": action}


@pytest.mark.parametrize(
    ("more", "searches"),
    [
        ({}, 2),
        ({"tool_usage": {"web_search": {"num_requests": 5}}}, 5),
        ({"tool_usage": {"web_search": {"num_requests": 0}}}, 0),
        ({"usage": {"input_tokens": 1, "server_side_tool_usage_details": {"web_search_calls": 4}}}, 4),
    ],
)
def test_searches_are_counted_whoever_tells_them(more, searches):
    items = [
        _search(), _search({"type": "search"}), _search({"type": "open_page"}), _search(None, "failed"), "x",
    ]  # fmt: skip
    response = read(*items, **{"usage": {"input_tokens": 1, "output_tokens": 1}, **more})
    assert response.usage.web_searches == searches
    again: Any = FORMAT.read_response(write(response)[0])
    assert again.usage.web_searches == searches


def test_counts_may_be_floats_and_nulls_are_no_usage():
    assert read(usage={"input_tokens": 12.0, "output_tokens": 3.0}).usage == Usage(
        input_tokens=12, output_tokens=3
    )
    assert read(usage={"input_tokens": None, "output_tokens": None}).usage is None


def test_numbers_without_an_end_are_read_and_written_as_such_of_json():
    endless = float("inf")
    token = {"token": "a", "logprob": -endless, "bytes": [endless], "top_logprobs": []}
    message = {"type": "message", "content": [{"type": "output_text", "text": "a", "logprobs": [token]}]}
    response = read(message, created_at=endless)
    (likely,) = response.choices[0].logprobs
    assert (likely.logprob, likely.bytes, response.created) == (-9999.0, None, None)
    write_json(write(response)[0])
