"""What a message, or the result of a tool, is made of: from the format's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import LONG_CACHE, SHORT_CACHE, Audio, Document, Foreign, Image, Refusal, Text
from modeldex.wire.data_url import taken_apart
from modeldex.wire.fields import Fields
from modeldex.wire.formats.openai_responses.citations import read_citation
from modeldex.wire.formats.openai_responses.names import NAME

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.wire.content import Part

CONTENT = "content."
"""How the kind of a foreign part begins that stands within a message; others are items of their own."""
_WORDS = ("input_text", "output_text")


def read_content(
    fields: Fields, name: str, item_id: str | None = None, phase: str | None = None
) -> tuple[Part, ...]:
    """The parts of a field that holds a text or a list."""
    return parts_of(fields.any(name), fields.at(name), fields.faults, item_id, phase)


def parts_of(
    value: Any, path: str, faults: dict[str, str], item_id: str | None = None, phase: str | None = None
) -> tuple[Part, ...]:
    """The parts of a text or a list."""
    if type(value) is str:
        return (Text(text=value, item_id=item_id, phase=phase),)
    if type(value) is list:
        return tuple([_part(one, path, place, faults, item_id, phase) for place, one in enumerate(value)])
    faults.setdefault(path, "is missing" if value is None else "must be a text or a list")
    return ()


def _part(
    value: Any, path: str, place: int, faults: dict[str, str], item_id: str | None, phase: str | None
) -> Part:
    if type(value) is dict and len(value) == 2 and value.get("type") in _WORDS:  # words alone: the usual
        text = value.get("text")
        if type(text) is str:
            return Text(text=text, item_id=item_id, phase=phase)
    fields = Fields(value, f"{path}[{place}]", faults)
    kind = fields.text("type")
    if kind in _WORDS:
        return _text(fields, item_id, phase)
    if kind == "refusal":
        return Refusal(text=fields.needed("refusal", fields.text("refusal")) or "", item_id=item_id)
    reader = _READERS.get(kind or "")
    if reader is not None:
        return reader(fields)
    fields.needed("type", kind)
    return Foreign(format=NAME, kind=f"{CONTENT}{kind}", raw=value if isinstance(value, dict) else {})


def _text(fields: Fields, item_id: str | None, phase: str | None) -> Text:
    text = fields.needed("text", fields.text("text")) or ""
    annotations = fields.list("annotations")
    citations = [read_citation(one) for one in annotations] if annotations else ()
    return Text(
        text=text, cache=_cache(fields), item_id=item_id, phase=phase,
        citations=tuple([one for one in citations if one is not None]) if citations else (),
    )  # fmt: skip


def _image(fields: Fields) -> Image:
    address, file_id, detail = fields.text("image_url"), fields.text("file_id"), fields.text("detail")
    if address is None and file_id is None:
        fields.fault("image_url", "is missing, and so is file_id")
    data, media_type = taken_apart(address or "")
    return Image(
        data=data, media_type=media_type, url=address if data is None else None, file_id=file_id,
        detail=None if detail == "auto" else detail, cache=_cache(fields), extras=fields.left(),
    )  # fmt: skip


def _file(fields: Fields) -> Document:
    data, url, file_id = fields.text("file_data"), fields.text("file_url"), fields.text("file_id")
    if data is None and url is None and file_id is None:
        fields.fault("file_data", "is missing, and so are file_url and file_id")
    taken, media_type = taken_apart(data or "")
    detail = fields.text("detail")
    return Document(
        data=data if taken is None else taken, media_type=media_type, url=url, file_id=file_id,
        title=fields.text("filename"), detail=None if detail == "auto" else detail, cache=_cache(fields),
        extras=fields.left(),
    )  # fmt: skip


def _audio(fields: Fields) -> Audio:
    sound = fields.within("input_audio")
    if sound is None:
        fields.fault("input_audio", "is missing")
        return Audio()
    kind = sound.needed("format", sound.text("format"))
    data = sound.needed("data", sound.text("data"))
    beside, left = dict(fields.left()), sound.left()
    return Audio(
        data=data, media_type=f"audio/{kind}", extras={**beside, "input_audio": left} if left else beside
    )


def _cache(fields: Fields) -> str | None:
    """How long the prompt is kept up to here; a mark without a lifetime has that of the request."""
    mark = fields.object("prompt_cache_breakpoint")
    if mark is None:
        return None
    return LONG_CACHE if mark.get("ttl") == "12h" else SHORT_CACHE


_READERS: dict[str, Callable[[Fields], Part]] = {
    "input_image": _image, "input_file": _file, "input_audio": _audio,
}  # fmt: skip
