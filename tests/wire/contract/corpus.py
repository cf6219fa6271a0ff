"""What every wire format is held to: requests and answers in the hub's words, one feature each."""

from collections.abc import Mapping
from typing import Any

from modeldex import Usage
from modeldex.wire.content import (
    Audio,
    Citation,
    Document,
    Image,
    Part,
    Refusal,
    Text,
    Thinking,
    ToolCall,
    ToolResult,
)
from modeldex.wire.request import ChatRequest, Message, OutputFormat, Reasoning
from modeldex.wire.response import ChatResponse, Choice, Finish
from modeldex.wire.tools import Tool, ToolChoice

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
PDF = "JVBERi0xLjQKJSVFT0YK"
WAV = "UklGRiQAAABXQVZFZm10IBAAAAABAAEA"
WEATHER = Tool(
    name="get_weather",
    description="The weather of a place.",
    schema={
        "type": "object",
        "properties": {"place": {"type": "string"}, "days": {"type": "integer"}},
        "required": ["place"],
        "additionalProperties": False,
    },
)
CLOCK = Tool(name="get_time", description="The time of a place.", schema={"type": "object", "properties": {}})
PERSON = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}


def says(role: str, *parts: Part | str) -> Message:
    """A message of texts and other parts."""
    return Message(role=role, parts=tuple(Text(text=one) if isinstance(one, str) else one for one in parts))


def _asks(*messages: Message, **more: Any) -> ChatRequest:
    return ChatRequest(model="m-1", messages=messages or (says("user", "Hello"),), **more)


_CALLS = (
    ToolCall(id="call_a", name="get_weather", arguments='{"place":"Paris","days":2}'),
    ToolCall(id="call_b", name="get_time", arguments="{}"),
)
_TALK = (
    says("user", "Weather and time in Paris?"),
    says("assistant", "I look.", *_CALLS),
    says(
        "tool",
        ToolResult(call_id="call_a", name="get_weather", parts=(Text(text='{"sky":"clear"}'),)),
        ToolResult(call_id="call_b", name="get_time", parts=(Text(text="noon"),)),
    ),
)

REQUESTS: Mapping[str, ChatRequest] = {
    "text": _asks(),
    "system": _asks(says("system", "Be brief."), says("user", "Hello")),
    "developer": _asks(says("developer", "Be brief."), says("user", "Hello")),
    "system in the middle": _asks(
        says("user", "Hello"), says("assistant", "Hi"), says("system", "Be rude."), says("user", "Again")
    ),
    "several turns": _asks(
        says("system", "Be brief."), says("user", "Hello"), says("assistant", "Hi"), says("user", "Why?")
    ),
    "several texts": _asks(says("user", "One.", "Two.")),
    "odd letters": _asks(says("user", 'A "quote", \\ a\nbreak, é, 漢, \U0001f600, \x01')),
    "image": _asks(says("user", "What is it?", Image(data=PNG, media_type="image/png"))),
    "image at a URL": _asks(says("user", "What is it?", Image(url="https://example.com/a.png"))),
    "image with detail": _asks(says("user", Image(data=PNG, media_type="image/png", detail="low"))),
    "PDF": _asks(says("user", "Sum it up.", Document(data=PDF, media_type="application/pdf", title="a.pdf"))),
    "sound": _asks(says("user", "Who speaks?", Audio(data=WAV, media_type="audio/wav"))),
    "tools": _asks(tools=(WEATHER, CLOCK)),
    "strict tool": _asks(tools=(Tool(name="f", schema=PERSON, is_strict=True),)),
    "tool choice auto": _asks(tools=(WEATHER,), tool_choice=ToolChoice(mode="auto")),
    "tool choice none": _asks(tools=(WEATHER,), tool_choice=ToolChoice(mode="none")),
    "tool choice required": _asks(tools=(WEATHER, CLOCK), tool_choice=ToolChoice(mode="required")),
    "tool choice named": _asks(
        tools=(WEATHER, CLOCK), tool_choice=ToolChoice(mode="named", names=("get_time",))
    ),
    "one call at a time": _asks(tools=(WEATHER,), allows_parallel_calls=False),
    "calls and results": _asks(*_TALK, tools=(WEATHER, CLOCK)),
    "results and a further question": _asks(*_TALK, says("user", "And in Rome?"), tools=(WEATHER, CLOCK)),
    "failed tool": _asks(
        says("user", "Weather?"),
        says("assistant", ToolCall(id="call_a", name="get_weather", arguments='{"place":"X"}')),
        says(
            "tool",
            ToolResult(call_id="call_a", name="get_weather", parts=(Text(text="no such"),), is_error=True),
        ),
        tools=(WEATHER,),
    ),
    "result with an image": _asks(
        says("user", "Draw."),
        says("assistant", ToolCall(id="call_a", name="get_time", arguments="{}")),
        says(
            "tool",
            ToolResult(
                call_id="call_a",
                name="get_time",
                parts=(Text(text="here"), Image(data=PNG, media_type="image/png")),
            ),
        ),
        tools=(CLOCK,),
    ),
    "JSON": _asks(output=OutputFormat(kind="json")),
    "JSON schema": _asks(
        output=OutputFormat(kind="json_schema", name="person", schema=PERSON, is_strict=True)
    ),
    "sampling": _asks(temperature=0.5, top_p=0.25, max_output_tokens=100),
    "zeros": _asks(temperature=0, top_p=0, seed=0),
    "top k": _asks(top_k=40, min_p=0.125),
    "penalties": _asks(frequency_penalty=0.5, presence_penalty=-0.5),
    "stop": _asks(stop=("END", "\n\n")),
    "seed": _asks(seed=7),
    "several answers": _asks(n=2),
    "logprobs": _asks(logprobs=True, top_logprobs=3),
    "bias": _asks(logit_bias={"50256": -100}),
    "effort": _asks(reasoning=Reasoning(effort="high")),
    "budget": _asks(reasoning=Reasoning(budget_tokens=2048, is_on=True), max_output_tokens=4096),
    "no thinking": _asks(reasoning=Reasoning(is_on=False)),
    "thought before": _asks(
        says("user", "Why?"),
        says("assistant", Thinking(text="Hm.", signature="c2ln", signed_by="anthropic"), "Because."),
        says("user", "Really?"),
    ),
    "cache marks": _asks(
        Message(role="system", parts=(Text(text="Long.", cache="5m"),)),
        Message(role="user", parts=(Text(text="Longer.", cache="1h"), Text(text="Short."))),
    ),
    "cached tools": _asks(tools=(Tool(name="f", schema=PERSON, cache="5m"),)),
    "who and why": _asks(user="u-1", metadata={"team": "a"}),
    "service": _asks(service_tier="auto"),
    "verbosity": _asks(verbosity="low"),
    "cache key": _asks(cache_key="k"),
    "stored": _asks(is_stored=False),
    "refused before": _asks(
        says("user", "Do it."), says("assistant", Refusal(text="No.")), says("user", "Please.")
    ),
    "custom tool": _asks(tools=(Tool(name="sh", description="Runs it.", is_custom=True),)),
}


def _answers(*parts: Part, reason: str = "stop", **more: Any) -> ChatResponse:
    choice = Choice(parts=parts, finish=Finish(reason=reason))
    usage = Usage(input_tokens=9, output_tokens=5)
    return ChatResponse(**{"id": "r-1", "model": "m-1", "choices": (choice,), "usage": usage, **more})


RESPONSES: Mapping[str, ChatResponse] = {
    "text": _answers(Text(text="Hello there.")),
    "odd letters": _answers(Text(text='"é" \\ \n 漢 \U0001f600')),
    "cut short": _answers(Text(text="Hello th"), reason="length"),
    "filtered": _answers(Text(text="I"), reason="content_filter"),
    "calls": _answers(Text(text="I look."), *_CALLS, reason="tool_calls"),
    "only calls": _answers(*_CALLS, reason="tool_calls"),
    "thinking": _answers(Thinking(text="Hm."), Text(text="Yes.")),
    "refusal": _answers(Refusal(text="No."), reason="refusal"),
    "citations": _answers(
        Text(text="It rains.", citations=(Citation(url="https://a.example", title="A", start=0, end=9),))
    ),
    "cached": _answers(
        Text(text="Hi."),
        usage=Usage(input_tokens=10, cache_read_tokens=90, output_tokens=3),
    ),
    "cache written": _answers(
        Text(text="Hi."),
        usage=Usage(
            input_tokens=10,
            cache_write_tokens=50,
            cache_write_1h_tokens=40,
            cache_read_tokens=7,
            output_tokens=3,
        ),
    ),
    "reasoned": _answers(
        Text(text="Hi."), usage=Usage(input_tokens=10, output_tokens=3, reasoning_tokens=64)
    ),
    "usage unknown": _answers(Text(text="Hi."), usage=None),
    "two answers": _answers(
        choices=(
            Choice(index=0, parts=(Text(text="One."),), finish=Finish(reason="stop")),
            Choice(index=1, parts=(Text(text="Two."),), finish=Finish(reason="length")),
        )
    ),
}
