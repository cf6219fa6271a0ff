"""Discovering: providers are asked what they list to this user, and what the catalog lacks is found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.catalog.columns import CATALOG_COLUMNS, parse_row
from modeldex.core.errors import InvalidModelConfigError, SourceError
from modeldex.core.model_config import ModelConfig
from modeldex.core.status import ModelStatus
from modeldex.http.client import HttpClient
from modeldex.http.pace import Pace
from modeldex.http.retry import RetryPolicy
from modeldex.pipeline.normalise import source_row
from modeldex.pipeline.refusal import FAILED, REFUSED, SKIPPED, refusal
from modeldex.pipeline.users_list import LOCAL
from modeldex.registry.discovered_store import Discovered
from modeldex.registry.discovery import known_as
from modeldex.sources.asking import Asker
from modeldex.sources.paging import for_each

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.http.transport import Transport
    from modeldex.pipeline.users_list import UsersList
    from modeldex.providers.credentials import Credentials
    from modeldex.sources.offering import Offering

REFRESHED = "refreshed"
"""What became of a provider whose list was read."""
__all__ = ["FAILED", "REFRESHED", "SKIPPED", "Discovery", "discover"]
_AT_ONCE = 16
_ROWS = ("data", "models")
"""Under which names the rows of a list stand, where it is not bare."""
_EMPTY, _STAYS = "its list is empty", "what was discovered there before stays"
_ONCE = RetryPolicy(attempts=1)
"""On the user's own machine a wait brings nobody up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """What became of asking one provider."""

    provider: str
    outcome: str
    """`refreshed`, `skipped` or `failed`."""
    reason: str | None = None
    """Why it was skipped, or failed, with the step that mends it."""
    listed: frozenset[str] | None = None
    """Full ids of the models in its list, as far as they have one; None where none was read."""
    known: int | None = None
    """Those of them that the catalog has, perhaps under another name."""
    unreadable: int = 0
    """Those of them that have no usable id."""
    found: Discovered | None = None
    """The others, to be kept."""


async def discover(
    lists: Iterable[UsersList],
    catalog: ModelCatalog,
    credentials: Credentials,
    transport: Transport,
    *,
    retry: RetryPolicy | None = None,
) -> list[Discovery]:
    """Ask providers for their lists, many at once; what one of them stumbles over stops no other.

    Nothing is kept. `retry` None: the usual one, and a local provider is asked once.
    """

    async def one(listing: UsersList) -> Discovery:
        name = listing.provider.id
        if listing.reason is not None:
            return Discovery(provider=name, outcome=SKIPPED, reason=listing.reason)
        again = _ONCE if retry is None and listing.provider.category == LOCAL else retry
        client = HttpClient(transport, pace=_pace(listing), retry=again)
        asker = _asker(listing, credentials, client)
        # A server on the user's machine perhaps does not run, and nobody asked for this one.
        may_be_away = listing.provider.category == LOCAL and not listing.is_named
        try:
            offerings, without_id = await _offerings(listing, asker)
            if may_be_away and not offerings and not without_id:  # nothing is installed there
                return Discovery(provider=name, outcome=SKIPPED, reason=f"{_EMPTY}; {_STAYS}")
            return _sorted_out(listing, offerings, without_id, catalog)
        except REFUSED as error:
            refused = refusal(error, asker, may_be_away=may_be_away, keys=(listing.provider, credentials))
            return Discovery(provider=name, outcome=refused.outcome, reason=refused.reason)

    return await for_each(lists, one, at_once=_AT_ONCE)


def _pace(listing: UsersList) -> Pace | None:
    source = listing.source
    return None if source is None or source.fetch is None else Pace(source.fetch.per_minute)


def _asker(listing: UsersList, credentials: Credentials, client: HttpClient) -> Asker:
    source = listing.source
    assert source is not None
    assert source.fetch is not None
    if listing.is_users_own:
        source = replace(source, fetch=replace(source.fetch, is_key_needed=False))
    return Asker(source, listing.provider, credentials, client, origin=listing.origin)


async def _offerings(listing: UsersList, asker: Asker) -> tuple[list[Offering], int]:
    """What a provider lists, and how many rows have no id at all.

    The errors are those of `Asker.gather` and of the parser.
    """
    answer, without_id = _with_ids(await asker.gather())
    reading = asker.source.parse(answer, lambda _: None)
    reading.finish()
    own = listing.provider.id
    return [one for one in reading.offerings.values() if one.listed and one.provider == own], without_id


def _with_ids(answer: Any) -> tuple[Any, int]:
    """An answer without the rows that have no id that is a text, and how many these are.

    Where no row has one, its rows are named otherwise, or it has another shape: the parser says so.
    """
    under = next((name for name in _ROWS if isinstance(answer, dict) and name in answer), None)
    rows = answer if under is None else answer[under]
    if not isinstance(rows, list):
        return answer, 0
    good = [row for row in rows if not isinstance(row, dict) or isinstance(row.get("id"), str)]
    if not any(isinstance(row, dict) for row in good):
        return answer, 0
    return (good if under is None else {**answer, under: good}), len(rows) - len(good)


def _sorted_out(
    listing: UsersList, offerings: list[Offering], without_id: int, catalog: ModelCatalog
) -> Discovery:
    """What the catalog has of a list, and what not.

    SourceError where no model is in it: an empty list is no answer for which to forget the last one.
    """
    assert listing.source is not None
    now = datetime.now(UTC)
    found: dict[str, ModelConfig] = {}
    known, unreadable = 0, without_id
    for offering in offerings:
        try:
            model = _model(offering, listing.source.name, now.date().isoformat())
        except InvalidModelConfigError:
            unreadable += 1
            continue
        if known_as(catalog, model) is not None:
            known += 1
        else:
            found[model.id] = model
    name = listing.provider.id
    if not known and not found:
        told = f"none of the {unreadable} ids in its list can be read" if unreadable else _EMPTY
        raise SourceError(f"{name}: {told}; {_STAYS}")
    return Discovery(
        provider=name,
        outcome=REFRESHED,
        listed=frozenset(offering.id for offering in offerings),
        known=known,
        unreadable=unreadable,
        found=Discovered(
            provider=name,
            refreshed_at=now,
            origin=str(listing.address),
            models=MappingProxyType(found),
        ),
    )


def _model(offering: Offering, source: str, day: str) -> ModelConfig:
    """What a list states of a model; InvalidModelConfigError where it is none, such as for a blank id."""
    cells = source_row(offering)
    stored, _ = parse_row({name: cells[name] for name in cells.keys() - {"id"}})
    stored.setdefault("status", ModelStatus.ACTIVE.value)
    stored |= {"provider": offering.provider, "model_id": offering.model_id}
    stored |= {"source": source, "quality": "unknown"}
    row = tuple(stored.get(column, 0 if column.startswith("caps_") else None) for column in CATALOG_COLUMNS)
    prices = tuple(price.replace(source=source, recorded_on=day) for price in offering.prices)
    read = ModelConfig.restore(row, lambda _: ())
    return ModelConfig(**{**read._given(), "prices": prices})
