"""Streams of Ollama's: read, written, cut."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.formats.ollama.test_requests import RECORDED

from modeldex import Usage
from modeldex.wire import events as told
from modeldex.wire.content import Audio, Citation, Image, Refusal, Text, Thinking, ToolCall
from modeldex.wire.events import ChatEvent
from modeldex.wire.failure import Failure
from modeldex.wire.format import Frame
from modeldex.wire.formats.ollama import FORMAT
from modeldex.wire.gathering import gathered, unfolded
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse, Choice, Finish, TokenLogprob

STREAM = (RECORDED / "stream.ndjson").read_bytes()


def read(stream: bytes, sizes: Sequence[int] = ()) -> list[ChatEvent]:
    unframer, reader, at = FORMAT.unframer(), FORMAT.stream_reader(), 0
    found: list[ChatEvent] = []
    for size in [*sizes, len(stream)]:
        for frame in unframer.feed(stream[at : at + size]):
            found += reader.read(frame)
        at += size
    for frame in unframer.end():
        found += reader.read(frame)
    return found + reader.end()


def written(happened: Iterable[ChatEvent], **more: bool) -> tuple[bytes, list[str]]:
    losses = Losses()
    writer = FORMAT.stream_writer(losses, **more)
    return b"".join(map(writer.write, happened)), [loss.field for loss in losses]


def failure(events: Sequence[ChatEvent]) -> Failure:
    last = events[-1]
    assert isinstance(last, told.Failed)
    return last.failure


def test_a_stream_is_read():
    response = gathered(read(STREAM))

    (thinking, text, first, second) = response.parts
    assert (thinking, text) == (Thinking(text="Two tools."), Text(text="I look é."))
    assert isinstance(first, ToolCall)
    assert (first.name, first.arguments) == ("weather", '{"city":"Zürich"}')
    assert second == ToolCall(id="call_b", name="clock", arguments="{}")
    assert response.choices[0].finish == Finish(reason="tool_calls")
    assert response.usage == Usage(input_tokens=26, output_tokens=298)
    assert (response.model, response.created) == ("qwen3:8b", 1795532645)


def test_a_stream_comes_back_as_it_was():
    stream, lost = written(read(STREAM))

    assert gathered(read(stream)) == gathered(read(STREAM))
    assert lost == []
    assert [json.loads(line)["done"] for line in stream.splitlines()] == [False] * 6 + [True]


def test_lines_may_end_in_any_way():
    events = read(STREAM)

    assert read(STREAM.replace(b"\n", b"\r\n\r\n")) == events
    assert read(STREAM.rstrip()) == events
    assert read(STREAM, [1] * len(STREAM)) == events


_WORDS = st.text(min_size=1, max_size=12)
_PARTS = st.one_of(
    _WORDS.map(lambda text: Text(text=text)),
    _WORDS.map(lambda text: Thinking(text=text)),
    st.builds(
        lambda id_, more: ToolCall(id=id_, name="f", arguments=json.dumps({"a": more})), _WORDS, _WORDS
    ),
    st.just(Image(data="iVBORw0KGgo=", media_type="image/png")),
)


def _apart(parts: list[Any]) -> tuple[Any, ...]:
    """The parts without those that a stream would join to the one before."""
    return tuple(
        part for place, part in enumerate(parts)
        if not place or isinstance(part, ToolCall | Image) or type(parts[place - 1]) is not type(part)
    )  # fmt: skip


@given(
    st.lists(_PARTS, max_size=5),
    st.none() | st.integers(1, 9),
    st.none() | st.just((TokenLogprob(token="a", logprob=-1.0, bytes=(97,)),)),
    st.lists(st.integers(0, 60), max_size=30),
)
def test_what_can_be_said_comes_back_however_it_is_cut(parts, count, logprobs, sizes):
    spoken = _apart(parts)
    calls = any(isinstance(part, ToolCall) for part in spoken)
    response = ChatResponse(
        id=None,
        model="m",
        created=1795532645,
        format="ollama",
        usage=None if count is None else Usage(input_tokens=count, output_tokens=count),
        choices=(
            Choice(parts=spoken, logprobs=logprobs, finish=Finish(reason="tool_calls" if calls else "stop")),
        ),
    )

    stream, lost = written(unfolded(response))

    back = gathered(read(stream, sizes))
    same = [
        one if not isinstance(one, ToolCall) else ToolCall(id=one.id, name="f", arguments=_compact(one))
        for one in spoken
    ]
    assert list(back.parts) == same
    assert (back.usage, back.created, back.model) == (response.usage, response.created, "m")
    assert back.choices[0].finish == response.choices[0].finish
    assert back.choices[0].logprobs == logprobs
    assert lost == []


def _compact(call: ToolCall) -> str:
    return json.dumps(json.loads(call.arguments), separators=(",", ":"), ensure_ascii=False)


@pytest.mark.parametrize("kept", range(6))
def test_a_stream_that_is_cut_is_a_failure(kept):
    stream = b"".join(STREAM.splitlines(keepends=True)[:kept])

    assert failure(read(stream)).kind == "cut"


def test_an_error_line_ends_a_stream_and_nothing_follows_it():
    lines = STREAM.splitlines(keepends=True)
    stream = b"".join([*lines[:3], b'{"error":"an error was encountered"}\n', *lines[3:]])

    found = read(stream)

    assert (failure(found).kind, failure(found).message) == ("server", "an error was encountered")
    assert not any(isinstance(event, told.Ended | told.ChoiceEnded) for event in found)
    assert written(found)[0].endswith(b'\n{"error":"an error was encountered"}\n')


@pytest.mark.parametrize("data", [b"{", b"[]", b"\xff", b"7", b"[" * 9999])
def test_a_line_that_is_no_object_is_a_failure(data):
    reader = FORMAT.stream_reader()

    assert failure(reader.read(Frame("", data))).kind == "cut"
    assert reader.read(Frame("", b"{}")) == []
    assert reader.end() == []


_NAMES = [
    "message", "content", "thinking", "images", "tool_calls", "function", "name", "arguments", "id", "done",
    "done_reason", "model", "created_at", "logprobs", "token", "logprob", "eval_count", "prompt_eval_count",
]  # fmt: skip
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=4),
    max_leaves=10,
)


@given(st.lists(_JSON, max_size=6))
def test_odd_lines_never_break_the_order(lines):
    open_parts: set[int] = set()
    is_over = False
    for event in read(b"".join(json.dumps(line).encode() + b"\n" for line in lines)):
        assert not is_over
        if isinstance(event, told.PartStarted):
            assert not open_parts
            open_parts.add(event.index)
        elif isinstance(event, told.PartGrew):
            assert event.index in open_parts
        elif isinstance(event, told.PartEnded):
            open_parts.remove(event.index)
        is_over = isinstance(event, told.Ended | told.Failed)
    assert is_over


def test_usage_is_left_out_where_nobody_wants_it():
    stream, _ = written(read(STREAM), includes_usage=False)

    assert FORMAT.usage_marks[0] not in stream
    assert gathered(read(stream)).usage is None


def test_what_a_stream_of_ollama_cannot_say_is_listed():
    response = ChatResponse(
        id="r",
        model="m",
        format="openai_chat",
        extras={"object": "x"},
        choices=(
            Choice(
                parts=(
                    Text(text="a", citations=(Citation(url="u"),), signature="s", signed_by="gemini"),
                    Text(text="b"),
                    Refusal(text="c"),
                    Thinking(text="Hm.", signature="s", signed_by="anthropic"),
                    Thinking(sealed="s", signed_by="anthropic"),
                    ToolCall(id="c", name="f", arguments='{"a', signature="s"),
                    Audio(data="AAAA"),
                    Image(url="https://a.example"),
                ),
            ),
            Choice(index=1, parts=(Text(text="b"),)),
        ),
    )

    stream, lost = written(unfolded(response))

    assert [type(part) for part in gathered(read(stream)).parts] == [Text, Thinking, ToolCall]
    assert set(lost) == {
        "extras.object", "choices[0].parts[0].citations", "choices[0].parts[0].signature",
        "choices[0].parts", "choices[0].parts[2]",
        "choices[0].parts[5].signature", "choices[0].parts[5].arguments", "choices[0].parts[6]",
        "choices[0].parts[7]", "choices[1]",
    }  # fmt: skip


@pytest.mark.parametrize("calls", [{}, [5], [{"function": {"arguments": {}}}]])
def test_calls_that_are_none_are_a_failure_and_nothing_follows(calls: Any):
    lines = [{"message": {"content": "Hi", "tool_calls": calls}}, {"message": {}, "done": True}]

    events = read(b"".join(json.dumps(line).encode() + b"\n" for line in lines))

    assert failure(events).kind == "server"
    assert told.Ended() not in events


def test_an_error_that_is_null_is_none():
    line = {"model": "m", "message": {"content": "Hi"}, "error": None, "done": True}

    assert gathered(read(json.dumps(line).encode() + b"\n")).parts == (Text(text="Hi"),)
