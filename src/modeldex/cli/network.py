"""What commands that ask over the network share: who is asked, under which keys, and what is kept."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import click

from modeldex.cli.session import require_network
from modeldex.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence
    from pathlib import Path

    from modeldex.pipeline.directory import Directory
    from modeldex.pipeline.fetch import Network
    from modeldex.sources.base import Source

_CACHE = "http"
"""Folder of kept answers, in the folder of what is kept between runs."""
ANSWERS = "fetched"
"""Folder of fetched answers, beside it."""


def read_origins(_ctx: click.Context, _param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
    """The origins of `--origin SOURCE=URL`; a usage error where one is no such pair."""
    from modeldex.core.provider import is_origin

    origins = {}
    for value in values:
        source, separator, origin = value.partition("=")
        if not separator or not source or not is_origin(origin.rstrip("/")):
            raise click.BadParameter(f"must be like openrouter=https://mirror.example.com, not {value!r}")
        origins[source] = origin.rstrip("/")
    return origins


origin_option = click.option(
    "--origin",
    "origins",
    multiple=True,
    callback=read_origins,
    metavar="SOURCE=URL",
    help="Ask a source at another scheme, host and port, such as a mirror.",
)


def answers_folder() -> Path:
    """Where fetched answers are kept, unless another folder is named."""
    return Settings.from_environment().data_dir / ANSWERS


@asynccontextmanager
async def open_network(
    sources: Sequence[Source],
    directory: Directory,
    origins: Mapping[str, str],
    *,
    is_forced: bool = False,
) -> AsyncIterator[Network]:
    """The way out, as the environment has it; NetworkError where the network must not be used.

    Hosts of `origins`, and those of providers on the user's own machine, may be asked although they are
    not public. `is_forced`: each server is asked whether what is kept of it is still good, however young
    that is.
    """
    require_network()
    from modeldex.http.aiohttp_transport import AiohttpTransport
    from modeldex.http.cache import AnswerCache
    from modeldex.http.guard import EgressGuard
    from modeldex.pipeline.fetch import Network, local_origins
    from modeldex.providers.credentials import Credentials

    credentials = Credentials()
    asked = local_origins(sources, directory, credentials) | dict(origins)
    transport = AiohttpTransport(EgressGuard(allowed_origins=tuple(asked.values())))
    try:
        yield Network(
            transport=transport,
            credentials=credentials,
            cache=AnswerCache(Settings.from_environment().data_dir / _CACHE, is_forced=is_forced),
            origins=asked,
        )
    finally:
        await transport.close()
