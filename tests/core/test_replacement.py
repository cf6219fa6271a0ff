"""What is written takes the place of a file in one step, of a plain one alone, and leaves no litter."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
import threading
from typing import TYPE_CHECKING

import pytest

from modeldex.core.replacement import replacing

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def elsewhere(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files go that have no place beside their target."""
    folder = tmp_path_factory.mktemp("elsewhere")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def write(target: Path, text: str = "new", **options: bool) -> None:
    with replacing(target, **options) as aside:
        aside.write_text(text)


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "plain"
    path.write_text("old")
    return path


def test_a_file_is_the_old_one_until_all_of_the_new_one_is_there(plain: Path) -> None:
    with replacing(plain) as aside:
        aside.write_text("new")
        assert plain.read_text() == "old"

    assert plain.read_text() == "new"
    assert list(plain.parent.iterdir()) == [plain]


def test_a_new_file_gets_the_mode_that_any_new_file_gets(tmp_path: Path) -> None:
    (tmp_path / "other").touch()
    write(tmp_path / "new")

    assert (tmp_path / "new").stat().st_mode == (tmp_path / "other").stat().st_mode


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
@pytest.mark.parametrize("mode", [0o600, 0o640, 0o755])
def test_a_file_keeps_its_mode(plain: Path, mode: int) -> None:
    plain.chmod(mode)
    write(plain)

    assert (stat.S_IMODE(plain.stat().st_mode), plain.read_text()) == (mode, "new")


def test_links_are_followed_and_stay(plain: Path) -> None:
    folder = plain.parent / "folder"
    folder.mkdir()
    (folder / "link").symlink_to(plain)
    (plain.parent / "second").symlink_to(folder / "link")
    write(plain.parent / "second")

    assert plain.read_text() == "new"
    assert (plain.parent / "second").is_symlink()
    assert [path.name for path in folder.iterdir() if path.is_symlink()] == ["link"]


def test_a_link_to_nothing_gets_its_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real")
    write(tmp_path / "link")

    assert (tmp_path / "real").read_text() == "new"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are those of POSIX")
def test_a_pipe_gets_the_content_and_stays_a_pipe(tmp_path: Path, elsewhere: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    write(pipe)
    reader.join()

    assert read == ["new"]
    assert pipe.is_fifo()
    assert [*tmp_path.iterdir(), *elsewhere.iterdir()] == [pipe]


def test_a_device_stays_a_device(elsewhere: Path, tmp_path: Path) -> None:
    (tmp_path / "null").symlink_to(os.devnull)
    write(tmp_path / "null")

    assert (tmp_path / "null").is_char_device() or os.name == "nt"
    assert not list(elsewhere.iterdir())


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a device that is always full is Linux's")  # noqa: PTH110
def test_a_device_that_takes_no_more_is_named(elsewhere: Path, tmp_path: Path) -> None:
    (tmp_path / "full").symlink_to("/dev/full")
    with pytest.raises(OSError, match="full") as caught:
        write(tmp_path / "full")

    assert (caught.value.errno, caught.value.filename) == (errno.ENOSPC, str(tmp_path / "full"))
    assert not list(elsewhere.iterdir())


@pytest.mark.parametrize("fault", [RuntimeError, KeyboardInterrupt, OSError])
def test_a_failure_leaves_what_was_there_and_nothing_else(plain: Path, fault: type[BaseException]) -> None:
    def fail(target: Path) -> None:
        with replacing(target) as aside:
            aside.write_text("half")
            raise fault

    for target in (plain, plain.with_name("new")):
        with pytest.raises(fault):
            fail(target)

    assert plain.read_text() == "old"
    assert list(plain.parent.iterdir()) == [plain]


def test_a_dry_run_does_all_but_the_last_step(plain: Path) -> None:
    write(plain, dry_run=True)
    write(plain.with_name("new"), dry_run=True)

    assert plain.read_text() == "old"
    assert list(plain.parent.iterdir()) == [plain]


def test_a_folder_is_made_only_where_that_is_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "file"
    with pytest.raises(FileNotFoundError, match="its folder is not there") as caught:
        write(target)
    assert caught.value.filename == str(target)
    assert not list(tmp_path.iterdir())

    write(target, make_folder=True)

    assert target.read_text() == "new"


@pytest.mark.parametrize("make_folder", [True, False])
def test_what_cannot_be_written_is_named_as_it_was_asked_for(plain: Path, make_folder: bool) -> None:
    for target in (plain / "x", plain / "y" / "x", plain.parent):
        with pytest.raises(OSError, match="irectory") as caught:
            write(target, make_folder=make_folder)
        assert caught.value.filename == str(target)


def test_a_loop_of_links_is_named(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(OSError, match="loop") as caught:
        write(tmp_path / "loop")

    assert caught.value.filename == str(tmp_path / "loop")
    assert (tmp_path / "loop").is_symlink()


def test_a_failure_while_writing_names_the_target(plain: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, replacing(plain) as aside:
        aside.rename(aside.with_name("gone"))

    assert caught.value.filename == str(plain)


def test_a_failure_at_another_file_keeps_its_name(plain: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught, replacing(plain):
        plain.with_name("facts").read_text()

    assert caught.value.filename == str(plain.with_name("facts"))


def test_what_a_dead_process_left_is_no_obstacle(plain: Path) -> None:
    plain.with_name(f".plain.{os.getpid()}.new").write_text("half of another, and longer")
    write(plain)

    assert plain.read_text() == "new"
    assert list(plain.parent.iterdir()) == [plain]


@pytest.mark.skipif(os.name == "nt", reason="modes are POSIX")
def test_no_more_may_read_what_is_written_aside_than_the_file_itself(tmp_path: Path):
    plain = tmp_path / "plain"
    plain.write_text("old")
    plain.chmod(0o600)
    with replacing(plain, durable=True) as aside:
        aside.write_text("new")
        assert aside.stat().st_mode & 0o077 == 0

    assert (plain.read_text(), plain.stat().st_mode & 0o777) == ("new", 0o600)
