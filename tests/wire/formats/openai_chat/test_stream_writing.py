"""Streams as they are written, and the way there and back."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import Usage
from modeldex.wire import events as told
from modeldex.wire.content import Audio, Citation, Document, Image, Part, Refusal, Text, Thinking, ToolCall
from modeldex.wire.failure import Failure
from modeldex.wire.formats.openai_chat import FORMAT
from modeldex.wire.gathering import gathered, unfolded
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse, Choice, Finish, TokenLogprob


def written(events: Any, losses: Losses | None = None, *, includes_usage: bool = True) -> bytes:
    writer = FORMAT.stream_writer(Losses() if losses is None else losses, includes_usage=includes_usage)
    return b"".join(map(writer.write, events))


def chunks_of(stream: bytes) -> list[Any]:
    unframer = FORMAT.unframer()
    frames = unframer.feed(stream) + unframer.end()
    return [json.loads(frame.data) if frame.data != b"[DONE]" else "[DONE]" for frame in frames]


def response_of(*parts: Part, **more: Any) -> ChatResponse:
    choice = Choice(parts=parts, finish=Finish(reason="stop"))
    return ChatResponse(**{"id": "r", "model": "m", "created": 5, "choices": (choice,), **more})


def read_back(stream: bytes) -> ChatResponse:
    unframer, reader = FORMAT.unframer(), FORMAT.stream_reader()
    frames = unframer.feed(stream) + unframer.end()
    return gathered([event for frame in frames for event in reader.read(frame)] + reader.end())


def test_chunks_come_in_the_order_of_the_format():
    response = response_of(Text(text='a"\u00e9'), usage=Usage(input_tokens=3, output_tokens=2))
    head = {"id": "r", "object": "chat.completion.chunk", "created": 5, "model": "m"}
    choice = {"index": 0, "logprobs": None, "finish_reason": None}
    assert chunks_of(written(unfolded(response))) == [
        {**head, "choices": [{**choice, "delta": {"role": "assistant", "content": ""}}]},
        {**head, "choices": [{**choice, "delta": {"content": 'a"\u00e9'}}]},
        {**head, "choices": [{**choice, "delta": {}, "finish_reason": "stop"}]},
        {
            **head, "choices": [],
            "usage": {
                "prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5,
                "prompt_tokens_details": {"cached_tokens": 0},
                "completion_tokens_details": {"reasoning_tokens": 0},
            },
        },
        "[DONE]",
    ]  # fmt: skip


def test_usage_is_told_only_to_who_wants_it():
    response = response_of(Text(text="a"), usage=Usage(input_tokens=3, output_tokens=2))
    chunks = chunks_of(written(unfolded(response), includes_usage=False))
    assert not any("usage" in chunk for chunk in chunks[:-1])
    assert chunks[-1] == "[DONE]"


def test_the_last_usage_that_is_told_counts():
    events = [
        told.Started("r", "m"), told.UsageTold(Usage(input_tokens=1)),
        told.ChoiceEnded(0, Finish(reason="stop")),
        told.UsageTold(Usage(input_tokens=2)), told.Ended(),
    ]  # fmt: skip
    told_usages = [chunk["usage"] for chunk in chunks_of(written(events))[:-1] if "usage" in chunk]
    assert [usage["prompt_tokens"] for usage in told_usages] == [2]


def test_calls_are_numbered_among_themselves():
    response = response_of(
        Text(text="a"), ToolCall(id="x", name="f", arguments="{}"),
        ToolCall(id="y", name="t", arguments="SQL", is_custom=True),
    )  # fmt: skip
    deltas = [chunk["choices"][0]["delta"] for chunk in chunks_of(written(unfolded(response)))[:-1]]
    assert [delta["tool_calls"][0] for delta in deltas if "tool_calls" in delta] == [
        {"index": 0, "id": "x", "type": "function", "function": {"name": "f", "arguments": ""}},
        {"index": 0, "function": {"arguments": "{}"}},
        {"index": 1, "id": "y", "type": "custom", "custom": {"name": "t", "input": ""}},
        {"index": 1, "custom": {"input": "SQL"}},
    ]


def test_an_error_in_a_stream_is_an_envelope_and_no_end():
    events = [told.Started("r", "m"), told.PartStarted(0, 0, Text(text="")),
              told.Failed(Failure(kind="overloaded", message="busy"))]  # fmt: skip
    chunks = chunks_of(written(events))
    assert chunks[-1] == {
        "error": {"message": "busy", "type": "overloaded_error", "param": None, "code": None}
    }
    assert "[DONE]" not in chunks


def test_a_ping_is_a_comment():
    assert written([told.Pinged()]).startswith(b":")
    assert chunks_of(written([told.Started("r", "m"), told.Pinged()])) == []


def test_what_a_stream_has_no_place_for_is_listed():
    losses = Losses()
    response = response_of(
        Thinking(text="Hm", signature="s", sealed="x", signed_by="anthropic"),
        Text(text="a", signature="s", signed_by="gemini", citations=(Citation(quote="no page"),)),
        Document(data="x"),
        ToolCall(id="c", name="f", signature="s", signed_by="gemini"),
        extras={"x": 1}, format="gemini",
    )  # fmt: skip
    stream = written(unfolded(response), losses)
    assert read_back(stream).parts == (
        Thinking(text="Hm"), Text(text="a"), ToolCall(id="c", name="f"),
    )  # fmt: skip
    assert [loss.field for loss in losses.dropped] == [
        "extras.x", "choices[0].parts[1].signature",
        "choices[0].parts[1].citations[0]", "choices[0].parts[2]", "choices[0].parts[3].signature",
    ]  # fmt: skip


def test_letters_of_a_broken_pair_do_not_break_the_stream():
    assert read_back(written(unfolded(response_of(Text(text="a\ud83d"))))).parts == (Text(text="a\ud83d"),)


WORDS = st.text(min_size=1, max_size=12)
MAYBE = st.none() | WORDS
THOUGHTS = st.one_of(
    st.builds(lambda text: (Thinking(text=text),), WORDS),
    st.lists(
        st.one_of(
            st.builds(
                lambda text, sign, name, variant: Thinking(
                    text=text, signature=sign, signed_by="openai_chat", id=name, variant=variant
                ),
                WORDS, MAYBE, MAYBE, MAYBE,
            ),
            st.builds(lambda text: Thinking(text=text, is_summary=True, signed_by="openai_chat"), WORDS),
            st.builds(lambda text: Thinking(sealed=text, signed_by="openai_chat"), WORDS),
        ),
        max_size=3,
    ),
)  # fmt: skip
CITATIONS = st.lists(
    st.builds(
        lambda url, title: Citation(
            url=url, title=title, format="openai_chat",
            raw={"type": "url_citation", "url_citation": {"url": url, "title": title}},
        ),
        WORDS, WORDS,
    ),
    max_size=2,
)  # fmt: skip
TEXTS = st.builds(lambda text, citations: (Text(text=text, citations=tuple(citations)),), WORDS, CITATIONS)
IMAGES = st.lists(st.just(Image(data="aGk=", media_type="image/png")), max_size=2)
SOUNDS = st.builds(
    lambda data, words, until: (Audio(id="s", data=data, transcript=words, expires_at=until),),
    st.none() | st.just("aGk="), MAYBE, st.integers(1, 99),
)  # fmt: skip
CALLS = st.lists(
    st.builds(
        lambda name, arguments, is_custom, sign: (name, arguments, is_custom, sign),
        WORDS, st.sampled_from(["{}", '{"a": [1]}', '"x"']), st.booleans(), MAYBE,
    ),
    max_size=3,
).map(lambda calls: [
    ToolCall(
        id=f"call_{place}", name=name, arguments=arguments, is_custom=is_custom, signature=sign,
        signed_by=None if sign is None else "openai_chat",
    )
    for place, (name, arguments, is_custom, sign) in enumerate(calls)
])  # fmt: skip
NOTHING: st.SearchStrategy[tuple[Part, ...]] = st.just(())
PARTS = st.tuples(NOTHING | THOUGHTS, NOTHING | TEXTS, NOTHING | IMAGES, NOTHING | SOUNDS, CALLS).map(
    lambda groups: tuple(part for group in groups for part in group)
)
FINISHES = st.one_of(
    st.builds(
        lambda word: Finish(reason=word),
        st.sampled_from(["stop", "length", "tool_calls", "content_filter", "error"]),
    ),
    st.just(Finish(reason="stop_sequence", stop_sequence="END")),
    st.just(Finish(reason="stop", format="openai_chat", native="odd")),
    st.just(Finish(reason="tool_calls", format="openai_chat", native="function_call")),
)  # fmt: skip
LOGPROBS = st.none() | st.just((TokenLogprob(token="a", logprob=-1.5, bytes=(97,)),))


def waiting(parts: tuple[Part, ...], finish: Finish) -> Finish:
    """An answer with calls is not over: its stop is read as a wait for results."""
    if finish.reason != "stop" or ToolCall not in map(type, parts):
        return finish
    return Finish(reason="tool_calls", format=finish.format, native=finish.native)


CHOICES = st.lists(st.tuples(PARTS, FINISHES, LOGPROBS), min_size=1, max_size=3).map(
    lambda choices: tuple(
        Choice(index=place, parts=parts, finish=waiting(parts, finish), logprobs=logprobs)
        for place, (parts, finish, logprobs) in enumerate(choices)
    )
)
RESPONSES = st.builds(
    lambda choices, usage, extras, tier: ChatResponse(
        id="r", model="m", created=5, choices=choices, usage=usage, extras=extras, service_tier=tier,
        fingerprint=tier, format="openai_chat",
    ),
    CHOICES,
    st.none() | st.builds(
        lambda read, out: Usage(input_tokens=read, output_tokens=out), st.integers(0, 99), st.integers(0, 99)
    ),
    st.dictionaries(st.sampled_from(["provider", "citations"]), WORDS),
    MAYBE,
)  # fmt: skip


@given(RESPONSES)
def test_an_answer_of_this_format_comes_back_from_its_stream(response):
    losses = Losses()
    assert read_back(written(unfolded(response), losses)) == response
    assert not losses


@given(RESPONSES)
def test_an_answer_of_this_format_comes_back_from_its_body(response):
    losses = Losses()
    body = json.loads(json.dumps(FORMAT.write_response(response, losses)))
    assert FORMAT.read_response(body) == response
    assert not losses


@given(RESPONSES, st.lists(st.integers(1, 400), max_size=9))
def test_no_chunking_changes_the_answer(response, sizes):
    stream = written(unfolded(response))
    unframer, reader = FORMAT.unframer(), FORMAT.stream_reader()
    frames, at = [], 0
    for size in [*sizes, len(stream)]:
        frames += unframer.feed(stream[at : at + size])
        at += size
    frames += unframer.end()
    events = [event for frame in frames for event in reader.read(frame)] + reader.end()
    assert gathered(events) == response


@pytest.mark.parametrize("part", [Refusal(text="No."), Refusal(text="")])
def test_a_refusal_comes_back(part):
    response = response_of(part, format="openai_chat")
    reason = Finish(reason="refusal" if part.text else "stop")
    expected = ChatResponse(
        id="r", model="m", created=5, format="openai_chat",
        choices=(Choice(parts=(part,) if part.text else (), finish=reason),),
    )  # fmt: skip
    assert read_back(written(unfolded(response))) == expected


MESSAGES = (
    Text(text="Let me look.", item_id="msg_1", phase="commentary"),
    Text(text="It", item_id="msg_2"), Text(text=" is 5.", item_id="msg_2", citations=(
        Citation(url="https://a.example", title="A", start=1, end=3),
    )),
)  # fmt: skip


def test_texts_of_two_messages_are_paragraphs_and_their_sources_keep_their_places():
    response = response_of(*MESSAGES)
    streamed, whole = Losses(), Losses()
    body = FORMAT.write_response(response, whole)
    (read,) = FORMAT.read_response(body).parts
    again: Any
    (again,) = read_back(written(unfolded(response), streamed)).parts
    text: Any
    for text in (read, again):
        assert text.text == "Let me look.\n\nIt is 5."
        (source,) = text.citations
        assert text.text[source.start : source.end] == "is"
    assert [loss.field for loss in whole] == ["choices[0].parts[1]"] == [loss.field for loss in streamed]


def test_summaries_of_thinking_are_paragraphs():
    parts = [Thinking(text=text, is_summary=True, signed_by="openai_responses") for text in ("One", "Two")]
    body = FORMAT.write_response(response_of(*parts, Text(text="a")), Losses())
    assert body["choices"][0]["message"]["reasoning_content"] == "One\n\nTwo"
    stream = written(unfolded(response_of(*parts, Text(text="a"))))
    told: Any = read_back(stream).parts[0]
    assert told.text == "One\n\nTwo"
