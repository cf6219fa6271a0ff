"""`UsageMeter`: reads what a stream tells of usage while its bytes pass through untouched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.json_text import LENIENT

if TYPE_CHECKING:
    from modeldex.core.usage import Usage
    from modeldex.wire.format import Frame, WireFormat


class UsageMeter:
    """Looks at the frames of one stream, and into those alone that can tell usage."""

    def __init__(self, wire: WireFormat) -> None:
        self._wire = wire
        self._unframer = wire.unframer()
        self._marks = wire.usage_marks
        self.usage: Usage | None = None
        """What the stream told by now; None: nothing."""

    def feed(self, piece: bytes) -> None:
        """Take up bytes as they pass; WireDataError where they cannot be a stream of the format."""
        self._look(self._unframer.feed(piece))

    def end(self) -> None:
        """Take up that there are no more."""
        self._look(self._unframer.end())

    def _look(self, frames: list[Frame]) -> None:
        for frame in frames:
            if any(mark in frame.data for mark in self._marks):
                payload = _payload(frame.data)
                if isinstance(payload, dict):
                    self.usage = self._wire.read_usage(payload, self.usage) or self.usage


def _payload(data: bytes) -> Any:
    """What a frame holds; None where it is no JSON: that is for its reader to say, not for a meter."""
    try:
        return LENIENT.decode(data.decode())
    except (ValueError, RecursionError):
        return None
