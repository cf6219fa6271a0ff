"""Discovering: providers are asked what they list to this user, and what the catalog lacks is found."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.catalog.columns import CATALOG_COLUMNS, parse_row
from modeldex.core.errors import (
    CredentialError,
    DataError,
    EgressError,
    InvalidModelConfigError,
    NetworkError,
    SourceError,
)
from modeldex.core.model_config import ModelConfig
from modeldex.core.status import ModelStatus
from modeldex.http.client import HttpClient
from modeldex.http.pace import Pace
from modeldex.http.retry import RetryPolicy
from modeldex.pipeline.normalise import source_row
from modeldex.pipeline.users_list import LOCAL
from modeldex.registry.discovered_store import Discovered
from modeldex.registry.discovery import known_as
from modeldex.sources.asking import Asker

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.http.transport import Transport
    from modeldex.pipeline.users_list import UsersList
    from modeldex.providers.credentials import Credentials
    from modeldex.sources.offering import Offering

REFRESHED, SKIPPED, FAILED = "refreshed", "skipped", "failed"
"""What became of a provider: its list was read, it was not asked or nobody runs it, or it gave no
usable answer."""
_AT_ONCE = 16
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
    """Full ids of the models in its list; None where none was read."""
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
    room = asyncio.Semaphore(_AT_ONCE)

    async def one(listing: UsersList) -> Discovery:
        name = listing.provider.id
        if listing.reason is not None:
            return Discovery(provider=name, outcome=SKIPPED, reason=listing.reason)
        again = _ONCE if retry is None and listing.provider.category == LOCAL else retry
        client = HttpClient(transport, pace=_pace(listing), retry=again)
        async with room:
            try:
                offerings = await _offerings(listing, credentials, client)
            except CredentialError as error:
                return Discovery(provider=name, outcome=FAILED, reason=error.problem)
            except NetworkError as error:
                outcome = SKIPPED if _is_nobody_there(listing, error) else FAILED
                return Discovery(provider=name, outcome=outcome, reason=str(error.args[0]))
            except (SourceError, DataError) as error:
                return Discovery(provider=name, outcome=FAILED, reason=str(error.args[0]))
        return _sorted_out(listing, offerings, catalog)

    return list(await asyncio.gather(*map(one, lists)))


def _pace(listing: UsersList) -> Pace | None:
    source = listing.source
    return None if source is None or source.fetch is None else Pace(source.fetch.per_minute)


def _is_nobody_there(listing: UsersList, error: NetworkError) -> bool:
    """Whether a server on the user's machine simply does not run, and nobody asked for this one."""
    is_local = listing.provider.category == LOCAL and not listing.is_named
    return is_local and error.status is None and not isinstance(error, EgressError)


async def _offerings(listing: UsersList, credentials: Credentials, client: HttpClient) -> list[Offering]:
    """What a provider lists; the errors are those of `Asker.gather` and of the parser."""
    source = listing.source
    assert source is not None
    assert source.fetch is not None
    if listing.is_users_own:
        source = replace(source, fetch=replace(source.fetch, is_key_needed=False))
    asker = Asker(source, listing.provider, credentials, client, origin=listing.origin)
    reading = source.parse(await asker.gather(), lambda _: None)
    reading.finish()
    own = listing.provider.id
    return [one for one in reading.offerings.values() if one.listed and one.provider == own]


def _sorted_out(listing: UsersList, offerings: list[Offering], catalog: ModelCatalog) -> Discovery:
    """What the catalog has of a list, and what not."""
    assert listing.source is not None
    now = datetime.now(UTC)
    found: dict[str, ModelConfig] = {}
    known = unreadable = 0
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
