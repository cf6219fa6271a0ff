"""Requests of other formats: what arrives otherwise than it was meant, and what not at all."""

import pytest
from tests.wire.formats.gemini.recorded import request, written

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
)
from modeldex.wire.request import Message, OutputFormat, Reasoning
from modeldex.wire.tools import ForeignTool, Tool, ToolChoice

HELLO = Message(role="user", parts=(Text(text="Hello"),))


def _assistant(*parts) -> Message:
    return Message(role="assistant", parts=parts)


def _tool(*parts) -> Message:
    return Message(role="tool", parts=parts)


def test_instructions_come_first_wherever_they_stood():
    body, lost = written(
        request(
            Message(role="system", parts=(Text(text="One."),)),
            HELLO,
            Message(role="developer", parts=(Text(text="Two."),)),
        )
    )

    assert body["systemInstruction"] == {"parts": [{"text": "One."}, {"text": "Two."}]}
    assert body["contents"] == [{"role": "user", "parts": [{"text": "Hello"}]}]
    assert lost == ["messages"]


def test_calls_that_another_model_made_pass_as_signed_where_gemini_3_wants_it():
    turn = _assistant(Text(text="I look."), ToolCall(id="a", name="f"), ToolCall(id="b", name="g"))

    body, lost = written(request(HELLO, turn, model="gemini-3-pro-preview"))

    assert [part.get("thoughtSignature") for part in body["contents"][1]["parts"]] == [
        None, "skip_thought_signature_validator", None,
    ]  # fmt: skip
    assert lost == ["messages[1].parts[1].signature"]
    assert written(request(HELLO, turn, model="gemini-2.5-pro"))[1] == []


@pytest.mark.parametrize(
    ("thinking", "part", "lost"),
    [
        (Thinking(text="Hm.", is_summary=True), {"text": "Hm.", "thought": True}, []),
        (
            Thinking(text="Hm.", signature="s", signed_by="anthropic"),
            None,
            ["messages[0].parts[0]"],
        ),
        (Thinking(signature="s", signed_by="anthropic"), None, ["messages[0].parts[0]"]),
        (Thinking(sealed="s", signed_by="anthropic"), None, ["messages[0].parts[0]"]),
        (Thinking(text="Hm."), {"text": "Hm.", "thought": True}, []),
    ],
)
def test_thinking_that_others_signed_is_dropped(thinking: Thinking, part, lost: list[str]):
    body, fields = written(request(_assistant(thinking, Text(text="a"))))

    assert body["contents"][0]["parts"] == ([] if part is None else [part]) + [{"text": "a"}]
    assert fields == lost


@pytest.mark.parametrize(
    ("part", "said", "lost"),
    [
        (Refusal(text="No."), {"text": "No."}, [""]),
        (Foreign(format="anthropic", kind="server_tool_use", raw={}), None, [""]),
        (Text(text="a", signature="s", signed_by="bedrock"), {"text": "a"}, [".signature"]),
        (Text(text="a", cache="5m"), {"text": "a"}, [".cache"]),
        (Image(file_id="file-1"), None, [""]),
        (Image(), None, [""]),
        (
            Image(data="AAAA", media_type="image/png", detail="low"),
            {"inlineData": {"mimeType": "image/png", "data": "AAAA"}},
            [".detail"],
        ),
        (Image(data="AAAA"), {"inlineData": {"mimeType": "image/png", "data": "AAAA"}}, [".media_type"]),
        (
            Image(url="https://a.example/b.jpg?x=1"),
            {"fileData": {"mimeType": "image/jpeg", "fileUri": "https://a.example/b.jpg?x=1"}},
            [".media_type"],
        ),
        (Image(url="https://a.example/b"), {"fileData": {"fileUri": "https://a.example/b"}}, []),
        (
            Document(text="né", title="t", context="c", is_cited=True),
            {"inlineData": {"mimeType": "text/plain", "data": "bsOp", "displayName": "t"}},
            [".context", ".is_cited"],
        ),
        (Audio(id="audio_1", transcript="Hi."), {"text": "Hi."}, [""]),
    ],
)
def test_a_part_is_said_as_well_as_it_can_be(part, said, lost: list[str]):
    body, fields = written(request(Message(role="user", parts=(part, Text(text="b")))))

    assert body["contents"][0]["parts"] == ([] if said is None else [said]) + [{"text": "b"}]
    assert fields == [f"messages[0].parts[0]{field}" for field in lost]


@pytest.mark.parametrize(
    ("model", "asked", "config", "lost"),
    [
        ("gemini-3-pro", Reasoning(effort="low"), {"thinkingLevel": "LOW"}, []),
        ("gemini-3-pro", Reasoning(effort="max"), {"thinkingLevel": "HIGH"}, ["reasoning.effort"]),
        ("gemini-2.5-pro", Reasoning(effort="medium"), {"thinkingBudget": 8192}, ["reasoning.effort"]),
        ("gemini-2.5-pro", Reasoning(effort="none"), {"thinkingBudget": 128}, ["reasoning"]),
        ("gemini-2.5-flash", Reasoning(effort="none"), {"thinkingBudget": 0}, []),
        ("gemini-2.5-flash", Reasoning(budget_tokens=32_000), {"thinkingBudget": 24_576}, ["reasoning"]),
        ("gemini-2.5-flash-lite", Reasoning(budget_tokens=9), {"thinkingBudget": 512}, ["reasoning"]),
        ("gemini-2.5-pro", Reasoning(is_on=True), {"thinkingBudget": -1}, []),
        ("gemini-3-pro", Reasoning(is_on=True), {"thinkingBudget": -1}, []),
        (
            "gemini-3-pro",
            Reasoning(effort="low", budget_tokens=9),
            {"thinkingBudget": 9},
            ["reasoning.effort"],
        ),
        ("gemini-3-pro", Reasoning(summary="detailed"), {"includeThoughts": True}, ["reasoning.summary"]),
    ],
)
def test_thinking_is_asked_for_as_the_model_takes_it(model: str, asked: Reasoning, config, lost: list[str]):
    body, fields = written(request(HELLO, model=model, reasoning=asked))

    assert body["generationConfig"]["thinkingConfig"] == config
    assert fields == lost


def test_what_has_no_place_is_listed():
    asked = request(
        HELLO, min_p=0.1, logit_bias={"1": 1}, verbosity="low", user="u", cache_key="k", metadata={"a": "b"},
        is_stored=True, service_tier="scale", allows_parallel_calls=False, extras={"store_it": 1},
        audio={"voice": "alloy", "format": "wav"},
        output=OutputFormat(kind="json_schema", schema={}, name="n", is_strict=False),
    )  # fmt: skip

    body, lost = written(asked)

    assert body["generationConfig"] == {
        "speechConfig": {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "alloy"}}},
        "responseMimeType": "application/json", "responseJsonSchema": {},
    }  # fmt: skip
    assert body.keys() == {"contents", "generationConfig"}
    assert set(lost) == {
        "min_p", "logit_bias", "verbosity", "user", "cache_key", "metadata", "is_stored", "service_tier",
        "allows_parallel_calls", "extras.store_it", "audio.format", "output.is_strict",
    }  # fmt: skip


def test_tools_lose_what_a_declaration_has_no_place_for():
    tools = (
        Tool(name="f", schema={"type": "object"}, is_strict=True, cache="5m"),
        ForeignTool(format="anthropic", kind="web_search_20250305", raw={}),
        Tool(name="sh", is_custom=True, grammar={"type": "grammar"}),
    )

    body, lost = written(request(HELLO, tools=tools, tool_choice=ToolChoice(mode="auto", names=("f",))))

    assert body["tools"] == [
        {
            "functionDeclarations": [
                {"name": "f", "parametersJsonSchema": {"type": "object"}},
                {
                    "name": "sh",
                    "parametersJsonSchema": {
                        "type": "object", "properties": {"input": {"type": "string"}}, "required": ["input"],
                    },
                },
            ]
        }
    ]  # fmt: skip
    assert body["toolConfig"] == {
        "functionCallingConfig": {"mode": "VALIDATED", "allowedFunctionNames": ["f"]}
    }
    assert set(lost) == {"tools[0].is_strict", "tools[0].cache", "tools[1]", "tools[2].grammar", "tools[2]"}


def test_a_message_of_which_nothing_is_left_is_left_out():
    body, lost = written(
        request(HELLO, _assistant(), _assistant(Thinking(sealed="x", signed_by="anthropic")))
    )

    assert len(body["contents"]) == 1
    assert lost == ["messages[1]", "messages[2].parts[0]"]


def test_what_another_format_says_further_is_listed():
    asked = request(
        Message(role="user", name="Ann", parts=(Text(text="a"),), extras={"x": 1}),
        _assistant(ToolCall(id="a", name="f", cache="5m"), Text(text="b", citations=(Citation(url="u"),))),
        _tool(
            ToolResult(
                call_id="a",
                cache="5m",
                extras={"x": 1},
                parts=(Foreign(format="gemini", kind="toolCall", raw={}),),
            )
        ),
        Message(
            role="user",
            parts=(
                Image(url="https://a.example", signature="s", signed_by="x", extras={"x": 1}, cache="5m"),
            ),
        ),
        tools=(Tool(name="f", extras={"x": 1}),),
        tool_choice=ToolChoice(mode="auto", raw={"x": 1}),
    )

    assert set(written(asked)[1]) == {
        "messages[0].name", "messages[0].extras", "messages[1].parts[0].cache",
        "messages[1].parts[1].citations",
        "messages[2].parts[0].cache", "messages[2].parts[0].extras", "messages[2].parts[0].parts[0]",
        "messages[3].parts[0].signature", "messages[3].parts[0].extras", "messages[3].parts[0].cache",
        "tools[0].extras", "tool_choice.raw",
    }  # fmt: skip


def test_instructions_are_text_only():
    picture = Image(data="AAAA", media_type="image/png")

    body, lost = written(request(Message(role="system", parts=(Text(text="a"), picture)), HELLO))

    assert body["systemInstruction"] == {"parts": [{"text": "a"}]}
    assert lost == ["messages[0].parts[1]"]
