from typing import Any

import pytest
from tests.wire.formats.anthropic.recorded import listed, says, written

from modeldex.wire.content import (
    Audio,
    Citation,
    Document,
    Foreign,
    Image,
    Refusal,
    Text,
    Thinking,
    ToolCall,
    ToolResult,
    Video,
)
from modeldex.wire.losses import Losses
from modeldex.wire.tools import Tool

HELLO = says("user", "Hello")
PNG = "iVBORw0KGgo="


@pytest.mark.parametrize(
    ("part", "block"),
    [
        (Image(data=PNG), {"type": "base64", "media_type": "image/png", "data": PNG}),
        (
            Image(data="x", media_type="image/jpg"),
            {"type": "base64", "media_type": "image/jpeg", "data": "x"},
        ),
        (Image(url="https://a.example/x"), {"type": "url", "url": "https://a.example/x"}),
        (Image(file_id="f"), {"type": "file", "file_id": "f"}),
        (Document(data="JVBERi0x"), {"type": "base64", "media_type": "application/pdf", "data": "JVBERi0x"}),
        (Document(text="x"), {"type": "text", "media_type": "text/plain", "data": "x"}),
        (
            Document(data="w6k=", media_type="text/csv"),
            {"type": "text", "media_type": "text/plain", "data": "é"},
        ),
    ],
    ids=["PNG by its beginning", "misspelt JPEG", "URL", "file", "PDF", "text", "text in base64"],
)
def test_media_are_written_from_wherever_they_are(part: Any, block: dict[str, Any]):
    losses = Losses()

    assert written(says("user", part), losses=losses)["messages"][0]["content"][0]["source"] == block
    assert not losses


@pytest.mark.parametrize(
    "part",
    [
        Image(data="PHN2Zz4=", media_type="image/svg+xml"),
        Document(data="UEsDBA==", media_type="application/vnd.ms-excel"),
        Document(data="/w==", media_type="text/plain"),
        Audio(data="x", media_type="audio/wav"),
        Video(url="https://a.example/v"),
        Foreign(format="gemini", kind="executableCode", raw={}),
        Thinking(text="Hm.", signature="x", signed_by="gemini"),
        Thinking(text="Hm."),
    ],
    ids=lambda part: type(part).__name__,
)
def test_what_the_format_cannot_say_is_left_out_and_listed(part: Any):
    losses = Losses()

    body = written(says("user", "a"), says("assistant", "b", part), says("user", "c"), losses=losses)

    assert [turn["content"] for turn in body["messages"]] == ["a", "b", "c"]
    assert listed(losses) == ["messages[1].parts[1]"]


def test_signatures_and_citations_of_others_are_left_out_and_listed():
    losses = Losses()
    text = Text(text="b", signature="s", signed_by="gemini", citations=(Citation(url="https://a.example"),))
    call = ToolCall(id="c", name="f", signature="s", signed_by="gemini")

    body = written(
        HELLO, says("assistant", text, call), says("tool", ToolResult(call_id="c")),
        tools=(Tool(name="f"),), losses=losses,
    )  # fmt: skip

    assert body["messages"][1]["content"] == [
        {"type": "text", "text": "b"}, {"type": "tool_use", "id": "c", "name": "f", "input": {}},
    ]  # fmt: skip
    assert listed(losses) == [
        "messages[1].parts[0].citations[0]", "messages[1].parts[0].signature",
        "messages[1].parts[1].signature",
    ]  # fmt: skip


def test_results_of_one_turn_stand_together_in_the_order_of_the_calls_and_before_words():
    losses = Losses()
    calls = (ToolCall(id="a", name="f"), ToolCall(id="b", name="f"))
    body = written(
        HELLO,
        says("assistant", *calls),
        says("tool", ToolResult(call_id="b", parts=(Text(text="2"),))),
        says("user", "By the way"),
        says("tool", ToolResult(call_id="a", parts=(Text(text="1"),))),
        tools=(Tool(name="f"),),
        losses=losses,
    )

    assert body["messages"][2] == {"role": "user", "content": [
        {"type": "tool_result", "tool_use_id": "a", "content": "1"},
        {"type": "tool_result", "tool_use_id": "b", "content": "2"},
        {"type": "text", "text": "By the way"},
    ]}  # fmt: skip
    assert listed(losses) == ["messages[4]"]


def test_ids_that_the_format_refuses_are_spelt_anew_and_stay_apart():
    calls = (ToolCall(id="functions.f:0", name="f"), ToolCall(id="functions:f.0", name="f"))
    results = [ToolResult(call_id=call.id) for call in calls]
    body = written(HELLO, says("assistant", *calls), says("tool", *results), tools=(Tool(name="f"),))

    ids = [block["id"] for block in body["messages"][1]["content"]]
    assert [block["tool_use_id"] for block in body["messages"][2]["content"]] == ids
    assert len(set(ids)) == 2
    assert all(one.replace("_", "").isalnum() for one in ids)


@pytest.mark.parametrize("arguments", ['{"a": ', "[1]", "7", '{"a": NaN}'])
def test_arguments_that_are_no_object_stand_in_one(arguments: str):
    losses = Losses()
    call = ToolCall(id="c", name="f", arguments=arguments)

    body = written(HELLO, says("assistant", call), HELLO, tools=(Tool(name="f"),), losses=losses)

    assert body["messages"][1]["content"][0]["input"] == {"input": arguments}
    assert listed(losses) == ["messages[1].parts[0].arguments"]


def test_turns_alternate_and_the_user_speaks_first():
    losses = Losses()

    body = written(says("assistant", "Hi"), says("assistant", "there"), HELLO, HELLO, losses=losses)

    assert [turn["role"] for turn in body["messages"]] == ["user", "assistant", "user"]
    assert listed(losses) == ["messages"]


def test_a_talk_of_instructions_alone_gets_a_word_of_the_user():
    body = written(says("system", "Tell a joke."))

    assert body["system"] == "Tell a joke."
    assert [turn["role"] for turn in body["messages"]] == ["user"]


def test_instructions_within_the_talk_are_put_before_it():
    losses = Losses()
    middle = says("system", "Be rude.")

    body = written(says("system", "Be brief."), HELLO, says("assistant", "Hi"), middle, HELLO, losses=losses)

    assert [block["text"] for block in body["system"]] == ["Be brief.", "Be rude."]
    assert listed(losses) == ["messages"]
    assert "messages[3]" in losses.approximated[0].reason


def test_instructions_after_the_last_answer_do_not_let_it_be_continued():
    losses = Losses()

    body = written(HELLO, says("assistant", "Hi"), says("system", "Say goodbye."), losses=losses)

    assert body["messages"][-1] == {"role": "user", "content": "Say goodbye."}
    assert listed(losses) == ["messages[2]"]


def test_blank_texts_are_left_out_and_turns_without_anything_too():
    losses = Losses()
    call = ToolCall(id="c", name="f")

    body = written(
        says("user", "a", " \n"), says("assistant", "", call),
        says("tool", ToolResult(call_id="c", parts=(Text(text=""),))),
        says("user", ""), tools=(Tool(name="f"),), losses=losses,
    )  # fmt: skip

    assert body["messages"][0]["content"] == "a"
    assert [block["type"] for block in body["messages"][1]["content"]] == ["tool_use"]
    assert body["messages"][2]["content"] == [{"type": "tool_result", "tool_use_id": "c"}]
    assert listed(losses) == ["messages[0].parts[1]", "messages[3]"]


def test_blanks_at_the_end_of_an_answer_that_is_to_be_continued_are_cut():
    losses = Losses()

    body = written(HELLO, says("assistant", "It is \n"), losses=losses)

    assert body["messages"][-1]["content"] == "It is"
    assert listed(losses) == ["messages"]


def test_names_of_speakers_are_listed_and_refusals_told_as_text():
    losses = Losses()

    written(
        says("developer", "x"),
        says("user", "x", name="Ann"),
        says("assistant", Refusal(text="No.")),
        HELLO,
        losses=losses,
    )

    assert listed(losses) == ["messages[1].name", "messages[2].parts[0]"]


@pytest.mark.parametrize("role", ["system", "assistant"])
def test_only_the_user_shows_media(role: str):
    losses = Losses()

    body = written(HELLO, says(role, "x", Image(data=PNG), Document(text="y")), HELLO, losses=losses)

    assert "image" not in str(body)
    assert {"messages[1].parts[1]", "messages[1].parts[2]"} <= set(listed(losses))


def test_remarks_and_json_of_others_are_told_as_text_and_listed():
    losses = Losses()

    written(HELLO, says("assistant", Text(text="x", phase="commentary", is_json=True)), HELLO, losses=losses)

    assert listed(losses) == ["messages[1].parts[0].phase", "messages[1].parts[0].is_json"]
