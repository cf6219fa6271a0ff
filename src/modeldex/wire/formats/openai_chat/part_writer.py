"""Parts of a message as the format has them; what it cannot say is noted as lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Audio, Citation, Document, Foreign, Image, Media, Refusal, Text, Video
from modeldex.wire.file_name import PDF, file_name
from modeldex.wire.formats.openai_chat.cache import write_cache
from modeldex.wire.formats.openai_chat.media_reader import AUDIO_TYPES
from modeldex.wire.formats.openai_chat.name import NAME
from modeldex.wire.further import OF_ANOTHER, joined

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.wire.content import Part
    from modeldex.wire.losses import Losses

_AUDIO_WORDS = {
    **{media_type: word for word, media_type in AUDIO_TYPES.items()},
    "audio/mp3": "mp3", "audio/x-wav": "wav", "audio/wave": "wav", "audio/vnd.wave": "wav",
}  # fmt: skip
_USUAL = {Image: "image/png", Video: "video/mp4"}


class PartsWriter:
    """Writes the parts that users, instructions and results have."""

    __slots__ = ("_cache_field", "_is_own", "_losses")

    def __init__(self, losses: Losses, cache_field: str | None, *, is_own: bool) -> None:
        self._losses = losses
        self._cache_field = cache_field
        self._is_own = is_own

    def content(self, parts: Sequence[Part], path: str) -> Any:
        """The content of a message: a text where it is one plain text, else a list of parts."""
        written = self.parts(parts, path)
        if len(written) == 1 and len(written[0]) == 2 and written[0]["type"] == "text":
            return written[0]["text"]
        return written or ""

    def parts(self, parts: Sequence[Part], path: str) -> list[dict[str, Any]]:
        """The parts that can be said."""
        written = []
        for place, part in enumerate(parts):
            one = self.part(part, f"{path}[{place}]")
            if one is not None:
                written.append(one)
        return written

    def part(self, part: Part, path: str) -> dict[str, Any] | None:
        """One part; None where it cannot be said."""
        kind = type(part)
        write = _WRITERS.get(kind)
        if write is None:
            self._losses.drop(path, f"{kind.__name__} has no place in such a message")
            return None
        written: dict[str, Any] | None = write(self, part, path)
        if getattr(part, "signature", None) is not None:
            self.signature(part, path)  # type: ignore[arg-type]
        if written is not None and getattr(part, "extras", None):
            if self._is_own:
                written = joined(part.extras, written)  # type: ignore[union-attr]
            else:
                self._losses.drop(f"{path}.extras", OF_ANOTHER)
        if written is not None and (cache := getattr(part, "cache", None)) is not None:
            if self._cache_field is None:
                self._losses.drop(f"{path}.cache", "this dialect has no mark for a cached prompt")
            else:
                write_cache(written, cache, self._cache_field)
        return written

    def _text(self, part: Text, path: str) -> dict[str, Any]:
        if part.citations:
            self._losses.drop(f"{path}.citations", "only answers have sources here")
        return {"type": "text", "text": part.text}

    def signature(self, part: Text | Media, path: str) -> None:
        """Note that the signature of a part has no place."""
        if part.signature is not None:
            self._losses.drop(f"{path}.signature", "only the format that made it reads it")

    def _refusal(self, part: Refusal, path: str) -> dict[str, Any]:
        self._losses.approximate(path, "only answers refuse; the words stand as text")
        return {"type": "text", "text": part.text}

    def _image(self, part: Image, path: str) -> dict[str, Any] | None:
        url = self._address(part, path)
        if url is None:
            return None
        held = {"url": url} if part.detail is None else {"url": url, "detail": part.detail}
        return {"type": "image_url", "image_url": held}

    def _video(self, part: Video, path: str) -> dict[str, Any] | None:
        url = self._address(part, path)
        return None if url is None else {"type": "video_url", "video_url": {"url": url}}

    def _address(self, part: Media, path: str) -> str | None:
        if part.url is not None:
            return part.url
        if part.data is None:
            self._losses.drop(path, "it names a file that another format's provider keeps")
            return None
        media_type = part.media_type
        if media_type is None:
            media_type = _USUAL[type(part)]
            self._losses.approximate(f"{path}.media_type", f"nobody says; it is sent as {media_type}")
        return f"data:{media_type};base64,{part.data}"

    def _sound(self, part: Audio, path: str) -> dict[str, Any] | None:
        if part.data is None:
            self._losses.drop(path, "sound is taken as data alone")
            return None
        media_type = part.media_type
        if media_type is None:
            media_type = "audio/wav"
            self._losses.approximate(f"{path}.media_type", f"nobody says; it is sent as {media_type}")
        word = _AUDIO_WORDS.get(media_type) or media_type.rpartition("/")[2]
        return {"type": "input_audio", "input_audio": {"data": part.data, "format": word}}

    def _document(self, part: Document, path: str) -> dict[str, Any] | None:
        for name in ("context", "is_cited"):
            if getattr(part, name) is not None:
                self._losses.drop(f"{path}.{name}", "a file has no such field")
        if part.text is not None:
            self._losses.approximate(path, "a document of plain text stands as text")
            return {
                "type": "text",
                "text": part.text if part.title is None else f"{part.title}\n\n{part.text}",
            }
        if part.file_id is not None and self._is_own:
            held = {"file_id": part.file_id}
        elif part.url is not None and self._is_own:
            held = {"file_data": part.url}
        elif part.data is not None:
            held = {"file_data": self._file_data(part, path)}
        else:
            reason = "files are taken as data" if part.url else "it names a file that another provider keeps"
            self._losses.drop(path, reason)
            return None
        if part.title is not None:
            held["filename"] = part.title
        elif "file_data" in held and not self._is_own:  # OpenAI demands a name then
            held["filename"] = file_name(part.media_type)
        return {"type": "file", "file": held}

    def _file_data(self, part: Document, path: str) -> str:
        """A data: URL; what stood there without a type in this very format stays so."""
        if part.media_type is None and self._is_own:
            return part.data or ""
        if part.media_type is None:
            self._losses.approximate(f"{path}.media_type", f"nobody says; it is sent as {PDF}")
        return f"data:{part.media_type or PDF};base64,{part.data}"

    def _foreign(self, part: Foreign, path: str) -> dict[str, Any] | None:
        if part.format == NAME:
            return dict(part.raw)
        self._losses.drop(path, f"{part.kind} is known to {part.format} alone")
        return None


_WRITERS: dict[type, Any] = {
    Text: PartsWriter._text, Refusal: PartsWriter._refusal, Image: PartsWriter._image,
    Video: PartsWriter._video, Audio: PartsWriter._sound, Document: PartsWriter._document,
    Foreign: PartsWriter._foreign,
}  # fmt: skip


def write_citation(citation: Citation, path: str, losses: Losses, shift: int = 0) -> dict[str, Any] | None:
    """A source as an annotation; None where it is no page. `shift`: characters that stand before its text."""
    if citation.format == NAME and citation.raw and not shift:
        return dict(citation.raw)
    if citation.url is None:
        losses.drop(path, "only pages are sources here")
        return None
    held: dict[str, Any] = {"url": citation.url, "title": citation.title or ""}
    if citation.start is not None and citation.end is not None:
        held |= {"start_index": citation.start + shift, "end_index": citation.end + shift}
    if citation.quote is not None:
        held["content"] = citation.quote
    return {"type": "url_citation", "url_citation": held}
