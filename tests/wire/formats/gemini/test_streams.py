"""Streams of this format: read as they come, written as the SDKs take them."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.formats.gemini.recorded import FOLDER, events, stream

from modeldex import Usage
from modeldex.core.errors import WireDataError
from modeldex.wire import events as told
from modeldex.wire.content import Audio, Citation, Foreign, Text, Thinking, ToolCall
from modeldex.wire.format import Frame
from modeldex.wire.formats.gemini import FORMAT
from modeldex.wire.gathering import gathered, unfolded
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse, Finish

STREAMS = sorted(path.name for path in FOLDER.iterdir() if path.name.startswith("stream"))


def _chunk(*parts, **candidate) -> bytes:
    body = {"candidates": [{"content": {"role": "model", "parts": list(parts)}, "index": 0, **candidate}]}
    return b"data: " + json.dumps(body).encode() + b"\n\n"


def _answer(*chunks: bytes) -> ChatResponse:
    return gathered(events([*chunks, _chunk(finishReason="STOP")]))


def _written(response: ChatResponse) -> tuple[bytes, list[str]]:
    losses = Losses()
    writer = FORMAT.stream_writer(losses)
    return b"".join(map(writer.write, unfolded(response))), [loss.field for loss in losses]


def _frames(raw: bytes) -> list[dict[str, Any]]:
    return [json.loads(frame.data) for frame in FORMAT.unframer().feed(raw)]


def test_a_stream_is_gathered_into_an_answer():
    answer = gathered(events([stream("stream.sse")]))

    assert (answer.id, answer.model) == ("Il0taoSYJ5Cez7IP", "gemini-3-pro-preview")
    assert answer.parts == (
        Thinking(text="I must look.", is_summary=True),
        Text(text="I look up.", signature="c2lnMQ==", signed_by="gemini"),
        ToolCall(
            id="gcall_Il0taoSYJ5Cez7IP_0", name="get_weather", arguments='{"place":"Paris"}',
            signature="c2lnMg==", signed_by="gemini",
        ),
        ToolCall(id="gcall_Il0taoSYJ5Cez7IP_1", name="get_weather", arguments='{"place":"Rome"}'),
    )  # fmt: skip
    assert answer.choices[0].finish == Finish(reason="tool_calls")
    assert answer.usage == Usage(input_tokens=10, output_tokens=22, reasoning_tokens=6)


def test_usage_is_told_whenever_it_is_another():
    usages = [event.usage for event in events([stream("stream.sse")]) if isinstance(event, told.UsageTold)]

    assert usages[0] == Usage(input_tokens=10, reasoning_tokens=4)
    assert usages[1] == Usage(input_tokens=10, reasoning_tokens=6)
    assert usages[-1] == Usage(input_tokens=10, output_tokens=22, reasoning_tokens=6)
    assert len(set(usages)) == len(usages)


def test_arguments_that_come_value_by_value_are_put_together():
    answer = gathered(events([stream("stream_partial_args.sse")]))

    assert answer.parts == (
        ToolCall(
            id="gcall_r1_0", name="set_light", signature="c2ln", signed_by="gemini",
            arguments='{"room":{"name":"living"},"levels":[50,0.5],"is on":true,"scene":null}',
        ),
    )  # fmt: skip
    assert answer.usage == Usage(input_tokens=9, output_tokens=8)


def test_a_stream_that_is_one_array_is_read_too():
    answer = gathered(events([stream("stream_array.json")]))

    assert answer.parts == (Text(text="Grüß Gott"),)
    assert answer.usage == Usage(input_tokens=3, output_tokens=2)


def test_an_error_behind_the_last_event_is_the_reason_why_it_failed():
    *before, last = events([stream("stream_error_tail.txt")])

    assert isinstance(last, told.Failed)
    assert (last.failure.kind, last.failure.status) == ("overloaded", None)
    assert not any(isinstance(event, told.ChoiceEnded | told.Ended) for event in before)


@pytest.mark.parametrize("name", STREAMS)
@given(data=st.data())
def test_a_stream_says_the_same_however_it_is_cut(name: str, data: st.DataObject):
    raw = stream(name)
    size = data.draw(st.integers(1, 300))
    pieces = [raw[start : start + size] for start in range(0, len(raw), size)]

    assert events(pieces) == events([raw])


def test_comments_line_breaks_and_names_of_events_mean_nothing():
    raw = b"\xef\xbb\xbf: hello\r\n\r\nevent: x\r\nid: 1\r\ndata: " + _chunk({"text": "a"})[6:].replace(
        b"\n", b"\r\n"
    )

    assert _answer(raw, b": ping\n\n", b"data: [DONE]\n\n").parts == (Text(text="a"),)


@pytest.mark.parametrize(
    "data",
    [b"", b"[DONE]", b"null", b"5", b'"a"', b"[[]]"],
)  # fmt: skip
def test_a_frame_that_is_not_understood_is_no_event(data: bytes):
    assert FORMAT.stream_reader().read(Frame("", data)) == []


@pytest.mark.parametrize(
    "candidate",
    [
        {"content": None},
        {"content": {"parts": [None, 3, {}, {"text": 3}, {"functionCall": {"args": {}}}, {"inlineData": 3}]}},
        {"content": {"parts": "a"}, "index": "b", "groundingMetadata": 3, "logprobsResult": 4},
    ],
)
def test_a_candidate_that_is_odd_does_not_break_the_stream(candidate):
    odd = b"data: " + json.dumps({"candidates": [candidate, 7]}).encode() + b"\n\n"

    assert _answer(odd, _chunk({"text": "a"})).parts == (Text(text="a"),)


@pytest.mark.parametrize(
    "chunks", [[], [_chunk({"text": "a"})], [b'data: {"usageMetadata":{"promptTokenCount":1}}\n\n']]
)
def test_a_stream_that_nobody_ends_is_cut(chunks: list[bytes]):
    last = events(chunks)[-1]

    assert isinstance(last, told.Failed)
    assert last.failure.kind == "cut"


def test_a_stream_is_cut_while_one_of_its_answers_has_no_end():
    other = b'data: {"candidates":[{"content":{"parts":[{"text":"b"}]},"index":1}]}\n\n'

    assert isinstance(events([_chunk({"text": "a"}, finishReason="STOP"), other])[-1], told.Failed)


def test_an_error_ends_a_stream_for_good():
    error = b'data: {"error":{"code":429,"message":"no","status":"RESOURCE_EXHAUSTED"}}\n\n'
    arrived = events([_chunk({"text": "a"}), error, _chunk({"text": "b"}, finishReason="STOP")])

    assert isinstance(arrived[-1], told.Failed)
    assert arrived[-1].failure.kind == "rate_limit"
    assert isinstance(events([error])[0], told.Started)


def test_old_models_say_in_each_frame_why_they_ended():
    answer = _answer(_chunk({"text": "a"}, finishReason="STOP"), _chunk({"text": "b"}, finishReason="STOP"))

    assert answer.parts == (Text(text="ab"),)


def test_a_prompt_that_was_blocked_is_an_answer_that_a_filter_ended():
    raw = b'data: {"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":4}}\n\n'

    answer = gathered(events([raw]))

    assert answer.choices[0].finish == Finish(reason="content_filter", format="gemini", native="SAFETY")
    assert answer.usage == Usage(input_tokens=4)
    assert _frames(_written(answer)[0]) == [
        {
            "promptFeedback": {"blockReason": "SAFETY"},
            "usageMetadata": {"promptTokenCount": 4, "candidatesTokenCount": 0, "totalTokenCount": 4},
        }
    ]


def test_sound_comes_in_pieces_that_are_joined():
    kind = "audio/L16;rate=24000"
    chunks = [
        _chunk({"inlineData": {"mimeType": kind, "data": piece}}) for piece in ("AAEC", "AwQ=", "BQYHCAk=")
    ]

    assert _answer(*chunks).parts == (Audio(data="AAECAwQFBgcICQ==", media_type=kind),)


def test_words_behind_a_signature_are_another_part():
    signed = {"text": "", "thoughtSignature": "c2ln"}

    assert _answer(_chunk({"text": "a"}), _chunk(signed), _chunk({"text": "b"})).parts == (
        Text(text="a", signature="c2ln", signed_by="gemini"),
        Text(text="b"),
    )


def test_sources_are_those_of_the_last_words():
    grounding = {
        "groundingChunks": [{"web": {"uri": "https://a.example", "title": "A"}}],
        "groundingSupports": [{"segment": {"endIndex": 3}, "groundingChunkIndices": [0]}],
    }

    answer = _answer(_chunk({"text": "ü"}), _chunk({"text": "ber"}, groundingMetadata=grounding))

    assert answer.parts == (
        Text(text="über", citations=(Citation(url="https://a.example", title="A", start=0, end=2),)),
    )


def test_bytes_without_end_that_are_no_event_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("modeldex.wire.formats.gemini.unframer.MOST_BYTES", 100)

    with pytest.raises(WireDataError, match="100"):
        FORMAT.unframer().feed(b"x" * 101 + b"\ny")
    with pytest.raises(WireDataError, match="100"):
        FORMAT.unframer().feed(b'[{"a":"' + b"x" * 101)


def test_an_array_that_is_cut_is_an_error():
    unframer = FORMAT.unframer()
    unframer.feed(b'[{"candidates":[{"content"')

    with pytest.raises(WireDataError, match="cut"):
        unframer.end()


def test_a_call_that_is_odd_is_foreign_and_one_without_a_name_is_none():
    odd = {"functionCall": {"name": "f", "args": {"a": 1}}, "partMetadata": {"k": 1}}

    assert _answer(_chunk({"functionCall": {}}, odd)).parts == (
        Foreign(format="gemini", kind="functionCall", raw=odd),
    )


def test_calls_in_pieces_follow_each_other_without_a_mark_between_them():
    pieces = [
        {"name": "f", "partialArgs": [{"jsonPath": "$.a", "stringValue": "x"}], "willContinue": True},
        {"name": "g", "args": {"b": 1}, "willContinue": True},
    ]

    parts = _answer(*(_chunk({"functionCall": piece}) for piece in pieces)).parts

    assert [(part.name, part.arguments) for part in parts if isinstance(part, ToolCall)] == [
        ("f", '{"a":"x"}'),
        ("g", '{"b":1}'),
    ]


def test_sound_that_is_no_base64_is_passed_on_as_it_came():
    sound = {"inlineData": {"mimeType": "audio/wav", "data": "%%="}}

    assert _answer(_chunk(sound)).parts == (Audio(data="%%=", media_type="audio/wav"),)
