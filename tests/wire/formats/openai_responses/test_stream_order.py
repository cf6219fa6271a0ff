"""Whatever a server streams, events keep their order."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.wire.formats.openai_responses.streaming import read

from modeldex.wire import events as told

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
