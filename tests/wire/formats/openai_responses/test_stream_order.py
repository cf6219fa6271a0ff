"""Whatever a server streams, events keep their order."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.wire.formats.openai_responses.streaming import frames, read
from tests.wire.formats.openai_responses.test_stream_reading import DONE, added, delta, done, ended, parts

from modeldex.wire import events as told
from modeldex.wire.content import Foreign, Text, Thinking, ToolCall
from modeldex.wire.gathering import gathered

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | st.sampled_from(["", "x", "message", "reasoning"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["type", "text", "id"]), inner)
    ),
    max_leaves=4,
)  # fmt: skip
FRAMES = st.builds(
    lambda kind, more: {"type": kind, **more},
    st.sampled_from([
        "response.output_item.added", "response.output_item.done", "response.output_text.delta",
        "response.content_part.added", "response.content_part.done", "response.reasoning_text.delta",
        "response.reasoning_summary_part.added", "response.refusal.done", "response.completed", "error",
        "response.function_call_arguments.delta", "response.output_text.annotation.added",
    ]),
    st.dictionaries(
        st.sampled_from(["item", "part", "delta", "output_index", "content_index", "response", "annotation"]),
        JSON,
    ),
)  # fmt: skip


@given(st.lists(FRAMES, max_size=8))
@settings(max_examples=100, deadline=None)
def test_any_frames_make_events_in_their_order(values):
    is_open: set[int] = set()
    for event in (events := read(b"".join(b"data: %b\n\n" % json.dumps(one).encode() for one in values))):
        if isinstance(event, told.PartStarted):
            assert not is_open
            is_open.add(event.index)
        elif isinstance(event, told.PartGrew | told.CitationAdded):
            assert event.index in is_open
        elif isinstance(event, told.PartEnded):
            is_open.remove(event.index)
    assert isinstance(events[-1], told.Ended | told.Failed)


def _piece(index: int, text: str) -> Any:
    return delta("output_text", text, content_index=index)


MIXED = [_piece(0, "A"), _piece(1, "B"), _piece(0, "C"), _piece(1, "D")]
WHOLE = [{"type": "output_text", "text": "AC"}, {"type": "output_text", "text": "BD"}]


@pytest.mark.parametrize(
    "end",
    [
        [done("message")], [done("message", content=WHOLE)], [],
        [{"type": "response.output_text.done", "output_index": 0, "content_index": 0}, done("message")],
    ],
    ids=["bare", "repeated", "none", "told"],
)  # fmt: skip
def test_parts_whose_pieces_come_mixed_are_put_in_order(end):
    said = parts(added("message"), *MIXED, *end)
    assert said == (Text(text="AC", item_id="msg_1"), Text(text="BD", item_id="msg_1"))


def test_items_that_only_the_whole_answer_holds_are_told_at_its_end():
    search = {"id": "ws_1", "type": "web_search_call", "status": "completed"}
    message = {"id": "msg_1", "type": "message", "content": [{"type": "output_text", "text": "A"}]}
    streamed = [added("message", 1), delta("output_text", "A", 1), done("message", 1)]
    found = gathered(read(frames(*streamed, ended(search, message)))).parts
    assert found == (
        Text(text="A", item_id="msg_1"),
        Foreign(format="openai_responses", kind="web_search_call", raw=search),
    )
    for twice in ([search, {**message, "id": "other"}], [message], [search, message, message]):
        output = frames(added("message", 0), delta("output_text", "A"), done("message"), ended(*twice))
        assert gathered(read(output)).parts == (Text(text="A", item_id="msg_1"),)


def test_an_item_that_is_told_ends_where_the_next_begins():
    values = [
        added("message"), delta("output_text", "A"),
        {"type": "response.output_text.done", "output_index": 0, "content_index": 0, "text": "A"},
        added("call", 1), delta("function_call_arguments", "{}", 1),
    ]  # fmt: skip
    events = read(frames(*values))
    assert told.PartGrew(0, 1, "arguments", "{}") in events
    late = [done("message"), done("call", 1, arguments="{}"), DONE]
    call = ToolCall(id="call_1", name="f", arguments="{}", item_id="fc_1")
    assert gathered(read(frames(*values, *late))).parts == (Text(text="A", item_id="msg_1"), call)


def test_thinking_waits_for_its_seal_before_the_next_item_begins():
    values = [
        added("reasoning"), delta("reasoning_summary_text", "Hm", summary_index=0),
        {"type": "response.reasoning_summary_text.done", "output_index": 0, "summary_index": 0},
        added("message", 1), delta("output_text", "A", 1), done("reasoning", 0, encrypted_content="c2"),
        done("message", 1),
    ]  # fmt: skip
    thinking, text = parts(*values)
    assert isinstance(thinking, Thinking)
    assert (thinking.sealed, text) == ("c2", Text(text="A", item_id="msg_1"))


@pytest.mark.parametrize("garbled", [b"{", b"\xff", b"{'type': 1}"])
def test_an_answer_of_which_a_frame_cannot_be_read_is_cut(garbled):
    events = read(frames(added("message"), delta("output_text", "A")) + b"data: " + garbled + b"\n\n")
    assert isinstance(events[-1], told.Failed)
    assert (events[-1].failure.kind, "no JSON" in events[-1].failure.message) == ("cut", True)
    assert isinstance(read(frames(DONE) + b"data: " + garbled + b"\n\n")[-1], told.Ended)
