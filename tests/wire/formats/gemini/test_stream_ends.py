"""How streams of this format end: well, in bytes that are no answer, and without anybody saying why."""

import pytest
from tests.wire.formats.gemini.recorded import events

from modeldex import Usage
from modeldex.wire import events as told
from modeldex.wire.content import Text
from modeldex.wire.format import Frame
from modeldex.wire.formats.gemini import FORMAT
from modeldex.wire.gathering import gathered
from modeldex.wire.losses import Losses

WORDS = b'data: {"candidates":[{"content":{"role":"model","parts":[{"text":"Hi"}]},"index":0}]}\n\n'
END = b'data: {"candidates":[{"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":3}}\n\n'


def test_a_last_frame_without_content_ends_the_answer():
    answer = gathered(events([WORDS, END]))

    assert answer.parts == (Text(text="Hi"),)
    assert answer.choices[0].finish is not None
    assert answer.choices[0].finish.reason == "stop"


@pytest.mark.parametrize("data", [b"{", b"\xff", b"[" * 5000, b"<html>"])
def test_a_frame_that_is_no_json_is_a_failure_and_nothing_follows(data: bytes):
    reader = FORMAT.stream_reader()

    *_, last = reader.read(Frame("", data))

    assert isinstance(last, told.Failed)
    assert last.failure.kind == "cut"
    assert reader.read(Frame("", END[6:])) == []
    assert reader.end() == []


@pytest.mark.parametrize(
    "said",
    [(), (told.PartStarted(0, 0, Text(text="")), told.PartGrew(0, 0, "text", "Hi"), told.PartEnded(0, 0))],
)
def test_an_answer_of_which_nobody_says_why_it_ended_is_whole(said: tuple[told.ChatEvent, ...]):
    writer = FORMAT.stream_writer(Losses())
    stream = [writer.write(event) for event in (told.Started("x", "m"), *said, told.Ended())]

    assert isinstance(events(stream)[-1], told.Ended)


def test_what_was_counted_stands_where_the_last_frame_counts_nothing():
    counted = WORDS.replace(
        b'"index":0}]', b'"index":0}],"usageMetadata":{"promptTokenCount":9,"totalTokenCount":9}'
    )
    last = END.replace(b'"promptTokenCount":3', b'"trafficType":"ON_DEMAND"')

    assert gathered(events([counted, last])).usage == Usage(input_tokens=9)
    assert told.UsageTold(Usage(input_tokens=9)) in FORMAT.stream_reader().read(Frame("", counted[6:]))
