"""What a message is made of: text, pictures, documents, sound, thinking, calls of tools and their results.

Media are kept as they are sent, in base64, so that a translation copies a text and decodes nothing.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any

from modeldex.wire.frozen import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

SHORT_CACHE, LONG_CACHE = "5m", "1h"
"""How long a provider keeps the prompt up to a part that is marked so."""


@frozen
class Citation:
    """Where a stretch of text comes from."""

    url: str | None = None
    """The page; None where it is a document of the request, or nobody says."""
    title: str | None = None
    quote: str | None = None
    """The words of the source."""
    start: int | None = None
    """First character of the text that it stands behind; None: it stands behind all of it."""
    end: int | None = None
    """The character after the last one."""
    format: str | None = None
    """Wire format of `raw`."""
    raw: Mapping[str, Any] = field(default_factory=dict)
    """The citation as its format has it, for the way back into the same format."""


@frozen
class Text:
    """Words of a message, whoever says them."""

    text: str
    cache: str | None = None
    """`5m` or `1h`: the prompt is to be kept up to here; None: no mark."""
    citations: tuple[Citation, ...] = ()
    signature: str | None = None
    """What the maker of the answer wants to have back with it; see `Thinking.signed_by`."""
    signed_by: str | None = None
    """Wire format of the signature."""
    is_json: bool = False
    """Whether the words are a JSON value, where a result of a tool says so."""
    item_id: str | None = None
    """Id of the item that carries the words, where there are several; parts with one id are one item."""
    phase: str | None = None
    """Whether an answer's words are a remark on the way (`commentary`) or the answer (`final_answer`)."""


@frozen
class Refusal:
    """Words by which a model declines."""

    text: str
    item_id: str | None = None
    """As of `Text`."""


@frozen
class Media:
    """What is not text; exactly one of `data`, `url` and `file_id` says where it is."""

    data: str | None = None
    """In base64."""
    url: str | None = None
    file_id: str | None = None
    """Id of a file that the provider keeps."""
    media_type: str | None = None
    """Such as `image/png`; None: nobody says."""
    cache: str | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)
    """Further fields, as the format of the request has them; other formats pass them over."""
    signature: str | None = None
    """What the maker of the answer wants to have back with it; see `Thinking.signed_by`."""
    signed_by: str | None = None
    """Wire format of the signature."""


@frozen
class Image(Media):
    """A picture that is shown to a model, or that it made."""

    detail: str | None = None
    """How closely it is to be looked at: `low`, `high` or `auto`."""


@frozen
class Document(Media):
    """A file to be read: PDF, or another that the format takes."""

    text: str | None = None
    """The whole document as plain text, in the place of `data`."""
    title: str | None = None
    """Its title, or the name of its file."""
    context: str | None = None
    """What the model is told about it beside its content."""
    is_cited: bool | None = None
    """Whether the answer is to cite it; None: as the provider does."""
    detail: str | None = None
    """How closely its pages are to be looked at: `low` or `high`."""


@frozen
class Audio(Media):
    """Sound; `media_type` such as `audio/wav`."""

    id: str | None = None
    """By which an earlier answer's sound is named in the next request."""
    transcript: str | None = None
    """Its words."""
    expires_at: int | None = None
    """Until when the id is good, in seconds since 1970."""


@frozen
class Video(Media):
    """Moving pictures that are shown to a model."""


@frozen
class Thinking:
    """What a model thinks before it answers."""

    text: str = ""
    """Blank where only the sealed form is shown."""
    signature: str | None = None
    """What proves the thinking to the format that made it."""
    sealed: str | None = None
    """The thinking in a form that only its provider reads (redacted, encrypted)."""
    signed_by: str | None = None
    """Wire format that made signature or sealed form; to others they mean nothing."""
    id: str | None = None
    """Id of the item that it belongs to; parts with one id are one item."""
    is_summary: bool = False
    """Whether the text sums up a longer one that is not shown."""
    variant: str | None = None
    """Whose form it has, where one format passes on that of several makers: OpenRouter's
    `anthropic-claude-v1`. It goes back as it came."""

    def is_proved_to_another(self, name: str) -> bool:
        """Whether another format than this one signed or sealed it."""
        if self.signature is None and self.sealed is None:
            return False
        return self.signed_by is not None and self.signed_by != name


@frozen
class ToolCall:
    """A model asks for a tool to be run."""

    id: str
    """By which the result refers to it. Formats without ids get some made of the place in the talk."""
    name: str
    arguments: str = "{}"
    """As JSON text, as the model wrote it: it may be broken off. Of a custom tool: plain text."""
    is_custom: bool = False
    """Whether the tool takes plain text instead of JSON."""
    item_id: str | None = None
    """Id of the item that carries the call, where its format tells the two apart."""
    signature: str | None = None
    """What the maker of the call wants to have back with it."""
    signed_by: str | None = None
    """Wire format of the signature."""
    cache: str | None = None


@frozen
class ToolResult:
    """What came of a tool, for the model that asked for it."""

    call_id: str
    parts: tuple[Part, ...] = ()
    name: str | None = None
    """Name of the tool; None where the format does not repeat it. Look at the calls before it then."""
    is_error: bool = False
    is_custom: bool = False
    cache: str | None = None
    extras: Mapping[str, Any] = field(default_factory=dict)
    """As of `Media`."""


@frozen
class Foreign:
    """A part that only its own format knows: a search of the provider's, code that it ran."""

    format: str
    """Wire format that knows it."""
    kind: str
    """What that format calls it."""
    raw: Mapping[str, Any]
    """As it stood there."""


Part = Text | Refusal | Image | Document | Audio | Video | Thinking | ToolCall | ToolResult | Foreign
"""Whatever a message can hold."""
