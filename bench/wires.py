"""What a translation between wire formats costs beyond reading JSON: a request of 1 KB, an event of a stream.

Every pair of two formats is measured; the bar holds for the dearest. A request is read from what its
JSON means and written as what is turned into JSON. A stream is taken in as bytes, and comes out as
bytes; what reading its JSON alone takes is measured beside it, and taken off.
"""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TYPE_CHECKING, Any

from bench.processes import MeasurementError, told
from modeldex.core.provider import WIRE_FORMATS
from modeldex.core.usage import Usage
from modeldex.wire.content import Text, ToolCall
from modeldex.wire.events import TEXT, PartGrew
from modeldex.wire.gathering import unfolded
from modeldex.wire.losses import Losses
from modeldex.wire.request import ChatRequest, Message
from modeldex.wire.response import ChatResponse, Choice, Finish
from modeldex.wire.table import format_named
from modeldex.wire.tools import Tool
from modeldex.wire.translation import StreamTranslation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from modeldex.wire.events import ChatEvent

EVENTS = 400
"""Pieces of text in the stream that is measured."""
BYTES = 1_000
"""About how long the request is, as JSON of OpenAI's chat format."""
_AT_ONCE = 200
_SAID = "The quick brown fox jumps over the lazy dog near the old river bank. "

WIRE_FIGURES = ("wire_request", "wire_request_middle", "wire_event", "wire_event_middle")
"""What is measured here, by the names of its bars."""

PAIRS = tuple((one, other) for one in WIRE_FORMATS for other in WIRE_FORMATS if one != other)
"""Every two formats, each way."""


@dataclass(frozen=True, slots=True)
class Dearest:
    """The pair that costs most, of all pairs, and the one in their middle."""

    source: str
    target: str
    microseconds: float
    middle_microseconds: float


def asked() -> ChatRequest:
    """A request of about `BYTES`: instructions, a question, a tool, the usual parameters."""
    place = {"type": "object", "properties": {"place": {"type": "string"}}, "required": ["place"]}
    return ChatRequest(
        model="gpt-5",
        messages=(
            Message(role="system", parts=(Text(text=_SAID * 3),)),
            Message(role="user", parts=(Text(text=_SAID * 2),)),
            Message(role="assistant", parts=(Text(text=_SAID),)),
            Message(role="user", parts=(Text(text=_SAID),)),
        ),
        tools=(Tool(name="get_weather", description="The weather of a place.", schema=place),),
        temperature=0.5,
        max_output_tokens=500,
    )


def answered() -> tuple[ChatEvent, ...]:
    """The events of a stream of `EVENTS` pieces of text, and a call of a tool."""
    text = Text(text="".join(f"word {place} " for place in range(EVENTS)))
    call = ToolCall(id="call_1", name="get_weather", arguments='{"place":"Paris"}')
    response = ChatResponse(
        id="r", model="gpt-5", usage=Usage(input_tokens=250, output_tokens=EVENTS),
        choices=(Choice(parts=(text, call), finish=Finish(reason="tool_calls")),),
    )  # fmt: skip
    return tuple(_in_pieces(unfolded(response)))


def _in_pieces(events: Iterator[ChatEvent]) -> Iterator[ChatEvent]:
    """The events with the one that tells the whole text in pieces of a word."""
    for event in events:
        if isinstance(event, PartGrew) and event.what == TEXT:
            for place in range(EVENTS):
                yield PartGrew(event.choice, event.index, TEXT, f"word {place} ")
        else:
            yield event


def requests(rounds: int) -> Dearest:
    """Microseconds to read and write a request, for every pair."""
    return _dearest({pair: _request_seconds(*pair, rounds) for pair in PAIRS})


def streams(rounds: int) -> Dearest:
    """Microseconds an event to translate a stream, for every pair."""
    return _dearest({pair: _event_seconds(*pair, rounds) for pair in PAIRS})


def _dearest(seconds: dict[tuple[str, str], float]) -> Dearest:
    (source, target), most = max(seconds.items(), key=lambda item: item[1])
    return Dearest(source, target, most * 1e6, median(seconds.values()) * 1e6)


def _request_seconds(source: str, target: str, rounds: int) -> float:
    reads, writes = format_named(source), format_named(target)
    body = json.loads(json.dumps(reads.write_request(asked(), Losses())))

    def once() -> Any:
        return writes.write_request(reads.read_request(body, model="m"), Losses())

    return _least(once, rounds)


def _event_seconds(source: str, target: str, rounds: int) -> float:
    reads, writes = format_named(source), format_named(target)
    writer = reads.stream_writer(Losses())
    pieces = [piece for piece in map(writer.write, answered()) if piece]
    frames = [frame.data for frame in reads.unframer().feed(b"".join(pieces))]
    texts = [data.decode() for data in frames if data[:1] == b"{"]

    def translated() -> None:
        translation = StreamTranslation(reads, writes, Losses())
        for piece in pieces:
            translation.feed(piece)
        translation.end()

    def read() -> None:
        for text in texts:
            json.loads(text)

    return (_least(translated, rounds, at_once=1) - _least(read, rounds, at_once=1)) / len(frames)


def _least(act: Callable[[], Any], rounds: int, at_once: int = _AT_ONCE) -> float:
    """Seconds of one act: the least over rounds of several, which no other process lengthens."""
    taken = []
    for _ in range(rounds):
        begun = perf_counter()
        for _ in range(at_once):
            act()
        taken.append((perf_counter() - begun) / at_once)
    return min(taken)


def main() -> None:
    """Print the figures, for the process that asked."""
    rounds = int(sys.argv[1])
    dearest = {"wire_request": requests(rounds), "wire_event": streams(rounds)}
    figures = {name: one.microseconds for name, one in dearest.items()}
    middle = {f"{name}_middle": one.middle_microseconds for name, one in dearest.items()}
    print(json.dumps(figures | middle))


def wire_figures(rounds: int, home: Path) -> tuple[dict[str, float], dict[str, str]]:
    """Figure -> microseconds; and figure -> why it is not there."""
    checkout = str(Path(__file__).resolve().parent.parent)
    start = f"import sys; sys.path.insert(0, {checkout!r}); from bench.wires import main; main()"
    try:
        return told(["-c", start, str(rounds)], home), {}
    except MeasurementError as error:
        return {}, dict.fromkeys(WIRE_FIGURES, str(error))
