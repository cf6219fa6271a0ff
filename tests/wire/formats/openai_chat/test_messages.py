"""Messages of requests: read into the hub, and written as they came."""

import pytest
from tests.wire.formats.openai_chat.asking import asked, talk, written

from modeldex.wire.content import Text, Thinking, ToolCall, ToolResult
from modeldex.wire.formats.openai_chat import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.quirks import Quirks
from modeldex.wire.translation import translate_request


@pytest.mark.parametrize(
    ("message", "canonical"),
    [
        ({"role": "user", "content": ""}, None),
        ({"role": "user", "content": [{"type": "text", "text": "a"}]}, {"role": "user", "content": "a"}),
        ({"role": "user", "content": []}, {"role": "user", "content": ""}),
        ({"role": "assistant", "content": None}, {"role": "assistant", "content": ""}),
        (
            {"role": "assistant", "content": [{"type": "refusal", "refusal": "No."}]},
            {"role": "assistant", "content": None, "refusal": "No."},
        ),
        ({"role": "assistant", "content": "So", "prefix": True}, None),
        ({"role": "assistant", "content": "a", "reasoning_content": "b"}, None),
        (
            {"role": "assistant", "content": "a", "reasoning": "b"},
            {"role": "assistant", "content": "a", "reasoning_content": "b"},
        ),
        ({"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "odd", "x": 1}]}, None),
        (
            {
                "role": "user",
                "content": [
                    {
                        "type": "text", "text": "a",
                        "prompt_cache_breakpoint": {"mode": "explicit", "ttl": "12h"},
                    }
                ],
            },
            None,
        ),
        ({"role": "user", "content": [{"type": "video_url", "video_url": {"url": "https://a.b"}}]}, None),
        ({"role": "user", "content": [{"type": "file", "file": {"file_data": "https://a.example"}}]}, None),
        ({"role": "user", "content": [{"type": "file", "file": {"file_data": "JVBERi0="}}]}, None),
        (
            {
                "role": "assistant", "content": None,
                "tool_calls": [{
                    "id": "c", "type": "function", "function": {"name": "f", "arguments": "{}"},
                    "extra_content": {"google": {"thought_signature": "c2ln"}},
                }],
            },
            None,
        ),
        (
            {
                "role": "assistant", "content": "a",
                "annotations": [{"type": "url_citation", "url_citation": {"url": "https://a.example"}}],
            },
            None,
        ),
        ({"role": "tool", "tool_call_id": "c", "content": "a", "name": "f"}, None),
    ],
)  # fmt: skip
def test_messages_come_back(message, canonical):
    body = asked(message)
    again = written(body)
    assert again["messages"] == [canonical or message]
    assert FORMAT.read_request(again) == FORMAT.read_request(body)


def test_signed_thinking_goes_back_as_it_came():
    details = [
        {"type": "reasoning.summary", "summary": "In short", "id": "rs_1", "format": "openai-v1", "index": 0},
        {"type": "reasoning.text", "text": "Hm", "signature": "c2ln", "format": "claude-v1", "index": 1},
        {"type": "reasoning.encrypted", "data": "c2VhbA==", "id": "rs_2", "format": "openai-v1", "index": 2},
    ]  # fmt: skip
    message = {"role": "assistant", "content": "a", "reasoning": "In shortHm", "reasoning_details": details}
    assert written(asked(message), Quirks(thinking_field="reasoning"))["messages"] == [message]
    assert talk(message)[0].parts[1] == Thinking(
        text="Hm", signature="c2ln", signed_by="openai_chat", variant="claude-v1"
    )


def test_plain_thinking_beside_a_sealed_one_is_a_part_of_its_own():
    sealed = {"type": "reasoning.encrypted", "data": "c2VhbA==", "index": 0}
    message = {"role": "assistant", "content": "a", "reasoning_content": "Hm", "reasoning_details": [sealed]}
    assert talk(message)[0].parts[0] == Thinking(text="Hm")
    assert written(asked(message))["messages"] == [message]


def test_thinking_in_the_content_is_read():
    content = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "Hm"}]},
        {"type": "text", "text": "a"},
    ]
    parts = talk({"role": "assistant", "content": content})[0].parts
    assert parts == (Thinking(text="Hm"), Text(text="a"))


def test_marks_of_the_cache_are_read_in_both_spellings():
    control = {"type": "text", "text": "a", "cache_control": {"type": "ephemeral", "ttl": "1h"}}
    point = {"type": "text", "text": "b", "prompt_cache_breakpoint": {"mode": "explicit"}}
    parts = talk({"role": "user", "content": [control, point]})[0].parts
    assert [part.cache for part in parts if isinstance(part, Text)] == ["1h", "5m"]
    body = asked(
        {"role": "user", "content": [control]},
        tools=[{"type": "function", "function": {"name": "f"}, "cache_control": {"type": "ephemeral"}}],
    )
    assert written(body, Quirks()) == body


def test_deprecated_functions_are_calls_and_results():
    messages = talk(
        {"role": "assistant", "content": None, "function_call": {"name": "f", "arguments": "{}"}},
        {"role": "function", "name": "f", "content": "1"},
    )
    assert messages[0].parts == (ToolCall(id="call_0_0", name="f"),)
    assert messages[1].parts == (ToolResult(call_id="call_0_0", parts=(Text(text="1"),), name="f"),)


def test_a_call_without_an_id_or_with_arguments_as_an_object_is_read():
    call = {"type": "function", "function": {"name": "f", "arguments": {"a": 1}}}
    parts = talk({"role": "user", "content": "x"}, {"role": "assistant", "tool_calls": [call]})[1].parts
    assert parts == (ToolCall(id="call_1_0", name="f", arguments='{"a":1}'),)


def test_messages_of_the_model_are_one_while_their_calls_wait_for_results():
    items = [
        {"role": "assistant", "content": "First."},
        {"type": "function_call", "call_id": "a", "name": "f", "arguments": "{}"},
        {"role": "assistant", "content": "Second."},
        {"type": "function_call", "call_id": "b", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "a", "output": "1"},
        {"type": "function_call_output", "call_id": "b", "output": "2"},
        {"role": "assistant", "content": "Done."},
    ]
    told = translate_request({"input": items}, "openai_responses", "openai_chat", model="m")
    called, one, two, done = told.body["messages"]
    assert (called["content"], [call["id"] for call in called["tool_calls"]]) == (
        "First.\n\nSecond.",
        ["a", "b"],
    )
    assert [one["tool_call_id"], two["tool_call_id"], done["content"]] == ["a", "b", "Done."]
    assert [loss.field for loss in told.approximated] == ["messages[1]"]


@pytest.mark.parametrize(
    "part",
    [
        {"type": "video_url", "video_url": {"url": "https://a.example/v.mp4", "fps": 2}},
        {"type": "image_url", "image_url": {"url": "https://a.example/i.png", "format": "png"}, "uuid": "x"},
        {"type": "input_audio", "input_audio": {"data": "aGk=", "format": "wav", "odd": 1}},
        {"type": "file", "file": {"file_id": "f", "odd": 1}, "beside": True},
    ],
    ids=["video", "image", "sound", "file"],
)
def test_what_only_a_dialect_says_of_a_medium_comes_back_and_is_listed_for_others(part):
    body = asked({"role": "user", "content": [part, {"type": "text", "text": "a"}]})
    losses = Losses()
    assert FORMAT.write_request(FORMAT.read_request(body), losses) == body
    assert not losses
    told = translate_request(body, "openai_chat", "openai_responses", model="m")
    lost = [loss.field for loss in told.dropped]
    assert lost[0] == (
        "messages[0].parts[0]" if part["type"] == "video_url" else "messages[0].parts[0].extras"
    )


@pytest.mark.parametrize(
    "form",
    [
        {"type": "json_object", "odd": 1}, {"type": "text", "odd": 1},
        {"type": "json_schema", "odd": 1, "json_schema": {"name": "n", "schema": {}, "other": 2}},
    ],
    ids=["json", "text", "schema"],
)  # fmt: skip
def test_what_only_a_dialect_says_of_the_answer_comes_back_and_is_listed_for_others(form):
    body = asked(response_format=form)
    assert FORMAT.write_request(FORMAT.read_request(body), Losses()) == body
    told = translate_request(body, "openai_chat", "openai_responses", model="m")
    assert [loss.field for loss in told.dropped] == ["extras.response_format"]
