"""Chats with Ollama: read and written."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.contract.corpus import PNG

from modeldex.core.errors import InvalidRequestError
from modeldex.wire.content import (
    Citation,
    Document,
    Image,
    Part,
    Refusal,
    Text,
    Thinking,
    ToolCall,
    ToolResult,
    Video,
)
from modeldex.wire.formats.ollama import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.request import ChatRequest, Message, OutputFormat, Reasoning
from modeldex.wire.tools import ForeignTool, Tool, ToolChoice

RECORDED = Path(__file__).parents[3] / "recorded" / "wire" / "ollama"
FULL = json.loads((RECORDED / "request.json").read_text("utf-8"))


def write(request: ChatRequest) -> tuple[dict[str, Any], list[str]]:
    losses = Losses()
    return FORMAT.write_request(request, losses), [loss.field for loss in losses]


def asks(*parts: Part, role: str = "user", **more: Any) -> ChatRequest:
    return ChatRequest(model="m", messages=(Message(role=role, parts=parts),), **more)


def talk(*messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"model": "m", "messages": list(messages), "stream": False, **more}


def test_a_request_with_everything_comes_back_as_it_was():
    before = copy.deepcopy(FULL)

    request = FORMAT.read_request(FULL)

    assert write(request) == (FULL, [])
    assert before == FULL


def test_a_request_with_everything_is_read():
    request = FORMAT.read_request(FULL)

    assert request.output == OutputFormat(kind="json_schema", schema=FULL["format"], is_strict=True)
    assert (request.reasoning, request.max_output_tokens) == (Reasoning(effort="high"), 128)
    assert (request.stop, request.seed, request.min_p, request.top_logprobs) == (("END",), 7, 0.05, 3)
    assert request.extras.keys() == {"options", "keep_alive", "truncate"}
    images = [part.media_type for part in request.messages[1].parts if isinstance(part, Image)]
    assert images == ["image/png", "image/jpeg", None]


def test_it_streams_where_nothing_is_said():
    body = {"model": "m", "messages": []}

    assert FORMAT.read_request(body).is_stream is True
    assert FORMAT.read_request({**body, "stream": False}).is_stream is False
    assert FORMAT.read_request(body, is_stream=False).is_stream is False
    assert write(FORMAT.read_request(body))[0]["stream"] is True
    assert FORMAT.path("m", is_stream=True) == FORMAT.path("m", is_stream=False) == "/chat"


def test_the_model_is_needed():
    assert FORMAT.read_request({"messages": [], "model": "a"}, model="b").model == "b"
    with pytest.raises(InvalidRequestError, match="model is missing"):
        FORMAT.read_request({"messages": []})


@pytest.mark.parametrize(
    ("think", "reasoning"),
    [
        (True, Reasoning(is_on=True)),
        (False, Reasoning(is_on=False)),
        ("low", Reasoning(effort="low")),
        ("max", Reasoning(effort="max")),
    ],
)
def test_thinking_is_asked_for(think, reasoning):
    request = FORMAT.read_request(talk(think=think))

    assert request.reasoning == reasoning
    assert write(request) == (talk(think=think), [])


@pytest.mark.parametrize(
    ("asked", "think", "lost"),
    [
        (Reasoning(effort="none"), False, []),
        (Reasoning(effort="minimal"), "low", ["reasoning.effort"]),
        (Reasoning(effort="xhigh"), "high", ["reasoning.effort"]),
        (Reasoning(budget_tokens=9, is_on=True), True, ["reasoning.budget_tokens"]),
        (Reasoning(is_adaptive=True), True, ["reasoning.is_adaptive"]),
        (Reasoning(summary="auto"), None, ["reasoning.summary"]),
    ],
)
def test_thinking_is_said_as_near_as_it_can_be(asked, think, lost):
    body, told = write(asks(Text(text="a"), reasoning=asked))

    assert (body.get("think"), told) == (think, lost)


def test_limits_below_zero_mean_none():
    body = talk(options={"num_predict": -1, "stop": "END"})

    request = FORMAT.read_request(body)

    assert (request.max_output_tokens, request.stop) == (None, ("END",))
    assert write(request)[0]["options"] == {"num_predict": -1, "stop": ["END"]}


@pytest.mark.parametrize(("word", "output"), [("json", OutputFormat(kind="json")), ("", None)])
def test_json_is_asked_for(word, output):
    request = FORMAT.read_request(talk(format=word))

    assert request.output == output
    assert write(request)[0].get("format") == (word or None)


def test_every_bad_field_is_named_at_once():
    with pytest.raises(InvalidRequestError) as caught:
        FORMAT.read_request(
            {
                "messages": [
                    "hello",
                    {"role": "developer", "content": "a"},
                    {"role": "user", "content": ["a"], "images": [1], "thinking": 2},
                    {"role": "assistant", "tool_calls": [{"function": {}}], "images": "x"},
                ],
                "tools": [{"type": "function"}, {"function": {"parameters": []}}, 3],
                "options": {"temperature": "hot", "stop": [1]},
                "format": "yaml",
                "think": "hard",
                "stream": "yes",
                "logprobs": 1,
            }
        )

    assert set(caught.value.problems) == {
        "messages[0]", "messages[1].role", "messages[2].content", "messages[2].images[0]",
        "messages[2].thinking", "messages[3].tool_calls[0]", "messages[3].images", "options.temperature",
        "options.stop", "stream", "tools[0].function", "tools[1].function.parameters",
        "tools[1].function.name", "tools[2]", "tools[2].function", "model", "format", "think", "logprobs",
    }  # fmt: skip


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    if isinstance(value, dict | list):
        for name, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(inner, (*path, name))


@given(st.sampled_from([path for path in _places(FULL) if path]), _JSON)
def test_whatever_stands_anywhere_is_read_or_refused_by_name(path, value):
    body = copy.deepcopy(FULL)
    place = body
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value

    try:
        request = FORMAT.read_request(body)
    except InvalidRequestError:
        return
    sent, lost = write(request)
    assert lost or FORMAT.read_request(sent) == request


def test_several_texts_and_another_order_are_listed():
    request = asks(Image(data=PNG), Text(text="a"), Text(text="b"))

    body, lost = write(request)

    assert body["messages"] == [{"role": "user", "content": "a\nb", "images": [PNG]}]
    assert lost == ["messages[0].parts"] * 3


def test_thinking_that_others_signed_is_dropped():
    body, lost = write(
        asks(
            Thinking(text="Hm.", signature="c2ln", signed_by="anthropic"),
            Thinking(sealed="c2Vh", signed_by="anthropic"),
            Text(text="a"),
            role="assistant",
        )
    )

    assert body["messages"] == [{"role": "assistant", "content": "a"}]
    assert lost == ["messages[0].parts[0]", "messages[0].parts[1]"]


def test_what_ollama_cannot_say_is_listed():
    request = asks(
        Text(text="a", cache="5m", citations=(Citation(url="u"),), signature="s", signed_by="gemini"),
        Image(url="https://a.example/b.png"),
        Image(data=PNG, detail="low"),
        Document(text="b"),
        Document(data="JVBERi0="),
        Video(data="AAAA"),
        tools=(
            ForeignTool(format="anthropic", kind="web_search", raw={}),
            Tool(name="sh", is_custom=True),
            Tool(name="f", is_strict=True, cache="5m"),
            Tool(name="g"),
        ),
        tool_choice=ToolChoice(mode="required", names=("f",)),
        n=2, logit_bias={}, verbosity="low", modalities=("audio",), audio={}, user="u", metadata={},
        service_tier="flex", cache_key="k", is_stored=True, allows_parallel_calls=False,
        output=OutputFormat(kind="json_schema", schema={}, name="n", description="d", is_strict=False),
        format="anthropic", extras={"container": "c"},
    )  # fmt: skip

    body, lost = write(request)

    assert body["messages"] == [{"role": "user", "content": "a\nb", "images": [PNG]}]
    assert [tool["function"]["name"] for tool in body["tools"]] == ["f"]
    assert set(lost) == {
        "messages[0].parts[0].cache", "messages[0].parts[0].citations", "messages[0].parts[0].signature",
        "messages[0].parts[1]", "messages[0].parts[2].detail", "messages[0].parts[3]",
        "messages[0].parts[4]", "messages[0].parts[5]", "messages[0].parts", "tools[0]", "tools[1]",
        "tools[2].is_strict", "tools[2].cache", "tools[3]", "tool_choice", "n", "logit_bias", "verbosity",
        "modalities", "audio", "user", "metadata", "service_tier", "cache_key", "is_stored",
        "allows_parallel_calls", "output.description", "output.is_strict", "extras.container",
    }  # fmt: skip


def test_names_and_misplaced_parts_are_listed():
    request = ChatRequest(
        model="m",
        messages=(
            Message(role="user", name="Ann", parts=(Text(text="a"),)),
            Message(role="developer", parts=(Refusal(text="No."),)),
            Message(role="tool", parts=(Text(text="b"), ToolResult(call_id="c", is_error=True))),
            Message(role="assistant", parts=(ToolCall(id="d", name="sh", arguments="ls", is_custom=True),)),
        ),
    )

    body, lost = write(request)

    assert [message["role"] for message in body["messages"]] == ["user", "system", "tool", "assistant"]
    assert body["messages"][3]["tool_calls"][0]["function"]["arguments"] == {"input": "ls"}
    assert set(lost) == {
        "messages[0].name", "messages[1].parts[0]", "messages[2].parts[0]",
        "messages[2].parts[1].is_error", "messages[3].parts[0].arguments",
    }  # fmt: skip
