"""Fetching: many sources at once, each by itself, so that a failure is one source's alone."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from modeldex.core.errors import CredentialError, DataError, EgressError, NetworkError, SourceError
from modeldex.http.client import HttpClient
from modeldex.http.pace import Pace
from modeldex.pipeline.normalise import read_answer
from modeldex.providers.addresses import base_origin
from modeldex.sources.asking import Asker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from modeldex.http.cache import AnswerCache
    from modeldex.http.retry import RetryPolicy
    from modeldex.http.transport import Transport
    from modeldex.pipeline.answers import AnswerFolder
    from modeldex.pipeline.directory import Directory
    from modeldex.providers.credentials import Credentials
    from modeldex.sources.base import Reading, Source

FETCHED, UNCHANGED, SKIPPED, FAILED = "fetched", "unchanged", "skipped", "failed"
"""What became of a source: an answer that differs from the last one, the same again, nothing asked for
want of a key or an address, or no answer that is any good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOutcome:
    """What became of the fetching of one source."""

    source: str
    outcome: str
    """`fetched`, `unchanged`, `skipped` or `failed`."""
    reason: str | None = None
    """Why it was skipped, or failed, with the step that mends it."""
    rows: int | None = None
    """How many offerings, or models, the answer is about; None where there is none."""
    requests: int = 0
    """Requests that were answered, kept answers included."""
    seconds: float = 0.0
    unknown_fields: Mapping[str, int] = field(default_factory=dict)
    """Path of a field that the parser does not know -> how often it stood there."""
    last_good: str | None = None
    """Day of the answer that is in place now; None where there never was one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """What all sources share on their way out."""

    transport: Transport
    credentials: Credentials
    cache: AnswerCache | None = None
    retry: RetryPolicy | None = None
    """None: the usual one."""
    origins: Mapping[str, str] = field(default_factory=dict)
    """Source -> origin that takes the place of its own."""
    at_once: int = 16
    """Sources that are asked at the same time."""
    pace: Callable[[int], Pace] = Pace
    """Requests a minute that a source allows -> what keeps to that."""


def local_origins(
    sources: Iterable[Source], directory: Directory, credentials: Credentials
) -> dict[str, str]:
    """Source -> where it is asked, of those that run on the user's own machine or network."""
    origins = {}
    for source in sources:
        provider = directory.providers.get(source.own_listing_of or "")
        if provider is not None and provider.category == "local":
            origins[source.name] = base_origin(provider, credentials).origin
    return origins


class Watch:
    """Hears how far each source is; this one says nothing to anybody."""

    def begins(self, source: str) -> None:
        """A source is asked for the first time."""

    def steps(self, source: str, done: int, expected: int) -> None:
        """So many of its requests are answered, of those expected so far."""

    def ends(self, outcome: FetchOutcome) -> None:
        """A source is through."""


async def fetch_all(
    sources: Iterable[Source],
    directory: Directory,
    folder: AnswerFolder,
    network: Network,
    day: str,
    watch: Watch | None = None,
) -> list[FetchOutcome]:
    """Fetch the sources into a folder; what one of them stumbles over is told, and stops no other.

    An answer is kept only once its parser has read it and it lies within the bounds of its source;
    else the last good one stays in place.
    """
    watching, room = watch or Watch(), asyncio.Semaphore(network.at_once)

    async def one(source: Source) -> FetchOutcome:
        async with room:
            watching.begins(source.name)
            outcome = await _Fetching(source, directory, folder, network, day).outcome(watching.steps)
        watching.ends(outcome)
        return outcome

    tasks = [asyncio.ensure_future(one(source)) for source in sources]
    try:
        return list(await asyncio.gather(*tasks))
    finally:  # where this ends early, nobody goes on asking behind the back of whoever closes the network
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Fetching:
    """The fetching of one source."""

    def __init__(
        self, source: Source, directory: Directory, folder: AnswerFolder, network: Network, day: str
    ) -> None:
        self.source = source
        self.directory = directory
        self.folder = folder
        self.network = network
        self.day = day
        self.provider = directory.providers.get(source.own_listing_of or "")

    @property
    def _is_local(self) -> bool:
        """Whether it is asked on a machine of the user's, where perhaps nothing runs."""
        return self.provider is not None and self.provider.category == "local"

    async def outcome(self, on_step: Callable[[str, int, int], None]) -> FetchOutcome:
        name, began = self.source.name, time.monotonic()
        asker = self._asker(lambda done, expected: on_step(name, done, expected))
        outcome, reason, reading = SKIPPED, asker.unready(), None
        if reason is None:
            try:
                outcome, reading = await self._keep(asker)
            except CredentialError as error:
                reason = error.problem
            except NetworkError as error:
                nobody_there = self._is_local and error.status is None and not isinstance(error, EgressError)
                outcome, reason = SKIPPED if nobody_there else FAILED, str(error.args[0])
            except (SourceError, DataError) as error:
                asker.forget()
                outcome, reason = FAILED, str(error.args[0])
        return FetchOutcome(
            source=name,
            outcome=outcome,
            reason=reason,
            rows=None if reading is None else len(reading.offerings),
            requests=asker.requests,
            seconds=round(time.monotonic() - began, 3),
            unknown_fields=dict(reading.unknown_fields.most_common()) if reading else {},
            last_good=self.folder.days().get(name),
        )

    def _asker(self, on_step: Callable[[int, int], None]) -> Asker:
        assert self.source.fetch is not None
        network = self.network
        client = HttpClient(
            network.transport,
            pace=network.pace(self.source.fetch.per_minute),
            cache=network.cache,
            retry=network.retry,
        )
        return Asker(
            self.source,
            self.provider,
            network.credentials,
            client,
            origin=network.origins.get(self.source.name),
            on_step=on_step,
        )

    def _forget(self, asker: Asker) -> None:
        """Let go of kept answers that are no good: the next time the server is asked again."""
        if self.network.cache is not None:
            for request in asker.sent:
                self.network.cache.forget(request)

    async def _keep(self, asker: Asker) -> tuple[str, Reading]:
        content = await asker.gather()
        read: list[Reading] = []

        def check(answer: Path) -> None:
            try:
                read.append(read_answer(self.source, answer, self.directory))
            except SourceError as error:  # nobody knows the file by the name that it has for a moment
                raise SourceError(str(error.args[0]).replace(f"{answer}: ", "")) from error

        differs = self.folder.put(self.source.name, content, self.day, check)
        return (FETCHED if differs else UNCHANGED), read[0]
