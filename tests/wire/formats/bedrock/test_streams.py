"""ConverseStream: read, written, cut, and as botocore's clients get it."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.wire.contract.corpus import RESPONSES
from tests.wire.formats.bedrock.recorded_stream import GATHERED, RECORDED, failure, read, stream_of, written
from tests.wire.formats.bedrock.service import events

from modeldex import Usage
from modeldex.wire import events as told
from modeldex.wire.content import Audio, Foreign, Image, Refusal, Text, Thinking, ToolCall
from modeldex.wire.failure import Failure
from modeldex.wire.format import Frame
from modeldex.wire.formats.bedrock import FORMAT
from modeldex.wire.framing.event_stream import exception_headers, message
from modeldex.wire.gathering import gathered, unfolded
from modeldex.wire.response import ChatResponse, Choice, Finish, TokenLogprob
from modeldex.wire.sealing import unseal


def test_a_stream_with_everything_is_read():
    assert gathered(read(stream_of(*RECORDED))) == GATHERED


def test_a_stream_with_everything_comes_back_as_it_was():
    stream, lost = written(read(stream_of(*RECORDED)))

    assert gathered(read(stream)) == GATHERED
    assert lost == []


def test_events_come_in_order_and_parts_one_after_the_other():
    kinds = [type(event) for event in read(stream_of(*RECORDED[:11], *RECORDED[-2:]))]

    assert kinds == [
        told.Started,
        told.PartStarted, told.PartGrew, told.PartGrew, told.PartGrew, told.PartEnded,
        told.PartStarted, told.PartGrew, told.PartEnded,
        told.PartStarted, told.PartGrew, told.PartGrew, told.CitationAdded, told.PartEnded,
        told.ChoiceEnded, told.UsageTold, told.Ended,
    ]  # fmt: skip


def test_botocores_clients_get_what_is_written():
    got = events(written(unfolded(GATHERED))[0])

    assert [next(iter(event)) for event in got[:4]] == [
        "messageStart",
        *["contentBlockDelta"] * 2,
        "contentBlockStop",
    ]
    assert got[0] == {"messageStart": {"role": "assistant"}}
    text = "".join(event.get("contentBlockDelta", {}).get("delta", {}).get("text", "") for event in got)
    assert text == "Hello é"
    starts = [event["contentBlockStart"]["start"] for event in got if "contentBlockStart" in event]
    assert [next(iter(start)) for start in starts] == ["toolUse", "toolUse", "toolUse", "toolResult", "image"]
    assert got[-2] == {"messageStop": {"stopReason": "tool_use"}}
    assert got[-1]["metadata"]["usage"] == {"inputTokens": 3, "outputTokens": 4, "totalTokens": 7}


@pytest.mark.parametrize("name", RESPONSES)
def test_streams_of_other_formats_are_ones_for_botocore(name):
    got = events(written(unfolded(RESPONSES[name]))[0])

    assert "messageStart" in got[0]
    assert any("messageStop" in event for event in got)


_WORDS = st.text(min_size=1, max_size=12)
_PARTS = st.one_of(
    _WORDS.map(lambda text: Text(text=text)),
    st.just(Text(text="")),
    _WORDS.map(lambda text: Thinking(text=text)),
    st.builds(lambda text, proof: Thinking(text=text, signature=proof, signed_by="bedrock"), _WORDS, _WORDS),
    _WORDS.map(lambda proof: Thinking(sealed=proof, signed_by="bedrock")),
    st.builds(
        lambda id_, more: ToolCall(id=id_, name="f", arguments=json.dumps({"a": more})), _WORDS, _WORDS
    ),
)
_ANSWERS = st.builds(
    lambda parts, reason, counts: ChatResponse(
        id=None,
        model=None,
        format="bedrock",
        choices=(Choice(parts=tuple(parts), finish=Finish(reason=reason)),),
        usage=None if counts is None else Usage(input_tokens=counts[0], cache_write_1h_tokens=counts[1]),
    ),
    st.lists(_PARTS, max_size=5),
    st.sampled_from(["stop", "length", "tool_calls", "content_filter", "error"]),
    st.none() | st.tuples(st.integers(0, 9), st.integers(0, 9)),
)


@given(_ANSWERS, st.lists(st.integers(0, 60), max_size=30))
def test_what_can_be_said_comes_back_however_it_is_cut(response, sizes):
    choice = response.choices[0]
    assume(choice.finish.reason != "stop" or ToolCall not in map(type, choice.parts))
    stream, lost = written(unfolded(response))

    assert gathered(read(stream, sizes)) == response
    assert lost == []


def test_single_bytes_are_read_as_the_whole():
    stream = stream_of(*RECORDED)

    assert read(stream, [1] * len(stream)) == read(stream)


@pytest.mark.parametrize("kept", range(len(RECORDED) - 2))
def test_a_stream_that_is_cut_is_a_failure(kept):
    found = read(stream_of(*RECORDED[:kept]))

    assert failure(found).kind == "cut"


def test_a_stream_without_metadata_is_whole_and_its_usage_unknown():
    response = gathered(read(stream_of(*RECORDED[:-1])))

    assert response.usage is None
    assert response.choices[0].finish == Finish(reason="tool_calls")


def test_metadata_before_the_end_is_taken_too():
    assert gathered(read(stream_of(*RECORDED[:-2], RECORDED[-1], RECORDED[-2]))) == GATHERED


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("throttlingException", "rate_limit"),
        ("modelStreamErrorException", "server"),
        ("internalServerException", "server"),
        ("validationException", "invalid_request"),
        ("serviceUnavailableException", "unavailable"),
        ("somethingNewException", "server"),
    ],
)
def test_an_exception_ends_a_stream_and_nothing_follows_it(name, kind):
    fault = message(exception_headers(name), b'{"message":"why"}')
    stream = stream_of(*RECORDED[:9]) + fault + stream_of(*RECORDED[9:])

    found = read(stream)

    assert failure(found).kind == kind
    assert (failure(found).message, failure(found).type) == ("why", name)
    assert not any(isinstance(event, told.Ended | told.ChoiceEnded) for event in found)
    assert written(found)[0].endswith(fault)


def test_a_failure_of_another_format_is_an_exception_for_botocores_clients():
    stream, _ = written([told.Started(None, None), told.Failed(Failure(kind="overloaded", message="later"))])

    assert events(stream)[-1]["Error"]["Code"] == "serviceUnavailableException"
    assert failure(read(stream)).message == "later"


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b"[" * 9999])
def test_an_event_that_is_no_object_is_a_failure(data):
    reader = FORMAT.stream_reader()

    assert failure(reader.read(Frame("contentBlockDelta", data))).kind == "cut"
    assert reader.read(Frame("contentBlockDelta", b"{}")) == []
    assert reader.end() == []


_JSON = st.recursive(
    st.none() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(
        st.sampled_from([
            "delta", "text", "contentBlockIndex", "start", "toolUse", "input", "toolUseId", "name", "image",
            "source", "bytes", "format", "reasoningContent", "signature", "redactedContent", "citation",
            "toolResult", "stopReason", "usage", "inputTokens", "additionalModelResponseFields",
        ]),
        inner,
        max_size=4,
    ),
    max_leaves=10,
)  # fmt: skip
_NAMES = [
    "messageStart",
    "contentBlockStart",
    "contentBlockDelta",
    "contentBlockStop",
    "messageStop",
    "metadata",
]


@given(st.lists(st.tuples(st.sampled_from(_NAMES), _JSON), max_size=8))
def test_odd_events_never_break_the_order(frames):
    open_parts: set[int] = set()
    is_over = False
    for event in read(stream_of(*frames)):
        assert not is_over
        if isinstance(event, told.PartStarted):
            assert not open_parts
            open_parts.add(event.index)
        elif isinstance(event, told.PartGrew | told.CitationAdded):
            assert event.index in open_parts
        elif isinstance(event, told.PartEnded):
            open_parts.remove(event.index)
        is_over = isinstance(event, told.Ended | told.Failed)
    assert is_over


@pytest.mark.parametrize(
    "start", [{}, {"text": {}}, {"reasoningContent": {"reasoningText": {"text": ""}}}, None]
)
def test_a_start_that_text_does_not_need_does_no_harm(start):
    begun = ("contentBlockStart", {"contentBlockIndex": 0, "start": start})

    assert gathered(read(stream_of(RECORDED[0], begun, *RECORDED[1:]))) == GATHERED


def test_blocks_that_are_not_ended_end_with_the_next():
    response = gathered(read(stream_of(RECORDED[0], *RECORDED[1:4], *RECORDED[7:9], *RECORDED[-2:])))

    assert [type(part) for part in response.parts] == [Thinking, Text]


def test_what_a_stream_of_bedrock_cannot_say_is_listed():
    likely = (TokenLogprob(token="a", logprob=-1.0),)
    response = ChatResponse(
        id="r",
        model="m",
        service_tier="flex",
        choices=(
            Choice(
                parts=(
                    Refusal(text="No."),
                    Thinking(text="Hm.", signature="c2ln", signed_by="anthropic"),
                    Audio(data="AAAA", transcript="a"),
                    Foreign(format="anthropic", kind="x", raw={}),
                    Image(url="https://a.example/b.png"),
                ),
                logprobs=likely,
            ),
            Choice(index=1, parts=(Text(text="b"),)),
        ),
    )

    stream, lost = written(unfolded(response))

    assert lost == [
        "choices[0].parts[2]",
        "choices[0].parts[3]", "choices[0].parts[4]", "choices[0].logprobs", "choices[1]",
        "choices[0].parts[0]",
    ]  # fmt: skip
    words, thought = gathered(read(stream)).parts
    assert words == Text(text="No.")
    assert isinstance(thought, Thinking)
    assert unseal(thought.signature or "", thought.text) == response.parts[1]


def test_usage_is_left_out_where_nobody_wants_it():
    stream, _ = written(unfolded(GATHERED), includes_usage=False)

    assert gathered(read(stream)).usage is None
    assert FORMAT.usage_marks[0] not in stream
