"""Sources of a text: `citationsContent` whole, `citation` in a stream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Citation
from modeldex.wire.formats.bedrock.name import NAME

if TYPE_CHECKING:
    from modeldex.wire.losses import Losses


def read_citation(body: Any) -> Citation | None:
    """One citation; None where it is none."""
    if not isinstance(body, dict):
        return None
    pieces = body.get("sourceContent")
    told = pieces if isinstance(pieces, list) else []
    words = [piece.get("text") for piece in told if isinstance(piece, dict)]
    quote = "".join([word for word in words if isinstance(word, str)])
    title, location = body.get("title"), body.get("location")
    web = location.get("web") if isinstance(location, dict) else None
    url = web.get("url") if isinstance(web, dict) else None
    return Citation(
        url=url if isinstance(url, str) else None,
        title=title if isinstance(title, str) else None,
        quote=quote or None,
        format=NAME,
        raw=body,
    )


def write_citation(citation: Citation, path: str, losses: Losses) -> dict[str, Any]:
    """One citation; of another format what Bedrock has a word for."""
    if citation.format == NAME and citation.raw:
        return dict(citation.raw)
    body: dict[str, Any] = {}
    if citation.title is not None:
        body["title"] = citation.title
    if citation.quote is not None:
        body["sourceContent"] = [{"text": citation.quote}]
    if citation.url is not None:
        body["location"] = {"web": {"url": citation.url}}
    if citation.start is not None or citation.end is not None:
        losses.approximate(path, "Bedrock's citations stand behind the whole text")
    return body
