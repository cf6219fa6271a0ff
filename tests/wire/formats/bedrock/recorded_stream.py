"""A stream of ConverseStream with everything in it, and what it says."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from modeldex import Usage
from modeldex.wire import events as told
from modeldex.wire.content import Citation, Foreign, Image, Text, Thinking, ToolCall
from modeldex.wire.events import ChatEvent
from modeldex.wire.failure import Failure
from modeldex.wire.formats.bedrock import FORMAT
from modeldex.wire.framing.event_stream import event_headers, message
from modeldex.wire.losses import Losses
from modeldex.wire.response import ChatResponse, Choice, Finish

CITATION = {"title": "R", "sourceContent": [{"text": "q"}], "location": {"web": {"url": "https://a.example"}}}
RECORDED = (
    ("messageStart", {"role": "assistant", "p": "abcd"}),
    (
        "contentBlockDelta",
        {"contentBlockIndex": 0, "delta": {"reasoningContent": {"text": "Two "}}, "p": "ab"},
    ),
    ("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"reasoningContent": {"text": "cities."}}}),
    ("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"reasoningContent": {"signature": "c2ln"}}}),
    ("contentBlockStop", {"contentBlockIndex": 0}),
    (
        "contentBlockDelta",
        {"contentBlockIndex": 1, "delta": {"reasoningContent": {"redactedContent": "c2Vh"}}},
    ),
    ("contentBlockStop", {"contentBlockIndex": 1}),
    ("contentBlockDelta", {"contentBlockIndex": 2, "delta": {"text": "Hel"}}),
    ("contentBlockDelta", {"contentBlockIndex": 2, "delta": {"text": "lo é"}}),
    ("contentBlockDelta", {"contentBlockIndex": 2, "delta": {"citation": CITATION}}),
    ("contentBlockStop", {"contentBlockIndex": 2}),
    ("contentBlockStart", {"start": {"toolUse": {"toolUseId": "t1", "name": "f"}}, "contentBlockIndex": 3}),
    ("contentBlockDelta", {"contentBlockIndex": 3, "delta": {"toolUse": {"input": ""}}}),
    ("contentBlockDelta", {"contentBlockIndex": 3, "delta": {"toolUse": {"input": '{"a'}}}),
    ("contentBlockDelta", {"contentBlockIndex": 3, "delta": {"toolUse": {"input": '": 1}'}}}),
    ("contentBlockStop", {"contentBlockIndex": 3}),
    ("contentBlockStart", {"start": {"toolUse": {"toolUseId": "t2", "name": "g"}}, "contentBlockIndex": 4}),
    ("contentBlockStop", {"contentBlockIndex": 4}),
    (
        "contentBlockStart",
        {
            "start": {"toolUse": {"toolUseId": "s", "name": "h", "type": "server_tool_use"}},
            "contentBlockIndex": 5,
        },
    ),
    ("contentBlockDelta", {"contentBlockIndex": 5, "delta": {"toolUse": {"input": '{"q": 1}'}}}),
    ("contentBlockStop", {"contentBlockIndex": 5}),
    ("contentBlockStart", {"start": {"toolResult": {"toolUseId": "s", "type": "r"}}, "contentBlockIndex": 6}),
    ("contentBlockDelta", {"contentBlockIndex": 6, "delta": {"toolResult": [{"text": "a"}]}}),
    ("contentBlockDelta", {"contentBlockIndex": 6, "delta": {"toolResult": [{"text": "b"}]}}),
    ("contentBlockStop", {"contentBlockIndex": 6}),
    ("contentBlockStart", {"start": {"image": {"format": "png"}}, "contentBlockIndex": 7}),
    ("contentBlockDelta", {"contentBlockIndex": 7, "delta": {"image": {"source": {"bytes": "iVBO"}}}}),
    ("contentBlockDelta", {"contentBlockIndex": 7, "delta": {"image": {"source": {"bytes": "Rw=="}}}}),
    ("contentBlockStop", {"contentBlockIndex": 7}),
    ("somethingNew", {"a": 1}),
    ("messageStop", {"stopReason": "tool_use"}),
    (
        "metadata",
        {"usage": {"inputTokens": 3, "outputTokens": 4, "totalTokens": 7}, "metrics": {"latencyMs": 9}},
    ),
)
GATHERED = ChatResponse(
    id=None,
    model=None,
    format="bedrock",
    usage=Usage(input_tokens=3, output_tokens=4),
    choices=(
        Choice(
            finish=Finish(reason="tool_calls"),
            parts=(
                Thinking(text="Two cities.", signature="c2ln", signed_by="bedrock"),
                Thinking(sealed="c2Vh", signed_by="bedrock"),
                Text(
                    text="Hello é",
                    citations=(
                        Citation(
                            url="https://a.example", title="R", quote="q", format="bedrock", raw=CITATION
                        ),
                    ),
                ),
                ToolCall(id="t1", name="f", arguments='{"a": 1}'),
                ToolCall(id="t2", name="g", arguments="{}"),
                Foreign(
                    format="bedrock",
                    kind="toolUse",
                    raw={"toolUseId": "s", "name": "h", "type": "server_tool_use", "input": {"q": 1}},
                ),
                Foreign(
                    format="bedrock",
                    kind="toolResult",
                    raw={"toolUseId": "s", "type": "r", "content": [{"text": "a"}, {"text": "b"}]},
                ),
                Image(data="iVBORw==", media_type="image/png"),
            ),
        ),
    ),
)


def stream_of(*frames: tuple[str, Any]) -> bytes:
    return b"".join(message(event_headers(name), json.dumps(payload).encode()) for name, payload in frames)


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
    """Why a stream failed, as its last event says."""
    last = events[-1]
    assert isinstance(last, told.Failed)
    return last.failure
