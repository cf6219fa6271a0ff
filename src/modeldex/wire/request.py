"""`ChatRequest`: what a model is asked, in no format's words."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from modeldex.wire.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.content import Part
    from modeldex.wire.tools import ForeignTool, Tool, ToolChoice

ROLES = ("system", "developer", "user", "assistant", "tool")
"""Who speaks. Results of tools stand in messages of the role `tool`, in all formats."""

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
"""How much a model is to think, from nothing to everything."""


@frozen
class Message:
    """One turn of one speaker."""

    role: str
    """One of `ROLES`."""
    parts: tuple[Part, ...]
    name: str | None = None
    """Name of the speaker, where several share a role."""
    id: str | None = None
    """Id of the message, where its format gives one."""
    extras: Mapping[str, Any] = field(default_factory=dict)
    """Further fields, as the format of the request has them; other formats pass them over."""


@frozen
class Reasoning:
    """How much a model is to think, and what of it is to be shown; None: as the model does."""

    effort: str | None = None
    """One of `EFFORTS`."""
    budget_tokens: int | None = None
    """Most tokens of thinking."""
    is_on: bool | None = None
    """Whether it is to think at all."""
    is_adaptive: bool = False
    """Whether the model itself decides how much; Anthropic's word."""
    summary: str | None = None
    """What is shown of it: `auto`, `concise`, `detailed`, or `none`."""


@frozen
class OutputFormat:
    """What the answer must look like."""

    kind: str
    """`text`, `json` (any valid JSON) or `json_schema`."""
    schema: Mapping[str, Any] | None = None
    name: str | None = None
    description: str | None = None
    is_strict: bool | None = None


@frozen
class ChatRequest:
    """One question to a model. What is None is left to the provider."""

    messages: tuple[Message, ...]
    """System and developer messages included, where they stand in the talk."""
    model: str = ""
    """As it is to be sent, once it is on its way to a provider; before, as the caller wrote it."""
    tools: tuple[Tool | ForeignTool, ...] = ()
    tool_choice: ToolChoice | None = None
    allows_parallel_calls: bool | None = None
    output: OutputFormat | None = None
    max_output_tokens: int | None = None
    """Thinking included."""
    temperature: float | None = None
    top_p: float | None = None
    top_k: int | None = None
    min_p: float | None = None
    frequency_penalty: float | None = None
    presence_penalty: float | None = None
    stop: tuple[str, ...] = ()
    seed: int | None = None
    n: int | None = None
    """How many answers."""
    logprobs: bool | None = None
    top_logprobs: int | None = None
    logit_bias: Mapping[str, float] | None = None
    reasoning: Reasoning | None = None
    verbosity: str | None = None
    """`low`, `medium` or `high`."""
    modalities: tuple[str, ...] = ()
    """What the answer may hold: `text`, `audio`, `image`; none: text."""
    audio: Mapping[str, Any] | None = None
    """Voice and format of spoken answers: `{"voice": "alloy", "format": "wav"}`."""
    user: str | None = None
    """Whom the caller asks for, as an opaque id."""
    metadata: Mapping[str, Any] | None = None
    service_tier: str | None = None
    """As its format writes it: `auto`, `flex`, `priority`, `standard_only` ..."""
    cache_key: str | None = None
    """By which similar requests share a cache."""
    is_stored: bool | None = None
    """Whether the provider is to keep the answer."""
    is_stream: bool = False
    includes_usage: bool | None = None
    """Whether a stream is to end with usage, where the format leaves that to the caller."""
    format: str | None = None
    """Wire format that it was read from; None: it was made here."""
    extras: Mapping[str, Any] = field(default_factory=dict)
    """Further top-level fields, as that format has them; other formats drop them, and say so."""
