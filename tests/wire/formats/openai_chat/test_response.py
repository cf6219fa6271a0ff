"""Whole answers, both ways."""

import json
from pathlib import Path
from typing import Any

import pytest

from modeldex import Usage
from modeldex.core.errors import WireDataError
from modeldex.wire.content import (
    Audio,
    Citation,
    Document,
    Foreign,
    Image,
    Part,
    Refusal,
    Text,
    Thinking,
    ToolCall,
)
from modeldex.wire.formats.openai_chat import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse, Choice, Finish, TokenLogprob

RECORDED = Path(__file__).parents[3] / "recorded" / "wire" / "openai_chat"


def answer(message: dict[str, Any], **choice: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "message": message, **choice}]}


def parts(message: dict[str, Any]) -> tuple[Part, ...]:
    return FORMAT.read_response(answer(message)).parts


def test_a_recorded_answer_is_read():
    response = FORMAT.read_response(json.loads((RECORDED / "response_full.json").read_text()))
    assert (response.id, response.created) == ("chatcmpl-B9MHDbslfkBeAs8l4bebGdFOJ6PeG", 1741570283)
    assert (response.service_tier, response.fingerprint) == ("default", "fp_fc9f1d7035")
    assert response.extras == {"provider": "OpenAI"}
    first, second, third, fourth = response.choices
    (text,) = first.parts
    assert isinstance(text, Text)
    (citation,) = text.citations
    assert (citation.url, citation.title, citation.start, citation.end) == (
        "https://example.com/ducks", "Ducks", 12, 25,
    )  # fmt: skip
    assert first.logprobs is not None
    assert first.logprobs[0].top[1] == TokenLogprob(token="Geese", logprob=-1.5)
    assert first.finish == Finish(reason="stop")
    assert second.parts == (
        ToolCall(id="call_a", name="look", arguments='{"at":"pond"}'), ToolCall(id="call_b", name="look"),
    )  # fmt: skip
    assert (third.parts, third.finish) == ((Refusal(text="I will not."),), Finish(reason="refusal"))
    assert fourth.parts == (Audio(id="audio_1", data="UklGRg==", transcript="Quack.", expires_at=1741573883),)
    assert response.usage == Usage(
        input_tokens=46, cache_read_tokens=64, audio_input_tokens=10,
        output_tokens=45, reasoning_tokens=30, audio_output_tokens=5,
    )  # fmt: skip


def test_a_recorded_answer_comes_back_as_it_was():
    body = json.loads((RECORDED / "response_full.json").read_text())
    losses = Losses()
    again = FORMAT.write_response(FORMAT.read_response(body), losses)
    assert not losses
    for name in ("accepted_prediction_tokens", "rejected_prediction_tokens"):
        del body["usage"]["completion_tokens_details"][name]
    assert again == body


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_thinking_is_read_in_both_spellings(field):
    assert parts({"content": "a", field: "Hm"}) == (Thinking(text="Hm"), Text(text="a"))


def test_thinking_that_stands_twice_is_one():
    message = {"content": "a", "reasoning": "Hm", "reasoning_content": "Hm"}
    assert parts(message) == (Thinking(text="Hm"), Text(text="a"))


def test_tags_of_thinking_are_words():
    assert parts({"content": "<think>Hm</think>a"}) == (Text(text="<think>Hm</think>a"),)


def test_pictures_of_openrouter_are_read():
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}}
    assert parts({"content": "", "images": [picture]}) == (Image(data="aGk=", media_type="image/png"),)


def test_a_choice_is_read_for_what_is_sound_in_it():
    message = {"content": 5, "tool_calls": "none", "refusal": [], "audio": 1, "annotations": {}, "images": 2}
    assert parts(message) == ()
    assert parts({"content": "a", "tool_calls": [{"function": {"name": "f", "arguments": "{"}}, 3]}) == (
        Text(text="a"), ToolCall(id="call_0_0", name="f", arguments="{"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("choice", "finish"),
    [
        ({}, None),
        ({"finish_reason": None}, None),
        ({"finish_reason": ""}, None),
        ({"finish_reason": 5}, None),
        ({"finish_reason": "length"}, Finish(reason="length")),
        ({"finish_reason": "error"}, Finish(reason="error")),
        ({"finish_reason": "function_call"},
         Finish(reason="tool_calls", format="openai_chat", native="function_call")),
        ({"finish_reason": "odd"}, Finish(reason="stop", format="openai_chat", native="odd")),
        ({"finish_reason": "insufficient_system_resource"},
         Finish(reason="error", format="openai_chat", native="insufficient_system_resource")),
        ({"finish_reason": "stop", "native_finish_reason": "STOP"},
         Finish(reason="stop", format="openai_chat", native="STOP")),
        ({"finish_reason": "stop", "native_finish_reason": "refusal"},
         Finish(reason="refusal", format="openai_chat", native="refusal")),
        ({"finish_reason": "tool_calls", "native_finish_reason": "tool_use"},
         Finish(reason="tool_calls", format="openai_chat", native="tool_use")),
        ({"finish_reason": "stop", "stop_reason": "END"},
         Finish(reason="stop_sequence", stop_sequence="END")),
        ({"finish_reason": "stop", "stop_reason": 128001}, Finish(reason="stop")),
    ],
)  # fmt: skip
def test_why_an_answer_ended_is_understood_and_comes_back(choice, finish):
    body = answer({"content": "a"}, **choice)
    response = FORMAT.read_response(body)
    assert response.choices[0].finish == finish
    assert FORMAT.read_response(FORMAT.write_response(response, Losses())).choices[0].finish == finish


@pytest.mark.parametrize(
    ("reason", "word", "approximated"),
    [
        ("stop", "stop", False), ("stop_sequence", "stop", True), ("context_length", "length", True),
        ("refusal", "content_filter", True), ("pause", "stop", True), ("tool_calls", "tool_calls", False),
        ("error", "error", False),
    ],
)  # fmt: skip
def test_a_reason_that_the_format_lacks_is_told_as_the_nearest(reason, word, approximated):
    choice = Choice(parts=(Text(text="a"),), finish=Finish(reason=reason, format="anthropic", native="x"))
    losses = Losses()
    body = FORMAT.write_response(ChatResponse(id="i", model="m", choices=(choice,)), losses)
    assert body["choices"][0]["finish_reason"] == word
    assert [loss.field for loss in losses.approximated] == ["choices[0].finish"] * approximated


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ([], "answer"), ({}, "choices"), ({"choices": None}, "choices"),
        ({"choices": ["x"]}, "choices[0].message"),
        ({"choices": [{"text": "x"}]}, "choices[0].message"),
        ({"error": {"code": 429, "message": "slow down"}}, "choices"),
        ({"error": "slow down", "choices": []}, "choices"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_refused(body, where):
    with pytest.raises(WireDataError) as caught:
        FORMAT.read_response(body)
    assert caught.value.where == where
    assert ("slow down" in str(caught.value)) == ("error" in body)


def test_what_nobody_says_is_none_and_what_the_format_needs_is_blank():
    response = FORMAT.read_response(answer({"content": "a"}))
    assert (response.id, response.model, response.created, response.usage) == (None, None, None, None)
    body = FORMAT.write_response(response, Losses())
    assert (body["id"], body["model"], body["created"], "usage" in body) == ("", "", 0, False)
    assert FORMAT.read_response(body) == response


def test_texts_are_joined_and_the_places_of_sources_move_with_them():
    cited = Text(
        text="b", citations=(Citation(url="u", start=0, end=1, quote="q"), Citation(quote="no page"))
    )
    choice = Choice(parts=(Text(text="aa"), cited))
    losses = Losses()
    body = FORMAT.write_response(ChatResponse(id=None, model=None, choices=(choice,)), losses)
    message = body["choices"][0]["message"]
    assert message["content"] == "aab"
    assert message["annotations"] == [
        {
            "type": "url_citation",
            "url_citation": {"url": "u", "title": "", "start_index": 2, "end_index": 3, "content": "q"},
        }
    ]
    assert [loss.field for loss in losses.dropped] == ["choices[0].parts[1].citations[1]"]


def test_what_an_answer_of_this_format_has_no_place_for_is_listed():
    parts = (
        Thinking(text="Hm", signature="s", signed_by="anthropic"), Document(data="x"),
        Foreign(format="gemini", kind="code", raw={}), Text(text="a", signature="s", signed_by="gemini"),
    )  # fmt: skip
    losses = Losses()
    response = ChatResponse(
        id="i", model="m", choices=(Choice(parts=parts),), extras={"x": 1}, format="gemini"
    )
    body = FORMAT.write_response(response, losses)
    assert body["choices"][0]["message"] == {
        "role": "assistant", "content": "a", "reasoning_content": "Hm", "refusal": None,
    }  # fmt: skip
    assert [loss.field for loss in losses.dropped] == [
        "choices[0].parts[1]", "choices[0].parts[2]", "choices[0].parts[3].signature", "extras.x",
    ]  # fmt: skip
    assert losses.approximated == []


def test_arguments_that_json_cannot_hold_are_kept_as_broken_ones():
    call = {"id": "a", "function": {"name": "f", "arguments": {"x": float("inf")}}}
    response: Any = FORMAT.read_response({"choices": [{"message": {"tool_calls": [call]}}]})
    assert [part.arguments for part in response.choices[0].parts] == ["{'x': inf}"]
