"""What a message, or the result of a tool, is made of: into the format's words."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from modeldex.wire.content import LONG_CACHE, Audio, Document, Foreign, Image, Media, Refusal, Text
from modeldex.wire.file_name import PDF, file_name
from modeldex.wire.formats.openai_responses.citations import write_citation
from modeldex.wire.formats.openai_responses.content_reader import CONTENT
from modeldex.wire.formats.openai_responses.names import NAME
from modeldex.wire.further import OF_ANOTHER, joined

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from modeldex.wire.content import Part
    from modeldex.wire.losses import Losses

_SOUNDS = {
    "audio/wav": "wav", "audio/x-wav": "wav", "audio/wave": "wav", "audio/mp3": "mp3", "audio/mpeg": "mp3",
}  # fmt: skip
_FILES_OF = (None, NAME, "openai_chat")
"""Formats whose ids of files mean the same."""


class ContentWriter:
    """Writes the parts of one request."""

    __slots__ = ("is_own", "losses", "source")

    def __init__(self, losses: Losses, source: str | None) -> None:
        self.losses = losses
        self.source = source
        self.is_own = source == NAME
        """Whether the request was read from this format."""

    def content(self, parts: Sequence[Part], path: str, first: int = 0) -> str | list[dict[str, Any]]:
        """What a user, a system or a tool says: a text where it is nothing more."""
        if len(parts) == 1:
            only = parts[0]
            if type(only) is Text and (only.cache is None or not self.is_own):
                self.text_losses(only, f"{path}.parts[{first}]")
                return only.text
        written = []
        for place, part in enumerate(parts, first):
            one = self.part(part, f"{path}.parts[{place}]")
            if one is not None:
                written.append(one)
        return written

    def part(self, part: Part, path: str) -> dict[str, Any] | None:
        """One part of a user's message; None where it is dropped."""
        writer = _WRITERS.get(type(part))
        if writer is None:
            self.losses.drop(path, f"the format takes no {type(part).__name__.lower()} here")
            return None
        written = writer(self, part, path)
        if written is not None and getattr(part, "extras", None):
            if self.is_own:
                written = joined(part.extras, written)  # type: ignore[union-attr]
            else:
                self.losses.drop(f"{path}.extras", OF_ANOTHER)
        cache = getattr(part, "cache", None)
        if cache is not None and written is not None:
            self._cache(written, cache, path)
        return written

    def said(self, part: Text | Refusal, path: str, *, has_id: bool) -> dict[str, Any]:
        """One part of an assistant's message."""
        if isinstance(part, Refusal):
            return {"type": "refusal", "refusal": part.text}
        written: dict[str, Any] = {"type": "output_text", "text": part.text}
        if part.citations or has_id:
            written["annotations"] = self._annotations(part, path)
        if part.cache is not None:
            self._cache(written, part.cache, path)
        if part.signature is not None:
            self._signature(path)
        return written

    def text_losses(self, text: Text, path: str) -> None:
        """List what a bare text does not carry."""
        if text.cache is not None:
            self.uncached(path)
        if text.citations:
            self.losses.drop(f"{path}.citations", "the format has them in answers alone")
        if text.signature is not None:
            self._signature(path)

    def uncached(self, path: str) -> None:
        """List a mark of the cache that has no place."""
        self.losses.approximate(f"{path}.cache", "the provider chooses by itself what it keeps")

    def _annotations(self, text: Text, path: str) -> list[dict[str, Any]]:
        written = [
            write_citation(one, len(text.text), self.losses, f"{path}.citations[{place}]")
            for place, one in enumerate(text.citations)
        ]
        return [one for one in written if one is not None]

    def _cache(self, written: dict[str, Any], cache: str, path: str) -> None:
        if not self.is_own:
            self.uncached(path)
            return
        mark = {"mode": "explicit", "ttl": "12h"} if cache == LONG_CACHE else {"mode": "explicit"}
        written["prompt_cache_breakpoint"] = mark

    def _signature(self, path: str) -> None:
        self.losses.drop(f"{path}.signature", "it means nothing to this format")

    def text(self, text: Text, path: str) -> dict[str, Any]:
        """Words."""
        if text.citations:
            self.losses.drop(f"{path}.citations", "the format has them in answers alone")
        if text.signature is not None:
            self._signature(path)
        return {"type": "input_text", "text": text.text}

    def image(self, image: Image, path: str) -> dict[str, Any] | None:
        """A picture; `detail` is required, and `auto` is what none means."""
        where = self._where(image, path, "image_url", "image/png")
        return where and {"type": "input_image", "detail": image.detail or "auto"} | where

    def document(self, document: Document, path: str) -> dict[str, Any] | None:
        """A file."""
        for name, value in (("context", document.context), ("is_cited", document.is_cited)):
            if value is not None:
                self.losses.drop(f"{path}.{name}", "the format cannot say it of a file")
        if document.text is not None:
            data = b64encode(document.text.encode("utf-8", "replace")).decode()
            where: dict[str, Any] | None = {"file_data": f"data:text/plain;base64,{data}"}
        else:
            where = self._where(document, path, "file_url", "")
        if where is None:
            return None
        written = {"type": "input_file"} | where
        title = document.title
        if title is None and "file_data" in where and not self.is_own:  # OpenAI demands a name then
            title = file_name("text/plain" if document.text is not None else document.media_type)
        if title is not None:
            written["filename"] = title
        if document.detail is not None:
            written["detail"] = document.detail
        return written

    def audio(self, audio: Audio, path: str) -> dict[str, Any] | None:
        """Sound."""
        if audio.data is None:
            self.losses.drop(path, "the format takes sound as data alone")
            return None
        kind = _SOUNDS.get(audio.media_type or "")
        if kind is None and (not self.is_own or audio.media_type is None):
            self.losses.drop(path, f"the format takes wav and mp3, not {audio.media_type}")
            return None
        name = kind if kind is not None else str(audio.media_type).removeprefix("audio/")
        return {"type": "input_audio", "input_audio": {"data": audio.data, "format": name}}

    def foreign(self, part: Foreign, path: str) -> dict[str, Any] | None:
        """What only its own format knows."""
        if part.format == NAME and part.kind.startswith(CONTENT):
            return dict(part.raw)
        self.losses.drop(path, f"only {part.format} knows {part.kind}")
        return None

    def _where(self, media: Media, path: str, address: str, usual: str) -> dict[str, Any] | None:
        """Where something is: by its data, a URL or an id; `usual` is the type where none is said."""
        if media.data is not None:
            media_type = media.media_type or usual
            if not media_type and not self.is_own:  # OpenAI wants a data: URL; here it may stay as it came
                media_type = PDF
                self.losses.approximate(f"{path}.media_type", f"nobody says; it is sent as {PDF}")
            whole = f"data:{media_type};base64,{media.data}" if media_type else media.data
            return {"file_data" if address == "file_url" else address: whole}
        if media.url is not None:
            return {address: media.url}
        if media.file_id is not None and self.source in _FILES_OF:
            return {"file_id": media.file_id}
        self.losses.drop(path, "its file is kept by another provider")
        return None


_WRITERS: dict[type, Callable[[ContentWriter, Any, str], dict[str, Any] | None]] = {
    Text: ContentWriter.text, Image: ContentWriter.image, Document: ContentWriter.document,
    Audio: ContentWriter.audio, Foreign: ContentWriter.foreign,
}  # fmt: skip
