"""A registry whose process is killed loses nothing that it has acknowledged, and leaves no half of a batch.

`MODELDEX_KILLS` says how often to kill on each database; the usual run kills five times over both. What the
tables themselves go through, `tests/storage/test_kills.py` looks at.
"""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from tests.registry.conftest import Opener

from modeldex import ModelRegistry

KILLS = int(os.environ.get("MODELDEX_KILLS", "0"))
FEWEST = {"sqlite": 3, "postgresql": 2}
TELLING = Path(__file__).with_name("telling.py")


def killed_while_telling(url: str, catalog: Path, run: str) -> list[str]:
    """The lines of a process that was killed at some moment after its first acknowledgements."""
    command = [sys.executable, str(TELLING), url, str(catalog), run]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(random.randint(1, 12))]
        assert all(lines), "it ended before it was killed"
        time.sleep(random.random() / 20)
        process.kill()
        lines += process.stdout.readlines()
    return [line.strip() for line in lines if line.endswith("\n")]  # the last one may be torn


def last(lines: list[str], word: str) -> str | None:
    return next((line.split()[1] for line in reversed(lines) if line.startswith(word)), None)


def check(registry: ModelRegistry, run: str, lines: list[str]) -> None:
    """What was acknowledged last is in force, or what came after it: all of it in either case."""
    left, right = (registry.get_model_or_raise(f"pair/{name}") for name in ("left", "right"))
    assert left.context_window == right.context_window
    acknowledged = int(last(lines, "pair") or 0)
    assert left.context_window in (acknowledged, acknowledged + 1)
    of_left, of_right = (
        [version for version in registry.versions(f"pair/{name}") if version.actor == run]
        for name in ("left", "right")
    )
    assert [version.reason for version in of_left] == [f"{run} {one + 1}" for one in range(len(of_left))]
    assert [version.generation for version in of_left] == [version.generation for version in of_right]
    assert len(of_left) == left.context_window

    moves = [version for version in registry.versions("acme/falcon-2") if version.actor == run]
    said = sum(line.startswith("status") for line in lines)
    assert len(moves) in (said, said + 1)
    whole = registry.versions("acme/falcon-2")
    assert [version.version for version in whole] == list(range(1, len(whole) + 1))
    if last(lines, "status") and len(moves) == said:
        assert registry.get_model_or_raise("acme/falcon-2").status.name.lower() == last(lines, "status")
    alias = last(lines, "alias")
    meant = registry.aliases().get("latest")
    assert alias is None or meant == alias or left.context_window == acknowledged


def test_a_killed_registry_has_kept_all_that_it_acknowledged(tables: str, small_path: Path, opened: Opener):
    witness = opened(database=tables, live=False)
    for number in range(KILLS or FEWEST[tables.partition(":")[0]]):
        run = f"run{number}"
        lines = killed_while_telling(tables, small_path, run)
        witness.reload()
        for registry in (witness, opened(database=tables)):
            check(registry, run, lines)
        witness.register_models(
            [{"provider": "pair", "model_id": name, "context_window": 1} for name in ("left", "right")]
        )
