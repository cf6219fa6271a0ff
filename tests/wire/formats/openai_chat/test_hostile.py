"""Whatever JSON comes in, the errors are those that are promised."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.core.errors import InvalidRequestError, WireDataError
from modeldex.wire import events as told
from modeldex.wire.format import Frame
from modeldex.wire.formats.openai_chat import FORMAT
from modeldex.wire.losses import Losses

NAMES = [
    "model", "messages", "role", "content", "type", "text", "image_url", "url", "input_audio", "data",
    "format", "file", "file_data", "tools", "function", "custom", "name", "arguments", "input",
    "tool_calls", "id", "index", "tool_call_id", "tool_choice", "allowed_tools", "mode", "response_format",
    "json_schema", "schema", "stop", "reasoning", "thinking", "effort", "stream_options", "choices",
    "message", "delta", "finish_reason", "native_finish_reason", "logprobs", "token", "logprob",
    "top_logprobs", "usage", "prompt_tokens", "error", "reasoning_details", "annotations", "url_citation",
    "images", "audio", "refusal", "function_call", "x_groq", "cache_control", "extra_content", "google",
    "created", "functions", "expires_at", "transcript", "bytes",
]  # fmt: skip
WORDS = [
    "user", "assistant", "tool", "system", "function", "custom", "text", "image_url", "input_audio", "file",
    "refusal", "thinking", "allowed_tools", "json_schema", "reasoning.text", "data:x;base64,aGk=", "f",
]  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers(-2, 3) | st.floats(allow_nan=False) | st.sampled_from(WORDS)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=25,
)
OBJECTS = st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6)
MESSAGES = st.lists(OBJECTS, max_size=3)


ODD = [[], {}, 5, "x", True, 0.5, [[]], [{}], [5], {"type": []}, {"type": {}}, {"name": []}]


@pytest.mark.parametrize("odd", ODD, ids=map(str, ODD))
def test_no_field_of_an_odd_type_is_more_than_a_fault(odd):
    message = dict.fromkeys(NAMES, odd)
    parts = [{**dict.fromkeys(NAMES, odd), "type": word} for word in [odd, *WORDS]]
    for role in ("user", "assistant", "tool", "function", odd):
        messages = [
            {"role": role, "content": "a"},
            {**message, "role": role},
            {"role": role, "content": parts},
        ]
        with suppress(InvalidRequestError):
            FORMAT.read_request({"model": "m", "messages": messages})
    for name in NAMES:
        with suppress(InvalidRequestError):
            FORMAT.read_request({"model": "m", "messages": [], name: odd})
        with suppress(WireDataError):
            FORMAT.read_response(
                {"choices": [{"message": {name: odd, "content": parts}, name: odd}], name: odd}
            )
        reader = FORMAT.stream_reader()
        for delta in ({name: odd}, {name: [odd, message]}, {name: [{**message, "index": 0}]}):
            choice = {"index": 0, "delta": delta, name: odd}
            for chunk in ({"choices": [{"delta": delta}]}, {"choices": [choice]}, {name: odd}):
                reader.read(Frame("", json.dumps(chunk).encode()))
        reader.end()


@given(OBJECTS | JSON, MESSAGES | JSON)
def test_a_request_is_read_or_refused(body, messages):
    if isinstance(body, dict):
        body = {**body, "model": "m", "messages": messages}
    with suppress(InvalidRequestError):
        request = FORMAT.read_request(body)
        again = FORMAT.write_request(request, Losses())
        assert FORMAT.read_request(json.loads(json.dumps(again))).messages is not None


@given(JSON, OBJECTS)
def test_an_answer_is_read_or_refused(choices, message):
    for body in (choices, {"choices": choices}, {"choices": [{"message": message, **message}], **message}):
        with suppress(WireDataError):
            FORMAT.write_response(FORMAT.read_response(body), Losses())


@given(st.lists(st.tuples(OBJECTS, st.lists(OBJECTS, max_size=2), JSON), max_size=4))
def test_a_stream_is_read_in_order_to_one_end(chunks):
    reader, writer = FORMAT.stream_reader(), FORMAT.stream_writer(Losses())
    frames = []
    for chunk, deltas, other in chunks:
        choices = [{"index": at, "delta": delta, **chunk} for at, delta in enumerate(deltas)]
        frames += [Frame("", json.dumps(held).encode()) for held in (other, {**chunk, "choices": choices})]
    events = [event for frame in frames for event in reader.read(frame)] + reader.end()
    written = b"".join(map(writer.write, events))
    assert sum(isinstance(event, told.Ended | told.Failed) for event in events) == 1
    assert isinstance(events[-1], told.Ended | told.Failed)
    opened: dict[int, int] = {}
    for event in events:
        match event:
            case told.PartStarted():
                assert event.choice not in opened
                opened[event.choice] = event.index
            case told.PartGrew() | told.CitationAdded():
                assert opened[event.choice] == event.index
            case told.PartEnded():
                assert opened.pop(event.choice) == event.index
            case told.ChoiceEnded():
                assert event.choice not in opened
    assert written.endswith(b"\n\n")
