"""What may be said of a client, and of each call, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from os import PathLike

    from modeldex.core.secret import Secret
    from modeldex.http.retry import RetryPolicy
    from modeldex.http.transport import StreamingTransport
    from modeldex.providers.client.timeouts import CallTimeouts
    from modeldex.providers.credentials import Credentials
    from modeldex.providers.gateway import Gateway
    from modeldex.providers.shapes.file import ShapeRecorder


class ClientOptions(TypedDict, total=False):
    """What `AsyncClient` takes; see there."""

    credentials: Credentials | None
    gateway: Gateway | str | None
    timeouts: CallTimeouts | None
    retry: RetryPolicy | None
    allow_origins: Sequence[str] | None
    ca_file: str | PathLike[str] | None
    environ: Mapping[str, str] | None
    shapes: ShapeRecorder | str | PathLike[str] | None
    transport: StreamingTransport | None
    per_host: int | None
    is_offline: bool | None


class CallOptions(TypedDict, total=False):
    """What `AsyncClient.complete` and `stream` take; see there."""

    format: str
    is_strict: bool
    timeouts: CallTimeouts | None
    headers: Mapping[str, str | Secret] | None


class EmbedOptions(TypedDict, total=False):
    """What `AsyncClient.embed` takes; see there."""

    dimensions: int | None
    task: str | None
    is_strict: bool
    timeouts: CallTimeouts | None
