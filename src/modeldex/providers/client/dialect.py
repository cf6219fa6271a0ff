"""`in_dialect`: a body in OpenAI's words, as a provider that departs from them takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.wire.losses import Losses
from modeldex.wire.quirks import NO_QUIRKS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.format import WireFormat
    from modeldex.wire.quirks import Quirks
    from modeldex.wire.request import ChatRequest


def in_dialect(
    body: Mapping[str, Any], request: ChatRequest, wire: WireFormat, quirks: Quirks, losses: Losses
) -> dict[str, Any]:
    """The body with those of its fields left out, or under another name, that the provider's quirks concern.

    Nothing within a field is changed, and a provider without quirks gets the body as it is. What is left
    out goes into `losses`.
    """
    if quirks == NO_QUIRKS:
        return dict(body)
    usual = wire.write_request(request, Losses(), NO_QUIRKS)
    found = Losses()
    spoken = wire.write_request(request, found, quirks)
    for loss in found.dropped:
        if _is_whole_field(loss.field):
            losses.drop(loss.field, loss.reason)
    for loss in found.approximated:
        if _is_whole_field(loss.field):
            losses.approximate(loss.field, loss.reason)
    kept = {name: value for name, value in body.items() if name in spoken or name not in usual}
    return kept | {name: value for name, value in spoken.items() if name not in usual and name not in kept}


def _is_whole_field(path: str) -> bool:
    """Whether a path names a field of the request, and not something within messages or tools."""
    return "[" not in path
