"""Who lets the user in, as commands find it: providers, keys, a gateway, and what of it is configured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.cli.configured import asked_settings
from modeldex.cli.session import asked_catalog
from modeldex.core.errors import UnknownNameError
from modeldex.providers.configured import NOTHING_CONFIGURED, Configured
from modeldex.providers.credentials import Credentials
from modeldex.providers.gateway import Gateway
from modeldex.providers.prerequisites import Prerequisites
from modeldex.providers.refused_keys import FILE, RefusedKeys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modeldex.config.configuration import Configuration
    from modeldex.core.provider import Provider
    from modeldex.http.aiohttp_transport import AiohttpTransport
    from modeldex.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What decides whether a provider can be called."""

    providers: Mapping[str, Provider]
    """Slug -> provider, those of the configuration included."""
    credentials: Credentials
    """The keys."""
    gateway: Gateway | None
    """What stands in for all addresses; None: nothing does."""
    configuration: Configuration | None
    """None where nothing is configured."""

    @property
    def prerequisites(self) -> Prerequisites:
        """What says of each provider what it lacks."""
        return Prerequisites(self.credentials, gateway=self.gateway)

    def slug(self, name: str) -> str:
        """The slug of the provider that a name means; UnknownNameError lists them all."""
        if name in self.providers:
            return name
        aliases = {} if self.configuration is None else self.configuration.provider_aliases
        slug = aliases.get(name) or asked_catalog().names.provider_named(name)
        if slug is None:
            raise UnknownNameError("provider", name, self.providers)
        return slug

    def transport(self, allowed: Iterable[str]) -> AiohttpTransport:
        """What asks providers as `[client]` says; `allowed` are further origins that need not be public."""
        from modeldex.http.aiohttp_transport import AiohttpTransport
        from modeldex.http.guard import EgressGuard

        told = None if self.configuration is None else self.configuration.client
        origins = (*(() if told is None else told.allow_origins), *allowed)
        return AiohttpTransport(EgressGuard(origins), ca_file=None if told is None else told.ca_file)


def asked_access(settings: Settings | None = None, *, opens: bool = True) -> Access:
    """What the environment, the configuration and the keyring say; ConfigError where that is wrong.

    `opens`: whether commands are run and the keyring is opened, as in `Credentials`.
    """
    found = asked_settings() if settings is None else settings
    configuration = _configuration(found)
    known = {one.id: one for one in asked_catalog().providers()}
    if configuration is not None:
        known |= configuration.providers
        for slug, changes in configuration.provider_changes.items():
            known[slug] = known[slug].replace(**changes)
    credentials = Credentials(
        configured=NOTHING_CONFIGURED if configuration is None else Configured.of(configuration),
        refused=RefusedKeys(found.data_dir / FILE),
        opens=opens,
    )
    return Access(
        providers=dict(sorted(known.items())),
        credentials=credentials,
        gateway=_gateway(found, configuration),
        configuration=configuration,
    )


def _configuration(settings: Settings) -> Configuration | None:
    if settings.config_file is None and settings.config_yaml is None:
        return None  # and nothing of what reads one is loaded
    from modeldex.config.loading import load

    return load(None, asked_catalog(), settings=settings)


def _gateway(settings: Settings, configuration: Configuration | None) -> Gateway | None:
    if configuration is None:
        return None if settings.gateway_url is None else Gateway(settings.gateway_url)
    told = configuration.client
    return None if told.gateway_url is None else Gateway(told.gateway_url, told.gateway_style)
