"""Pictures, documents, sound and film as Bedrock has them: a short format, and bytes or an S3 address."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Audio, Document, Image, Media, Video
from modeldex.wire.media_type import seen_type

if TYPE_CHECKING:
    from modeldex.wire.losses import Losses

IMAGES = MappingProxyType({
    "png": "image/png", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
})  # fmt: skip
DOCUMENTS = MappingProxyType({
    "pdf": "application/pdf", "csv": "text/csv", "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html", "txt": "text/plain", "md": "text/markdown",
})  # fmt: skip
AUDIOS = MappingProxyType({
    "mp3": "audio/mpeg", "mpeg": "audio/mpeg", "mpga": "audio/mpeg", "opus": "audio/opus", "wav": "audio/wav",
    "aac": "audio/aac", "x-aac": "audio/x-aac", "flac": "audio/flac", "mp4": "audio/mp4", "m4a": "audio/m4a",
    "ogg": "audio/ogg", "mkv": "audio/x-matroska", "mka": "audio/matroska", "pcm": "audio/pcm",
    "webm": "audio/webm",
})  # fmt: skip
VIDEOS = MappingProxyType({
    "mkv": "video/x-matroska", "mov": "video/quicktime", "mp4": "video/mp4", "webm": "video/webm",
    "flv": "video/x-flv", "mpeg": "video/mpeg", "mpg": "video/mpeg", "wmv": "video/x-ms-wmv",
    "three_gp": "video/3gpp",
})  # fmt: skip
"""Format -> media type. Of several formats of one type, the first is written."""

_OTHER_NAMES = MappingProxyType({
    "image/jpg": "jpeg", "audio/mp3": "mp3", "audio/x-wav": "wav", "audio/wave": "wav",
    "audio/vnd.wave": "wav", "audio/x-m4a": "m4a", "audio/x-flac": "flac", "audio/l16": "pcm",
    "text/x-markdown": "md", "text/xml": "txt", "application/json": "txt",
})  # fmt: skip
_KINDS: dict[type[Media], tuple[str, MappingProxyType[str, str], dict[str, str]]] = {
    kind: (key, formats, {name: word for word, name in reversed(tuple(formats.items()))})
    for kind, key, formats in (
        (Image, "image", IMAGES), (Document, "document", DOCUMENTS), (Audio, "audio", AUDIOS),
        (Video, "video", VIDEOS),
    )
}  # fmt: skip

_BY_KEY: dict[str, tuple[type[Image | Audio | Video], MappingProxyType[str, str]]] = {
    "image": (Image, IMAGES), "audio": (Audio, AUDIOS), "video": (Video, VIDEOS),
}  # fmt: skip

_NO_NAME = re.compile(r"[^A-Za-z0-9\s\-()\[\]]")
_MOST_NAME = 200


def read_media(key: str, body: dict[str, Any], cache: str | None) -> Image | Audio | Video | None:
    """The picture, sound or film of a block; None where it holds what the hub has no word for."""
    kind, formats = _BY_KEY[key]
    place = _place(body.get("source"))
    if place is None or body.keys() != {"format", "source"} or type(body["format"]) is not str:
        return None
    media_type = formats.get(body["format"])
    if media_type is None:
        return None
    return kind(data=place[0], file_id=place[1], media_type=media_type, cache=cache)


def read_document(body: dict[str, Any], cache: str | None) -> Document | None:
    """The document of a block; None where it holds what the hub has no word for."""
    left = dict(body)
    name, word, source = left.pop("name", None), left.pop("format", None), left.pop("source", None)
    context, citations = left.pop("context", None), left.pop("citations", None)
    is_cited = citations.get("enabled") if isinstance(citations, dict) and len(citations) == 1 else None
    text = source.get("text") if isinstance(source, dict) and len(source) == 1 else None
    place = (None, None) if isinstance(text, str) else _place(source)
    if left or place is None or not isinstance(name, str):
        return None
    if "format" in body and word not in tuple(DOCUMENTS):
        return None
    if not isinstance(context, str | None) or (citations is not None and not isinstance(is_cited, bool)):
        return None
    return Document(
        data=place[0], file_id=place[1], text=text, title=name, context=context, is_cited=is_cited,
        media_type=None if word is None else DOCUMENTS[word], cache=cache,
    )  # fmt: skip


def write_media(part: Media, path: str, names: set[str], losses: Losses) -> dict[str, Any] | None:
    """The block of a picture, document, sound or film; None where Bedrock cannot take it.

    `names` are the names of the documents so far: no two may have the same.
    """
    key, _, words = _KINDS[type(part)]
    source = _source(part, path, losses)
    if source is None:
        return None
    word = _word(part, words)
    if word is None and type(part) is not Document:
        losses.drop(path, f"Bedrock takes no {key} of the type {part.media_type or 'unknown'}")
        return None
    if part.signature is not None:
        losses.drop(f"{path}.signature", "only its own format reads it")
    body: dict[str, Any] = {"format": word, "source": source} if word else {"source": source}
    match part:
        case Audio(transcript=str()) | Audio(id=str()):
            losses.drop(f"{path}.transcript", "Bedrock takes sound without words and ids")
        case Image(detail=str()) | Document(detail=str()):
            losses.drop(f"{path}.detail", "Bedrock has no such field")
        case _:
            pass
    if isinstance(part, Document):
        if part.media_type is not None and part.media_type != DOCUMENTS.get(word or ""):
            losses.approximate(
                f"{path}.media_type", f"Bedrock has no {part.media_type}; it is {word or 'open'}"
            )
        body |= _of_document(part, path, names, losses)
    return {key: body}


def _place(source: Any) -> tuple[str | None, str | None] | None:
    """Bytes, or an S3 address, of a source that holds nothing else."""
    if not isinstance(source, dict) or len(source) != 1:
        return None
    data, place = source.get("bytes"), source.get("s3Location")
    if isinstance(data, str):
        return data, None
    if isinstance(place, dict) and len(place) == 1 and isinstance(place.get("uri"), str):
        return None, place["uri"]
    return None


def _source(part: Media, path: str, losses: Losses) -> dict[str, Any] | None:
    if part.data is not None:
        return {"bytes": part.data}
    if isinstance(part, Document) and part.text is not None:
        return {"text": part.text}
    if part.file_id is not None and part.file_id.startswith("s3://"):
        return {"s3Location": {"uri": part.file_id}}
    what = "URLs" if part.url is not None else "files of other providers"
    losses.drop(path, f"Bedrock takes bytes and S3 addresses, not {what}")
    return None


def _word(part: Media, words: dict[str, str]) -> str | None:
    """Bedrock's name of a media type; where nobody says it, by the beginning of the bytes."""
    if part.media_type is None:
        return words.get(seen_type(part.data or "") or "")
    plain = part.media_type.partition(";")[0].strip().lower()
    found = words.get(plain) or _OTHER_NAMES.get(plain)
    return found if found in words.values() else None


def _of_document(part: Document, path: str, names: set[str], losses: Losses) -> dict[str, Any]:
    """Name, context and citations. Bedrock wants a name of few letters, another for each document."""
    cleaned = " ".join(_NO_NAME.sub("-", part.title or "").split())[:_MOST_NAME].strip() or "Document"
    name = cleaned
    number = 2
    while name in names:
        name = f"{cleaned[: _MOST_NAME - 8]} {number}"
        number += 1
    names.add(name)
    if name != part.title:
        losses.approximate(f"{path}.title", f"Bedrock wants a name of few letters; it is {name!r}")
    body: dict[str, Any] = {"name": name}
    if part.context is not None:
        body["context"] = part.context
    if part.is_cited is not None:
        body["citations"] = {"enabled": part.is_cited}
    return body
