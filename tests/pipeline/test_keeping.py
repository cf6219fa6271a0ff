"""The folder of facts is written by one command at a time."""

from pathlib import Path

import pytest

from modeldex.core.errors import DataError
from modeldex.pipeline.keeping import LOCK, alone_with


def test_a_second_writer_is_told_to_wait(tmp_path: Path):
    with (
        alone_with(tmp_path),
        pytest.raises(DataError, match="wait until it has ended") as caught,
        alone_with(tmp_path),
    ):
        raise AssertionError("both write")

    assert caught.value.path == str(tmp_path)


def test_whoever_fails_lets_the_next_one_in(tmp_path: Path):
    with pytest.raises(ZeroDivisionError), alone_with(tmp_path):
        1 / 0  # noqa: B018

    with alone_with(tmp_path):
        assert (tmp_path / LOCK).exists()


def test_two_folders_are_not_in_each_others_way(tmp_path: Path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()

    with alone_with(tmp_path / "a"), alone_with(tmp_path / "b"):
        assert (tmp_path / "b" / LOCK).exists()


def test_what_a_dead_process_left_is_taken_away_in_every_folder(tmp_path: Path):
    (tmp_path / "models").mkdir()
    left = tmp_path / "models" / ".a.csv.17.new"
    others = [tmp_path / name for name in ("a.csv.17.new", ".a.new", ".a.csv.17.newer", ".keep")]
    for path in (left, *others):
        path.write_text("half")

    with alone_with(tmp_path):
        assert not left.exists()
        assert all(path.exists() for path in others)
