"""What a stream tells, one event after the other, in no format's words.

The order, of each choice: `PartStarted`, any number of `PartGrew` and its kin, `PartEnded`, for one
part after the other; then `ChoiceEnded`. Around all: `Started` first; `UsageTold` any number of
times, each telling all that is known by then; `Ended` or `Failed` last, and nothing after it. Readers
keep this order whatever their format does; writers rely on it.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from modeldex.wire.frozen import frozen_in_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.core.usage import Usage
    from modeldex.wire.content import Citation, Part
    from modeldex.wire.failure import Failure
    from modeldex.wire.response import Finish, TokenLogprob

TEXT, ARGUMENTS, SIGNATURE, SEALED, AUDIO, TRANSCRIPT = (
    "text", "arguments", "signature", "sealed", "audio", "transcript",
)  # fmt: skip
"""What of a part grew: the words of text, thinking or a refusal; the arguments of a call; the signature
(whole, not a piece); the sealed thinking; sound in base64; its words."""


@frozen_in_order
class Started:
    """The answer begins."""

    id: str | None
    model: str | None
    created: int | None = None
    service_tier: str | None = None
    fingerprint: str | None = None
    format: str | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)


@frozen_in_order
class PartStarted:
    """A part begins, still without what grows: `Text(text="")`, `ToolCall(id=..., arguments="")`.

    A part that does not grow, such as an image or what is foreign, is whole in it.
    """

    choice: int
    index: int
    """Its place among the parts of the choice, from 0."""
    part: Part


@frozen_in_order
class PartGrew:
    """The part grew at its end."""

    choice: int
    index: int
    what: str
    """`text`, `arguments`, `signature`, `sealed`, `audio` or `transcript`."""
    piece: str


@frozen_in_order
class CitationAdded:
    """The text is given a source."""

    choice: int
    index: int
    citation: Citation


@frozen_in_order
class LogprobsAdded:
    """How likely the last tokens were."""

    choice: int
    logprobs: tuple[TokenLogprob, ...]


@frozen_in_order
class PartEnded:
    """The part is whole."""

    choice: int
    index: int
    part: Part | None = None
    """The whole part, where the end says more of it than start and growth did; else None."""


@frozen_in_order
class ChoiceEnded:
    """An answer ended."""

    choice: int
    finish: Finish


@frozen_in_order
class UsageTold:
    """What the call used, as far as it is known by now; it takes the place of what was told before."""

    usage: Usage


@frozen_in_order
class Pinged:
    """Nothing new; the connection is alive."""


@frozen_in_order
class Failed:
    """The answer failed on the way. What came before it stands."""

    failure: Failure


@frozen_in_order
class Ended:
    """The stream is whole."""


ChatEvent = (
    Started
    | PartStarted
    | PartGrew
    | CitationAdded
    | LogprobsAdded
    | PartEnded
    | ChoiceEnded
    | UsageTold
    | Pinged
    | Failed
    | Ended
)
"""Whatever a stream can tell."""
