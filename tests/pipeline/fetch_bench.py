"""`Bench`: a furnished folder of facts, upstreams, and a folder for what is fetched of them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.http.clock import Clock
from tests.pipeline.running import DAY, KEY, Upstreams, furnish

from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.cache import AnswerCache
from modeldex.http.guard import EgressGuard
from modeldex.http.pace import Pace
from modeldex.http.retry import RetryPolicy
from modeldex.pipeline.answers import AnswerFolder
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.fetch import FetchOutcome, Network, Watch, fetch_all, local_origins
from modeldex.providers.credentials import Credentials
from modeldex.sources.table import sources_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.http.server import AnswerServer
    from tests.pipeline.conftest import House

KEYED = {"LUMEN_API_KEY": KEY}


class NotedPace(Pace):
    """A pace by such a clock, which notes when it gave a turn."""

    def __init__(self, per_minute: int, clock: Clock) -> None:
        super().__init__(per_minute, clock=clock, sleep=clock.sleep)
        self.turns: list[float] = []

    async def turn(self) -> None:
        await super().turn()
        self.turns.append(self._clock())


@dataclass
class Watching(Watch):
    """Notes what it hears."""

    heard: list[tuple[str, ...]] = field(default_factory=list)

    def begins(self, source: str) -> None:
        self.heard.append(("begins", source))

    def steps(self, source: str, done: int, expected: int) -> None:
        self.heard.append(("steps", source, f"{done} of {expected}"))

    def ends(self, outcome: FetchOutcome) -> None:
        self.heard.append(("ends", outcome.source, outcome.outcome))


class Bench:
    """A furnished folder of facts, upstreams, and a folder for what is fetched of them."""

    def __init__(self, house: House, server: AnswerServer, root: Path) -> None:
        furnish(house)
        self.data = house.data
        self.server = server
        self.upstreams = Upstreams(server)
        self.folder = AnswerFolder(root / "fetched")
        self.kept = root / "kept"
        self.clock = Clock()
        self.paces: dict[int, NotedPace] = {}
        self.watch = Watching()

    def fetch(self, *names: str, day: str = DAY, **how: Any) -> dict[str, FetchOutcome]:
        """Fetch some sources, and give what became of each by its name."""
        self.paces = {}  # a pace belongs to one event loop
        return asyncio.run(self._fetch(names, day, **how))

    async def _fetch(
        self,
        names: tuple[str, ...],
        day: str,
        *,
        environ: dict[str, str] = KEYED,
        is_forced: bool = False,
    ) -> dict[str, FetchOutcome]:
        directory = read_directory(self.data)
        known = sources_of(directory.providers)
        sources = [known[name] for name in names]
        credentials = Credentials(environ, keyring=False)
        origins = {name: self.server.origin for name in names if name != "quarry"}
        local = local_origins(sources, directory, credentials)
        transport = AiohttpTransport(EgressGuard([*origins.values(), *local.values()]), environ={})
        network = Network(
            transport=transport,
            credentials=credentials,
            cache=AnswerCache(self.kept, is_forced=is_forced),
            retry=RetryPolicy(attempts=2, chance=lambda: 0.0, sleep=self.clock.sleep),
            origins=origins | local,
            pace=self._pace,
        )
        try:
            outcomes = await fetch_all(sources, directory, self.folder, network, day, self.watch)
        finally:
            await transport.close()
        return {one.source: one for one in outcomes}

    def _pace(self, per_minute: int) -> Pace:
        return self.paces.setdefault(per_minute, NotedPace(per_minute, self.clock))

    def answer(self, name: str) -> Any:
        return json.loads(self.folder.place(name).read_bytes())
