"""Pictures, sound, files and film, as parts of a message."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Audio, Document, Image, Video
from modeldex.wire.data_url import taken_apart
from modeldex.wire.formats.openai_chat.cache import read_cache

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.fields import Fields

AUDIO_TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav"}
"""Its words for forms of sound -> media types; of other forms the type is `audio/` and the word."""

_OF_IMAGES = frozenset(("url", "detail"))


def split_data_url(url: str) -> tuple[str | None, str | None, str | None]:
    """Data in base64, the address, and the media type; either data or address is None."""
    data, media_type = taken_apart(url)
    return data, url if data is None else None, media_type


def read_image(one: Fields) -> Image | None:
    """An `image_url`: an object, or the bare address that some send."""
    held = one.any("image_url")
    detail, left = None, {}
    if isinstance(held, dict):
        left = {name: value for name, value in held.items() if name not in _OF_IMAGES}
        detail = held.get("detail")
        held = held.get("url")
    if not isinstance(held, str):
        one.fault("image_url.url", "must be an address or a data: URL")
        return None
    data, url, media_type = split_data_url(held)
    if detail is not None and not isinstance(detail, str):
        one.fault("image_url.detail", "must be a text")
        detail = None
    for name in ("type", "index"):  # of an answer's pictures: their kind and order are known
        one.any(name)
    return Image(
        data=data, url=url, media_type=media_type, detail=detail, cache=read_cache(one),
        extras=_further(one, "image_url", left),
    )  # fmt: skip


def read_video(one: Fields) -> Video | None:
    """A `video_url`, as OpenRouter and vLLM have it."""
    held = one.any("video_url")
    left = {name: value for name, value in held.items() if name != "url"} if isinstance(held, dict) else {}
    url = held.get("url") if isinstance(held, dict) else held
    if not isinstance(url, str):
        one.fault("video_url.url", "must be an address or a data: URL")
        return None
    data, address, media_type = split_data_url(url)
    return Video(
        data=data, url=address, media_type=media_type, cache=read_cache(one),
        extras=_further(one, "video_url", left),
    )  # fmt: skip


def read_sound(one: Fields) -> Audio | None:
    """An `input_audio`: data in base64 and a word for its form."""
    held = one.within("input_audio")
    if held is None:
        one.needed("input_audio", None)
        return None
    data = held.needed("data", held.text("data"))
    form = held.needed("format", held.text("format"))
    if data is None or form is None:
        return None
    return Audio(
        data=data, media_type=AUDIO_TYPES.get(form, f"audio/{form}"), cache=read_cache(one),
        extras=_further(one, "input_audio", held.left()),
    )  # fmt: skip


def read_file(one: Fields) -> Document | None:
    """A `file`: data, an id, or, at OpenRouter, an address."""
    held = one.within("file")
    if held is None:
        one.needed("file", None)
        return None
    value, file_id, title = held.text("file_data"), held.text("file_id"), held.text("filename")
    data = url = media_type = None
    if value is None:
        if file_id is None:
            held.needed("file_data", None)
            return None
    elif value.startswith(("https://", "http://")):
        url = value
    else:
        data, bare, media_type = split_data_url(value)
        data = bare if data is None else data
    return Document(
        data=data, url=url, file_id=file_id if value is None else None, media_type=media_type,
        title=title, cache=read_cache(one), extras=_further(one, "file", held.left()),
    )  # fmt: skip


def _further(one: Fields, name: str, left: Mapping[str, Any]) -> dict[str, Any]:
    """What only this format knows of a part, and of the object in it."""
    beside = dict(one.left())
    return {**beside, name: left} if left else beside


def read_spoken(held: dict[str, Any]) -> Audio:
    """The sound of an answer, or the reference to that of an earlier one."""
    expires_at = held.get("expires_at")
    return Audio(
        id=_text(held.get("id")),
        data=_text(held.get("data")) or None,
        transcript=_text(held.get("transcript")) or None,
        expires_at=expires_at if type(expires_at) is int else None,
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None
