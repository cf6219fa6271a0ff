"""The shipped tables, made again: every captured answer fetched from a server, day by day, as it was.

MODELDEX_CAPTURES names the folder of captures that `data/sources/captures.csv` speaks of.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from contextlib import asynccontextmanager
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.pipeline.capture_server import CaptureServers

from modeldex import ModelCatalog
from modeldex.core.provider import SECRET_ROLES
from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.guard import EgressGuard
from modeldex.http.pace import Pace
from modeldex.pipeline.captures import Capture, read_captures
from modeldex.pipeline.directory import Directory, read_directory
from modeldex.pipeline.fetch import FETCHED, UNCHANGED, FetchOutcome, Network, Watch, fetch_all
from modeldex.pipeline.normalise import begin_anew, read_answer, write_source
from modeldex.pipeline.run import RunResult, run_pipeline
from modeldex.pipeline.workplace import Places, Workplace
from modeldex.providers.credentials import Credentials
from modeldex.sources.table import sources_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Sequence

    from modeldex.sources.base import Source

DATA = Path(__file__).parents[2] / "data"
KEY = "no-real-key-0123456789"
_ROLES = {"region": "us-east-1,us-west-2", "location": "us-central1", "api_version": "2024-10-21"}
"""What a role is given in the environment, where a plain word will not do."""
_NOT_SET = ("base_url", "host", "credentials_file", "bearer_token")
_TABLES = ("sources", "history", "limits", "models", "prices")


def directory_of(data: Path) -> Directory:
    """The directory, in which Vertex takes a ready token and not the file of an account."""
    directory = read_directory(data)
    vertex = directory.providers["google-vertex"]
    ready = vertex.replace(env={**vertex.env, "auth_token": ["NO_REAL_TOKEN"]})
    return replace(directory, providers={**directory.providers, vertex.id: ready})


def environment(directory: Directory) -> dict[str, str]:
    """A key of every provider's; of AWS the two that sign, so that the region stands in the signature."""
    environ = {
        provider.env[role][0]: KEY if role in SECRET_ROLES else _ROLES.get(role, "acme")
        for provider in directory.providers.values()
        for role in provider.env
        if role not in _NOT_SET
    }
    environ.pop("AWS_BEARER_TOKEN_BEDROCK")
    return environ


def as_captured(source: Source) -> Source:
    """A source of which a part may have been captured: what a whole live answer has is not asked for."""
    return source if source.fetch is None else replace(source, fetch=replace(source.fetch, least=None))


class Replay:
    """A copy of the facts that is made anew, and the upstreams as they were."""

    def __init__(self, root: Path, servers: CaptureServers) -> None:
        self.data = root / "data"
        shutil.copytree(DATA, self.data)
        self.servers = servers
        self.places = Places(data=self.data, catalog=root / "catalog.sqlite", work=Workplace(root / "work"))
        self.directory = directory_of(self.data)
        known = sources_of(self.directory.providers)
        self.sources = {name: as_captured(source) for name, source in known.items()}
        self.days = [
            (day, list(captures))
            for day, captures in groupby(
                read_captures(self.data, servers.folder, self.sources), key=lambda one: one.seen_on
            )
        ]

    def see(self, day: str, captures: Sequence[Capture]) -> None:
        """Fetch what was captured on a day, and read it into the tables; what has no endpoint, as a file."""
        asked = self.shown(captures)
        answers = self.places.work.answers
        for one in asyncio.run(self._fetched(asked, day)):
            assert one.outcome == FETCHED, one
        for capture in captures:
            source = self.sources[capture.source]
            place = answers.place(source.name) if source in asked else capture.answer
            write_source(self.data, source, read_answer(source, place, self.directory), day)

    def run(self, day: str, captures: Sequence[Capture]) -> RunResult:
        """A whole run over what was captured, on one day."""
        return run_pipeline(
            self.places,
            self.directory,
            self.shown(captures),
            self._open,
            day=day,
            watch=Watch(),
            say=lambda _: None,
        )

    def shown(self, captures: Sequence[Capture]) -> list[Source]:
        """Let the upstreams say what was captured; those of them that can be asked."""
        asked = [(self.sources[one.source], one.answer) for one in captures]
        for source, answer in asked:
            if source.fetch is not None:
                self.servers.show(source, answer)
        return [source for source, _ in asked if source.fetch is not None]

    async def _fetched(self, sources: Sequence[Source], day: str) -> list[FetchOutcome]:
        async with self._open() as network:
            return await fetch_all(sources, self.directory, self.places.work.answers, network, day)

    @asynccontextmanager
    async def _open(self) -> AsyncIterator[Network]:
        origins = self.servers.origins
        transport = AiohttpTransport(EgressGuard(list(origins.values())), environ={})
        yield Network(
            transport=transport,
            credentials=Credentials(environment(self.directory), keyring=False),
            origins=origins,
            pace=lambda _: Pace(1_000_000),
        )
        await transport.close()


@pytest.fixture
def replay(tmp_path: Path) -> Iterator[Replay]:
    folder = os.environ.get("MODELDEX_CAPTURES")
    if not folder:
        pytest.skip("MODELDEX_CAPTURES names no folder of captured answers")
    with CaptureServers(Path(folder)) as servers:
        yield Replay(tmp_path, servers)


def files(data: Path) -> dict[str, bytes]:
    """The tables that are made out of answers."""
    found = (path for name in _TABLES for path in (data / name).rglob("*.csv"))
    return {path.relative_to(data).as_posix(): path.read_bytes() for path in found}


def test_the_shipped_tables_come_out_of_the_captured_answers(replay: Replay) -> None:
    shipped = files(DATA)
    begin_anew(replay.data)
    *earlier, (last_day, last) = replay.days
    for day, captures in earlier:
        replay.see(day, captures)
    result = replay.run(last_day, last)
    made = files(replay.data)

    assert sorted(path for path in made.keys() | shipped.keys() if made.get(path) != shipped.get(path)) == []
    assert (replay.data / "version.csv").read_bytes() == (DATA / "version.csv").read_bytes()
    assert result.facts.digest == ModelCatalog.bundled().digest
    assert ModelCatalog.open(replay.places.catalog).digest == result.facts.digest


def test_a_whole_run_over_all_sources_ends_well_and_leaves_nothing_for_the_next(replay: Replay) -> None:
    newest = list({one.source: one for _, captures in replay.days for one in captures}.values())
    first = replay.run("2026-11-20", newest)
    again = replay.run("2026-11-20", newest)

    assert {one.outcome for one in first.outcomes} == {FETCHED}
    assert {one.outcome for one in again.outcomes} == {UNCHANGED}
    assert len(first.outcomes) > 30
    assert again.changes == []
