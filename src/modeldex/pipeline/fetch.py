"""Fetching: many sources at once, each by itself, so that a failure is one source's alone."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC
from types import MappingProxyType
from typing import TYPE_CHECKING

from modeldex.core.errors import CredentialError, SourceError
from modeldex.http.client import HttpClient
from modeldex.http.pace import Pace
from modeldex.pipeline.normalise import read_answer
from modeldex.pipeline.refusal import FAILED, REFUSED, SKIPPED, refusal
from modeldex.pipeline.users_list import LOCAL
from modeldex.providers.addresses import base_origin
from modeldex.sources.asking import Asker
from modeldex.sources.paging import for_each

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from modeldex.http.cache import AnswerCache
    from modeldex.http.retry import RetryPolicy
    from modeldex.http.transport import Transport
    from modeldex.pipeline.answers import AnswerFolder
    from modeldex.pipeline.directory import Directory
    from modeldex.providers.credentials import Credentials
    from modeldex.sources.base import Bounds, Reading, Source

FETCHED, UNCHANGED = "fetched", "unchanged"
"""What became of a source that gave a good answer: it differs from the last one, or is the same again."""
__all__ = [
    "FAILED", "FETCHED", "SKIPPED", "UNCHANGED", "FetchOutcome", "Network", "Watch", "fetch_all",
    "is_at_home", "local_origins",
]  # fmt: skip


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
    """Requests that somebody answered over the network; 0 where all of the answer was kept."""
    seconds: float = 0.0
    unknown_fields: Mapping[str, int] = field(default_factory=dict)
    """Path of a field that the parser does not know -> how often it stood there."""
    last_good: str | None = None
    """Day of the answer that counts now, fetched or in the facts; None where there never was one."""


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


def is_at_home(source: Source, directory: Directory) -> bool:
    """Whether it is asked on a machine of the user's, where perhaps nothing runs."""
    provider = directory.providers.get(source.own_listing_of or "")
    return provider is not None and provider.category == LOCAL


def local_origins(
    sources: Iterable[Source], directory: Directory, credentials: Credentials
) -> dict[str, str]:
    """Source -> where it is asked, of those that run on the user's own machine or network.

    One whose address cannot be read is left out, and skipped with the reason when its turn comes.
    """
    origins = {}
    for source in sources:
        if is_at_home(source, directory):
            provider = directory.providers[source.own_listing_of or ""]
            with suppress(CredentialError):
                origins[source.name] = base_origin(provider, credentials).origin
    return origins


class Watch:
    """Hears how far each source is; this one says nothing to anybody."""

    def begins(self, source: str) -> None:
        """A source is asked for the first time; one that is skipped for want of a key never is."""

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
    stands: Mapping[str, str] = MappingProxyType({}),
) -> list[FetchOutcome]:
    """Fetch the sources into a folder; what one of them stumbles over is told, and stops no other.

    An answer is kept only once its parser has read it and it lies within the bounds of its source;
    else the last good one stays in place. It counts for `day`, or for an earlier one where a page of it
    was kept since then. `stands` is source -> the day on which the facts saw it last, which is told where
    the folder has no answer of it.
    """
    watching = watch or Watch()

    async def one(source: Source) -> FetchOutcome:
        outcome = await _Fetching(source, directory, folder, network, day).outcome(watching)
        if outcome.last_good is None:
            outcome = replace(outcome, last_good=stands.get(source.name))
        watching.ends(outcome)
        return outcome

    return await for_each(sources, one, at_once=network.at_once)


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

    async def outcome(self, watch: Watch) -> FetchOutcome:
        name, began = self.source.name, time.monotonic()
        asker = self._asker(lambda done, expected: watch.steps(name, done, expected))
        outcome, reason, reading = SKIPPED, asker.unready() or self._lost(), None
        if reason is None:
            watch.begins(name)
            try:
                outcome, reading = await self._keep(asker)
            except REFUSED as error:
                keys = None if self.provider is None else (self.provider, self.network.credentials)
                may_be_away = is_at_home(self.source, self.directory)
                refused = refusal(error, asker, may_be_away=may_be_away, keys=keys)
                outcome, reason = refused.outcome, refused.reason
        return FetchOutcome(
            source=name,
            outcome=outcome,
            reason=reason,
            rows=None if reading is None else len(reading.offerings),
            requests=asker.requests - asker.kept,
            seconds=round(time.monotonic() - began, 3),
            unknown_fields=_shown(reading, asker) if reading else {},
            last_good=self.folder.day(name),
        )

    def _lost(self) -> str | None:
        """Why it is not known where it is asked, of what runs on a machine of the user's."""
        is_lost = is_at_home(self.source, self.directory) and self.source.name not in self.network.origins
        if self.provider is not None and is_lost:
            try:
                base_origin(self.provider, self.network.credentials)
            except CredentialError as error:
                return error.problem
        return None

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
            is_anew=self.folder.is_refused(self.source.name),
            on_step=on_step,
        )

    def _bounds(self) -> Bounds:
        """What an answer looks like that was asked for, and is no sample."""
        bounds, how = self.source.bounds, self.source.fetch
        return bounds if how is None or how.least is None else replace(bounds, least=how.least)

    async def _keep(self, asker: Asker) -> tuple[str, Reading]:
        content = await asker.gather()
        read: list[Reading] = []

        def check(answer: Path) -> None:
            try:
                read.append(read_answer(self.source, answer, self.directory))
                read[0].check(self._bounds())
            except SourceError as error:  # nobody knows the file by the name that it has for a moment
                raise SourceError(str(error.args[0]).replace(f"{answer}: ", "")) from error

        had_at = asker.had_at
        day = self.day if had_at is None else min(self.day, had_at.astimezone(UTC).date().isoformat())
        differs = self.folder.put(self.source.name, content, day, check)
        return (FETCHED if differs else UNCHANGED), read[0]


def _shown(reading: Reading, asker: Asker) -> dict[str, int]:
    """How often each unknown field stood in an answer, whose names are whatever a server writes."""
    return {asker.redacted(path): times for path, times in reading.unknown_fields.most_common()}
