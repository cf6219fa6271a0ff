"""Requests of the Responses format, in and out."""

from typing import Any

import pytest
from tests.wire.formats.openai_responses.streaming import recorded

from modeldex.core.errors import InvalidRequestError
from modeldex.wire.content import Document, Foreign, Image, Refusal, Text, Thinking, ToolCall, ToolResult
from modeldex.wire.formats.openai_responses import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.quirks import Quirks
from modeldex.wire.request import ChatRequest, Message, OutputFormat, Reasoning

NAME = "openai_responses"


def read(**fields: Any) -> Any:
    return FORMAT.read_request({"model": "m", "input": "Hello", **fields})


def write(request: Any, quirks: Any = None) -> Any:
    losses = Losses()
    body = FORMAT.write_request(request, losses, quirks or Quirks())
    return body, [loss.field for loss in losses]


def asks(*parts: Any, role: Any = "user", **more: Any) -> Any:
    return ChatRequest(model="m", messages=(Message(role=role, parts=parts or (Text(text="Hi"),)),), **more)


def faults(body: Any) -> Any:
    with pytest.raises(InvalidRequestError) as caught:
        FORMAT.read_request(body)
    return caught.value.problems


def test_a_request_with_everything_comes_back_as_it_was():
    request: Any = FORMAT.read_request(recorded("request.json"))

    body, lost = write(request)

    assert lost == []
    assert FORMAT.read_request(body) == request


def test_a_request_with_everything_says_the_same_when_it_is_written():
    sent = recorded("request.json")

    body, _ = write(FORMAT.read_request(sent))

    differing = {name for name in sent | body if sent.get(name) != body.get(name)}
    assert differing == {"input"}  # only spellings within: `type`, a text in the place of a list
    kinds = [item.get("type", "message") for item in sent["input"]]
    assert [item["type"] for item in body["input"]] == kinds


def test_what_one_turn_of_the_model_is_made_of_is_one_message():
    turn: Any = FORMAT.read_request(recorded("request.json")).messages[2]

    assert turn.role == "assistant"
    assert [type(part) for part in turn.parts] == [Thinking, Thinking, Text, ToolCall, Foreign]
    assert [part.text for part in turn.parts[:2]] == ["s1", "s2"]
    assert [part.sealed for part in turn.parts[:2]] == [None, "gAAA"]
    assert {part.id for part in turn.parts[:2]} == {"rs_1"}
    assert (turn.parts[2].item_id, turn.parts[2].phase) == ("msg_1", "commentary")
    assert (turn.parts[3].id, turn.parts[3].item_id) == ("call_1", "fc_1")


def test_a_second_message_item_begins_another_message():
    request = read(input=[{"role": "assistant", "content": "a"}, {"role": "assistant", "content": "b"}])

    assert [message.parts[0].text for message in request.messages] == ["a", "b"]


def test_a_text_as_input_is_a_message_of_the_user():
    assert read().messages == (Message(role="user", parts=(Text(text="Hello"),)),)


def test_instructions_are_a_system_message_at_the_beginning_both_ways():
    request = read(instructions="Be brief.")

    assert request.messages[0] == Message(role="system", parts=(Text(text="Be brief."),))
    body, _ = write(request)
    assert body["instructions"] == "Be brief."
    assert [item["role"] for item in body["input"]] == ["user"]


def test_a_system_message_of_several_texts_stays_a_message():
    body, lost = write(asks(Text(text="One."), Text(text="Two."), role="system"))

    assert "instructions" not in body
    assert [part["text"] for part in body["input"][0]["content"]] == ["One.", "Two."]
    assert lost == []


def test_results_of_tools_are_messages_of_the_role_tool():
    request: Any = FORMAT.read_request(recorded("request.json"))
    results = [message.parts[0] for message in request.messages if message.role == "tool"]

    assert results[0] == ToolResult(call_id="call_1", parts=(Text(text="42"),))
    assert results[1].parts[1] == Image(url="https://x/y.png")
    assert results[2] == ToolResult(call_id="c2", is_custom=True)


def test_media_are_read_with_what_they_say_of_themselves():
    parts = FORMAT.read_request(recorded("request.json")).messages[1].parts

    assert parts[1] == Image(data="AAAA", media_type="image/png", detail="low")
    assert parts[2] == Image(file_id="file-1")
    assert parts[3] == Document(data="QUJD", media_type="application/pdf", title="a.pdf")
    assert parts[4] == Foreign(format=NAME, kind="content.weird", raw={"type": "weird", "x": 1})


def test_fields_that_only_this_format_has_are_extras():
    request: Any = FORMAT.read_request(recorded("request.json"))

    assert request.extras == {
        "previous_response_id": "resp_0",
        "truncation": "auto",
        "background": False,
        "include": ["reasoning.encrypted_content"],
        "reasoning": {"context": "auto"},
    }


def test_extras_of_this_format_are_listed_where_another_format_made_them():
    body, lost = write(asks(format="anthropic", extras={"container": "c"}))

    assert "container" not in body
    assert lost == ["extras.container"]


def test_likelihoods_are_asked_for_among_what_is_included():
    request = read(include=["message.output_text.logprobs"], top_logprobs=2)

    assert (request.logprobs, request.top_logprobs, request.extras) == (True, 2, {})
    assert write(asks(logprobs=True))[0]["include"] == ["message.output_text.logprobs"]


@pytest.mark.parametrize("name", ["user", "safety_identifier"])
def test_whom_the_caller_asks_for_has_two_names(name: str):
    request = read(**{name: "u-1"})

    assert request.user == "u-1"
    assert write(request)[0]["safety_identifier"] == "u-1"


def test_both_names_of_the_caller_survive():
    body, _ = write(read(user="u", safety_identifier="s"))

    assert (body["user"], body["safety_identifier"]) == ("u", "s")


def test_output_forms_are_read():
    form = {"type": "json_schema", "name": "n", "schema": {"type": "object"}, "strict": True}

    assert read(text={"format": form, "verbosity": "low"}).verbosity == "low"
    assert read(text={"format": form}).output == OutputFormat(
        kind="json_schema", name="n", schema={"type": "object"}, is_strict=True
    )
    assert read(text={"format": {"type": "json_object"}}).output == OutputFormat(kind="json")
    assert read(text={"format": {"type": "text"}}).output == OutputFormat(kind="text")


def test_the_older_name_of_the_summary_is_read():
    assert read(reasoning={"generate_summary": "concise"}).reasoning == Reasoning(summary="concise")


def test_a_document_gets_the_name_that_is_demanded():
    parts = (Document(data="QQ==", media_type="application/pdf"), Document(text="plain"))
    content = write(asks(*parts))[0]["input"][0]["content"]

    assert [part["filename"] for part in content] == ["document.pdf", "document.txt"]
    assert content[1]["file_data"] == "data:text/plain;base64,cGxhaW4="


def test_ids_that_were_made_here_are_none():
    item = {"type": "function_call", "id": "fc_made_r_0", "call_id": "c", "name": "f", "arguments": "{}"}

    assert read(input=[item]).messages[0].parts[0].item_id is None


def test_a_refusal_goes_back_as_one():
    body, _ = write(asks(Refusal(text="No."), role="assistant"))

    assert body["input"][0]["content"] == [{"type": "refusal", "refusal": "No."}]


def test_all_bad_fields_are_named_at_once():
    problems = faults({
        "input": [
            {"role": "robot", "content": "x"},
            {"role": "user", "content": [{"type": "input_text"}, {"type": "input_image"}, 7]},
            {"type": "function_call", "call_id": "c"},
            {"type": "function_call_output", "call_id": "c", "output": 5},
            9,
            {"role": "user"},
        ],
        "temperature": "hot",
        "tools": [{"type": "function"}, {"name": "x"}],
        "tool_choice": "maybe",
        "text": {"format": {"type": "yaml"}, "verbosity": "loud"},
        "reasoning": {"effort": 5},
        "stream": "yes",
    })  # fmt: skip

    assert set(problems) == {
        "model", "input[0].role", "input[1].content[0].text", "input[1].content[1].image_url",
        "input[1].content[2]", "input[1].content[2].type", "input[2].name", "input[3].output", "input[4]",
        "input[4].type", "input[5].content", "temperature", "tools[0].name", "tools[1].type", "tool_choice",
        "text.format.type", "text.verbosity", "reasoning.effort", "stream",
    }  # fmt: skip


def test_an_input_may_be_absent_where_another_field_stands_for_it():
    assert faults({"model": "m"}) == {"input": "is missing"}
    request = FORMAT.read_request({"model": "m", "previous_response_id": "resp_1"})
    assert request.messages == ()
    assert "input" in write(request)[0]


@pytest.mark.parametrize("body", [{"input": {}}, {"input": 5}, {"input": True}])
def test_an_input_of_another_type_is_a_fault(body: dict[str, Any]):
    assert faults({"model": "m", **body}) == {"input": "must be a text or a list"}


def test_the_path_may_say_model_and_stream():
    request = FORMAT.read_request({"input": "x"}, model="other", is_stream=True)

    assert (request.model, request.is_stream) == ("other", True)
