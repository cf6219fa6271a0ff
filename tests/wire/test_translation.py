"""From one format into another: requests, answers and streams, by name and by format."""

import json
from collections.abc import Iterator
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.wire.contract.corpus import REQUESTS, RESPONSES
from tests.wire.contract.differing import unlisted

from modeldex import InvalidRequestError, UnknownNameError, UntranslatableError, Usage, WireDataError
from modeldex.core.provider import WIRE_FORMATS
from modeldex.wire.content import Text, ToolCall
from modeldex.wire.events import ChatEvent, Ended, Failed, PartGrew, UsageTold
from modeldex.wire.failure import Failure
from modeldex.wire.framing.sse import SseUnframer
from modeldex.wire.gathering import Gatherer, gathered, unfolded
from modeldex.wire.losses import Losses
from modeldex.wire.quirks import Quirks
from modeldex.wire.response import ChatResponse
from modeldex.wire.table import format_named
from modeldex.wire.translation import StreamTranslation, Translated, translate_request, translate_response

PAIRS = [(one, other) for one in WIRE_FORMATS for other in WIRE_FORMATS]
CHAT = {"model": "m-1", "messages": [{"role": "user", "content": "Hello"}], "seed": 7, "max_tokens": 9}


def _stream(response: ChatResponse, wire: str) -> bytes:
    writer = format_named(wire).stream_writer(Losses())
    return b"".join(map(writer.write, unfolded(response)))


def _broken(wire: str) -> bytes:
    """A stream that fails after its first words."""
    writer = format_named(wire).stream_writer(Losses())
    written = []
    for event in unfolded(RESPONSES["text"]):
        written.append(writer.write(event))
        if isinstance(event, PartGrew):
            break
    written.append(writer.write(Failed(Failure(kind="overloaded", message="too much to do"))))
    return b"".join(written)


def _read(stream: bytes, wire: str) -> Iterator[ChatEvent]:
    unframer, reader = format_named(wire).unframer(), format_named(wire).stream_reader()
    for frame in unframer.feed(stream) + unframer.end():
        yield from reader.read(frame)
    yield from reader.end()


def _translated(stream: bytes, translation: StreamTranslation, size: int | None = None) -> bytes:
    step = size or len(stream) or 1
    pieces = [stream[place : place + step] for place in range(0, len(stream), step)]
    return b"".join([*map(translation.feed, pieces), translation.end()])


def _join(losses: Losses, told: Translated) -> None:
    """Put what a translation lost to what was lost before it."""
    for loss in (*told.dropped, *told.approximated):
        losses.drop(loss.field, loss.reason)


def test_a_request_goes_by_the_names_of_formats_or_by_the_formats():
    by_name = translate_request(CHAT, "openai_chat", "anthropic", model="m-2")
    by_format = translate_request(
        CHAT, format_named("openai_chat"), format_named("anthropic"), model="m-2", is_stream=None
    )

    assert by_name == by_format
    assert by_name.body == {
        "model": "m-2",
        "max_tokens": 9,
        "messages": [{"role": "user", "content": "Hello"}],
    }
    assert [loss.field for loss in by_name.dropped] == ["seed"]
    assert by_name.approximated == ()


def test_what_is_approximated_is_told_apart_from_what_is_dropped():
    told = translate_request(
        {name: value for name, value in CHAT.items() if name != "max_tokens"},
        "openai_chat",
        "anthropic",
        model="m-2",
    )

    assert [loss.field for loss in told.approximated] == ["max_output_tokens"]


def test_a_stream_is_asked_for_where_the_body_does_not_say():
    contents = {"contents": [{"role": "user", "parts": [{"text": "Hello"}]}]}
    streamed = translate_request(contents, "gemini", "openai_chat", model="m", is_stream=True)

    assert streamed.body["stream"] is True
    assert "stream" not in translate_request(contents, "gemini", "openai_chat", model="m").body


def test_strict_mode_refuses_a_request_that_loses_anything():
    with pytest.raises(UntranslatableError, match="anthropic cannot say all of it: seed"):
        translate_request(CHAT, "openai_chat", "anthropic", model="m-2", is_strict=True)


def test_strict_mode_refuses_an_answer_that_loses_anything():
    body = format_named("openai_chat").write_response(RESPONSES["two answers"], Losses())

    with pytest.raises(UntranslatableError, match=r"ollama cannot say all of it: choices\[1\]"):
        translate_response(body, "openai_chat", "ollama", is_strict=True)


def test_unknown_formats_are_named_with_those_that_there_are():
    with pytest.raises(UnknownNameError, match="openai_chat"):
        translate_request(CHAT, "openai", "anthropic", model="m")
    with pytest.raises(UnknownNameError, match="ollama"):
        translate_response({}, "openai_chat", "lama")
    with pytest.raises(UnknownNameError, match="wire format"):
        StreamTranslation("x", "ollama")


def test_what_is_no_request_and_what_is_no_answer_is_refused():
    with pytest.raises(InvalidRequestError, match="messages"):
        translate_request({"messages": 3}, "openai_chat", "anthropic", model="m")
    with pytest.raises(WireDataError, match="choices"):
        translate_response({"id": "x"}, "openai_chat", "anthropic")


@pytest.mark.parametrize(("source", "target"), PAIRS)
@pytest.mark.parametrize("name", ["calls and results", "image", "JSON schema", "sampling"])
def test_a_request_says_the_same_in_another_format(name: str, source: str, target: str):
    losses = Losses()
    body = format_named(source).write_request(REQUESTS[name], losses)

    told = translate_request(body, source, target, model="m-1")

    _join(losses, told)
    arrived = format_named(target).read_request(json.loads(json.dumps(told.body)), model="m-1")
    assert unlisted(REQUESTS[name], arrived, losses) == []


@pytest.mark.parametrize(("source", "target"), PAIRS)
@pytest.mark.parametrize("name", RESPONSES)
def test_an_answer_says_the_same_whole_or_streamed(name: str, source: str, target: str):
    losses = Losses()
    body = format_named(source).write_response(RESPONSES[name], losses)
    told = translate_response(body, source, target)
    _join(losses, told)
    whole = format_named(target).read_response(json.loads(json.dumps(told.body)))
    translation = StreamTranslation(source, target)

    streamed = gathered(_read(_translated(_stream(RESPONSES[name], source), translation), target))

    assert unlisted(RESPONSES[name], whole, losses) == []
    assert unlisted(whole, streamed, translation.losses) == []
    assert translation.failure is None


@pytest.mark.parametrize(("source", "target"), PAIRS)
@given(data=st.data())
@settings(max_examples=6, deadline=None)
def test_a_stream_is_translated_alike_however_it_is_cut(source: str, target: str, data: st.DataObject):
    stream = _stream(RESPONSES[data.draw(st.sampled_from(sorted(RESPONSES)))], source)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=8)))
    pieces = [stream[start:end] for start, end in pairwise([0, *cuts, len(stream)])]
    translation = StreamTranslation(source, target)

    written = b"".join([*map(translation.feed, pieces), translation.end()])

    assert list(_read(written, target)) == list(
        _read(_translated(stream, StreamTranslation(source, target)), target)
    )


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_byte_by_byte_the_target_reads_the_same_answer(source: str, target: str):
    stream = _stream(RESPONSES["calls"], source)

    read = gathered(_read(_translated(stream, StreamTranslation(source, target), size=1), target))

    assert [type(part) for part in read.parts] == [Text, ToolCall, ToolCall]
    assert [json.loads(part.arguments) for part in read.parts if isinstance(part, ToolCall)] == [
        {"place": "Paris", "days": 2},
        {},
    ]
    assert read.choices[0].finish is not None
    assert read.choices[0].finish.reason == "tool_calls"


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_an_error_on_the_way_arrives_as_one_and_nothing_follows(source: str, target: str):
    translation = StreamTranslation(source, target)

    written = translation.feed(_broken(source))

    assert translation.end() == b""
    events = list(_read(written, target))
    assert isinstance(events[-1], Failed)
    assert "too much to do" in events[-1].failure.message
    assert not any(isinstance(event, Ended) for event in events)
    assert translation.failure is not None
    assert translation.failure.kind in {"overloaded", "unavailable", "server"}


@pytest.mark.parametrize(("source", "target"), PAIRS)
@pytest.mark.parametrize("share", [0.0, 0.3, 0.6])
def test_a_stream_that_is_cut_never_ends_well(share: float, source: str, target: str):
    stream = _stream(RESPONSES["calls"], source)
    frames = format_named(source).unframer().feed(stream)
    translation = StreamTranslation(source, target)
    kept = stream[: int(len(stream) * share)]

    written = translation.feed(kept)
    try:
        written += translation.end()
    except WireDataError:  # a binary message that is not whole
        return

    gatherer = Gatherer()
    for event in _read(written, target):
        gatherer.add(event)
    assert len(frames) > 3
    assert translation.failure is not None
    assert translation.failure.kind == "cut"
    assert gatherer.failure is not None
    assert not gatherer.is_ended


@pytest.mark.parametrize(("source", "target"), PAIRS)
def test_usage_is_known_even_where_the_caller_wants_none(source: str, target: str):
    stream = _stream(RESPONSES["text"], source)
    translation = StreamTranslation(source, target, includes_usage=False)

    written = _translated(stream, translation)

    assert translation.usage == Usage(input_tokens=9, output_tokens=5)
    events = list(_read(written, target))
    assert isinstance(events[-1], Ended)
    if target in {"openai_chat", "bedrock", "ollama", "gemini"}:
        assert not any(isinstance(event, UsageTold) for event in events)


def test_losses_of_a_stream_are_collected_where_the_caller_says():
    losses = Losses()
    translation = StreamTranslation("openai_chat", "ollama", losses)

    _translated(_stream(RESPONSES["two answers"], "openai_chat"), translation)

    assert translation.losses is losses
    assert {loss.field for loss in losses} == {"choices[1]"}


def test_a_stream_whose_bytes_cannot_be_one_ends_with_an_error_of_the_target():
    translation = StreamTranslation("openai_chat", "anthropic", Losses(is_strict=True))
    translation._unframer = SseUnframer(most_bytes=500)
    written = translation.feed(_stream(RESPONSES["text"], "openai_chat")[:300]) + translation.feed(b"x" * 600)

    assert translation.feed(b"more") == translation.end() == b""
    *_, last = _read(written, "anthropic")
    assert isinstance(last, Failed)
    assert "more than 500 bytes" in last.failure.message
    assert translation.failure is not None


def test_a_request_whose_streams_tell_usage_asks_for_it_where_that_must_be_asked():
    body = {"model": "m", "max_tokens": 9, "stream": True, "messages": [{"role": "user", "content": "Hi"}]}

    assert translate_request(body, "anthropic", "openai_chat", model="m").body["stream_options"] == {
        "include_usage": True
    }
    for usage in ("always", "never"):
        told = translate_request(
            body, "anthropic", "openai_chat", model="m", quirks=Quirks(stream_usage=usage)
        )
        assert "stream_options" not in told.body
        assert told.dropped == ()
    chat = translate_request({**CHAT, "stream": True}, "openai_chat", "openai_chat", model="m")
    assert "stream_options" not in chat.body
