"""Streams of this format as they are written: what the SDKs take, and what is read again."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.wire.formats.gemini.recorded import events

from modeldex import Usage
from modeldex.wire import events as told
from modeldex.wire.content import Audio, Citation, Foreign, Image, Refusal, Text, Thinking, ToolCall
from modeldex.wire.failure import Failure
from modeldex.wire.formats.gemini import FORMAT
from modeldex.wire.gathering import Gatherer, gathered, unfolded
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse, Choice, Finish, TokenLogprob

WORDS = st.text(min_size=1, max_size=12)


def _written(response: ChatResponse) -> tuple[bytes, list[str]]:
    losses = Losses()
    writer = FORMAT.stream_writer(losses)
    return b"".join(map(writer.write, unfolded(response))), [loss.field for loss in losses]


def _frames(raw: bytes) -> list[dict[str, Any]]:
    return [json.loads(frame.data) for frame in FORMAT.unframer().feed(raw)]


TEXTS = st.builds(Text, text=WORDS) | st.builds(
    Text, text=WORDS, signature=st.just("c2ln"), signed_by=st.just("gemini")
)
PARTS = st.one_of(
    st.builds(Thinking, text=WORDS, is_summary=st.just(True)),
    st.builds(
        ToolCall, id=st.sampled_from(["a", "b", "call_1"]), name=st.just("f"), arguments=st.just('{"a":"ü"}')
    ),
    st.just(Image(data="AAAA", media_type="image/png")),
    st.just(Audio(data="AAAA", media_type="audio/wav")),
    st.just(Foreign(format="gemini", kind="executableCode", raw={"executableCode": {"code": "1"}})),
)


@st.composite
def _choices(draw: st.DrawFn, index: int) -> Choice:
    """An answer in which no two parts of one kind follow each other: pieces of a stream have no borders."""
    parts: list[Any] = []
    for part in draw(st.lists(TEXTS | PARTS, min_size=1, max_size=5)):
        if not parts or type(part) is not type(parts[-1]) or isinstance(part, ToolCall | Image):
            parts.append(part)
    if type(parts[-1]) is Text:
        end = len(parts[-1].text)
        cited = (
            Citation(url="https://a.example", title="A", start=0, end=end),
            Citation(url="https://b.example"),
        )
        parts[-1] = Text(
            text=parts[-1].text, signature=parts[-1].signature, signed_by=parts[-1].signed_by, citations=cited
        )
    has_calls = any(isinstance(part, ToolCall) for part in parts)
    reason = draw(
        st.sampled_from(["tool_calls" if has_calls else "stop", "length", "content_filter", "error"])
    )
    logprobs = draw(st.sampled_from([None, (TokenLogprob(token="a", logprob=-0.5),)]))
    return Choice(parts=tuple(parts), index=index, finish=Finish(reason=reason), logprobs=logprobs)


@given(
    first=_choices(0), second=st.none() | _choices(1), usage=st.sampled_from([None, Usage(input_tokens=3)])
)
def test_what_is_written_is_read_again(first: Choice, second: Choice | None, usage: Usage | None):
    choices = (first,) if second is None else (first, second)
    response = ChatResponse(
        id="r", model="gemini-3-pro", created=5, choices=choices, usage=usage, format="gemini"
    )

    raw, lost = _written(response)

    assert gathered(events([raw])) == response
    assert lost == []


def test_every_frame_names_the_answer_and_only_the_last_says_why_it_ended():
    choice = Choice(parts=(Text(text="a"), ToolCall(id="x", name="f")), finish=Finish(reason="tool_calls"))
    raw, _ = _written(ChatResponse(id="r", model="m", choices=(choice,), usage=Usage(input_tokens=1)))

    frames = _frames(raw)

    assert all((frame["modelVersion"], frame["responseId"]) == ("m", "r") for frame in frames)
    assert ["finishReason" in frame["candidates"][0] for frame in frames] == [False, False, True]
    assert ["usageMetadata" in frame for frame in frames] == [False, False, True]


def test_usage_is_left_out_where_nobody_wants_it():
    writer = FORMAT.stream_writer(Losses(), includes_usage=False)
    response = ChatResponse(id="r", model="m", choices=(Choice(parts=()),), usage=Usage(input_tokens=1))

    assert b"usageMetadata" not in b"".join(map(writer.write, unfolded(response)))


def test_citations_of_texts_that_follow_each_other_count_from_the_first():
    cited = (Citation(url="https://a.example", start=0, end=1),)
    choice = Choice(
        parts=(
            Text(text="ü"),
            Text(text="bc", citations=cited),
            Text(text="de", citations=(Citation(url="https://b.example"),)),
        )
    )

    raw, _ = _written(ChatResponse(id="r", model="m", choices=(choice,)))

    assert _frames(raw)[-1]["candidates"][0]["groundingMetadata"]["groundingSupports"] == [
        {"segment": {"startIndex": 2, "endIndex": 3, "text": "b"}, "groundingChunkIndices": [0]},
        {"segment": {"startIndex": 4, "endIndex": 6, "text": "de"}, "groundingChunkIndices": [1]},
    ]
    assert gathered(events([raw])).parts[0].text == "übcde"  # type: ignore[union-attr]


def test_what_the_format_cannot_say_is_listed_while_it_streams():
    choice = Choice(
        parts=(
            Thinking(text="Hm.", signature="s", signed_by="anthropic"),
            Thinking(sealed="x", signed_by="anthropic", is_summary=True),
            Refusal(text="No."),
            ToolCall(id="a", name="f", arguments="ls", is_custom=True),
            Foreign(format="anthropic", kind="server_tool_use", raw={}),
            Audio(data="AAAA", media_type="audio/wav", transcript="Hi."),
        ),
        finish=Finish(reason="refusal"),
    )

    _, lost = _written(
        ChatResponse(id="r", model="m", choices=(choice,), fingerprint="fp", format="anthropic")
    )

    assert lost == [
        "choices[0].parts[4]", "choices[0].parts[5].transcript",
        "choices[0].parts[2]", "choices[0].parts[3].arguments", "choices[0].finish",
    ]  # fmt: skip


def test_a_failure_is_the_last_that_is_written():
    writer = FORMAT.stream_writer(Losses())
    story: list[told.ChatEvent] = [
        told.Started("r", "m"),
        told.PartStarted(0, 0, Text(text="")),
        told.PartGrew(0, 0, told.TEXT, "a"),
        told.Pinged(),
        told.PartEnded(0, 0),
        told.ChoiceEnded(0, Finish(reason="stop")),
        told.Failed(Failure(kind="rate_limit", message="no", retry_after_seconds=2)),
    ]
    raw = b"".join(map(writer.write, story))

    gatherer = Gatherer()
    for event in events([raw]):
        gatherer.add(event)

    assert b"finishReason" not in raw
    assert raw.splitlines()[-2].startswith(b'data: {"error":')  # by which the SDKs know it
    assert gatherer.failure is not None
    assert (gatherer.failure.kind, gatherer.failure.retry_after_seconds) == ("rate_limit", 2)


def test_letters_of_a_broken_pair_are_escaped():
    choice = Choice(parts=(Text(text="a\ud800"),), finish=Finish(reason="stop"))

    raw, _ = _written(ChatResponse(id="r", model="m", choices=(choice,)))

    assert _frames(raw)[0]["candidates"][0]["content"]["parts"] == [{"text": "a\ud800"}]
