"""Streams as servers send them, read into events."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from tests.wire.formats.openai_chat.chunks import answer, delta, events_of, failure_in, streamed

from modeldex import Usage
from modeldex.wire import events as told
from modeldex.wire.content import Audio, Image, Refusal, Text, Thinking, ToolCall
from modeldex.wire.format import Frame
from modeldex.wire.formats.openai_chat import FORMAT
from modeldex.wire.gathering import Gatherer, gathered
from modeldex.wire.response import ChatResponse, Choice, Finish, TokenLogprob

RECORDED = Path(__file__).parents[3] / "recorded" / "wire" / "openai_chat"


@pytest.mark.parametrize("name", ["openai_two_choices", "openrouter_thinking"])
@pytest.mark.parametrize("size", [1, 2, 3, 7, 64, 1000])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_any_chunking_gives_the_same_events(name, size, end):
    stream = (RECORDED / f"{name}.sse").read_bytes()
    assert events_of(stream.replace(b"\n", end), size) == events_of(stream)


def test_two_choices_are_told_each_in_its_order():
    response = gathered(events_of((RECORDED / "openai_two_choices.sse").read_bytes()))
    (text,) = response.choices[0].parts
    assert isinstance(text, Text)
    assert (text.text, text.citations[0].url) == ("Quack.", "https://example.com/duck")
    assert response.choices[0].logprobs == (TokenLogprob(token="Qua", logprob=-0.5, bytes=(81, 117, 97)),)
    assert response.choices[1] == Choice(
        index=1, parts=(Refusal(text="No."),), finish=Finish(reason="refusal")
    )
    assert response.usage == Usage(input_tokens=19, output_tokens=10)
    assert (response.service_tier, response.fingerprint) == ("default", "fp_1")


def test_signed_thinking_and_a_call_of_openrouter_are_read():
    response = gathered(events_of((RECORDED / "openrouter_thinking.sse").read_bytes()))
    assert response.choices == (
        Choice(
            parts=(
                Thinking(
                    text="The user asks.", signature="c2lnbmVk", signed_by="openai_chat",
                    variant="anthropic-claude-v1",
                ),
                Text(text="I look."),
                ToolCall(id="toolu_1", name="look", arguments='{"at":"pond"}'),
            ),
            finish=Finish(reason="tool_calls", format="openai_chat", native="tool_use"),
        ),
    )  # fmt: skip
    assert response.usage == Usage(
        input_tokens=74, cache_read_tokens=20, cache_write_tokens=100, output_tokens=38, reasoning_tokens=12
    )
    assert response.extras == {"provider": "Anthropic"}


def test_events_keep_their_order():
    kinds = [type(event).__name__ for event in events_of((RECORDED / "openrouter_thinking.sse").read_bytes())]
    assert kinds == [
        "Started", "PartStarted", "PartGrew", "PartGrew", "PartGrew", "PartEnded", "PartStarted", "PartGrew",
        "PartEnded", "PartStarted", "PartGrew", "PartGrew", "PartEnded", "ChoiceEnded", "UsageTold", "Ended",
    ]  # fmt: skip


def test_usage_is_read_wherever_it_stands():
    usage = {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5}
    in_last = {**delta(0, "stop"), "usage": usage}
    in_choice = delta(0, "stop")
    in_choice["choices"][0]["usage"] = usage
    alone = {"choices": [], "usage": usage}
    for chunks in ((in_last,), (in_choice,), (delta(0, "stop"), alone), (delta(0, "stop", x_groq=1), alone)):
        assert gathered(events_of(streamed(delta(content="a"), *chunks))).usage == Usage(
            input_tokens=3, output_tokens=2
        )
    assert gathered(events_of(streamed({**delta(0, "stop"), "usage": None}))).usage is None


@pytest.mark.parametrize("done", [True, False])
def test_a_reason_makes_an_answer_whole_with_or_without_the_mark_of_the_end(done):
    events = events_of(streamed(delta(content="a"), delta(0, "length"), done=done))
    assert events[-1] == told.Ended()
    assert gathered(events).choices[0].finish == Finish(reason="length")


def test_the_mark_of_the_end_makes_an_answer_whole_without_a_reason():
    assert gathered(events_of(streamed(delta(content="a")))).choices[0].finish == Finish(reason="stop")


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        (b"", "before its first token"),
        (b"data: [DONE]\n\n", "before its first token"),
        (b": OPENROUTER PROCESSING\n\n", "before its first token"),
        (streamed(delta(role="assistant", content=""), done=False), "before it was whole"),
        (streamed(delta(content="a"), done=False), "before it was whole"),
        (streamed(delta(content="a"), done=False)[:-9], "before its first token"),
        (streamed(delta(content="a"), delta(1, content="b"), done=False), "before it was whole"),
    ],
)
def test_a_stream_that_breaks_off_is_a_failure(stream, words):
    kind, message = failure_in(events_of(stream))
    assert (kind, words in message) == ("cut", True)


def test_one_choice_that_is_whole_does_not_make_up_for_another():
    events = events_of(streamed(delta(content="a"), delta(1, content="b"), delta(0, "stop"), done=False))
    assert isinstance(events[-1], told.Failed)
    assert events[-1].failure.kind == "cut"


@pytest.mark.parametrize(
    ("chunk", "kind"),
    [
        ({"error": {"message": "Overloaded", "code": 529}}, "overloaded"),
        ({"error": {"message": "Overloaded", "code": "server_error"}, **delta(0, "error")}, "server"),
        ({"id": "c", "choices": [{"index": 0, "delta": {}, "finish_reason": "error",
                                  "error": {"code": 502, "message": "Overloaded"}}]}, "unavailable"),
        ({"error": "Overloaded"}, "server"),
    ],
)  # fmt: skip
def test_an_error_ends_a_stream_and_nothing_follows_it(chunk, kind):
    events = events_of(streamed(delta(content="a"), chunk, delta(content="b"), delta(0, "stop")))
    assert failure_in(events) == (kind, "Overloaded")
    assert sum(isinstance(event, told.PartGrew) for event in events) == 1


def test_an_event_that_is_named_an_error_is_one():
    events = events_of(b'event: error\ndata: {"message":"Overloaded","code":503}\n\n')
    assert failure_in(events) == ("unavailable", "Overloaded")


def test_a_reason_of_error_without_an_error_is_an_end():
    events = events_of(streamed(delta(content="a"), delta(0, "error")))
    assert gathered(events).choices[0].finish == Finish(reason="error")


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_thinking_in_either_spelling_comes_before_the_words(field):
    chunks = [
        delta(role="assistant", content=None, **{field: ""}), delta(content=None, **{field: "H"}),
        delta(content="", **{field: "m"}), delta(content="a", **{field: None}),
    ]  # fmt: skip
    assert answer(*chunks) == (Thinking(text="Hm"), Text(text="a"))


def test_details_of_thinking_are_parts_by_their_index():
    def piece(index: int, kind: str, **held: Any) -> dict[str, Any]:
        return delta(reasoning_details=[{"type": f"reasoning.{kind}", "index": index, **held}])

    assert answer(
        piece(0, "summary", summary="In "), piece(0, "summary", summary="short"),
        piece(1, "encrypted", data="c2Vh"), piece(1, "encrypted", data="bA=="), piece(2, "text", text="Hm"),
    ) == (
        Thinking(text="In short", is_summary=True, signed_by="openai_chat"),
        Thinking(sealed="c2VhbA==", signed_by="openai_chat"),
        Thinking(text="Hm", signed_by="openai_chat"),
    )  # fmt: skip


def test_content_in_parts_is_read():
    thought = [{"type": "thinking", "thinking": [{"type": "text", "text": "Hm"}]}]
    assert answer(
        delta(content=thought), delta(content=[{"type": "text", "text": "a"}]), delta(content="b")
    ) == (Thinking(text="Hm"), Text(text="ab"))


def test_pictures_are_parts_of_their_own():
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGk="}}
    assert answer(delta(content="a"), delta(images=[picture]), delta(content="b")) == (
        Text(text="a"), Image(data="aGk=", media_type="image/png"), Text(text="b"),
    )  # fmt: skip


def test_sound_whose_pieces_are_padded_is_one():
    sound = bytes(range(100))
    pieces = [base64.b64encode(piece).decode() for piece in (sound[:7], sound[7:50], sound[50:])]
    chunks = [
        delta(audio={"id": "audio_1", "transcript": "Qua"}),
        *[delta(audio={"data": piece}) for piece in pieces],
        delta(audio={"transcript": "ck"}), delta(audio={"expires_at": 99}),
    ]  # fmt: skip
    whole = base64.b64encode(sound).decode()
    assert answer(*chunks) == (Audio(id="audio_1", data=whole, transcript="Quack", expires_at=99),)


def test_what_cannot_be_understood_is_passed_over():
    chunks: list[dict[str, Any] | str] = [
        "5", "[]", {"choices": None}, {"choices": [5]},
        {"choices": [{"index": 0, "delta": None}]}, delta(tool_calls="x", audio=5, content=5),
        delta(tool_calls=[5]), {"choices": [{"delta": {"content": "a"}}]},
    ]  # fmt: skip
    assert answer(*chunks) == (Text(text="a"),)


@pytest.mark.parametrize("garbled", ['{"choices": [{"del', "\x00\x01", "{'a': 1}"])
def test_an_answer_of_which_a_chunk_cannot_be_read_is_cut(garbled):
    kind, message = failure_in(events_of(streamed(delta(content="a"), garbled, delta(content="b"))))
    assert (kind, "no JSON" in message) == ("cut", True)
    whole = streamed(delta(content="a"), delta(0, "stop"), garbled)
    assert gathered(events_of(whole)).parts == (Text(text="a"),)


def test_numbers_that_are_none_are_read_as_nothing():
    text = json.dumps(delta(content="a"))
    chunks = [f'{text[:-1]}, "score": {number}}}' for number in ("NaN", "-Infinity", "1e999")]
    assert answer(*chunks) == (Text(text="aaa"),)


def test_usage_is_not_told_before_the_answer_begins():
    groq = {"id": "g", "x_groq": {"usage": {"prompt_tokens": 3, "completion_tokens": 1}}}
    events = events_of(streamed(groq, delta(content="a"), delta(0, "stop")))
    assert [type(event) for event in events[:2]] == [told.Started, told.UsageTold]


def test_azure_begins_with_filter_results_that_are_no_start():
    azure = {"id": "", "model": "", "choices": [], "prompt_filter_results": [{"prompt_index": 0}]}
    events = events_of(streamed(azure, delta(content="a"), delta(0, "stop")))
    assert events[0] == told.Started("c", "m", 1, None, None, "openai_chat", {})


def test_what_comes_after_the_end_of_a_choice_is_passed_over():
    assert gathered(events_of(streamed(delta(content="a"), delta(0, "stop"), delta(content="b")))).parts == (
        Text(text="a"),
    )


def test_nothing_comes_after_the_end():
    reader = FORMAT.stream_reader()
    for data in (json.dumps(delta(content="a")).encode(), b"[DONE]"):
        reader.read(Frame("", data))
    assert reader.read(Frame("", json.dumps(delta(content="b")).encode())) == []
    assert reader.end() == []


def test_an_answer_that_is_cut_is_as_far_as_it_came():
    gatherer = Gatherer()
    for event in events_of(streamed(delta(content="a"), done=False)):
        gatherer.add(event)
    assert gatherer.response() == ChatResponse(
        id="c", model="m", created=1, format="openai_chat", choices=(Choice(parts=(Text(text="a"),)),)
    )
