"""A lock that one process holds at a time, and that goes with it."""

import subprocess
import sys
from pathlib import Path

import pytest

from modeldex.core.exclusion import HeldElsewhereError, exclusively

HOLDS = """
import sys, time
from pathlib import Path
from modeldex.core.exclusion import exclusively
with exclusively(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_holder_is_told_at_once(tmp_path: Path):
    with exclusively(tmp_path / "lock"), pytest.raises(HeldElsewhereError), exclusively(tmp_path / "lock"):
        pass


def test_it_can_be_held_again_once_it_is_let_go(tmp_path: Path):
    for _ in range(2):
        with exclusively(tmp_path / "deep" / "lock"):
            pass


def test_what_fails_within_lets_it_go(tmp_path: Path):
    with pytest.raises(ValueError, match="within"), exclusively(tmp_path / "lock"):
        raise ValueError("within")

    with exclusively(tmp_path / "lock"):
        pass


def test_it_goes_with_a_process_that_is_killed(tmp_path: Path):
    lock = tmp_path / "lock"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(HeldElsewhereError), exclusively(lock):
            pass
        other.kill()
        other.wait()

    with exclusively(lock):
        pass


def test_a_place_that_cannot_be_written_is_an_error_of_the_disk(tmp_path: Path):
    (tmp_path / "lock").mkdir()

    with pytest.raises(OSError, match=r"lock|unable to open"), exclusively(tmp_path / "lock"):
        pass
