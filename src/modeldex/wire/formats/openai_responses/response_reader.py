"""A whole answer, from the format's words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import WireDataError
from modeldex.wire.fields import Fields
from modeldex.wire.formats.openai_responses import response_form as form
from modeldex.wire.formats.openai_responses.citations import read_logprobs
from modeldex.wire.formats.openai_responses.finish import read_finish
from modeldex.wire.formats.openai_responses.item_reader import read_output
from modeldex.wire.formats.openai_responses.names import NAME, given_id
from modeldex.wire.formats.openai_responses.usage import read_usage
from modeldex.wire.response import ChatResponse, Choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from modeldex.wire.content import Part
    from modeldex.wire.response import TokenLogprob


def read_response(body: Mapping[str, Any]) -> ChatResponse:
    """A whole answer. Only what nothing can be made of is an error: servers leave out much."""
    output = body.get("output") if isinstance(body, dict) else None
    if not isinstance(output, list):
        raise WireDataError("output", "is missing, or no list: this is no answer of the Responses format")
    parts = tuple(part for place, item in enumerate(output) for part in read_item(item, place))
    extras = form.read_extras(body)
    finish = read_finish(body, map(type, parts))
    if finish is None:
        extras["status"] = body["status"]
    return ChatResponse(
        id=given_id(form.read_text_field(body, "id")),
        model=form.read_text_field(body, "model"),
        choices=(Choice(parts=parts, finish=finish, logprobs=logprobs_of(output)),),
        usage=read_usage(body),
        created=form.read_created(body),
        service_tier=form.read_text_field(body, "service_tier"),
        format=NAME,
        extras=extras,
    )


def read_item(item: Any, place: int = 0) -> tuple[Part, ...]:
    """The parts of an item of the output; what is no object, or a blank one, is none."""
    if not isinstance(item, dict) or not item:
        return ()
    fields = Fields(item, f"output[{place}]", {})
    return read_output(item, fields.text("type") or "", fields)


def logprobs_of(output: Iterable[Any]) -> tuple[TokenLogprob, ...] | None:
    """The likelihoods of all texts, one after the other; None where none has any."""
    found = [one for part in _texts(output) for one in read_logprobs(part.get("logprobs"))]
    return tuple(found) or None


def untold_items(output: Any, told: Mapping[int, tuple[str, str | None]]) -> list[tuple[int, Any]]:
    """Place and item of those that no frame of a stream told; `told`: place -> type and id of the others.

    None where those that were told stand at other places in the end: then the server does not count.
    """
    if not isinstance(output, list):
        return []
    items = dict(enumerate(one if isinstance(one, dict) else {} for one in output))
    if any(items.get(place, {}).get("type") != kind for place, (kind, _) in told.items()):
        return []
    ids = {id_ for _, id_ in told.values() if id_}
    return [(place, item) for place, item in items.items() if place not in told and item.get("id") not in ids]


def _texts(output: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    for item in output:
        content = item.get("content") if isinstance(item, dict) else None
        if isinstance(content, list):
            yield from (part for part in content if isinstance(part, dict))
