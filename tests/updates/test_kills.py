"""An update that is killed at any moment leaves the catalog before or the one after, whole.

`MODELDEX_KILLS` says how often to kill; the usual run kills five times.
"""

import os
import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from tests.updates.desk import Desk

from modeldex.updates.updates import Updates

KILLS = int(os.environ.get("MODELDEX_KILLS", "5"))
APPLYING = Path(__file__).with_name("applying.py")


def killed_while_applying(desk: Desk) -> None:
    command = [sys.executable, str(APPLYING), str(desk.data_dir), str(desk.published)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(random.randint(1, 6))]
        assert all(lines), "it ended before it was killed"
        time.sleep(random.random() / 50)
        process.kill()


def test_a_killed_update_leaves_one_whole_catalog_and_the_next_one_works(desk: Desk):
    desk.now = datetime.now(UTC)
    releases = []
    for version in ("2026-11-20-v1", "2026-11-21-v1"):
        releases.append(desk.publish(version))
        desk.subscribe()
    target = desk.data_dir / "catalog.sqlite"

    for _ in range(KILLS):
        killed_while_applying(desk)

        found = sha256(target.read_bytes()).hexdigest()
        (whole,) = [one for one in releases if one.sha256 == found]
        status = Updates(desk.data_dir).status()
        assert status.catalog.version == whole.version
        assert status.in_use is not None
        assert status.in_use.manifest == whole
        assert status.state.highest() == 2

        desk.subscribe()
        assert sha256(target.read_bytes()).hexdigest() == releases[1].sha256
        assert Updates(desk.data_dir).rollback(1).release is not None
        assert {path.name for path in desk.data_dir.iterdir()} == {"catalog.sqlite", "updates"}
        assert {path.name for path in (desk.data_dir / "updates").iterdir()} == {
            desk.kept(1).name, desk.kept(2).name, "lock.sqlite", "state.json", "trusted.json",
        }  # fmt: skip
