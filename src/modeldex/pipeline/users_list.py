"""`UsersList`: where and how one provider is asked what it serves to this user.

The user's own address counts more than the provider's public one, and is asked for nothing but a list
in the common shape: who stands there need not be the provider. What a whole answer of a source looks
like does not count, since a key may be shown three models.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from modeldex.core.errors import CredentialError
from modeldex.http.origin import origin_of
from modeldex.providers.addresses import all_at_once, base_origin, missing_words
from modeldex.providers.prerequisites import IN_PROCESS
from modeldex.providers.signing import is_ready
from modeldex.sources.base import OFFERINGS
from modeldex.sources.paging import by_link
from modeldex.sources.provider_listing import discovery_source
from modeldex.sources.table import SOURCES

if TYPE_CHECKING:
    from modeldex.core.provider import Provider
    from modeldex.providers.addresses import Base
    from modeldex.providers.credentials import Credentials
    from modeldex.sources.base import Source

LOCAL = "local"
"""Category of the providers that run on the user's own machine or network."""
_OVERRIDES = ("base_url", "host")
_LIST_ALONE = {"openrouter": by_link(SOURCES["openrouter"].url, "data")}
"""Source -> how its list is asked for, where the source asks for more of each model beside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UsersList:
    """The list of one provider, as this user may ask for it."""

    provider: Provider
    source: Source | None = None
    """What asks and reads it; None where nobody knows of a list."""
    origin: str | None = None
    """What takes the place of scheme, host and port of the source; None: they stay."""
    is_users_own: bool = False
    """Whether the user said where it is, or it is on the user's machine: then no key is needed, and the
    address need not be public."""
    is_named: bool = False
    """Whether the user asks for this provider by its name."""
    reason: str | None = None
    """Why it is not asked, with the step that mends it; None: it can be."""

    @property
    def address(self) -> str | None:
        """Where it is asked for, as people are told; None where nobody knows. It may hold `${NAME}`."""
        if self.source is None:
            return None
        return self.source.url if self.origin is None else self.origin

    @property
    def allowed(self) -> str | None:
        """The origin that may be asked although it is not public; None: none, as where it has a variable."""
        scheme, _, rest = (self.address if self.is_users_own and self.address else "").partition("://")
        host = re.split(r"[/?#]", rest)[0]
        return None if not host or "$" in host else f"{scheme}://{host}"


def users_list(
    provider: Provider,
    credentials: Credentials,
    *,
    is_moved: bool = False,
    is_named: bool = False,
) -> UsersList:
    """How this user asks a provider for its list, and why perhaps not.

    `is_moved`: the configuration says where the provider is. Where it says also where a key is, nobody
    is asked without that; who answers anybody is asked without a key only where it is named.
    """
    made = UsersList(
        provider=provider,
        is_named=is_named,
        is_users_own=is_moved or provider.category == LOCAL,
    )
    if provider.id == IN_PROCESS:
        return replace(made, reason="it is played inside the client, and serves what the catalog says")
    if provider.closed_on is not None:
        day = "" if provider.closed_on == "?" else f" on {provider.closed_on}"
        return replace(made, reason=f"it stopped serving{day}")
    try:
        own = _own_base(provider, credentials)
    except CredentialError as error:
        return replace(made, reason=error.problem)
    made = _at_own(made, own) if own is not None else _at_providers(made, is_moved=is_moved)
    made = _signed(made, credentials)
    return replace(made, reason=_unready(made, credentials))


def _own_base(provider: Provider, credentials: Credentials) -> Base | None:
    """The address that the environment gives; None where that is none, or the provider's public one."""
    if not any(credentials.where(provider, role) for role in _OVERRIDES):
        return None
    own = base_origin(provider, credentials)
    return None if own.origin == provider.base_url else own


def _at_own(made: UsersList, own: Base) -> UsersList:
    """The list at an address of the user's: the common one, else that of the source, below the address."""
    provider = made.provider
    roots = {wire: own.root(wire) for wire in provider.wire_formats}
    source = discovery_source(provider.replace(base_url=own.origin, wire_formats=roots, listing={}))
    made = replace(made, is_users_own=True)
    if source is not None:
        return replace(made, source=source)
    wire, root = next(iter(provider.wire_formats.items()), ("", ""))
    before = own.root(wire).removesuffix(root) if wire else ""
    return replace(made, source=_with_code(provider, None), origin=own.origin + before)


def _at_providers(made: UsersList, *, is_moved: bool) -> UsersList:
    """The list at the address of the provider's file, or of the configuration."""
    provider = made.provider
    # without its owners: the models of this account are what is looked for
    told = {key: value for key, value in provider.listing.items() if key != "owners"}
    general = discovery_source(provider.replace(listing={} if is_moved else told))
    if not is_moved:
        return replace(made, source=_with_code(provider, general) or general)
    if general is not None:
        return replace(made, source=general)
    return replace(made, source=_with_code(provider, None), origin=provider.base_url)


def _with_code(provider: Provider, general: Source | None) -> Source | None:
    """The source that reads all that the list says; of several, the one at the address of the list."""
    if "ollama" in provider.wire_formats:
        return None  # that asks an installation, wherever it is
    found = [
        source
        for source in SOURCES.values()
        if source.own_listing_of == provider.id and source.fetch is not None and source.about == OFFERINGS
    ]
    url = "" if general is None else general.url
    source = next((source for source in found if source.url == url), found[0] if found else None)
    if source is None or source.name not in _LIST_ALONE:
        return source
    assert source.fetch is not None
    return replace(source, fetch=replace(source.fetch, gather=_LIST_ALONE[source.name]))


def _signed(made: UsersList, credentials: Credentials) -> UsersList:
    """With a key even where the provider's file knows of none, if the configuration refers to one."""
    source = made.source
    if source is None or source.fetch is None or source.fetch.signing is not None:
        return made
    if not _is_keyed(made.provider, credentials):
        return made
    return replace(made, source=replace(source, fetch=replace(source.fetch, signing="bearer")))


def _is_keyed(provider: Provider, credentials: Credentials) -> bool:
    """Whether the configuration says where a key is."""
    return provider.id in credentials.configured.references


def _unready(made: UsersList, credentials: Credentials) -> str | None:
    """Why the list is not asked for; None where it is."""
    provider, source = made.provider, made.source
    if source is None or source.fetch is None:
        return (
            "nobody says where its list is; where it has one, state base_url and wire_formats ="
            f' {{ openai_chat = "/v1" }} below [providers.{provider.id}] of the configuration'
        )
    if (fault := _fault(made.allowed)) is not None:
        return f"its address {fault}; mend it in the configuration or the environment"
    how = source.fetch.signing
    missing = None if how is None else is_ready(how, provider, credentials)
    needed = [] if made.origin is not None else missing_words(source.url, provider, credentials)
    if missing is not None and _is_keyed(provider, credentials):
        return all_at_once([missing, *needed])
    if made.is_users_own or (how is not None and missing is None):
        return all_at_once(needed)
    if how is not None and source.fetch.is_key_needed:
        return all_at_once([*([] if missing is None else [missing]), *needed])
    step = "" if missing is None else f", or {missing}"
    return None if made.is_named else f"answers anybody: name it to ask it without a key{step}"


def _fault(address: str | None) -> str | None:
    """What is wrong with an address of the user's; None where nothing is."""
    if address is None:
        return None
    try:
        origin_of(address)
    except ValueError as error:
        return str(error)
    return None
