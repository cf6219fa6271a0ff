"""`Completion`: what a model answered, and what it took."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from modeldex.core.cost import UNKNOWN, Cost
from modeldex.core.errors import WireDataError
from modeldex.wire.content import Refusal, Text, Thinking, ToolCall
from modeldex.wire.losses import Losses
from modeldex.wire.request import Message
from modeldex.wire.table import format_named

if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.usage import Usage
    from modeldex.wire.losses import Loss
    from modeldex.wire.response import ChatResponse, Finish


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """One answer, whole or as far as it came."""

    response: ChatResponse
    """All of it, in no format's words; the properties below are of the first choice."""
    model: ModelConfig
    """Who was asked."""
    wire: str
    """Wire format that was spoken."""
    dropped: tuple[Loss, ...] = ()
    """What of the request the format could not say, and was left out."""
    approximated: tuple[Loss, ...] = ()
    """What of the request was said otherwise than it was meant."""
    attempts: int = 1
    """How often the call was sent."""
    seconds: float = 0.0
    """From the first step to the last byte."""
    first_token_seconds: float | None = None
    """To the first piece of a stream; None where it came whole, or nothing did."""
    request_id: str | None = None
    """By which the provider knows the call; None where it does not say."""
    source: str = ""
    """Where the address that was asked comes from, for people."""

    @property
    def text(self) -> str:
        """The words of the answer; blank where there are none."""
        return "".join(part.text for part in self.response.parts if isinstance(part, Text))

    @property
    def thinking(self) -> str:
        """What the model thought, as far as it is shown."""
        return "".join(part.text for part in self.response.parts if isinstance(part, Thinking))

    @property
    def refusal(self) -> str | None:
        """The words by which the model declined; None where it did not."""
        words = [part.text for part in self.response.parts if isinstance(part, Refusal)]
        return "".join(words) if words else None

    @property
    def tool_calls(self) -> tuple[ToolCall, ...]:
        """The tools that the model wants to be run."""
        return tuple(part for part in self.response.parts if isinstance(part, ToolCall))

    @property
    def finish(self) -> Finish | None:
        """Why the answer ended; None where nobody says, as of a stream that is not at its end."""
        return self.response.choices[0].finish if self.response.choices else None

    @property
    def message(self) -> Message:
        """The answer as a message, to go before the next one of the talk."""
        return Message(role="assistant", parts=self.response.parts)

    @property
    def usage(self) -> Usage | None:
        """What the call used; None where the provider does not say."""
        return self.response.usage

    @property
    def cost(self) -> Cost:
        """What the call costs in USD; unknown where the usage is."""
        usage = self.response.usage
        return Cost(status=UNKNOWN, amount=None) if usage is None else self.model.cost(usage)

    def json(self) -> Any:
        """The words of the answer as the JSON value that they are.

        WireDataError where they are none: cut off by the output limit, or never meant to be.
        """
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError) as error:
            place = str(error) if isinstance(error, ValueError) else "it is nested too deeply"
        reason = self.finish.reason if self.finish is not None else None
        cut = "; the output limit cut it off" if reason == "length" else ""
        raise WireDataError("text", f"the answer is no JSON: {place}{cut}")

    def as_format(self, name: str) -> dict[str, Any]:
        """The answer as the body that a wire format has for it; UnknownNameError lists the formats."""
        return format_named(name).write_response(self.response, Losses())
