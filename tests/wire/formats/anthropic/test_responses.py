from typing import Any

import pytest
from tests.wire.formats.anthropic.recorded import body, listed

from modeldex import Usage
from modeldex.core.errors import WireDataError
from modeldex.wire.content import Audio, Citation, Foreign, Image, Text, Thinking, ToolCall
from modeldex.wire.formats.anthropic import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.response import FINISHES, ChatResponse, Choice, Finish


def answers(*parts: Any, finish: Finish | None = None, **more: Any) -> ChatResponse:
    choice = Choice(parts=parts, finish=finish or Finish(reason="stop"))
    return ChatResponse(
        **{"id": "r", "model": "m", "usage": Usage(input_tokens=1), **more}, choices=(choice,)
    )


def test_an_answer_comes_back_as_it_was():
    losses = Losses(is_strict=True)
    sent = body("answer")
    sent["content"][-1].pop("caller")

    assert FORMAT.write_response(FORMAT.read_response(body("answer")), losses) == sent
    losses.settle("anthropic")


def test_an_answer_is_read():
    read = FORMAT.read_response(body("answer"))

    assert (read.id, read.model, read.service_tier) == ("msg_01", "claude-opus-4-8", "standard")
    assert read.extras == {"usage": {"inference_geo": "us"}}
    assert read.parts[0] == Thinking(text="Let me see.", signature="EqQB", signed_by="anthropic")
    assert isinstance(read.parts[2], Text)
    assert read.parts[2].citations[0].url == "https://example.com/w"
    assert read.parts[6] == ToolCall(id="toolu_1", name="get_weather", arguments='{"place":"Zürich"}')
    assert [part.kind for part in read.parts if isinstance(part, Foreign)] == [
        "server_tool_use", "web_search_tool_result",
    ]  # fmt: skip
    assert read.choices[0].finish == Finish(
        reason="tool_calls", details={"container": body("answer")["container"]}
    )
    assert read.usage == Usage(
        input_tokens=12, cache_write_tokens=200, cache_write_1h_tokens=100, cache_read_tokens=40,
        output_tokens=40, reasoning_tokens=50, web_searches=2,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("word", "reason"),
    [
        ("end_turn", "stop"), ("max_tokens", "length"), ("stop_sequence", "stop_sequence"),
        ("tool_use", "tool_calls"), ("pause_turn", "pause"), ("refusal", "refusal"),
        ("model_context_window_exceeded", "context_length"), ("compaction", "pause"),
        ("something_new", "stop"),
    ],
)  # fmt: skip
def test_every_reason_to_stop_is_read_and_comes_back(word: str, reason: str):
    sent = {
        **body("answer"),
        "content": [{"type": "text", "text": "Hi"}],
        "stop_reason": word,
        "stop_sequence": "END" if word == "stop_sequence" else None,
    }

    read = FORMAT.read_response(sent)

    assert read.choices[0].finish is not None
    assert read.choices[0].finish.reason == reason
    assert FORMAT.write_response(read, Losses())["stop_reason"] == word


@pytest.mark.parametrize("reason", FINISHES)
def test_every_reason_of_the_hub_has_a_word(reason: str):
    losses = Losses()

    assert FORMAT.write_response(answers(finish=Finish(reason=reason)), losses)["stop_reason"]
    assert bool(losses) is (reason in {"content_filter", "error"})


def test_what_is_told_of_a_refusal_comes_back():
    told = {"type": "refusal", "category": "cyber", "explanation": None}
    sent = {**body("answer"), "stop_reason": "refusal", "stop_details": told}

    assert FORMAT.write_response(FORMAT.read_response(sent), Losses())["stop_details"] == told


def test_an_answer_without_usage_has_none_and_zeros_stand_for_it_where_they_must():
    read = FORMAT.read_response({"content": [], "usage": None})
    losses = Losses()

    assert (read.usage, read.choices[0].finish) == (None, None)
    assert FORMAT.write_response(read, losses)["usage"] == {"input_tokens": 0, "output_tokens": 0}
    assert listed(losses) == ["usage"]


def test_what_others_say_is_left_out_or_told_otherwise_and_listed():
    losses = Losses()
    page = Citation(url="https://a.example", title="A", start=0, end=1)
    body = FORMAT.write_response(
        answers(
            Thinking(text="Hm.", signature="s", signed_by="gemini"),
            Thinking(sealed="x", signed_by="openai_responses"),
            Text(text="Hi", citations=(page, Citation(quote="q"))), Image(url="https://a.example/x"),
            Audio(data="x", transcript="Words"), Foreign(format="gemini", kind="k", raw={}),
            ToolCall(id="c", name="sh", arguments="ls", is_custom=True),
            service_tier="flex", format="openai_chat", extras={"x": 1},
        ),
        losses,
    )  # fmt: skip

    thought, sealed, *rest = body["content"]
    assert (thought["type"], thought["thinking"], sealed["type"]) == ("thinking", "Hm.", "redacted_thinking")
    assert rest == [
        {"type": "text", "text": "Hi", "citations": [
            {"type": "web_search_result_location", "url": "https://a.example", "title": "A", "cited_text": "",
             "encrypted_index": ""},
        ]},
        {"type": "text", "text": "Words"},
        {"type": "tool_use", "id": "c", "name": "sh", "input": {"input": "ls"}},
    ]  # fmt: skip
    assert sorted(set(listed(losses))) == [
        "choices[0].parts[2].citations[0]", "choices[0].parts[2].citations[1]", "choices[0].parts[3]",
        "choices[0].parts[4]", "choices[0].parts[5]", "choices[0].parts[6].arguments", "extras.x",
        "service_tier",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [{}, [], {"content": "x"}, {"type": "error", "error": {"type": "api_error", "message": "Broken"}},
     {"content": [{"type": "tool_use", "name": "f"}]}],
    ids=["empty", "a list", "a text", "an error", "a call without id"],
)  # fmt: skip
def test_an_answer_that_is_none_is_an_error(wrong: Any):
    with pytest.raises(WireDataError):
        FORMAT.read_response(wrong)


def test_the_count_and_the_list_of_models_are_read():
    assert FORMAT.counting is not None
    assert FORMAT.listing is not None
    page = {"data": [{"id": "a"}, {"id": "b/c"}, {}], "has_more": True, "last_id": "b/c"}

    assert FORMAT.counting.read({"input_tokens": 7}) == 7
    assert (FORMAT.counting.path("m"), FORMAT.listing.path) == ("/messages/count_tokens", "/models")
    assert FORMAT.listing.read(page).ids == ("a", "b/c")
    assert FORMAT.listing.read(page).next == "?after_id=b%2Fc"
    assert FORMAT.listing.read({**page, "has_more": False}).next is None
    wrongs: list[dict[str, Any]] = [{}, {"input_tokens": "7"}, {"data": {}}]
    for wrong in wrongs:
        with pytest.raises(WireDataError):
            FORMAT.counting.read(wrong)
        with pytest.raises(WireDataError):
            FORMAT.listing.read(wrong)


def test_a_count_is_asked_for_without_what_decides_over_the_answer():
    assert FORMAT.counting is not None
    losses = Losses()
    request = FORMAT.read_request(body("everything"))

    asked = FORMAT.counting.write(request, losses)

    assert set(asked) == {
        "model", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "cache_control",
        "mcp_servers", "context_management",
    }  # fmt: skip
    assert not losses
