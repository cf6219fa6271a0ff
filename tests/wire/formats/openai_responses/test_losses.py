"""What a request of the Responses format cannot say."""

from typing import Any

import pytest

from modeldex.wire.content import Foreign, Image, Text, Thinking, ToolCall, ToolResult
from modeldex.wire.formats.openai_responses import FORMAT
from modeldex.wire.losses import Losses
from modeldex.wire.quirks import Quirks
from modeldex.wire.request import ChatRequest, Message, OutputFormat, Reasoning
from modeldex.wire.tools import Tool

NAME = "openai_responses"


def read(**fields: Any) -> Any:
    return FORMAT.read_request({"model": "m", "input": "Hello", **fields})


def write(request: Any, quirks: Any = None) -> Any:
    losses = Losses()
    body = FORMAT.write_request(request, losses, quirks or Quirks())
    return body, [loss.field for loss in losses]


def asks(*parts: Any, role: Any = "user", **more: Any) -> Any:
    return ChatRequest(model="m", messages=(Message(role=role, parts=parts or (Text(text="Hi"),)),), **more)


def test_a_schema_without_a_name_is_given_one_which_is_no_loss():
    body, lost = write(asks(output=OutputFormat(kind="json_schema", schema={})))

    assert body["text"]["format"]["name"] == "answer"
    assert lost == []


@pytest.mark.parametrize(
    ("reasoning", "written", "lost"),
    [
        (Reasoning(effort="xhigh", summary="auto"), {"effort": "xhigh", "summary": "auto"}, []),
        (Reasoning(is_on=False), {"effort": "none"}, []),
        (Reasoning(budget_tokens=2000), {"effort": "low"}, ["reasoning.budget_tokens"]),
        (Reasoning(budget_tokens=99_999), {"effort": "high"}, ["reasoning.budget_tokens"]),
        (Reasoning(budget_tokens=5, effort="high"), {"effort": "high"}, ["reasoning.budget_tokens"]),
        (Reasoning(is_adaptive=True), None, ["reasoning.is_on"]),
        (Reasoning(summary="none"), None, []),
    ],
)
def test_reasoning_is_asked_for_by_an_effort(reasoning: Reasoning, written: object, lost: list[str]):
    body, listed = write(asks(reasoning=reasoning))

    assert body.get("reasoning") == written
    assert listed == lost


def test_what_the_format_cannot_say_is_listed():
    request = asks(
        top_k=1, min_p=0.1, frequency_penalty=0.5, presence_penalty=0.5, seed=0, logit_bias={}, stop=("x",),
        n=2, modalities=("text", "audio"), audio={"voice": "alloy"}, service_tier="standard_only",
    )  # fmt: skip

    assert set(write(request)[1]) == {
        "top_k", "min_p", "frequency_penalty", "presence_penalty", "seed", "logit_bias", "stop", "n",
        "modalities", "audio", "service_tier",
    }  # fmt: skip


def test_one_answer_is_what_there_is_anyway():
    assert write(asks(n=1, modalities=("text",)))[1] == []


def test_what_a_provider_lacks_is_dropped_and_listed():
    request = asks(temperature=1, verbosity="low", reasoning=Reasoning(effort="low"), tools=(Tool(name="f"),))
    quirks = Quirks(lacks=("temperature", "verbosity", "reasoning", "tools"))

    body, lost = write(request, quirks)

    assert body.keys() & {"temperature", "reasoning", "tools"} == set()
    assert sorted(lost) == ["reasoning", "temperature", "tools", "verbosity"]


def test_a_limit_below_the_least_that_is_taken_is_raised_and_that_is_listed():
    assert write(asks(max_output_tokens=1, format="openai_chat")) == (
        {"model": "m", "input": write(asks())[0]["input"], "max_output_tokens": 16},
        ["max_output_tokens"],
    )
    assert write(read(max_output_tokens=1))[0]["max_output_tokens"] == 1


def test_cache_marks_of_this_format_go_back_and_of_others_are_approximated():
    mark = {"mode": "explicit", "ttl": "12h"}
    content = [{"type": "input_text", "text": "x", "prompt_cache_breakpoint": mark}]
    request = read(input=[{"role": "user", "content": content}])

    assert request.messages[0].parts[0].cache == "1h"
    assert write(request)[0]["input"][0]["content"] == content
    body, lost = write(asks(Text(text="x", cache="5m"), format="anthropic"))
    assert body["input"][0]["content"] == "x"
    assert lost == ["messages[0].parts[0].cache"]


def test_foreign_thinking_is_dropped_and_listed_and_ones_own_goes_back():
    own = Thinking(text="s", is_summary=True, id="rs_1", sealed="gA", signed_by=NAME)
    other = Thinking(text="Hm.", signature="sig", signed_by="anthropic")

    body, lost = write(asks(other, own, Text(text="So."), role="assistant"))

    assert body["input"][0] == {
        "id": "rs_1",
        "type": "reasoning",
        "summary": [{"type": "summary_text", "text": "s"}],
        "encrypted_content": "gA",
    }
    assert lost == ["messages[0].parts[0]"]


def test_what_messages_cannot_carry_is_listed():
    result = ToolResult(call_id="c", parts=(Text(text="no"),), is_error=True, cache="5m")
    call = ToolCall(id="c", name="f", signature="s", signed_by="gemini", cache="5m")
    request = ChatRequest(
        model="m",
        messages=(
            Message(role="user", name="ann", parts=(Text(text="Hi"), Image(file_id="files/1"))),
            Message(role="assistant", parts=(call, Image(data="AA"), Foreign(format="x", kind="k", raw={}))),
            Message(role="tool", parts=(result,)),
        ),
        format="gemini",
    )

    body, lost = write(request)

    assert [item["type"] for item in body["input"]] == ["message", "function_call", "function_call_output"]
    assert sorted(lost) == [
        "messages[0].name",
        "messages[0].parts[1]",
        "messages[1].parts[0].cache",
        "messages[1].parts[0].signature",
        "messages[1].parts[1]",
        "messages[1].parts[2]",
        "messages[2].parts[0].cache",
        "messages[2].parts[0].is_error",
    ]
