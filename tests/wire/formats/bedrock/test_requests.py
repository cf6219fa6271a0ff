"""Converse requests: read, written, and what botocore says of them."""

import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from botocore.utils import percent_encode  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.contract.corpus import REQUESTS
from tests.wire.formats.bedrock.service import refused

from modeldex.core.errors import InvalidRequestError, UntranslatableError
from modeldex.wire.content import Foreign, Part, Refusal, Text, Thinking
from modeldex.wire.formats.bedrock import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.request import ChatRequest, Message, OutputFormat
from modeldex.wire.tools import ForeignTool, Tool, ToolChoice

CLAUDE = "us.anthropic.claude-sonnet-4-6-v1:0"
RECORDED = Path(__file__).parents[3] / "recorded" / "wire" / "bedrock"
FULL = json.loads((RECORDED / "request.json").read_text("utf-8"))


def read(body: Any, model: str = CLAUDE) -> ChatRequest:
    return FORMAT.read_request(body, model=model)


def write(request: ChatRequest) -> tuple[dict[str, Any], list[str]]:
    losses = Losses()
    return FORMAT.write_request(request, losses), [loss.field for loss in losses]


def asks(*parts: Part, role: str = "user", **more: Any) -> ChatRequest:
    model = more.pop("model", CLAUDE)
    return ChatRequest(model=model, messages=(Message(role=role, parts=parts),), **more)


def test_a_request_with_everything_comes_back_as_it_was():
    before = copy.deepcopy(FULL)

    request = read(FULL)

    assert write(request) == (FULL, [])
    assert read(write(request)[0]) == request
    assert before == FULL


def test_a_request_with_everything_is_one_for_botocore():
    assert refused(write(read(FULL))[0], CLAUDE) == ""
    assert refused(write(read(FULL))[0], CLAUDE, "ConverseStream") == ""


@pytest.mark.parametrize("name", REQUESTS)
def test_requests_of_other_formats_are_ones_for_botocore(name):
    assert refused(write(REQUESTS[name])[0], "m-1") == ""


def test_the_path_escapes_a_model_as_aws_does():
    arn = "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude_x-1~v1:0"

    assert FORMAT.path(arn, is_stream=False) == f"/model/{percent_encode(arn, safe='-._~')}/converse"
    assert FORMAT.path("a.b-v1:0", is_stream=True) == "/model/a.b-v1%3A0/converse-stream"


def test_model_and_stream_stand_in_the_path():
    request = FORMAT.read_request({"messages": []}, model="m", is_stream=True)

    assert (request.model, request.is_stream) == ("m", True)
    assert FORMAT.read_request({"modelId": "n"}).model == "n"
    assert "modelId" not in write(request)[0]
    with pytest.raises(InvalidRequestError, match="modelId is missing"):
        FORMAT.read_request({})


def test_every_bad_field_is_named_at_once():
    with pytest.raises(InvalidRequestError) as caught:
        read(
            {
                "system": [{"text": 1}],
                "messages": [
                    {"role": "tool", "content": []},
                    {"role": "user", "content": "hello"},
                    {
                        "role": "user",
                        "content": [{"text": "a", "image": {}}, {"toolUse": {"name": "f"}}, {"image": 3}],
                    },
                    {
                        "role": "user",
                        "content": [{"toolResult": {"toolUseId": "a", "content": [{}]}}],
                        "name": "x",
                    },
                    "hello",
                ],
                "toolConfig": {"tools": [{"toolSpec": {}}, {}], "toolChoice": {"none": {}}},
                "inferenceConfig": {"maxTokens": "9", "stopSequences": [1]},
                "outputConfig": {
                    "textFormat": {"type": "json_schema", "structure": {"jsonSchema": {"schema": "{"}}}
                },
                "serviceTier": "flex",
            }
        )

    assert list(caught.value.problems) == [
        "system[0].text",
        "messages[0].role",
        "messages[1].content",
        "messages[2].content[0]",
        "messages[2].content[1].toolUse.toolUseId",
        "messages[2].content[2].image",
        "messages[3].name",
        "messages[3].content[0].toolResult.content[0]",
        "messages[4]",
        "toolConfig.tools[0].toolSpec.inputSchema",
        "toolConfig.tools[0].toolSpec.name",
        "toolConfig.tools[1]",
        "toolConfig.toolChoice",
        "inferenceConfig.stopSequences",
        "inferenceConfig.maxTokens",
        "outputConfig.textFormat.structure.jsonSchema.schema",
        "serviceTier",
    ]


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for name, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from _places(inner, (*path, name))


@given(st.sampled_from([path for path in _places(FULL) if path]), _JSON)
def test_whatever_stands_anywhere_is_read_or_refused_by_name(path, value):
    body = copy.deepcopy(FULL)
    place = body
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value

    try:
        request = read(body)
    except InvalidRequestError:
        return
    body, lost = write(request)
    assert lost or read(body) == request


def test_what_one_speaker_says_in_a_row_is_one_message():
    request = read(
        {
            "messages": [
                {"role": "user", "content": [{"text": "a"}]},
                {"role": "user", "content": [{"text": "b"}]},
                {"role": "assistant", "content": []},
            ]
        }
    )

    assert [(one.role, len(one.parts)) for one in request.messages] == [("user", 2)]


def test_results_and_words_of_the_user_are_one_message_for_bedrock():
    body, lost = write(REQUESTS["results and a further question"])

    assert [message["role"] for message in body["messages"]] == ["user", "assistant", "user"]
    assert [next(iter(block)) for block in body["messages"][2]["content"]] == [
        "toolResult",
        "toolResult",
        "text",
    ]
    assert lost == []


def test_instructions_in_the_middle_are_put_before_the_talk_but_for_who_wrote_them_there():
    asked = REQUESTS["system in the middle"]
    body, lost = write(asked)
    own, kept = write(replace(asked, format="bedrock"))

    assert [message["role"] for message in body["messages"]] == ["user", "assistant", "user"]
    assert body["system"] == [own["messages"][2]["content"][0]]
    assert lost == ["messages"]
    assert [message["role"] for message in own["messages"]] == ["user", "assistant", "system", "user"]
    assert kept == []


def test_a_mark_of_the_cache_where_no_part_can_hold_it_stays_a_block():
    body = {"system": [{"cachePoint": {"type": "default"}}, {"text": "a"}, {"cachePoint": {"type": "other"}}]}

    request = read(body)

    assert [type(part) for part in request.messages[0].parts] == [Foreign, Text, Foreign]
    assert write(request)[0] == body


def test_claudes_signature_is_good_on_every_platform_and_to_claude_alone():
    signed = Thinking(text="Hm.", signature="c2ln", signed_by="anthropic")
    block = {"reasoningContent": {"reasoningText": {"text": "Hm.", "signature": "c2ln"}}}

    body, lost = write(asks(Text(text="q"), signed, role="assistant"))
    assert block in body["messages"][-1]["content"]
    assert "messages[0].parts[1]" not in lost
    assert "messages[0].parts[0]" in write(asks(signed, role="assistant", model="deepseek.r1-v1:0"))[1]


def test_thinking_goes_back_only_where_it_can():
    signed = Thinking(text="Hm.", signature="c2ln", signed_by="gemini")
    sealed = Thinking(sealed="c2VhbGVk", signed_by="openai_responses")
    plain = Thinking(text="Hm.")

    assert write(asks(signed, sealed, plain, Text(text="a"), role="assistant"))[1] == [
        "messages[0].parts[0]",
        "messages[0].parts[1]",
        "messages[0].parts[2]",
        "messages",
    ]
    body, lost = write(asks(signed, sealed, plain, role="assistant", model="deepseek.r1-v1:0"))
    assert body["messages"][1]["content"] == [{"reasoningContent": {"reasoningText": {"text": "Hm."}}}]
    assert lost == ["messages[0].parts[0]", "messages[0].parts[1]", "messages"]


def test_what_other_formats_alone_know_is_listed():
    request = asks(
        Foreign(format="anthropic", kind="server_tool_use", raw={}),
        Refusal(text="No."),
        tools=(
            ForeignTool(format="anthropic", kind="web_search", raw={}),
            Tool(name="sh", is_custom=True),
            Tool(name="f"),
        ),
        tool_choice=ToolChoice(mode="auto", names=("f",)),
        seed=1, n=2, user="u", logprobs=True, top_logprobs=1, logit_bias={}, verbosity="low", min_p=0.1,
        frequency_penalty=0.5, presence_penalty=0.5, audio={}, modalities=("audio",), cache_key="k",
        is_stored=True, allows_parallel_calls=False, service_tier="standard_only", format="anthropic",
        extras={"container": "c"}, output=OutputFormat(kind="json"), metadata={"a": 1},
    )  # fmt: skip

    body, lost = write(request)

    assert body["messages"] == [{"role": "user", "content": [{"text": "No."}]}]
    assert [tool["toolSpec"]["name"] for tool in body["toolConfig"]["tools"]] == ["f"]
    assert body["requestMetadata"] == {"a": "1"}
    assert set(lost) == {
        "messages[0].parts[0]", "messages[0].parts[1]", "tools[0]", "tools[1]", "seed", "n", "user",
        "logprobs", "top_logprobs", "logit_bias", "verbosity", "min_p", "frequency_penalty",
        "presence_penalty", "audio", "modalities", "cache_key", "is_stored", "allows_parallel_calls",
        "service_tier", "extras.container", "output", "metadata.a",
    }  # fmt: skip
    losses = Losses(is_strict=True)
    FORMAT.write_request(request, losses)
    with pytest.raises(UntranslatableError, match="seed"):
        losses.settle("bedrock")


def test_tokens_are_counted_of_what_has_tokens():
    counting = FORMAT.counting
    assert counting is not None

    body = counting.write(read(FULL), Losses())

    assert body["input"]["converse"].keys() == {
        "messages",
        "system",
        "toolConfig",
        "additionalModelRequestFields",
    }
    assert counting.path("a:b") == "/model/a%3Ab/count-tokens"
    assert refused(body, CLAUDE, "CountTokens") == ""
    assert counting.read({"inputTokens": 7}) == 7
