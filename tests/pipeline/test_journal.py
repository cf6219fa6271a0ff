"""The journal: many files put in place as one, whatever happens on the way."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.core.errors import DataError
from modeldex.pipeline import journal as journal_file
from modeldex.pipeline.journal import Change, Journal, difference, differences
from modeldex.pipeline.run_state import Scope

NAMES = st.sampled_from(["a.csv", "b.csv", "models/c.csv", "models/d.csv"])
SCOPE = Scope(data="/facts", catalog="/catalog.sqlite", origins={"lumen": "https://mirror.example"})
FOLDERS = st.dictionaries(NAMES, st.binary(max_size=4))


class BrokenOff(BaseException):
    """Stands for the end of a process."""


def fill(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def changes(tmp_path: Path) -> list[Change]:
    """What a run is to change that has copied the folder just now."""
    work, data = tmp_path / "work", tmp_path / "data"
    shutil.copytree(data, work / "before", ignore=shutil.ignore_patterns(".*"), dirs_exist_ok=True)
    return differences(work / "staged", work / "before", data, lambda name: (0, name))


def opened(tmp_path: Path, found: list[Change] | None = None) -> Journal:
    """A journal with what is to be changed."""
    journal = Journal(tmp_path / "work" / "journal.json")
    journal.write(changes(tmp_path) if found is None else found, SCOPE)
    return journal


@pytest.fixture
def places(tmp_path: Path) -> Path:
    fill(tmp_path / "data", {"a.csv": b"old", "b.csv": b"same", "gone.csv": b"old"})
    fill(tmp_path / "work" / "staged", {"a.csv": b"new", "b.csv": b"same", "models/c.csv": b"more"})
    return tmp_path


def test_what_is_staged_takes_its_place_and_what_is_not_goes(places: Path):
    found = changes(places)

    assert [Path(one.place).name for one in found] == ["a.csv", "gone.csv", "c.csv"]
    journal = opened(places, found)
    assert journal.carry_out() == found
    assert files(places / "data") == {"a.csv": b"new", "b.csv": b"same", "models/c.csv": b"more"}
    assert not journal.is_open


def test_files_that_begin_with_a_dot_are_left_alone(places: Path):
    fill(places / "data", {".keep": b"mine"})

    assert not [one for one in changes(places) if ".keep" in one.place]


@pytest.mark.parametrize("after", range(4))
def test_what_is_broken_off_is_finished_by_the_next(
    places: Path, monkeypatch: pytest.MonkeyPatch, after: int
):
    journal = opened(places)
    steps = iter(range(after + 1))
    make = journal_file.Journal._make

    def breaking(self: Journal, change: Change) -> None:
        if next(steps) == after:
            raise BrokenOff
        make(self, change)

    with monkeypatch.context() as patched:
        patched.setattr(journal_file.Journal, "_make", breaking)
        if after < 3:
            with pytest.raises(BrokenOff):
                journal.carry_out()
        else:
            journal.carry_out()
            return

    assert journal.is_open
    Journal(journal.path).carry_out()
    assert files(places / "data") == files(places / "work" / "staged")


@given(before=FOLDERS, after=FOLDERS)
def test_any_folder_becomes_any_other(tmp_path_factory: pytest.TempPathFactory, before, after):
    root = tmp_path_factory.mktemp("any")
    fill(root / "data", before)
    fill(root / "work" / "staged", after)

    found = changes(root)

    assert bool(found) == (before != after)
    opened(root, found).carry_out()
    assert files(root / "data") == after


def test_a_file_that_somebody_changed_meanwhile_is_not_overwritten(places: Path):
    journal = opened(places)
    (places / "data" / "a.csv").write_bytes(b"by hand")

    with pytest.raises(DataError, match=r"a\.csv: was changed by somebody else"):
        journal.carry_out()

    assert files(places / "data")["gone.csv"] == b"old"
    assert journal.is_open


def test_a_staged_file_that_is_not_what_was_written_down_is_refused(places: Path):
    journal = opened(places)
    (places / "work" / "staged" / "a.csv").write_bytes(b"torn")

    with pytest.raises(DataError, match="is not what the journal says"):
        journal.carry_out()

    assert files(places / "data")["a.csv"] == b"old"


def test_what_was_changed_since_it_was_copied_is_overtaken_and_what_came_meanwhile_is_not_touched(
    places: Path,
):
    found = changes(places)
    (places / "data" / "gone.csv").write_bytes(b"by hand")
    (places / "data" / "mine.csv").write_bytes(b"by hand")

    assert [Path(one.place).name for one in found if one.is_overtaken] == ["gone.csv"]
    opened(places, [one for one in found if not one.is_overtaken]).carry_out()
    assert files(places / "data") == {
        "a.csv": b"new", "b.csv": b"same", "gone.csv": b"by hand", "mine.csv": b"by hand",
        "models/c.csv": b"more",
    }  # fmt: skip


def test_what_is_compiled_from_the_facts_takes_its_place_whatever_stands_there(places: Path):
    (places / "work" / "page.md").write_bytes(b"new")
    change = difference(places / "work" / "page.md", places / "report.md", places / "work")
    assert change is not None
    journal = opened(places, [change])
    (places / "report.md").write_bytes(b"by hand")
    journal.carry_out()

    assert (places / "report.md").read_bytes() == b"new"


def test_a_journal_says_what_its_run_was_about(places: Path):
    journal = opened(places)

    assert Journal(journal.path).scope == SCOPE


def test_a_file_that_finds_no_room_is_told_with_the_place_that_it_was_to_take(places: Path):
    resource = pytest.importorskip("resource", reason="this system limits no file's size")
    (places / "work" / "staged" / "a.csv").write_bytes(b"x" * 4_000_000)
    journal = opened(places)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, before[1]))
    try:
        with pytest.raises(OSError, match="File too large") as caught:
            journal.carry_out()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert caught.value.filename == str(places / "data" / "a.csv")
    assert files(places / "data")["a.csv"] == b"old"


@pytest.mark.parametrize("text", ["", "[1]", json.dumps([{"place": "x"}]), json.dumps({"changes": []})])
def test_a_damaged_journal_is_named(places: Path, text: str):
    path = places / "work" / "journal.json"
    path.write_text(text)

    with pytest.raises(DataError, match="is no journal"):
        Journal(path).carry_out()
