"""Lists in the shape that OpenAI gave them: ids that are served, and little beside.

That an id is in the list is all that most of them say. Whose list it is, and what a whole one looks
like, stands in the provider's file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from modeldex.sources.base import Reading, drop, expect
from modeldex.sources.listing import own_listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.sources.offering import Offering

_WINDOWS = ("context_length", "context_window", "max_model_len", "max_context_length")
"""Names under which servers of this shape tell the window, where they tell it."""
_NAMES = ("name", "display_name")


@dataclass(frozen=True, kw_only=True)
class OwnList:
    """One list of this shape."""

    source: str
    """Slug of the source."""
    provider: str
    """Slug of the provider whose own list it is."""
    owners: tuple[str, ...] = ()
    """Who owns a public model; anybody else's is of one account. Empty: all are public."""
    created_is_release: bool = False
    """Whether `created` is when the maker made the model; else it is a filler, or when a host listed it."""


def parser(one: OwnList) -> Callable[[Any, Callable[[str], str | None]], Reading]:
    """Reads `{"data": [...]}`, and nothing that is not known of the list."""
    return own_listing(one.source, partial(_model, one))


def lenient_parser(one: OwnList) -> Callable[[Any, Callable[[str], str | None]], Reading]:
    """Reads a list of a server of which nothing is known but that it takes OpenAI's requests.

    The list may stand bare, or under `models`; names and windows are read where they stand, and the
    rest is not reported, since nobody said what it would be.
    """

    def parse(answer: Any, provider_named: Callable[[str], str | None]) -> Reading:
        read = own_listing(one.source, partial(_known_of, one))
        rows = answer
        if isinstance(answer, dict):
            rows = answer.get("data", answer.get("models"))
        return read({"data": rows}, provider_named)

    return parse


def _model(one: OwnList, reading: Reading, model: dict[str, Any]) -> None:
    offering = _offering(one, reading, model)
    if offering is None:
        return
    created = model.pop("created", None)
    if one.created_is_release and created is not None:
        offering.day("release_date", datetime.fromtimestamp(created, UTC).date().isoformat())
    drop(model, ("object",))
    reading.leftovers("model", model)


def _known_of(one: OwnList, reading: Reading, model: dict[str, Any]) -> None:
    offering = _offering(one, reading, model)
    if offering is None:
        return
    names = (model.get(name) for name in _NAMES)
    name = next((name for name in names if isinstance(name, str) and name != offering.model_id), "")
    offering.say("name", " ".join(name.split()) or None)
    windows = (model.get(name) for name in _WINDOWS)
    offering.limit("max_context", next((size for size in windows if type(size) is int), None))


def _offering(one: OwnList, reading: Reading, model: dict[str, Any]) -> Offering | None:
    """The offering of a row; None, with the reason noted, where the model is of one account."""
    model_id = expect(model.pop("id"), str, "id")
    owner = model.pop("owned_by", None)
    if one.owners and owner not in one.owners:
        reading.skipped[model_id] = f"belongs to {owner}: a model of one account"
        return None
    return reading.offering(one.provider, model_id)
