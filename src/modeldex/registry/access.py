"""`RegistryAccess`: who lets the user in, as the configuration in force says, and clients that keep to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.config.configuration import Configuration
    from modeldex.providers.client.async_client import AsyncClient
    from modeldex.providers.client.directory import Directory
    from modeldex.providers.client.options import ClientOptions
    from modeldex.providers.client.sync_client import Client
    from modeldex.providers.credentials import Credentials
    from modeldex.providers.gateway import Gateway
    from modeldex.registry.sources import Sources


class RegistryAccess:
    """Keys, gateway and clients of a registry. Each is made anew, of what is configured at that moment."""

    _sources: Sources | None

    def credentials(self, environ: Mapping[str, str] | None = None, *, keyring: bool = True) -> Credentials:
        """The keys that an environment, `os.environ` by default, the configuration and the keyring give.

        Which of them a provider refused is remembered in the folder of what is kept between runs.
        """
        from modeldex.providers.configured import NOTHING_CONFIGURED, Configured  # noqa: PLC0415
        from modeldex.providers.credentials import Credentials  # noqa: PLC0415
        from modeldex.providers.refused_keys import FILE, RefusedKeys  # noqa: PLC0415

        configuration, sources = self._configuration, self._sources
        return Credentials(
            environ,
            keyring=keyring,
            configured=NOTHING_CONFIGURED if configuration is None else Configured.of(configuration),
            refused=None if sources is None else RefusedKeys(sources.settings.data_dir / FILE),
        )

    @property
    def gateway(self) -> Gateway | None:
        """What stands in for the addresses of all providers, below `[client]`; None: nothing does."""
        from modeldex.providers.gateway import Gateway  # noqa: PLC0415

        configuration = self._configuration
        told = None if configuration is None else configuration.client
        if told is None or told.gateway_url is None:
            return None
        return Gateway(told.gateway_url, told.gateway_style)

    def client(self, **named: Unpack[ClientOptions]) -> Client:
        """A client for the models of this registry, as `[client]` sets it; what is named counts more.

        It is to be closed, or used in a `with`.
        """
        from modeldex.providers.client.sync_client import Client  # noqa: PLC0415

        return Client(self._directory, **named)

    def async_client(self, **named: Unpack[ClientOptions]) -> AsyncClient:
        """The same for an event loop."""
        from modeldex.providers.client.async_client import AsyncClient  # noqa: PLC0415

        return AsyncClient(self._directory, **named)

    @property
    def _directory(self) -> Directory:
        """The registry itself, which looks up models and providers."""
        return cast("Directory", self)

    @property
    def _configuration(self) -> Configuration | None:
        return None if self._sources is None else self._sources.configuration

    def client_options(self) -> ClientOptions:
        """What a client of this registry is told unless somebody says otherwise."""
        from modeldex.providers.client.retrying import CallRetry  # noqa: PLC0415
        from modeldex.providers.client.timeouts import CallTimeouts  # noqa: PLC0415

        options: ClientOptions = {"credentials": self.credentials(), "gateway": self.gateway}
        configuration = self._configuration
        if configuration is None:
            return options
        told = configuration.client
        options["timeouts"] = CallTimeouts(
            connect=told.connect_seconds,
            first_token=told.first_token_seconds,
            between_tokens=told.between_tokens_seconds,
            total=told.total_seconds,
        )
        options["retry"] = CallRetry(attempts=told.attempts)
        options["allow_origins"] = told.allow_origins
        options["ca_file"] = told.ca_file
        options["shapes"] = told.record_shapes
        options["is_offline"] = configuration.registry.offline
        return options
