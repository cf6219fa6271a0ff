"""A run whose process is killed: what is in place is whole, and the next run ends where it would have."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from tests.http.server import AnswerServer
from tests.pipeline.running import NEXT_DAY, Desk, Upstreams, is_sound, model, unhurried

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pipeline.conftest import House

KILLS = int(os.environ.get("MODELDEX_KILLS", "5"))
MAKERS = 60
"""Providers whose tables all change, so that putting them in place takes its time."""
LONGEST = 120.0
"""Seconds that are waited for a process at most; where it takes them, something is wrong."""


@pytest.fixture
def desk(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Facts of which a run changes many files."""
    unhurried(monkeypatch)
    with AnswerServer() as server:
        upstreams = Upstreams(server)
        for number in range(MAKERS):
            house.write(
                f"providers/host-{number}.toml", f'name = "Host {number}"\ncategory = "aggregators"\n'
            )
            house.append(
                "sources/litellm.csv",
                f"host-{number}/quartz-ai/quartz-{number},C,0.5,1.5,64000,64000,8192,tool_use,,,,",
            )
        desk = Desk(house, upstreams)
        desk.run()
        for number in range(0, 260, 3):
            upstreams.charge(
                f"quartz-ai/quartz-{number}", f"0.{2 * number + 3:07d}", f"0.{3 * number + 4:07d}"
            )
            upstreams.widen(f"quartz-ai/quartz-{number}", 131_072)
        del upstreams.models["quartz-ai/quartz-250"]
        upstreams.models["quartz-ai/quartz-900"] = model(900)
        upstreams.lumen.append({"id": "lumi-3", "object": "model", "owned_by": "lumen"})
        shutil.rmtree(desk.root / "kept")
        yield desk


def killed(desk: Desk, after: float, *, in_place: bool) -> None:
    """Kill a run so many seconds after it began, or after it began to put files in place."""
    journal = desk.work / "journal.json"
    with desk.start(day=NEXT_DAY) as process:
        while in_place and not journal.exists() and process.poll() is None:
            time.sleep(0.001)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(after)
        process.kill()
        process.communicate(timeout=LONGEST)


def test_a_run_that_is_killed_leaves_sound_facts_and_is_made_good(desk: Desk, tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(desk.root, before, ignore=shutil.ignore_patterns("before"))
    begun = time.monotonic()
    with desk.start(day=NEXT_DAY) as whole:
        said = whole.communicate(timeout=LONGEST)
    seconds = time.monotonic() - begun
    assert whole.returncode == 0, said
    expected = desk.state()

    for kill in range(KILLS):
        desk.reset(before)
        in_place = kill % 2 == 0
        killed(desk, random.random() * (0.05 if in_place else seconds), in_place=in_place)
        is_sound(desk.house)
        after = desk.run(day=NEXT_DAY)
        assert desk.state() == expected, after
