"""`ChatResponse`: what a model answers, in no format's words."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from modeldex.wire.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.usage import Usage
    from modeldex.wire.content import Part

FINISHES = (
    "stop",            # it was done
    "stop_sequence",   # it wrote one of the texts that end it
    "length",          # the output limit of the request or the model
    "context_length",  # the window is full
    "tool_calls",      # it waits for results of tools
    "content_filter",  # somebody's filter broke it off
    "refusal",         # the model declined
    "pause",           # the provider asks to be called again with what there is
    "error",           # it failed on the way
)  # fmt: skip
"""Why an answer ended."""


@frozen
class Finish:
    """Why one answer ended."""

    reason: str
    """One of `FINISHES`."""
    stop_sequence: str | None = None
    """The text that ended it, where it is known."""
    format: str | None = None
    """Wire format of `native`."""
    native: str | None = None
    """The word of its format, where that says more than the reason; for the way back into the same."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """What its format tells at the end of an answer beside the reason, as it stood there."""


@frozen
class TokenLogprob:
    """How likely a token was."""

    token: str
    logprob: float
    bytes: tuple[int, ...] | None = None
    top: tuple[TokenLogprob, ...] = ()
    """The likeliest at its place."""


@frozen
class Choice:
    """One answer of several."""

    parts: tuple[Part, ...]
    finish: Finish | None = None
    """None where nobody says why it ended."""
    index: int = 0
    logprobs: tuple[TokenLogprob, ...] | None = None
    message_id: str | None = None
    """Id of the message, where its format tells it from that of the response."""


@frozen
class ChatResponse:
    """What came back, whole."""

    id: str | None
    model: str | None
    """As the provider names it."""
    choices: tuple[Choice, ...]
    usage: Usage | None = None
    """None where the provider does not say; never zero for that."""
    created: int | None = None
    """In seconds since 1970."""
    service_tier: str | None = None
    fingerprint: str | None = None
    """By which the provider tells versions of its system apart."""
    format: str | None = None
    """Wire format that it was read from."""
    extras: Mapping[str, Any] = field(default_factory=dict)
    """Further top-level fields, as that format has them."""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts of the first answer."""
        return self.choices[0].parts if self.choices else ()
