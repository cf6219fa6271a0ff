"""Any request that the parts of the corpus make up, over every format; and bodies with a fault in them."""

import copy
import json
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.wire.contract.corpus import REQUESTS, RESPONSES
from tests.wire.contract.differing import unlisted

from modeldex import InvalidRequestError, WireDataError
from modeldex.core.provider import WIRE_FORMATS
from modeldex.wire.content import Part, Thinking, ToolCall, ToolResult
from modeldex.wire.format import Frame
from modeldex.wire.gathering import unfolded
from modeldex.wire.losses import Losses
from modeldex.wire.request import ChatRequest, Message
from modeldex.wire.table import format_named

ALONE = ("tools", "tool_choice", "reasoning", "max_output_tokens")
"""Fields that hang together: a request has those of one request of the corpus."""
PLACES = ("model", "messages", "format", "extras")
FREE = [one.name for one in fields(ChatRequest) if one.name not in {*ALONE, *PLACES}]
SETTINGS = [(name, getattr(one, name)) for one in REQUESTS.values() for name in FREE if getattr(one, name)]
TOGETHER = [{name: getattr(one, name) for name in ALONE} for one in REQUESTS.values()]
SAID: dict[str, list[Part]] = {
    role: [
        part
        for one in REQUESTS.values()
        for message in one.messages
        if message.role == role
        for part in message.parts
    ]
    for role in ("user", "assistant")
}
INSTRUCTIONS = [
    message
    for one in REQUESTS.values()
    for message in one.messages[:1]
    if message.role in {"system", "developer"}
]
JUNK: list[Any] = [
    None,
    True,
    -1,
    1.5,
    10**30,
    "",
    "x",
    [],
    {},
    [None],
    [[]],
    {"a": 1},
    [{}],
    {"type": "?"},
    "\ud83d",
]


@st.composite
def requests(draw: st.DrawFn) -> ChatRequest:
    """Speakers by turns, as every format has them; each call has its result."""
    messages: list[Message] = draw(st.lists(st.sampled_from(INSTRUCTIONS), max_size=1))
    for turn in range(draw(st.integers(1, 3))):
        if turn:
            messages += _answer(draw, turn)
        messages.append(Message(role="user", parts=_parts(draw, "user")))
    stated = dict(draw(st.lists(st.sampled_from(SETTINGS), max_size=5)))
    return ChatRequest(model="m-1", messages=tuple(messages), **stated, **draw(st.sampled_from(TOGETHER)))


def _parts(draw: st.DrawFn, role: str) -> tuple[Part, ...]:
    return tuple(draw(st.lists(st.sampled_from(SAID[role]), min_size=1, max_size=3)))


def _answer(draw: st.DrawFn, turn: int) -> list[Message]:
    """What the model said, with ids of its own, and the results of its calls."""
    parts = [
        replace(part, id=f"call_{turn}_{place}") if isinstance(part, ToolCall) else part
        for place, part in enumerate(sorted(_parts(draw, "assistant"), key=_rank))
    ]
    called = [part for part in parts if isinstance(part, ToolCall)]
    results = tuple(ToolResult(call_id=one.id, name=one.name, parts=(draw(_TEXTS),)) for one in called)
    said = Message(role="assistant", parts=tuple(parts))
    return [said, Message(role="tool", parts=results)] if results else [said]


_TEXTS = st.sampled_from(REQUESTS["several texts"].messages[0].parts)


def _rank(part: Part) -> int:
    """Its place in the order that all formats have: thinking, words, calls."""
    return 0 if isinstance(part, Thinking) else 2 if isinstance(part, ToolCall) else 1


def _written(request: ChatRequest, wire: str, losses: Losses) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(
        json.dumps(format_named(wire).write_request(request, losses), allow_nan=False)
    )
    return body


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@given(request=requests())
@settings(max_examples=60, deadline=None)
def test_whatever_is_asked_arrives_or_is_listed(wire: str, request: ChatRequest):
    losses = Losses()

    body = _written(request, wire, losses)

    arrived = format_named(wire).read_request(body, model="m-1", is_stream=False)
    assert unlisted(request, arrived, losses) == []


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@given(request=requests())
@settings(max_examples=40, deadline=None)
def test_whatever_came_over_a_wire_goes_back_over_it(wire: str, request: ChatRequest):
    read = format_named(wire).read_request(_written(request, wire, Losses()), model="m-1", is_stream=False)
    losses = Losses()

    body = _written(read, wire, losses)

    assert format_named(wire).read_request(body, model="m-1", is_stream=False) == read
    assert list(losses) == []


def _spoiled(body: Any, data: st.DataObject) -> Any:
    """The value with something else, or nothing, in one place of it."""
    spoiled = copy.deepcopy(body)
    place: Any = spoiled
    while True:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        key = data.draw(st.sampled_from(list(keys)))
        if isinstance(place[key], dict | list) and place[key] and data.draw(st.integers(0, 3)):
            place = place[key]
            continue
        if data.draw(st.booleans()):
            place[key] = data.draw(st.sampled_from(JUNK))
        elif isinstance(place, dict) and data.draw(st.booleans()):
            place[data.draw(st.sampled_from(["type", "name", "x", "role", "content", "id"]))] = place.pop(key)
        else:
            del place[key]
        return spoiled


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_a_spoiled_request_is_read_or_refused_with_its_faults(wire: str, data: st.DataObject):
    body = _written(REQUESTS[data.draw(st.sampled_from(sorted(REQUESTS)))], wire, Losses())
    spoiled = _spoiled(body, data)

    try:
        request = format_named(wire).read_request(spoiled, model="m-1")
    except InvalidRequestError:
        return
    for other in WIRE_FORMATS:
        format_named(other).write_request(request, Losses())


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_spoiled_answer_is_read_or_refused(wire: str, data: st.DataObject):
    name = data.draw(st.sampled_from(sorted(RESPONSES)))
    body = format_named(wire).write_response(RESPONSES[name], Losses())
    spoiled = _spoiled(json.loads(json.dumps(body)), data)

    try:
        response = format_named(wire).read_response(spoiled)
    except WireDataError:
        return
    for other in WIRE_FORMATS:
        format_named(other).write_response(response, Losses())


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_stream_with_a_spoiled_frame_is_read_in_order_to_the_end(wire: str, data: st.DataObject):
    """Whatever stands in a frame: no other error than ours, the order of events, one end."""
    name = data.draw(st.sampled_from(sorted(RESPONSES)))
    writer, unframer = format_named(wire).stream_writer(Losses()), format_named(wire).unframer()
    frames = unframer.feed(b"".join(map(writer.write, unfolded(RESPONSES[name]))))
    place = data.draw(st.integers(0, len(frames) - 1))
    if frames[place].data.startswith(b"{"):
        spoiled = _spoiled(json.loads(frames[place].data), data)
        frames[place] = Frame(frames[place].event, json.dumps(spoiled).encode())
    reader = format_named(wire).stream_reader()

    events = [event for frame in frames for event in reader.read(frame)] + reader.end()

    ends = [place for place, event in enumerate(events) if type(event).__name__ in {"Ended", "Failed"}]
    assert ends == [len(events) - 1]
    for other in WIRE_FORMATS:
        translated = format_named(other).stream_writer(Losses())
        for event in events:
            translated.write(event)
