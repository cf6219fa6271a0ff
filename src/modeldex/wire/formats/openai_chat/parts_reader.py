"""The content of a message: a text, or a list of parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Citation, Foreign, Refusal, Text, Thinking
from modeldex.wire.fields import Fields
from modeldex.wire.formats.openai_chat.cache import read_cache
from modeldex.wire.formats.openai_chat.media_reader import read_file, read_image, read_sound, read_video
from modeldex.wire.formats.openai_chat.name import NAME

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.wire.content import Part


def read_content(value: Any, path: str, faults: dict[str, str]) -> list[Part]:
    """Parts of a content, whatever stands there; blank text is none, unless it is marked."""
    if type(value) is str:
        return [Text(text=value)] if value else []
    if value is None:
        return []
    if type(value) is not list:
        faults[path] = "must be a text or a list of parts"
        return []
    parts = []
    for place, raw in enumerate(value):
        part = _read_part(raw, f"{path}[{place}]", faults)
        if part is not None:
            parts.append(part)
    return parts


def _read_part(raw: Any, path: str, faults: dict[str, str]) -> Part | None:
    one = Fields(raw, path, faults)
    kind = one.text("type")
    read = _READERS.get(kind or "")
    if read is not None:
        return read(one)  # type: ignore[no-any-return]
    if kind is None:
        if path not in faults:
            one.fault("type", "is missing")
        return None
    return Foreign(format=NAME, kind=kind, raw=raw)


def _read_text(one: Fields) -> Text | None:
    text = one.needed("text", one.text("text"))
    cache = read_cache(one)
    return Text(text=text, cache=cache) if text or cache else None


def _read_refusal(one: Fields) -> Refusal | None:
    text = one.needed("refusal", one.text("refusal"))
    return Refusal(text=text) if text else None


def _read_thinking(one: Fields) -> Thinking | None:
    """Mistral's: `thinking` is a text, or a list of parts."""
    held = one.any("thinking")
    if isinstance(held, list):
        held = "".join(str(part.get("text") or "") for part in held if isinstance(part, dict))
    return Thinking(text=held) if isinstance(held, str) and held else None


_READERS: dict[str, Any] = {
    "text": _read_text, "image_url": read_image, "input_audio": read_sound, "file": read_file,
    "video_url": read_video, "refusal": _read_refusal, "thinking": _read_thinking,
}  # fmt: skip


def read_citations(annotations: Any) -> tuple[Citation, ...]:
    """The sources of an answer; annotations of other kinds are kept as they are."""
    if not isinstance(annotations, list):
        return ()
    return tuple(_citation(raw) for raw in annotations if isinstance(raw, dict))


def _citation(raw: dict[str, Any]) -> Citation:
    held = raw.get("url_citation")
    if not isinstance(held, dict):
        return Citation(format=NAME, raw=raw)
    texts = {
        ours: held[theirs]
        for ours, theirs in (("url", "url"), ("title", "title"), ("quote", "content"))
        if isinstance(held.get(theirs), str)
    }
    places = {
        ours: held[theirs]
        for ours, theirs in (("start", "start_index"), ("end", "end_index"))
        if type(held.get(theirs)) is int
    }
    return Citation(**texts, **places, format=NAME, raw=raw)


def cited(parts: Iterable[Part], citations: tuple[Citation, ...]) -> list[Part]:
    """Parts of which the first text, made where there is none, has the citations."""
    parts = list(parts)
    if not citations:
        return parts
    for place, part in enumerate(parts):
        if type(part) is Text:
            parts[place] = Text(text=part.text, cache=part.cache, citations=citations)
            return parts
    return [Text(text="", citations=citations), *parts]
