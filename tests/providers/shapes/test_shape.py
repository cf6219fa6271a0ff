"""A shape holds sizes, names and counts of a call; never a word of it."""

import json
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import Usage
from modeldex.providers.shapes.measuring import PARAMETERS, shape_of, skeleton
from modeldex.providers.shapes.shape import RequestShape
from modeldex.wire.content import Document, Image, Text, ToolCall, ToolResult
from modeldex.wire.request import ChatRequest, Message, OutputFormat, Reasoning
from modeldex.wire.tools import Tool, ToolChoice

AT = "2026-11-24T10:00:00Z"
SECRET = "the patient is Ada"
ARGUMENTS = f'{{"a":"{SECRET}"}}'
SEEN = (Text(text=SECRET), Image(data="aGk="))
RICH = ChatRequest(
    model="m",
    messages=(
        Message(role="system", parts=(Text(text=SECRET, cache="5m"),)),
        Message(
            role="user",
            parts=(
                Image(url=f"https://a.example/{SECRET}"),
                Document(text=SECRET, title=SECRET),
            ),
        ),
        Message(role="assistant", parts=(ToolCall(id=SECRET, name="secret_tool", arguments=ARGUMENTS),)),
        Message(role="tool", parts=(ToolResult(call_id=SECRET, parts=SEEN),)),
    ),
    tools=(Tool(name="secret_tool", description=SECRET, schema={"title": SECRET}, is_strict=True),),
    tool_choice=ToolChoice(mode="named", names=("secret_tool",)),
    output=OutputFormat(kind="json_schema", name=SECRET, schema={"title": SECRET}),
    temperature=0.7,
    stop=(SECRET,),
    user=SECRET,
    metadata={SECRET: SECRET},
    reasoning=Reasoning(effort="low"),
    max_output_tokens=500,
    is_stream=True,
    extras={"top_a": SECRET, SECRET: 1, "Authorization": SECRET},
)  # fmt: skip


def test_a_shape_counts_what_a_request_holds():
    shape = shape_of(RICH, model="openai/gpt-5", at=AT, usage=Usage(input_tokens=10, output_tokens=2))

    assert (shape.messages, shape.images, shape.documents, shape.tools) == (4, 2, 1, 1)
    assert (shape.tool_calls, shape.tool_results) == (1, 1)
    assert shape.characters == 3 * len(SECRET) + len(ARGUMENTS)
    assert shape.parameters == (
        "temperature", "stop", "tool_choice.named", "output.json_schema", "reasoning.effort", "user",
        "metadata", "tools.strict", "cache", "top_a",
    )  # fmt: skip
    assert shape.max_output_tokens == 500


def test_not_a_word_of_a_request_gets_into_its_shape():
    written = json.dumps(shape_of(RICH, model="openai/gpt-5", at=AT).record())

    for word in ("patient", "Ada", "secret_tool", "Authorization", "aGk"):
        assert word not in written


def test_a_line_leaves_out_what_is_not_there():
    record = shape_of(
        ChatRequest(model="m", messages=(Message(role="user", parts=(Text(text="Hi"),)),)),
        model="openai/gpt-5",
        at=AT,
    ).record()

    assert record == {
        "shape": 1, "model": "openai/gpt-5", "at": AT, "calls": 1, "messages": 1, "characters": 2,
        "outcome": "ok",
    }  # fmt: skip


EXCLUSIVE = {name: name.split(".")[0] for name in PARAMETERS if name.startswith(("tool_choice.", "output."))}
"""Of these a request states one of a kind."""
SHAPES = st.builds(
    RequestShape,
    model=st.sampled_from(("openai/gpt-5", "openrouter/a/b:free")),
    at=st.just(AT),
    calls=st.integers(1, 50),
    characters=st.integers(0, 10**7),
    images=st.integers(0, 3),
    tools=st.integers(0, 3),
    parameters=st.lists(
        st.sampled_from((*PARAMETERS, "cache", "tools.strict", "top_a")),
        unique_by=lambda name: EXCLUSIVE.get(name, name),
    ).map(tuple),
    max_output_tokens=st.none() | st.integers(1, 10**6),
    is_stream=st.booleans(),
    usage=st.none() | st.builds(Usage, input_tokens=st.integers(0, 10**6)),
    outcome=st.sampled_from(("ok", "rate_limit")),
    seconds=st.none() | st.floats(0, 600),
)  # fmt: skip


@given(SHAPES)
def test_a_shape_is_read_from_its_line_as_it_was(shape: RequestShape):
    record = json.loads(json.dumps(shape.record()))
    read = RequestShape.of_record(record)

    # a record leaves out what is zero, and so a measured time of 0 s is not told from none
    assert read.record() == shape.record()


@given(SHAPES)
def test_a_skeleton_states_what_the_shape_says_and_nothing_else(shape: RequestShape):
    again = shape_of(skeleton(shape), model=shape.model, at=shape.at)

    assert {*again.parameters} == {name for name in shape.parameters if name != "tools.strict" or shape.tools}
    assert (again.tools, again.is_stream) == (shape.tools, shape.is_stream)
    assert (again.images > 0) == (shape.images > 0)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"shape": 2}, 'must begin with "shape": 1, not 2'),
        ({"shape": None}, 'must begin with "shape": 1'),
        ({"text": "hi"}, "has a field that is not known: text"),
        ({"model": "gpt-5"}, "model must be a full id like openai/gpt-5, not 'gpt-5'"),
        ({"model": 5}, "model must be a full id"),
        ({"at": "yesterday"}, "at must be a moment like 2026-11-24T10:00:00Z"),
        ({"at": "2026-02-30T10:00:00Z"}, "at must be a moment like 2026-11-24T10:00:00Z"),
        ({"at": "2026-02-20T10:60:00Z"}, "at must be a moment like 2026-11-24T10:00:00Z"),
        ({"calls": -1}, "calls must be a whole number from 1, not -1"),
        ({"calls": 0}, "calls must be a whole number from 1, not 0"),
        ({"calls": 10**400}, "calls must be a whole number from 1, not 1000"),
        ({"messages": -1}, "messages must be a whole number from 0, not -1"),
        ({"images": 1.5}, "images must be a whole number"),
        ({"tools": True}, "tools must be a whole number"),
        ({"seconds": "fast"}, "seconds must be a number from 0"),
        ({"seconds": nan}, "seconds must be a number from 0, not nan"),
        ({"seconds": inf}, "seconds must be a number from 0, not inf"),
        ({"first_token_seconds": 10**400}, "first_token_seconds must be a number from 0, not 1000"),
        ({"outcome": ["ok"]}, "outcome must be ok or a kind of failure"),
        ({"is_stream": 1}, "is_stream must be true or false, not 1"),
        ({"parameters": "temperature"}, "parameters must be a list of names"),
        ({"parameters": ["Hello there"]}, "parameters must be a list of names"),
        ({"usage": 5}, "usage must be an object of counts"),
        ({"usage": {"input_tokens": -1}}, "usage: input_tokens"),
        ({"usage": {"words": 5}}, "usage: words"),
    ],
)
def test_a_line_that_is_no_shape_says_what_is_wrong(changes: dict[str, object], problem: str):
    record = {"shape": 1, "model": "openai/gpt-5", "at": AT, **changes}

    with pytest.raises(ValueError, match="^" + problem.replace("(", r"\(")):
        RequestShape.of_record(record)
