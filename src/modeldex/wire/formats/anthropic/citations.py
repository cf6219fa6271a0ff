"""Citations: the places of documents, searches and pages that a text stands on.

https://platform.claude.com/docs/en/build-with-claude/citations
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Citation
from modeldex.wire.formats.anthropic.name import NAME

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modeldex.wire.content import Text
    from modeldex.wire.losses import Losses


def read_citation(raw: Mapping[str, Any]) -> Citation:
    """One citation. It stands behind the whole of its block: this format cuts a text where sources change."""
    source = raw.get("url") or raw.get("source")
    return Citation(
        url=source if type(source) is str and source.startswith(("https://", "http://")) else None,
        title=_text(raw.get("title") or raw.get("document_title")),
        quote=_text(raw.get("cited_text")),
        format=NAME,
        raw=raw,
    )


def written_citations(
    text: Text, path: str, losses: Losses, *, is_answer: bool
) -> Iterator[Mapping[str, Any]]:
    """The citations of a text that can be said."""
    for place, citation in enumerate(text.citations):
        written = written_citation(citation, f"{path}.citations[{place}]", losses, is_answer=is_answer)
        if written is not None:
            yield written


def written_citation(
    citation: Citation, path: str, losses: Losses, *, is_answer: bool
) -> Mapping[str, Any] | None:
    """One citation; None where it cannot be said.

    Of another format's, an answer shows the page as a find of a web search, without the seal that such
    a find has here. A request cannot: the provider would refuse the seal that is none.
    """
    if citation.format == NAME:
        return citation.raw
    if not is_answer or citation.url is None:
        losses.drop(path, "the format takes only citations of its own")
        return None
    losses.approximate(path, "it is told as a find of a web search, and behind the whole text")
    return {
        "type": "web_search_result_location", "url": citation.url, "title": citation.title,
        "cited_text": citation.quote or "", "encrypted_index": "",
    }  # fmt: skip


def _text(value: Any) -> str | None:
    return value if type(value) is str else None
