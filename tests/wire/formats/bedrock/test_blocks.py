"""Blocks at the edges: half-known ones, and parts that Bedrock has no room for."""

from typing import Any

import pytest
from tests.wire.formats.bedrock.recorded_stream import written
from tests.wire.formats.bedrock.test_requests import asks, read, write

from modeldex.core.errors import InvalidRequestError
from modeldex.wire import events as told
from modeldex.wire.content import Audio, Citation, Foreign, Text, ToolCall, ToolResult
from modeldex.wire.format import Frame
from modeldex.wire.formats.bedrock import FORMAT
from modeldex.wire.formats.bedrock.citations import read_citation
from modeldex.wire.framing.event_stream import ERROR
from modeldex.wire.request import ChatRequest, Message


def _says(block: dict[str, Any]) -> dict[str, Any]:
    return {"messages": [{"role": "assistant", "content": [block]}]}


@pytest.mark.parametrize(
    "block",
    [
        {"toolUse": {"toolUseId": "a", "name": "f", "input": {}, "type": "server_tool_use"}},
        {"toolResult": {"toolUseId": "a", "content": [], "type": "x"}},
        {"reasoningContent": {}},
        {"reasoningContent": {"reasoningText": {"text": "a", "more": 1}}},
        {"reasoningContent": {"reasoningText": {"signature": "a"}}},
        {"citationsContent": {"content": "a", "citations": []}},
        {"citationsContent": {"content": [{"image": {}}], "citations": []}},
        {"citationsContent": {"content": [{"text": "a"}], "citations": [7]}},
        {"somethingNew": {"a": 1}},
    ],
)
def test_half_known_blocks_stay_as_they_are(block):
    request = read(_says(block))

    assert isinstance(request.messages[0].parts[0], Foreign)
    assert write(request) == (_says(block), [])


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (_says({"toolUse": {"toolUseId": "a"}}), "messages[0].content[0].toolUse.name"),
        (_says({"toolResult": {"content": []}}), "messages[0].content[0].toolResult.toolUseId"),
        (_says({"toolResult": {"toolUseId": "a"}}), "messages[0].content[0].toolResult.content"),
        ({"messages": "hello"}, "messages"),
        ({"messages": [{"role": "user"}]}, "messages[0].content"),
        ({"requestMetadata": {"a": 1}}, "requestMetadata.a"),
        ({"outputConfig": {"textFormat": {"type": "json_schema"}}}, "outputConfig.textFormat.structure"),
        (
            {"outputConfig": {"textFormat": {"type": "json_schema", "structure": {"jsonSchema": {}}}}},
            "outputConfig.textFormat.structure.jsonSchema.schema",
        ),
        ({"toolConfig": {"tools": [{"toolSpec": 3}]}}, "toolConfig.tools[0]"),
    ],
)
def test_what_is_missing_is_named(body, path):
    with pytest.raises(InvalidRequestError) as caught:
        read(body)

    assert path in caught.value.problems


def test_fields_that_are_not_known_are_kept_where_they_stood():
    body = {
        "inferenceConfig": {"maxTokens": 5, "topK": 3},
        "outputConfig": {"effort": "low", "more": 1},
        "toolConfig": {"tools": [{"toolSpec": {"name": "f", "inputSchema": {"json": {}}}}], "more": 2},
    }

    assert write(read(body)) == (body, [])


def test_tools_with_more_than_the_hub_knows_stay_as_they_are():
    tools = [{"toolSpec": {"name": "f", "inputSchema": {"json": {}}, "more": 1}}]

    assert write(read({"toolConfig": {"tools": tools}}))[0] == {"toolConfig": {"tools": tools}}


def test_results_hold_less_than_messages():
    cited = Text(text="a", cache="5m", citations=(Citation(url="u"),))
    parts = (cited, Audio(data="AAAA"), Text(text="[1]", is_json=True))

    body, lost = write(asks(ToolResult(call_id="a", parts=parts, cache="1h"), role="tool"))

    assert body["messages"][0]["content"] == [
        {"toolResult": {"toolUseId": "a", "content": [{"text": "a"}, {"text": "[1]"}]}},
        {"cachePoint": {"type": "default", "ttl": "1h"}},
    ]
    assert lost == [
        "messages[0].parts[0].parts[0].citations",
        "messages[0].parts[0].parts[0].cache",
        "messages[0].parts[0].parts[1]",
        "messages[0].parts[0].parts[2].is_json",
    ]


def test_signatures_names_and_plain_text_for_tools_are_listed():
    request = ChatRequest(
        model="m",
        messages=(
            Message(role="user", name="Ann", parts=(Text(text="a", signature="s", signed_by="gemini"),)),
            Message(
                role="assistant",
                parts=(ToolCall(id="c", name="f", arguments="ls", is_custom=True, signature="s"),),
            ),
        ),
    )

    body, lost = write(request)

    assert body["messages"][1]["content"][0]["toolUse"]["input"] == {"input": "ls"}
    assert set(lost) == {
        "messages[0].name", "messages[0].parts[0].signature", "messages[1].parts[0].signature",
        "messages[1].parts[0].arguments", "tools",
    }  # fmt: skip


def test_signatures_in_streams_are_listed():
    call = ToolCall(id="c", name="f", signature="s", signed_by="gemini")

    _, lost = written(
        [
            told.PartStarted(0, 0, Text(text="")),
            told.PartGrew(0, 0, told.SIGNATURE, "s"),
            told.PartEnded(0, 0),
            told.PartStarted(0, 1, call),
        ]
    )

    assert lost == ["choices[0].parts[0].signature", "choices[0].parts[1].signature"]


def test_an_error_without_a_model_ends_a_stream():
    reader = FORMAT.stream_reader()

    (event,) = reader.read(Frame(ERROR, b'{"code":"InternalFailure","message":"it fell"}'))

    assert isinstance(event, told.Failed)
    assert (event.failure.kind, event.failure.type) == ("server", "InternalFailure")
    assert event.failure.message == "it fell"


def test_what_is_no_citation_is_none():
    assert read_citation("a") is None
    assert read_citation({"sourceContent": 7, "location": 7, "title": 7}) == Citation(
        format="bedrock", raw={"sourceContent": 7, "location": 7, "title": 7}
    )
