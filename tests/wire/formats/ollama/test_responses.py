"""Answers of Ollama's, read and written."""

import json
from typing import Any

import pytest
from tests.wire.formats.ollama.test_requests import RECORDED

from modeldex import Usage
from modeldex.core.errors import WireDataError
from modeldex.wire.content import Audio, Image, Refusal, Text, Thinking, ToolCall
from modeldex.wire.formats.ollama import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse, Choice, Finish

FULL = json.loads((RECORDED / "response.json").read_text("utf-8"))


def write(response: ChatResponse) -> tuple[dict[str, Any], list[str]]:
    losses = Losses()
    return FORMAT.write_response(response, losses), [loss.field for loss in losses]


def _ended(**more: Any) -> ChatResponse:
    return FORMAT.read_response({"message": {"role": "assistant", "content": "a"}, "done": True, **more})


def test_an_answer_with_everything_comes_back_as_it_was():
    response = FORMAT.read_response(FULL)

    assert write(response) == (FULL, [])
    assert (response.created, response.usage) == (1795532645, Usage(input_tokens=26, output_tokens=298))
    assert [type(part) for part in response.parts] == [Thinking, Text, Image, ToolCall]
    assert response.choices[0].finish == Finish(reason="tool_calls")


@pytest.mark.parametrize(
    ("word", "finish"),
    [
        ("stop", Finish(reason="stop")),
        ("length", Finish(reason="length")),
        ("load", Finish(reason="stop", format="ollama", native="load")),
        (None, Finish(reason="stop")),
    ],
)
def test_reasons_are_read_and_written(word, finish):
    response = _ended(done_reason=word)

    assert response.choices[0].finish == finish
    assert write(response)[0]["done_reason"] == (word or "stop")


def test_an_answer_that_is_not_done_has_no_end():
    response = _ended(done=False)

    assert response.choices[0].finish is None
    assert write(response)[0]["done"] is False


@pytest.mark.parametrize(
    "reason", ["stop_sequence", "content_filter", "refusal", "pause", "error", "context_length"]
)
def test_reasons_that_ollama_does_not_have_are_listed(reason):
    choice = Choice(parts=(), finish=Finish(reason=reason))

    body, lost = write(ChatResponse(id=None, model="m", choices=(choice,)))

    assert body["done_reason"] == ("length" if reason == "context_length" else "stop")
    assert lost == ["choices[0].finish"]


@pytest.mark.parametrize(
    ("counts", "usage"),
    [
        ({"prompt_eval_count": 3, "eval_count": 4}, Usage(input_tokens=3, output_tokens=4)),
        ({"prompt_eval_count": 3}, Usage(input_tokens=3)),
        ({"eval_count": 4}, None),
        ({}, None),
        ({"prompt_eval_count": "3", "eval_count": 4}, None),
        ({"prompt_eval_count": -3, "eval_count": 4}, None),
        ({"prompt_eval_count": True, "eval_count": 4}, None),
    ],
)
def test_usage_is_unknown_where_the_prompt_is_not_counted(counts, usage):
    response = _ended(**counts)

    assert response.usage == usage
    assert FORMAT.read_usage(counts) == usage
    assert {name: value for name, value in write(response)[0].items() if "count" in name} == (
        {"prompt_eval_count": usage.input_tokens, "eval_count": usage.output_tokens} if usage else counts
    )


@pytest.mark.parametrize("text", ["yesterday", "", 7, None, "2026-13-01T00:00:00Z"])
def test_times_that_are_none_stay_as_they_are(text):
    response = _ended(created_at=text)

    assert response.created is None
    assert write(response)[0].get("created_at") == text


@pytest.mark.parametrize(
    "text", ["2026-11-24T15:04:05Z", "2026-11-24T16:04:05.123456789+01:00", "2026-11-24T15:04:05"]
)
def test_times_are_read_with_any_fraction_and_zone(text):
    assert _ended(created_at=text).created == 1795532645


def test_calls_without_ids_get_the_same_whenever_they_are_read_and_others_in_the_next_answer():
    call = {"function": {"name": "f", "arguments": {}}}
    message = {"role": "assistant", "content": "", "tool_calls": [call, call]}

    def ids(created_at: str) -> list[str]:
        read = FORMAT.read_response({"message": message, "created_at": created_at, "done": True})
        return [part.id for part in read.parts if isinstance(part, ToolCall)]

    assert ids("2026-11-24T15:04:05.1Z") == ids("2026-11-24T15:04:05.1Z")
    assert len({*ids("2026-11-24T15:04:05.1Z"), *ids("2026-11-24T15:04:05.2Z")}) == 4


def test_what_an_answer_of_ollama_cannot_say_is_listed():
    response = ChatResponse(
        id="r",
        model="m",
        service_tier="flex",
        fingerprint="f",
        format="openai_chat",
        extras={"object": "x"},
        usage=Usage(input_tokens=1, cache_read_tokens=2, output_tokens=3, reasoning_tokens=4),
        choices=(Choice(parts=(Refusal(text="No."), Audio(data="AAAA"))), Choice(index=1, parts=())),
    )

    body, lost = write(response)

    assert (body["prompt_eval_count"], body["eval_count"]) == (3, 7)
    assert lost == [
        "service_tier", "extras.object", "choices[1]", "choices[0].parts[1]",
        "choices[0].parts[0]", "usage.cache_read_tokens", "usage.reasoning_tokens",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "body", [{}, [], {"message": "a"}, {"message": {"tool_calls": 3}}, {"message": {"tool_calls": [{}]}}]
)
def test_what_is_no_answer_is_refused(body):
    with pytest.raises(WireDataError):
        FORMAT.read_response(body)
