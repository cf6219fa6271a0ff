"""Every format over every answer of the corpus, whole and as a stream cut anywhere."""

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.wire.contract.corpus import RESPONSES
from tests.wire.contract.differing import unlisted

from modeldex.core.provider import WIRE_FORMATS
from modeldex.wire.events import ChatEvent, Failed, PartGrew
from modeldex.wire.failure import Failure
from modeldex.wire.gathering import Gatherer, gathered, unfolded
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse
from modeldex.wire.table import format_named

EACH = [(name, wire) for name in RESPONSES for wire in WIRE_FORMATS]


def _stream(response: ChatResponse, wire: str, losses: Losses) -> bytes:
    writer = format_named(wire).stream_writer(losses)
    return b"".join(map(writer.write, unfolded(response)))


def _read(pieces: list[bytes], wire: str) -> Iterator[ChatEvent]:
    unframer, reader = format_named(wire).unframer(), format_named(wire).stream_reader()
    for piece in pieces:
        for frame in unframer.feed(piece):
            yield from reader.read(frame)
    for frame in unframer.end():
        yield from reader.read(frame)
    yield from reader.end()


@pytest.mark.parametrize(("name", "wire"), EACH)
def test_an_answer_arrives_as_it_was_or_the_loss_is_listed(name: str, wire: str):
    losses = Losses()
    body = json.loads(json.dumps(format_named(wire).write_response(RESPONSES[name], losses), allow_nan=False))

    arrived = format_named(wire).read_response(body)

    assert unlisted(RESPONSES[name], arrived, losses) == []


@pytest.mark.parametrize(("name", "wire"), EACH)
def test_a_stream_says_the_same_as_the_whole_answer(name: str, wire: str):
    losses = Losses()

    arrived = gathered(_read([_stream(RESPONSES[name], wire, losses)], wire))

    assert unlisted(RESPONSES[name], arrived, losses) == []


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@given(data=st.data())
@settings(max_examples=30, deadline=None)
def test_a_stream_says_the_same_however_it_is_cut(wire: str, data: st.DataObject):
    name = data.draw(st.sampled_from(sorted(RESPONSES)))
    stream = _stream(RESPONSES[name], wire, Losses())
    size = data.draw(st.integers(1, 40))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    bounds = [0, *cuts, len(stream)] if cuts else list(range(0, len(stream) + size, size))
    pieces = [stream[start:end] for start, end in pairwise(bounds)]

    assert list(_read(pieces, wire)) == list(_read([stream], wire))


@pytest.mark.parametrize("wire", WIRE_FORMATS)
def test_a_stream_that_is_cut_anywhere_never_looks_whole(wire: str):
    stream = _stream(RESPONSES["calls"], wire, Losses())
    frames = format_named(wire).unframer().feed(stream)
    for kept in range(len(frames)):
        reader, gatherer = format_named(wire).stream_reader(), Gatherer()
        for frame in frames[:kept]:
            for event in reader.read(frame):
                gatherer.add(event)
        was_whole = gatherer.is_ended or any(choice.finish for choice in gatherer.response().choices)
        for event in reader.end():
            gatherer.add(event)
        assert was_whole or (gatherer.failure is not None and gatherer.failure.kind == "cut")
        assert not (gatherer.failure is not None and gatherer.is_ended)


@pytest.mark.parametrize("wire", WIRE_FORMATS)
def test_a_failure_in_the_middle_arrives_as_one_and_nothing_follows_it(wire: str):
    writer = format_named(wire).stream_writer(Losses())
    told: list[ChatEvent] = []
    for event in unfolded(RESPONSES["text"]):
        told.append(event)
        if isinstance(event, PartGrew):
            break
    told.append(Failed(Failure(kind="overloaded", message="too much to do")))

    arrived = list(_read([b"".join(map(writer.write, told))], wire))

    assert isinstance(arrived[-1], Failed)
    assert "too much to do" in arrived[-1].failure.message
    assert [event for event in arrived if isinstance(event, PartGrew)] != []
