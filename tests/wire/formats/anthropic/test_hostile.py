"""Whatever stands where something else should: it is refused by name, or passed over, and never a crash."""

import contextlib
import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.wire.formats.anthropic.recorded import body, stream

from modeldex.core.errors import InvalidRequestError, WireDataError
from modeldex.wire.format import Frame
from modeldex.wire.formats.anthropic import FORMAT
from modeldex.wire.gathering import Gatherer
from modeldex.wire.losses import Losses

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.text(max_size=3), st.just([]), st.just({}),
    st.just([{}]), st.just({"type": "text"}), st.just({"type": []}),
)  # fmt: skip
PIECES = st.lists(st.integers(0, 10**6), min_size=1, max_size=8)
FRAMES = [json.loads(frame.data) for frame in FORMAT.unframer().feed(stream())]


def spoilt(value: Any, way: list[int], put: Any) -> Any:
    """A copy in which one place holds something else; the way says which child to follow."""
    value = copy.deepcopy(value)
    place = value
    for step in way:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = keys[step % len(keys)]
        if step is way[-1] or not isinstance(place[key], dict | list):
            place[key] = put
            break
        place = place[key]
    return value


@given(PIECES, VALUES)
@settings(deadline=None)
def test_a_spoilt_request_is_refused_by_name_or_still_sayable(way: list[int], put: Any):
    with contextlib.suppress(InvalidRequestError):
        read = FORMAT.read_request(spoilt(body("everything"), way, put))
        assert FORMAT.read_request(FORMAT.write_request(read, Losses())) == read


@given(PIECES, VALUES)
@settings(deadline=None)
def test_a_spoilt_answer_is_refused_or_still_sayable(way: list[int], put: Any):
    with contextlib.suppress(WireDataError):
        read = FORMAT.read_response(spoilt(body("answer"), way, put))
        json.dumps(FORMAT.write_response(read, Losses()))


@given(st.lists(st.tuples(st.integers(0, len(FRAMES) - 1), PIECES, VALUES), min_size=1, max_size=4))
@settings(deadline=None)
def test_a_spoilt_stream_is_read_in_order_to_its_end(spoils: list[tuple[int, list[int], Any]]):
    frames = list(FRAMES)
    for place, way, put in spoils:
        frames[place] = spoilt(frames[place], way, put)
    reader, gatherer, writer = FORMAT.stream_reader(), Gatherer(), FORMAT.stream_writer(Losses())
    events = [
        event for one in frames for event in reader.read(Frame("", json.dumps(one).encode()))
    ] + reader.end()
    for event in events:
        gatherer.add(event)
        writer.write(event)
    assert gatherer.is_ended is not (gatherer.failure is not None)
