"""Pictures and documents: in base64, at a URL, or kept by the provider.

https://platform.claude.com/docs/en/build-with-claude/vision and .../pdf-support
"""

from __future__ import annotations

from base64 import b64decode
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Document, Foreign, Image
from modeldex.wire.formats.anthropic.cache import read_cache, written_cache
from modeldex.wire.formats.anthropic.name import NAME
from modeldex.wire.media_type import seen_type

if TYPE_CHECKING:
    from modeldex.wire.fields import Fields
    from modeldex.wire.losses import Losses

IMAGES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
PDF = "application/pdf"
_WHERE = MappingProxyType({"base64": "data", "url": "url", "file": "file_id"})
"""Type of a source -> its field, and that of `Media`."""


def read_image(block: Fields) -> Image:
    """A block `image`."""
    cache, source = read_cache(block), _source(block)
    if source is None:
        return Image()
    kind = source.needed("type", source.word("type", tuple(_WHERE)))
    return Image(**_place(source, kind), cache=cache, extras=block.left())


def read_document(block: Fields) -> Document | Foreign:
    """A block `document`; foreign where it is made of blocks that are not all text."""
    raw = {"type": "document", **block.left()}
    cache, source = read_cache(block), _source(block)
    about: dict[str, Any] = {
        "cache": cache, "title": block.text("title"), "context": block.text("context"),
        "is_cited": _is_cited(block),
    }  # fmt: skip
    if source is None:
        return Document()
    kind = source.needed("type", source.word("type", (*_WHERE, "text", "content")))
    if kind == "text":
        text = source.needed("data", source.text("data"))
        return Document(text=text, media_type=source.text("media_type"), **about, extras=block.left())
    if kind == "content":
        text = _words(source.any("content"))
        if text is None:
            return Foreign(format=NAME, kind="document", raw=raw)
        return Document(text=text, **about, extras={**block.left(), "source": raw["source"]})
    return Document(**_place(source, kind), **about, extras=block.left())


def written_image(image: Image, path: str, losses: Losses, *, is_own: bool) -> dict[str, Any] | None:
    """The block of a picture; None where it cannot be said."""
    media_type = image.media_type
    if image.data is not None:
        media_type = _media_type(image.data, media_type)
        if media_type not in IMAGES and not is_own:
            losses.drop(
                path, f"pictures are {', '.join(sorted(IMAGES))}; not {media_type or 'of a type unknown'}"
            )
            return None
    if image.detail is not None:
        losses.drop(f"{path}.detail", "the format has no such wish")
    return _block("image", _written_place(image, media_type), image.cache, image.extras if is_own else {})


def written_document(document: Document, path: str, losses: Losses, *, is_own: bool) -> dict[str, Any] | None:
    """The block of a document; None where it cannot be said."""
    source = _document_source(document)
    if source is None:
        losses.drop(path, f"documents are {PDF} or text; not {document.media_type or 'of a type unknown'}")
        return None
    if document.detail is not None:
        losses.drop(f"{path}.detail", "the format has no such wish")
    block = _block("document", source, document.cache, {})
    if document.title is not None:
        block["title"] = document.title
    if document.context is not None:
        block["context"] = document.context
    if document.is_cited is not None:
        block["citations"] = {"enabled": document.is_cited}
    if is_own:
        block.update(document.extras)
    return block


def _source(block: Fields) -> Fields | None:
    source = block.within("source")
    block.needed("source", source)
    return source


def _place(source: Fields, kind: str | None) -> dict[str, Any]:
    """Where a medium is, as arguments of `Media`."""
    if kind is None:
        return {}
    name = _WHERE[kind]
    found = {name: source.needed(name, source.text(name))}
    if kind == "base64":
        found["media_type"] = source.needed("media_type", source.text("media_type"))
    return found


def _is_cited(block: Fields) -> bool | None:
    wanted = block.within("citations")
    return None if wanted is None else wanted.flag("enabled")


def _words(content: Any) -> str | None:
    """The words of a document that is made of blocks; None where there is more than words."""
    if type(content) is str:
        return content
    if type(content) is not list:
        return None
    texts = [block["text"] for block in content if type(block) is dict and type(block.get("text")) is str]
    return "\n".join(texts) if len(texts) == len(content) else None


def _media_type(data: str, stated: str | None) -> str | None:
    if stated == "image/jpg":
        return "image/jpeg"
    if stated is not None:
        return stated
    return seen_type(data)


def _document_source(document: Document) -> dict[str, Any] | None:
    if document.text is not None:
        return _plain(document.text)
    if document.data is None:
        return _written_place(document, None)
    media_type = _media_type(document.data, document.media_type)
    if media_type == PDF:
        return _written_place(document, media_type)
    if media_type is not None and media_type.startswith("text/"):
        try:
            return _plain(b64decode(document.data).decode())
        except ValueError:
            return None
    return None


def _plain(text: str) -> dict[str, Any]:
    return {"type": "text", "media_type": "text/plain", "data": text}


def _written_place(media: Image | Document, media_type: str | None) -> dict[str, Any]:
    if media.data is not None:
        return {"type": "base64", "media_type": media_type, "data": media.data}
    if media.url is not None:
        return {"type": "url", "url": media.url}
    return {"type": "file", "file_id": media.file_id}


def _block(kind: str, source: dict[str, Any], cache: str | None, extras: Any) -> dict[str, Any]:
    block: dict[str, Any] = {"type": kind, "source": source}
    if cache is not None:
        block["cache_control"] = written_cache(cache)
    block.update(extras)
    return block
