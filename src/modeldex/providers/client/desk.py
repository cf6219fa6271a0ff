"""`Desk`: what every call of one client needs: who is known, who pays, how long is waited."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from modeldex.core.errors import NetworkError, NotReadyError, ProviderError
from modeldex.http.failure import OverdueError, PassingError, SilentError, UnreachedError
from modeldex.providers.client.timeouts import CallTimeouts
from modeldex.providers.endpoint import endpoint_of, wire_of
from modeldex.providers.shapes.measuring import shape_of
from modeldex.providers.shapes.shape import OK
from modeldex.wire.table import format_named

if TYPE_CHECKING:
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider
    from modeldex.providers.client.call import Call
    from modeldex.providers.client.caller import Caller
    from modeldex.providers.client.completion import Completion
    from modeldex.providers.client.directory import Directory
    from modeldex.providers.credentials import Credentials
    from modeldex.providers.endpoint import Endpoint
    from modeldex.providers.gateway import Gateway
    from modeldex.providers.shapes.file import ShapeRecorder


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where the calls of one client are made."""

    directory: Directory | None
    """None: the catalog in use."""
    credentials: Credentials
    caller: Caller
    gateway: Gateway | None = None
    timeouts: CallTimeouts = field(default_factory=CallTimeouts)
    shapes: ShapeRecorder | None = None
    """Where the shape of each call is written to; None: nowhere."""

    def known(self) -> Directory:
        """Who knows models and providers."""
        if self.directory is not None:
            return self.directory
        from modeldex.catalog.in_use import catalog_in_use

        return catalog_in_use()

    def found(self, model: ModelConfig | str) -> tuple[ModelConfig, Provider]:
        """A model, and who serves it."""
        known = self.known()
        config = known.get_model_or_raise(model) if isinstance(model, str) else model
        return config, known.provider(config.provider)

    async def endpoint(self, model: ModelConfig, provider: Provider, wire: str | None) -> Endpoint:
        """Where a model is called, in a certain format if its provider speaks it."""
        await self.caller.had_keys(provider)
        return endpoint_of(model, provider, self.credentials, gateway=self.gateway, wire=wire)

    async def endpoint_with(self, what: str, model: ModelConfig, provider: Provider) -> Endpoint | None:
        """Where a model is called in a format that has `embeddings`, `listing` or `counting`.

        The format in which it is called else comes first, then the others that its provider speaks. None
        where none of them has it.
        """
        first = wire_of(model, provider)
        spoken = () if first is None else (first, *provider.wire_formats)
        wire = next((name for name in spoken if getattr(format_named(name), what) is not None), None)
        if wire is None:
            return None
        endpoint = await self.endpoint(model, provider, wire)
        if getattr(format_named(endpoint.wire), what) is None:
            raise NotReadyError(model.id, f"its gateway speaks {endpoint.wire}, which has no {what}")
        return endpoint

    def record(
        self, call: Call, completion: Completion | None, seconds: float, outcome: str | Exception = OK
    ) -> None:
        """Write down the shape of a call, where that is wanted."""
        if self.shapes is None:
            return
        shape = shape_of(
            call.request,
            model=call.model.id,
            at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            usage=None if completion is None else completion.usage,
            outcome=outcome if isinstance(outcome, str) else _kind(outcome),
            seconds=round(seconds, 3),
            first_token_seconds=None if completion is None else _rounded(completion.first_token_seconds),
        )
        self.shapes.add(shape)


def _kind(error: Exception) -> str:
    """The kind of failure that an error is: one of `wire.failure.STATUSES`."""
    if isinstance(error, ProviderError):
        return error.kind
    if isinstance(error, SilentError | OverdueError):
        return "timeout"
    if isinstance(error, PassingError) and not isinstance(error, UnreachedError):
        return "cut"
    return "unavailable" if isinstance(error, NetworkError) else "server"


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
