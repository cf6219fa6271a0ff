"""Sources of an answer: `groundingMetadata` of searches, and `citationMetadata` of texts that are quoted.

Places are counted in bytes of UTF-8 here, and in characters in the hub.
https://ai.google.dev/api/generate-content#GroundingMetadata
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Citation
from modeldex.wire.formats.gemini.spelling import camel

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PLACES = ("web", "retrievedContext", "maps", "image")


def read_citations(candidate: Mapping[str, Any], texts: Mapping[int, str]) -> dict[int, list[Citation]]:
    """Index of a part -> its citations; `texts` are the parts of words by their index.

    A source that no stretch of text names, or that names no part, is one of the last text.
    """
    found: dict[int, list[Citation]] = {}
    if not texts:
        return found
    grounding, quoted = candidate.get("groundingMetadata"), candidate.get("citationMetadata")
    if type(grounding) is dict:
        _read_grounding(camel(grounding), texts, found)
    if type(quoted) is dict:
        quoted = camel(quoted)
        last = max(texts)
        for source in _objects(quoted.get("citationSources")) + _objects(quoted.get("citations")):
            start, end = _stretch(source, texts[last])
            cited = Citation(url=_text(source, "uri"), title=_text(source, "title"), start=start, end=end)
            found.setdefault(last, []).append(cited)
    return found


def _read_grounding(
    grounding: Mapping[str, Any], texts: Mapping[int, str], found: dict[int, list[Citation]]
) -> None:
    sources = [_source(chunk) for chunk in _objects(grounding.get("groundingChunks"))]
    last = max(texts)
    used: set[int] = set()
    for support in _objects(grounding.get("groundingSupports")):
        segment = support.get("segment")
        segment = camel(segment) if type(segment) is dict else {}
        part = segment.get("partIndex", 0)
        part = part if type(part) is int and part in texts else last
        start, end = _stretch(segment, texts[part])
        numbers = support.get("groundingChunkIndices")
        for number in numbers if type(numbers) is list else ():
            if type(number) is int and 0 <= number < len(sources):
                used.add(number)
                cited = Citation(**sources[number], start=start, end=end)
                found.setdefault(part, []).append(cited)
    for number, source in enumerate(sources):
        if number not in used and source:
            found.setdefault(last, []).append(Citation(**source))


def _source(chunk: Mapping[str, Any]) -> dict[str, Any]:
    for place in _PLACES:
        source = chunk.get(place)
        if type(source) is dict:
            known = {"url": source.get("uri"), "title": source.get("title"), "quote": source.get("text")}
            return {name: value for name, value in known.items() if type(value) is str}
    return {}


def _stretch(segment: Mapping[str, Any], text: str) -> tuple[int | None, int | None]:
    """First and last place in characters; none where the segment says none."""
    start, end = segment.get("startIndex", 0), segment.get("endIndex")
    if type(end) is not int or type(start) is not int or not 0 <= start <= end:
        return None, None
    if text.isascii():
        return min(start, len(text)), min(end, len(text))
    raw = text.encode("utf-8", "replace")
    return len(raw[:start].decode("utf-8", "ignore")), len(raw[:end].decode("utf-8", "ignore"))


def write_grounding(cited: Sequence[tuple[int, str, Sequence[Citation]]]) -> dict[str, Any]:
    """`groundingMetadata` of the citations of each part: its index, its words, what stands behind them."""
    numbers: dict[tuple[str | None, str | None, str | None], int] = {}
    chunks: list[dict[str, Any]] = []
    supports: dict[tuple[int, int, int], dict[str, Any]] = {}
    for index, text, citations in cited:
        for citation in citations:
            key = citation.url, citation.title, citation.quote
            number = numbers.setdefault(key, len(numbers))
            if number == len(chunks):
                chunks.append(_chunk(citation))
            if citation.start is None or citation.end is None:
                continue
            stretch = index, citation.start, citation.end
            if stretch not in supports:
                supports[stretch] = {
                    "segment": _segment(index, text, citation.start, citation.end),
                    _NUMBERS: [],
                }
            supports[stretch][_NUMBERS].append(number)
    return {"groundingChunks": chunks} | ({"groundingSupports": [*supports.values()]} if supports else {})


_NUMBERS = "groundingChunkIndices"


def _chunk(citation: Citation) -> dict[str, Any]:
    named = {"uri": citation.url, "title": citation.title, "text": citation.quote}
    place = "web" if citation.quote is None else "retrievedContext"
    return {place: {name: value for name, value in named.items() if value is not None}}


def _segment(index: int, text: str, start: int, end: int) -> dict[str, Any]:
    segment: dict[str, Any] = {"partIndex": index} if index else {}
    if start:
        segment["startIndex"] = _bytes(text[:start])
    return segment | {"endIndex": _bytes(text[:end]), "text": text[start:end]}


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _objects(values: Any) -> list[Mapping[str, Any]]:
    return [camel(value) for value in values if type(value) is dict] if type(values) is list else []


def _text(source: Mapping[str, Any], name: str) -> str | None:
    value = source.get(name)
    return value if type(value) is str else None
