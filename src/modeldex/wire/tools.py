"""The tools that a model may call, and what it must do with them."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from modeldex.wire.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

AUTO, NONE, REQUIRED, NAMED = "auto", "none", "required", "named"
"""The model decides; no tool; some tool; one of those that are named."""


@frozen
class Tool:
    """A function that the caller runs."""

    name: str
    description: str | None = None
    schema: Mapping[str, Any] | None = None
    """JSON Schema of its arguments, always of an object; None: it takes none."""
    is_strict: bool | None = None
    """Whether arguments must keep to the schema; None: as the provider does."""
    is_custom: bool = False
    """Whether it takes plain text instead of JSON; then there is no schema."""
    grammar: Mapping[str, Any] | None = None
    """Of a custom tool: what the text must look like, as OpenAI's formats have it."""
    cache: str | None = None
    """`5m` or `1h`: the prompt is to be kept up to here; None: no mark."""
    extras: Mapping[str, Any] = field(default_factory=dict)
    """Further fields, as the format of the request has them; other formats pass them over."""


@frozen
class ForeignTool:
    """A tool that the provider itself runs, such as its web search."""

    format: str
    """Wire format that knows it."""
    kind: str
    """What that format calls it."""
    raw: Mapping[str, Any]
    """As it stood there."""


@frozen
class ToolChoice:
    """Whether tools are to be called."""

    mode: str = AUTO
    """`auto`, `none`, `required` or `named`."""
    names: tuple[str, ...] = ()
    """Of `named`: the one tool that must be called. Of `auto` and `required`: the only ones allowed."""
    raw: Mapping[str, Any] = field(default_factory=dict)
    """A choice that only the format of the request knows."""
