"""A run beside others: people who edit the facts, commands that write them, and runs over other facts."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer
from tests.pipeline.running import DAY, LUMEN, NEXT_DAY, Desk, Upstreams, command, unhurried

from modeldex.pipeline.journal import Journal
from modeldex.pipeline.keeping import LOCK, alone_with
from modeldex.pipeline.refresh import refresh

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.pipeline.conftest import House

QUARTZ = "quartz-ai/quartz-1"
FULL = f"openrouter/{QUARTZ}"
TABLE = "models/aggregators/openrouter.csv"
BY_HAND = "openrouter/quill/pen,,quill/pen"


class Crash(BaseException):
    """The process is gone."""


@pytest.fixture
def desk(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    unhurried(monkeypatch)
    with AnswerServer() as server:
        yield Desk(house, Upstreams(server))


def meanwhile(monkeypatch: pytest.MonkeyPatch, do: Callable[[int], object]) -> list[int]:
    """Let somebody do something each time a run has staged its facts; the numbers of those times."""
    times = list[int]()

    def refreshed(*arguments: Any) -> Any:
        facts = refresh(*arguments)
        times.append(len(times))
        do(times[-1])
        return facts

    monkeypatch.setattr("modeldex.pipeline.run.refresh", refreshed)
    return times


def broken_off(desk: Desk, *more: str) -> None:
    """Let a run end before it puts its second file in place."""
    make, done = Journal._make, list[object]()

    def breaking(self: Journal, change: Any) -> None:
        if done:
            raise Crash
        make(self, change)
        done.append(change)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Journal, "_make", breaking)
        with pytest.raises(Crash):
            desk.try_run(*more)


def by_hand(desk: Desk) -> None:
    """Add an offering to a table that the run changes too."""
    width = desk.house.read(TABLE).splitlines()[0].count(",")
    desk.house.append(TABLE, BY_HAND + "," * (width - BY_HAND.count(",")))


def test_what_is_written_by_hand_during_a_run_is_not_taken_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit(_: int) -> None:
        desk.house.append("aliases.csv", "model,lumi-old,lumen/lumi-2,its name before")
        desk.house.write("curated/bazaar.csv", "id,url,updated\n")
        (desk.house.data / "wanted.csv").unlink()

    desk.house.write("wanted.csv", "kind,name,pattern,note\n")
    times = meanwhile(monkeypatch, edit)
    desk.run()

    assert times == [0]
    assert "lumi-old" in desk.house.read("aliases.csv")
    assert desk.house.read("curated/bazaar.csv") == "id,url,updated\n"
    assert "wanted.csv" not in desk.house.files()


def test_a_file_changed_by_hand_that_the_run_changes_too_is_staged_again_from_the_same_answers(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = meanwhile(monkeypatch, lambda time: None if time else by_hand(desk))
    ran = desk.run()
    asked = len(desk.upstreams.server.asked(LUMEN))

    assert (times, asked) == ([0, 1], 1)
    assert str(desk.house.data / TABLE) in ran["files"]
    assert {"openrouter/quill/pen", FULL} <= {
        row.split(",")[0] for row in desk.house.read(TABLE).splitlines()
    }
    assert desk.run()["files"] == []


def test_a_file_that_is_changed_again_and_again_is_named_and_left_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit(time: int) -> None:
        desk.house.write("version.csv", f"version\n2026-03-02-v{time + 1}\n")

    times = meanwhile(monkeypatch, edit)
    ran = desk.try_run()

    assert (ran.exit_code, times) == (1, [0, 1, 2])
    assert f"{desk.house.data / 'version.csv'}: is changed by somebody else again and again" in ran.stderr
    assert desk.house.read("version.csv") == "version\n2026-03-02-v3\n"
    assert FULL not in desk.house.read("sources/openrouter.csv")
    assert not (desk.work / "journal.json").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("pipeline", "accept", "litellm", "lumen/lumi-2", "input_tokens"),
        ("ingest", "lumen", "answer.json", "--seen-on", DAY),
        ("build", "--tables", "--output=built.sqlite"),
        ("validate", "--fix"),
        ("pipeline", "resume", "--work=other"),
    ],
    ids=lambda arguments: " ".join(arguments[:2]),
)
def test_no_command_writes_into_facts_that_another_one_is_writing(
    arguments: tuple[str, ...], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(desk.root)
    (desk.root / "answer.json").write_text(json.dumps({"data": desk.upstreams.lumen}), "utf-8")
    held = "litellm,lumen/lumi-2,input_tokens,2,50,2026-02-01,2026-03-01,"
    desk.house.write("held.csv", f"source,id,field,before,after,stated_on,seen_on,accepted_on\n{held}\n")
    desk.house.write("aliases.csv", desk.house.read("aliases.csv").replace("\n", "\r\n"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(desk, "work", desk.root / "other")
        broken_off(desk)
    desk.house.append("sources/litellm.csv", "lumen/lumi-9,C,5,15,32000,32000,4096,,,,,")
    before = desk.house.files()
    with alone_with(desk.house.data):
        ran = command(*arguments, f"--data={desk.house.data}", folder=desk.root)

    assert ran.exit_code == 1
    assert f"{desk.house.data}: another command is writing these facts" in ran.stderr
    assert desk.house.files() == before
    assert command(*arguments, f"--data={desk.house.data}", folder=desk.root).exit_code in (0, 1)
    assert desk.house.files() != before


def test_two_runs_over_one_folder_of_facts_do_not_meet_whatever_their_workplace(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    codes = []

    def run_beside(time: int) -> None:
        monkeypatch.undo()
        unhurried(monkeypatch)
        ran = command(*desk.arguments(), f"--work={desk.root / 'other'}", folder=desk.root)
        codes.append((ran.exit_code, "another command is writing these facts" in ran.stderr))

    meanwhile(monkeypatch, run_beside)
    desk.run()

    assert codes == [(1, True)]


def test_what_dead_processes_left_half_written_among_the_facts_is_taken_away(desk: Desk) -> None:
    left = desk.house.data / "sources" / ".lumen.csv.4194304.new"
    mine = desk.house.data / "sources" / ".notes.new"
    for path in (left, mine):
        path.write_text("half", "utf-8")
    desk.run()

    assert (left.exists(), mine.exists()) == (False, True)
    assert sorted(path.name for path in desk.house.data.iterdir() if path.name.startswith(".")) == [LOCK]


def test_nothing_that_was_staged_stays_in_the_workplace(desk: Desk) -> None:
    desk.run("--dry-run")
    desk.run()

    names = {path.name for path in desk.work.iterdir()}
    assert names == {"fetched", "lock.sqlite", "report.json", "report.md"}


def test_a_report_that_was_changed_since_does_not_stop_what_was_broken_off(desk: Desk) -> None:
    desk.run()
    desk.upstreams.charge(QUARTZ, "0.0000006", "0.0000004")
    broken_off(desk, "--refresh")
    desk.report.write_text("{}", "utf-8")
    resumed = desk.other("resume", f"--work={desk.work}")

    assert resumed.exit_code == 0, resumed.output
    assert json.loads(desk.report.read_text("utf-8"))["changes"] is not None


def test_the_journal_of_other_facts_is_never_carried_out(desk: Desk) -> None:
    broken_off(desk)
    other = desk.root / "data2"
    shutil.copytree(desk.house.data, other)
    before = desk.house.files()
    for arguments in (desk.arguments(), ["pipeline", "resume", f"--work={desk.work}"]):
        ran = command(*arguments, f"--data={other}", folder=desk.root)
        assert ran.exit_code == 1
        assert f"a run over {desk.house.data} was broken off here" in ran.stderr
    assert desk.house.files() == before

    assert desk.other("resume", f"--work={desk.work}").exit_code == 0
    assert desk.run()["files"] == []


@pytest.mark.parametrize("other", ["origins", "facts"])
def test_a_run_over_other_facts_or_at_other_origins_begins_anew(
    other: str, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with AnswerServer() as mirror:
        upstreams = Upstreams(mirror)
        upstreams.lumen.append({"id": "lumi-mirrored", "object": "model", "owned_by": "lumen"})
        at_mirror = f"--origin=lumen={mirror.origin}"
        desk.run("--dry-run", *([at_mirror] if other == "origins" else []))
        more = []
        if other == "facts":
            shutil.copytree(desk.house.data, desk.root / "data2")
            more = [f"--data={desk.root / 'data2'}", at_mirror]
        else:
            desk.upstreams.server.requests.clear()
        desk.run(*more)

    data = desk.root / "data2" if other == "facts" else desk.house.data
    is_mirrored = "lumi-mirrored" in (data / "sources" / "lumen.csv").read_text("utf-8")
    assert is_mirrored == (other == "facts")


def test_a_run_of_other_facts_is_not_one_to_be_resumed(desk: Desk) -> None:
    desk.run("--dry-run")
    shutil.copytree(desk.house.data, desk.root / "data2")
    resumed = command(
        "pipeline", "resume", f"--work={desk.work}", f"--data={desk.root / 'data2'}", folder=desk.root
    )

    assert (resumed.exit_code, resumed.stdout) == (0, "no run was broken off here\n")


def test_a_run_of_the_next_day_finds_the_lock_free_again(desk: Desk) -> None:
    desk.run()

    assert desk.run("--refresh", day=NEXT_DAY)["version"] is None
