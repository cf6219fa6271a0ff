"""Converse answers: read, written, and as botocore's clients get them."""

import json
from typing import Any

import pytest
from tests.wire.formats.bedrock.service import answer
from tests.wire.formats.bedrock.test_requests import RECORDED

from modeldex import Usage
from modeldex.core.errors import WireDataError
from modeldex.wire.content import Citation, Text, Thinking, ToolCall
from modeldex.wire.formats.bedrock import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse, Choice, Finish, TokenLogprob

FULL = json.loads((RECORDED / "response.json").read_text("utf-8"))


def write(response: ChatResponse) -> tuple[dict[str, Any], list[str]]:
    losses = Losses()
    return FORMAT.write_response(response, losses), [loss.field for loss in losses]


def _ended(reason: str, **more: Any) -> ChatResponse:
    body = {"output": {"message": {"role": "assistant", "content": []}}, "stopReason": reason, **more}
    return FORMAT.read_response(body)


def test_an_answer_with_everything_comes_back_as_it_was():
    assert write(FORMAT.read_response(FULL)) == (FULL, [])


def test_an_answer_with_everything_is_read():
    response = FORMAT.read_response(FULL)

    citation = FULL["output"]["message"]["content"][1]["citationsContent"]["citations"][0]
    assert response.parts == (
        Thinking(text="Two cities.", signature="c2lnbmF0dXJl", signed_by="bedrock"),
        Text(
            text="It is warm.",
            citations=(
                Citation(
                    url="https://example.org/r",
                    title="Report",
                    quote="21 degrees",
                    format="bedrock",
                    raw=citation,
                ),
            ),
        ),
        Text(text="I look."),
        ToolCall(id="tooluse_a", name="weather", arguments='{"city":"Zürich"}'),
    )
    assert response.choices[0].finish == Finish(reason="stop_sequence", stop_sequence="END")
    assert response.usage == Usage(
        input_tokens=12,
        output_tokens=34,
        cache_read_tokens=500,
        cache_write_tokens=100,
        cache_write_1h_tokens=400,
    )
    assert response.service_tier == "flex"
    assert response.extras.keys() == {"metrics", "trace", "performanceConfig"}


def test_what_is_written_is_what_botocores_clients_get():
    got = answer(write(FORMAT.read_response(FULL))[0])

    assert got["usage"]["cacheDetails"][0] == {"ttl": "1h", "inputTokens": 400}
    assert got["output"]["message"]["content"][3]["toolUse"]["input"] == {"city": "Zürich"}
    assert got["stopReason"] == "stop_sequence"


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop_sequence"),
        ("max_tokens", "length"),
        ("tool_use", "tool_calls"),
        ("content_filtered", "content_filter"),
        ("guardrail_intervened", "content_filter"),
        ("model_context_window_exceeded", "context_length"),
        ("malformed_model_output", "error"),
        ("malformed_tool_use", "error"),
        ("refusal", "refusal"),
        ("pause_turn", "pause"),
        ("something_new", "stop"),
    ],
)
def test_reasons_are_read_and_written(word, reason):
    response = _ended(word)

    finish = response.choices[0].finish
    assert finish is not None
    assert finish.reason == reason
    assert write(response)[0]["stopReason"] == word


@pytest.mark.parametrize(("reason", "word"), [("refusal", "content_filtered"), ("pause", "end_turn")])
def test_reasons_that_bedrock_does_not_have_are_the_nearest(reason, word):
    body, lost = write(
        ChatResponse(id=None, model=None, choices=(Choice(parts=(), finish=Finish(reason=reason)),))
    )

    assert (body["stopReason"], lost) == (word, ["choices[0].finish"])


@pytest.mark.parametrize(
    ("told", "usage"),
    [
        (None, None),
        ({}, None),
        ({"inputTokens": "9", "outputTokens": -1}, None),
        ({"inputTokens": 9, "outputTokens": 1, "totalTokens": 10}, Usage(input_tokens=9, output_tokens=1)),
        ({"inputTokens": 9}, Usage(input_tokens=9)),
        (
            {"inputTokens": 9, "outputTokens": 1, "cacheWriteInputTokens": 5},
            Usage(input_tokens=9, output_tokens=1, cache_write_tokens=5),
        ),
        (
            {"outputTokens": 1, "cacheDetails": [{"ttl": "1h", "inputTokens": 5}, 7, {"inputTokens": True}]},
            Usage(output_tokens=1, cache_write_1h_tokens=5),
        ),
        (  # parts above their total: the parts count
            {
                "inputTokens": 9, "outputTokens": 1, "cacheWriteInputTokens": 3,
                "cacheDetails": [{"ttl": "1h", "inputTokens": 5}, {"ttl": "5m", "inputTokens": 2}],
            },
            Usage(input_tokens=9, output_tokens=1, cache_write_1h_tokens=5, cache_write_tokens=2),
        ),
        ({"inputTokens": 9, "outputTokens": 1, "cacheDetails": 8}, Usage(input_tokens=9, output_tokens=1)),
    ],
)  # fmt: skip
def test_usage_is_what_is_told_and_nothing_more(told, usage):
    assert _ended("end_turn", usage=told).usage == usage
    assert FORMAT.read_usage({"usage": told}) == usage
    assert FORMAT.read_usage({"usage": told}, Usage(input_tokens=1)) == (usage or Usage(input_tokens=1))


def test_classes_that_bedrock_does_not_tell_apart_are_added_up():
    usage = Usage(
        input_tokens=1, audio_input_tokens=2, image_input_tokens=3, cache_read_tokens=4, output_tokens=5,
        reasoning_tokens=6, cache_write_1h_tokens=7,
    )  # fmt: skip

    body, lost = write(ChatResponse(id="r", model="m", choices=(Choice(parts=()),), usage=usage))

    assert body["usage"] == {
        "inputTokens": 6,
        "outputTokens": 11,
        "totalTokens": 28,
        "cacheReadInputTokens": 4,
        "cacheWriteInputTokens": 7,
        "cacheDetails": [{"ttl": "1h", "inputTokens": 7}],
    }
    assert set(lost) == {"usage.audio_input_tokens", "usage.image_input_tokens", "usage.reasoning_tokens"}


def test_what_an_answer_of_bedrock_cannot_say_is_listed():
    likely = (TokenLogprob(token="a", logprob=-1.0),)
    cited = Text(text="a", citations=(Citation(title="T", quote="q", start=0, end=1), Citation(url="u")))
    response = ChatResponse(
        id=None, model=None, format="openai_chat", extras={"object": "x"},
        choices=(Choice(parts=(cited,), logprobs=likely), Choice(index=1, parts=())),
    )  # fmt: skip

    body, lost = write(response)

    assert body["output"]["message"]["content"][0]["citationsContent"]["citations"] == [
        {"title": "T", "sourceContent": [{"text": "q"}]},
        {"location": {"web": {"url": "u"}}},
    ]
    assert lost == ["choices[1]", "choices[0].logprobs", "extras.object", "choices[0].parts[0].citations[0]"]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "output.message"),
        ([], "output.message"),
        ({"output": {"message": {"content": None}}}, "output.message.content"),
        ({"output": {"message": {"content": [{"text": 3}]}}}, "output.message.content[0].text"),
    ],
)
def test_what_is_no_answer_is_refused(body, where):
    with pytest.raises(WireDataError) as caught:
        FORMAT.read_response(body)

    assert caught.value.where == where


@pytest.mark.parametrize("body", [{}, {"inputTokens": "7"}, {"inputTokens": -7}])
def test_what_is_no_count_is_refused(body):
    assert FORMAT.counting is not None
    with pytest.raises(WireDataError):
        FORMAT.counting.read(body)
