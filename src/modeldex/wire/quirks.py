"""`Quirks`: where a provider that speaks OpenAI's chat format departs from it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirks:
    """How a provider's dialect differs, as the table `[quirks]` of its file states it.

    The keys and what they may hold stand in `core.provider.QUIRK_KEYS`.
    """

    lacks: tuple[str, ...] = ()
    """Fields of `ChatRequest` that it refuses or ignores: they are dropped, and listed."""
    output_limit: str = "max_tokens"
    """Its name of the output limit: `max_tokens` or `max_completion_tokens`."""
    system_role: str = "system"
    """Role of instructions: `system`, `developer`; both are taken where it is blank."""
    thinking_field: str = "reasoning_content"
    """Field of an earlier answer that holds its thinking: `reasoning_content`, `reasoning`, or blank: it
    takes none back. Answers are read in either spelling."""
    reasoning_field: str = "reasoning_effort"
    """How the effort is asked for: `reasoning_effort`, `reasoning` (OpenRouter's object), `thinking`
    (`{"type": "enabled"}`), `thinking+reasoning_effort` (both: whether, and how much),
    `enable_thinking`, or blank: it cannot be."""
    stream_usage: str = "asked"
    """When a stream ends with usage: `asked` (by stream_options), `always` or `never`."""
    json_schema: str = "json_schema"
    """How a schema is asked for: `json_schema`, `json_object` (the schema only as words), or blank."""
    cache_marks: str = ""
    """What marks the end of a cached prompt: `cache_control` (Anthropic's, which middlemen pass on),
    `prompt_cache_breakpoint` (OpenAI's own), or blank: only what the caller marked in this very format
    is passed on."""

    @classmethod
    def of(cls, stated: Mapping[str, Any]) -> Self:
        """The quirks that a provider's file states; what it does not state is as OpenAI has it."""
        return cls(**{one.name: stated[one.name] for one in fields(cls) if one.name in stated})


NO_QUIRKS = Quirks()
"""OpenAI's own dialect, as its public providers speak it."""
