"""Which models a provider offers to whoever asks with these keys."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.errors import NotReadyError, WireDataError
from modeldex.core.model_config import ModelConfig
from modeldex.providers.client.json_body import checked_object
from modeldex.wire.table import format_named

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from modeldex.providers.client.desk import Desk
    from modeldex.wire.listing import ListFormat

_MOST_PAGES = 200


async def models_of(desk: Desk, name: str) -> tuple[str, ...]:
    """The models that a provider offers, by the ids that it takes in a request."""
    provider = desk.known().provider(name)
    stand_in = ModelConfig(model_id="any", provider=provider.id)
    endpoint = await desk.endpoint_with("listing", stand_in, provider)
    form = None if endpoint is None else format_named(endpoint.wire).listing
    if endpoint is None or form is None:
        raise NotReadyError(provider.id, "it lists its models in no format that is known here")

    async def ask(url: str) -> Mapping[str, Any]:
        signed = await desk.caller.signed(endpoint, url, desk.timeouts.whole())
        listed = signed.value_in(await desk.caller.send(signed))
        return {"data": listed} if isinstance(listed, list) else checked_object(listed)  # as Together does

    own = provider.listing.get("path") if desk.gateway is None else None
    return await _listed(endpoint.root + form.path if own is None else endpoint.origin + str(own), form, ask)


async def _listed(
    url: str, form: ListFormat, ask: Callable[[str], Awaitable[Mapping[str, Any]]]
) -> tuple[str, ...]:
    """The ids of all pages of a list, each once; WireDataError where it does not end."""
    found: dict[str, None] = {}
    query = ""
    for _ in range(_MOST_PAGES):
        page = form.read(await ask(url + query))
        found |= dict.fromkeys(page.ids)
        if page.next is None or page.next == query:
            return tuple(found)
        query = page.next
    raise WireDataError("list", f"it has more than {_MOST_PAGES} pages")
