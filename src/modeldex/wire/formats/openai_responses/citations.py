"""Annotations of a text, and the likelihoods of its tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.content import Citation
from modeldex.wire.formats.openai_responses.names import NAME
from modeldex.wire.likelihood import read_logprob, read_octets
from modeldex.wire.response import TokenLogprob

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modeldex.wire.losses import Losses

_URL_KEYS = frozenset({"type", "url", "title", "start_index", "end_index"})


def read_citation(value: Any) -> Citation | None:
    """A citation; of what is no page, the hub has the name, and the rest stays as it is."""
    if not isinstance(value, dict):
        return None
    url, start, end = value.get("url"), value.get("start_index"), value.get("end_index")
    title = value.get("title") or value.get("filename")
    is_page = value.get("type") == "url_citation" and value.keys() <= _URL_KEYS
    return Citation(
        url=url if isinstance(url, str) else None,
        title=title if isinstance(title, str) and title else None,
        start=start if type(start) is int else None,
        end=end if type(end) is int else None,
        format=None if is_page else NAME,
        raw={} if is_page else value,
    )


def write_citation(citation: Citation, length: int, losses: Losses, path: str) -> dict[str, Any] | None:
    """An annotation of a text of so many characters; None where the format has none of the kind."""
    if citation.format == NAME and citation.raw:
        return dict(citation.raw)
    if citation.url is None:
        losses.drop(path, "the format cites pages by URL, and files that the provider keeps")
        return None
    if citation.quote is not None:
        losses.drop(f"{path}.quote", "the format does not repeat the words of a source")
    return {
        "type": "url_citation",
        "url": citation.url,
        "title": citation.title or "",
        "start_index": 0 if citation.start is None else citation.start,
        "end_index": length if citation.end is None else citation.end,
    }


def read_logprobs(value: Any) -> tuple[TokenLogprob, ...]:
    """Likelihoods of tokens; what is not readable is left out."""
    if not isinstance(value, list):
        return ()
    return tuple(_logprob(one) for one in value if isinstance(one, dict))


def write_logprobs(logprobs: Sequence[TokenLogprob]) -> list[dict[str, Any]]:
    """Likelihoods of tokens. The format requires `bytes`: those of the token where nobody says them."""
    return [_written(one) | {"top_logprobs": [_written(likely) for likely in one.top]} for one in logprobs]


def _logprob(value: Mapping[str, Any]) -> TokenLogprob:
    token, top = value.get("token"), value.get("top_logprobs")
    return TokenLogprob(
        token=token if isinstance(token, str) else "",
        logprob=read_logprob(value.get("logprob")) or 0.0,
        bytes=read_octets(value.get("bytes")),
        top=tuple(_logprob(one) for one in top if isinstance(one, dict)) if isinstance(top, list) else (),
    )


def _written(one: TokenLogprob) -> dict[str, Any]:
    octets = one.token.encode("utf-8", "surrogatepass") if one.bytes is None else one.bytes
    return {"token": one.token, "logprob": one.logprob, "bytes": list(octets)}
