"""A stream and a whole answer say the same: each is made of the other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import Usage, WireDataError
from modeldex.wire import events as told
from modeldex.wire.content import (
    Audio,
    Citation,
    Foreign,
    Image,
    Part,
    Refusal,
    Text,
    Thinking,
    ToolCall,
)
from modeldex.wire.failure import Failure
from modeldex.wire.gathering import Gatherer, gathered, unfolded
from modeldex.wire.response import ChatResponse, Choice, Finish, TokenLogprob

WORDS = st.text(max_size=12)
PARTS: st.SearchStrategy[Part] = st.one_of(
    st.builds(lambda text, url: Text(text=text, citations=(Citation(url=url),)), WORDS, WORDS),
    st.builds(lambda text, sign: Text(text=text, signature=sign or None, signed_by="gemini"), WORDS, WORDS),
    st.builds(lambda text: Refusal(text=text), WORDS),
    st.builds(
        lambda text, sign, sealed: Thinking(
            text=text, signature=sign or None, sealed=sealed or None, signed_by="anthropic"
        ),
        WORDS, WORDS, WORDS,
    ),
    st.builds(lambda name, arguments: ToolCall(id="call_1", name=name, arguments=arguments), WORDS, WORDS),
    st.builds(lambda data: Audio(id="a", data=data or None, transcript="hm"), WORDS),
    st.just(Image(data="aGk=", media_type="image/png")),
    st.just(Foreign(format="anthropic", kind="server_tool_use", raw={"id": "srv"})),
)  # fmt: skip
CHOICES = st.builds(
    lambda parts, finish: (tuple(parts), Finish(reason=finish)),
    st.lists(PARTS, max_size=4),
    st.sampled_from(("stop", "length", "tool_calls")),
)
RESPONSES = st.builds(
    lambda choices, tokens: ChatResponse(
        id="r", model="m", created=5, usage=None if tokens is None else Usage(input_tokens=tokens),
        choices=tuple(
            Choice(index=index, parts=parts, finish=finish, logprobs=(TokenLogprob(token="a", logprob=-1.0),))
            for index, (parts, finish) in enumerate(choices)
        ),
    ),
    st.lists(CHOICES, min_size=1, max_size=3),
    st.none() | st.integers(0, 10**6),
)  # fmt: skip


@given(RESPONSES)
def test_an_answer_comes_out_of_its_own_stream_as_it_was(response: ChatResponse):
    assert gathered(unfolded(response)) == response


@given(RESPONSES)
def test_a_stream_keeps_the_order_that_writers_rely_on(response: ChatResponse):
    events = list(unfolded(response))

    assert isinstance(events[0], told.Started)
    assert isinstance(events[-1], told.Ended)
    open_part: tuple[int, int] | None = None
    for event in events:
        match event:
            case told.PartStarted():
                assert open_part is None
                open_part = event.choice, event.index
            case told.PartGrew() | told.CitationAdded():
                assert (event.choice, event.index) == open_part
            case told.PartEnded():
                assert (event.choice, event.index) == open_part
                open_part = None
            case told.ChoiceEnded():
                assert open_part is None
            case _:
                pass


def test_what_is_there_can_be_read_while_it_grows():
    gatherer = Gatherer()
    gatherer.add(told.Started("r", "m"))
    gatherer.add(told.PartStarted(0, 0, Text(text="")))
    gatherer.add(told.PartGrew(0, 0, told.TEXT, "Hel"))

    assert gatherer.response().parts == (Text(text="Hel"),)
    gatherer.add(told.PartGrew(0, 0, told.TEXT, "lo"))
    assert gatherer.response().parts == (Text(text="Hello"),)
    assert not gatherer.is_ended


def test_a_part_whose_end_says_more_is_taken_from_its_end():
    whole = ToolCall(id="call_1", name="f", arguments='{"a": 1}')
    events: list[told.ChatEvent] = [
        told.Started("r", "m"),
        told.PartStarted(0, 0, ToolCall(id="call_1", name="f", arguments="")),
        told.PartGrew(0, 0, told.ARGUMENTS, '{"a"'),
        told.PartEnded(0, 0, whole),
        told.ChoiceEnded(0, Finish(reason="tool_calls")),
        told.Ended(),
    ]

    assert gathered(events).parts == (whole,)


def test_a_stream_that_failed_is_no_answer():
    with pytest.raises(WireDataError, match="too busy"):
        gathered([told.Started("r", "m"), told.Failed(Failure(kind="overloaded", message="too busy"))])


def test_a_stream_without_an_end_is_no_answer():
    with pytest.raises(WireDataError, match=r"\[E4903\] stream: it broke off"):
        gathered([told.Started("r", "m"), told.Pinged()])


def test_an_answer_that_says_nothing_is_one_without_parts():
    response = gathered(
        [told.Started("r", "m"), told.ChoiceEnded(0, Finish(reason="content_filter")), told.Ended()]
    )

    assert response.choices == (Choice(parts=(), finish=Finish(reason="content_filter")),)
