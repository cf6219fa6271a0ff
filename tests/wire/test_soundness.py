"""A request that somebody makes by hand is checked before it is written, every fault by its path."""

from typing import Any

import pytest
from tests.wire.contract.corpus import REQUESTS

from modeldex import InvalidRequestError
from modeldex.wire.content import Audio, Document, Image, Text, ToolResult
from modeldex.wire.request import ChatRequest, Message, OutputFormat, Reasoning
from modeldex.wire.soundness import see_sound
from modeldex.wire.tools import Tool, ToolChoice

HELLO = Message(role="user", parts=(Text(text="Hello"),))


def _faults(request: Any) -> dict[str, str]:
    with pytest.raises(InvalidRequestError) as refused:
        see_sound(request)
    return refused.value.problems


@pytest.mark.parametrize("name", REQUESTS)
def test_every_request_of_the_corpus_is_sound(name: str):
    see_sound(REQUESTS[name])


@pytest.mark.parametrize(
    ("fields", "path", "problem"),
    [
        ({"messages": ()}, "messages", "is empty; a request has at least one message"),
        ({"messages": "hi"}, "messages", "must be a tuple, not a str"),
        ({"messages": ("hi",)}, "messages[0]", "must be a Message, not a str"),
        ({"tools": ({"name": "f"},)}, "tools[0]", "must be a Tool, not a dict"),
        ({"tools": (Tool(name="f", schema="x"),)}, "tools[0].schema", "must be a JSON Schema as a mapping"),  # type: ignore[arg-type]
        ({"temperature": "hot"}, "temperature", "must be a number, not 'hot'"),
        ({"max_output_tokens": 1.5}, "max_output_tokens", "must be a whole number, not 1.5"),
        ({"seed": True}, "seed", "must be a whole number, not True"),
        ({"logprobs": 1}, "logprobs", "must be true or false, not 1"),
        ({"output": {"type": "json_object"}}, "output", "must be an OutputFormat, not a dict"),
        ({"output": OutputFormat(kind="xml")}, "output.kind", "must be one of text, json, json_schema; not"),
        ({"reasoning": Reasoning(effort="huge")}, "reasoning.effort", "must be one of none, minimal"),
        ({"tool_choice": ToolChoice(mode="any")}, "tool_choice.mode", "must be one of auto, none, required"),
        ({"stop": "END"}, "stop", "must be a tuple, not a str"),
    ],
)
def test_a_wrong_field_is_named(fields: dict[str, Any], path: str, problem: str):
    faults = _faults(ChatRequest(**{"messages": (HELLO,), **fields}))

    assert list(faults) == [path]
    assert faults[path].startswith(problem)


@pytest.mark.parametrize(
    ("part", "path", "problem"),
    [
        (
            "hi",
            "messages[0].parts[0]",
            "must be a part such as Text or Image, not a str; write Text(text=...)",
        ),
        (Text(text=5), "messages[0].parts[0].text", "must be a text, not 5"),  # type: ignore[arg-type]
        (Image(), "messages[0].parts[0]", "must have one of data, url, file_id; it has none"),
        (
            Image(data="x", url="y"),
            "messages[0].parts[0]",
            "must have one of data, url, file_id; it has data and",
        ),
        (
            Image(data=b"x"),  # type: ignore[arg-type]
            "messages[0].parts[0].data",
            "must be a text, not a bytes; write bytes in base64",
        ),
        (
            ToolResult(call_id="c", parts=("x",)),  # type: ignore[arg-type]
            "messages[0].parts[0].parts[0]",
            "must be a part such as Text",
        ),
    ],
)
def test_a_wrong_part_is_named(part: Any, path: str, problem: str):
    faults = _faults(ChatRequest(messages=(Message(role="user", parts=(part,)),)))

    assert list(faults) == [path]
    assert faults[path].startswith(problem)


def test_parts_that_are_a_text_are_no_parts_and_a_role_is_one_of_five():
    faults = _faults(ChatRequest(messages=(Message(role="usr", parts="hi"),)))  # type: ignore[arg-type]

    assert faults == {
        "messages[0].role": "must be one of system, developer, user, assistant, tool; not 'usr'",
        "messages[0].parts": "must be a tuple, not a str",
    }


def test_a_document_of_text_and_a_sound_that_is_only_named_are_sound():
    see_sound(
        ChatRequest(
            messages=(
                Message(role="user", parts=(Document(text="words"),)),
                Message(role="assistant", parts=(Audio(id="audio_1"),)),
            )
        )
    )
