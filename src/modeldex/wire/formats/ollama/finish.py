"""`done_reason` <-> `Finish`."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire.formats.ollama.names import NAME
from modeldex.wire.response import Finish

if TYPE_CHECKING:
    from modeldex.wire.losses import Losses

_WRITTEN = MappingProxyType({"stop": "stop", "tool_calls": "stop", "length": "length"})
_NEAREST = MappingProxyType({"context_length": "length"})


def read_finish(word: Any, *, has_calls: bool) -> Finish:
    """Why an answer ended: Ollama says `stop` also where it waits for tools."""
    if word == "length":
        return Finish(reason="length")
    reason = "tool_calls" if has_calls else "stop"
    if type(word) is not str or word == "stop":
        return Finish(reason=reason)
    return Finish(reason=reason, format=NAME, native=word)


def write_finish(finish: Finish | None, choice: int, losses: Losses) -> str:
    """Ollama's word."""
    if finish is None:
        return "stop"
    if finish.format == NAME and finish.native is not None:
        return finish.native
    word = _WRITTEN.get(finish.reason)
    if word is None:
        word = _NEAREST.get(finish.reason, "stop")
        losses.approximate(f"choices[{choice}].finish", f"Ollama has no {finish.reason!r}; it is {word!r}")
    return word
