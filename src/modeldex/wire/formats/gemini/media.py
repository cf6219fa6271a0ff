"""Pictures, documents, sound and films: as bytes (`inlineData`) or by their address (`fileData`)."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Audio, Document, Foreign, Image, Video
from modeldex.wire.formats.gemini.spelling import NAME, camel
from modeldex.wire.further import OF_ANOTHER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses

Medium = Image | Document | Audio | Video

_KINDS: dict[str, type[Medium]] = {"image": Image, "audio": Audio, "video": Video}
_TYPES = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif",
    "heic": "image/heic", "pdf": "application/pdf", "txt": "text/plain", "mp3": "audio/mp3",
    "wav": "audio/wav", "mp4": "video/mp4", "webm": "video/webm", "mov": "video/quicktime",
}  # fmt: skip
_KEPT_HERE = "https://generativelanguage.googleapis.com/"
_FILMS = ("https://www.youtube.com/", "https://youtube.com/", "https://youtu.be/")
_DETAILS = {"MEDIA_RESOLUTION_LOW": "low", "MEDIA_RESOLUTION_HIGH": "high"}
_LEVELS = {detail: level for level, detail in _DETAILS.items()}
_PART_KEYS = frozenset({"inlineData", "fileData", "mediaResolution", "thought", "thoughtSignature"})
_WHERE_KEYS = frozenset({"data", "fileUri", "mimeType", "displayName"})


def read_media(
    part: Mapping[str, Any], key: str, path: str, faults: dict[str, str]
) -> Medium | Foreign | None:
    """The medium of a part; None where it is wrong. A thought is foreign."""
    where = part[key]
    if type(where) is not dict:
        faults[f"{path}.{key}"] = "must be an object"
        return None
    where = camel(where)
    name = "data" if key == "inlineData" else "fileUri"
    address, media_type, title = where.get(name), where.get("mimeType"), where.get("displayName")
    if type(address) is not str:
        faults[f"{path}.{key}.{name}"] = "is missing" if address is None else "must be a text"
        return None
    for field, value in (("mimeType", media_type), ("displayName", title)):
        if value is not None and type(value) is not str:
            faults[f"{path}.{key}.{field}"] = "must be a text"
            return None
    if part.get("thought"):
        return Foreign(format=NAME, kind=key, raw=dict(part))  # a sketch, which is no part of the answer
    kind = _kind(media_type, address)
    known: dict[str, Any] = {_address_field(key, address): address, "media_type": media_type}
    signature = part.get("thoughtSignature")
    if type(signature) is str:
        known |= {"signature": signature, "signed_by": NAME}
    if title is not None and kind is Document:
        known["title"] = title
    detail = _detail(part.get("mediaResolution")) if kind is Image else None
    if detail is not None:
        known["detail"] = detail
    extras = _extras(part, where, key, known)
    return kind(**known, extras=extras) if extras else kind(**known)


def _extras(
    part: Mapping[str, Any], where: Mapping[str, Any], key: str, known: Mapping[str, Any]
) -> dict[str, Any]:
    """What the hub has no field for: a cut of a film, a resolution, the name of a picture's file."""
    extras = {name: value for name, value in part.items() if name not in _PART_KEYS}
    if "mediaResolution" in part and "detail" not in known:
        extras["mediaResolution"] = part["mediaResolution"]
    left = {name: value for name, value in where.items() if name not in _WHERE_KEYS}
    if "displayName" in where and "title" not in known:
        left["displayName"] = where["displayName"]
    return {**extras, key: left} if left else extras


def write_media(
    part: Medium, path: str, losses: Losses, *, is_own: bool = False, takes_detail: bool = True
) -> dict[str, Any] | None:
    """The part of a medium; None where it cannot be said."""
    if part.cache is not None:
        losses.drop(f"{path}.cache", "what is cached is put there beforehand, not marked in the prompt")
    written = _address(part, path, losses, is_own=is_own)
    if written is None:
        return None
    _put_own(part, written, path, losses, is_own=is_own)
    if type(part) is Image and part.detail in _LEVELS:
        if takes_detail:
            written["mediaResolution"] = {"level": _LEVELS[part.detail]}
        else:
            losses.drop(f"{path}.detail", "models before Gemini 3 take no resolution of a single picture")
    elif type(part) is Document:
        _note_lost(path, losses, context=part.context, is_cited=part.is_cited)
    elif type(part) is Audio:
        _note_lost(path, losses, id=part.id, transcript=part.transcript, expires_at=part.expires_at)
    return written


def _put_own(part: Medium, written: dict[str, Any], path: str, losses: Losses, *, is_own: bool) -> None:
    """Put back what this format alone says of a medium."""
    if part.extras and not is_own:
        losses.drop(f"{path}.extras", OF_ANOTHER)
    for name, value in part.extras.items() if is_own else ():
        written[name] = {**written[name], **value} if name in written else value
    if part.signature is not None and part.signed_by == NAME:
        written["thoughtSignature"] = part.signature
    elif part.signature is not None:
        losses.drop(f"{path}.signature", "is a signature of another format")


def _address(part: Medium, path: str, losses: Losses, *, is_own: bool) -> dict[str, Any] | None:
    named = {"displayName": part.title} if type(part) is Document and part.title is not None else {}
    if part.data is not None:
        media_type = part.media_type or ("" if is_own else _usual_type(part, path, losses))
        return {"inlineData": ({"mimeType": media_type} if media_type else {}) | {"data": part.data} | named}
    if type(part) is Document and part.text is not None:
        data = b64encode(part.text.encode("utf-8", "replace")).decode()
        return {"inlineData": {"mimeType": part.media_type or "text/plain", "data": data} | named}
    address = part.url or part.file_id
    if address is None or "://" not in address:
        reason = "has neither bytes nor an address" if address is None else "is a file of another provider"
        losses.drop(path, reason)
        return None
    media_type = part.media_type or ("" if is_own else _TYPES.get(_ending(address), ""))
    if media_type and part.media_type is None:
        losses.approximate(f"{path}.media_type", f"Vertex wants one: its ending says {media_type}")
    return {"fileData": ({"mimeType": media_type} if media_type else {}) | {"fileUri": address} | named}


def _usual_type(part: Medium, path: str, losses: Losses) -> str:
    usual = {Image: "image/png", Audio: "audio/wav", Video: "video/mp4"}.get(type(part), "application/pdf")
    losses.approximate(f"{path}.media_type", f"must be said, and nobody does: {usual} is sent")
    return usual


def _note_lost(path: str, losses: Losses, **fields: Any) -> None:
    for name, value in fields.items():
        if value is not None:
            losses.drop(f"{path}.{name}", "has no place in this format")


def _kind(media_type: Any, address: str) -> type[Medium]:
    if type(media_type) is not str:
        media_type = "video/" if address.startswith(_FILMS) else _TYPES.get(_ending(address), "")
    return _KINDS.get(media_type.partition("/")[0].lower(), Document)


def _address_field(key: str, address: str) -> str:
    if key == "inlineData":
        return "data"
    return (
        "url"
        if address.startswith(("https://", "http://")) and not address.startswith(_KEPT_HERE)
        else "file_id"
    )


def _detail(resolution: Any) -> str | None:
    """How closely a picture is looked at; None where nobody says, or the hub has no word for it."""
    level = resolution.get("level") if type(resolution) is dict and len(resolution) == 1 else None
    return _DETAILS.get(level) if type(level) is str else None


def _ending(address: str) -> str:
    return address.partition("?")[0].rpartition(".")[2].lower()
