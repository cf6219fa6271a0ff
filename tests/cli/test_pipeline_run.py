"""`modeldex pipeline`: what it writes for programs and for people, and how it ends."""

from __future__ import annotations

import json
import re
import shutil
import signal
from typing import TYPE_CHECKING

import pytest
from tests.cli.fetching import LONGEST, frames, on_a_terminal, plain
from tests.http.server import AnswerServer, Reply
from tests.pipeline.conftest import House
from tests.pipeline.running import DAY, KEY, LISTED, LUMEN, Desk, Upstreams, command, unhurried

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator
    from pathlib import Path

SLOW_MERGE = """
import time
import modeldex.pipeline.refresh as refresh
refresh.merge = lambda *_: time.sleep(600)
"""
HELD = """\
source,id,field,before,after,stated_on,seen_on,accepted_on
litellm,lumen/lumi-2,input_tokens,2,50,2026-02-01,2026-03-01,
litellm,lumen/lumi-1,max_output,4096,131072,2026-02-01,2026-03-01,2026-03-02
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    unhurried(monkeypatch)
    with AnswerServer() as server:
        yield Desk(House(tmp_path), Upstreams(server))


def test_data_goes_to_standard_output_and_talk_to_standard_error(desk: Desk) -> None:
    ran = desk.try_run()

    first, second = ran.stdout.splitlines()
    assert ran.exit_code == 0
    assert re.fullmatch(
        r"2\d\d added.*; \d+ files changed: version 2026-11-20-v1, digest [0-9a-f]{12}", first
    )
    assert second == f"report: {desk.work / 'report.md'}"
    assert ran.stderr.splitlines() == [
        "normalise ...", "merge ...", "check ...", "build ...", "report ...", "put in place ...",
        "fetched: 2",
    ]  # fmt: skip


@pytest.mark.parametrize("form", ["--json", "--jsonl", "--csv"])
def test_programs_get_one_record(form: str, desk: Desk) -> None:
    ran = desk.try_run("--dry-run", form)

    if form == "--csv":
        header, row = ran.stdout.splitlines()
        assert (
            header == "day,sources,version,digest,doubts,held,added,removed,retired,repriced,unlisted,files"
        )
        assert row.startswith(f"{DAY},")
        return
    record = json.loads(ran.stdout)
    assert (record["day"], record["held"], record["version"]) == (DAY, 0, "2026-11-20-v1")
    assert [one["source"] for one in record["sources"]] == ["openrouter", "lumen"]
    assert str(desk.house.catalog) in record["files"]


def test_what_was_not_fetched_is_told_with_its_reason_and_age(desk: Desk) -> None:
    desk.run()
    desk.upstreams.lumen[0]["colour"] = "blue"
    desk.upstreams.server.answer(LISTED, Reply(status=503))
    ran = desk.try_run("--refresh")

    assert ran.exit_code == 1
    assert "openrouter: failed: " in ran.stderr
    assert f"503 Service Unavailable; last seen {DAY}" in ran.stderr
    assert "lumen: unknown field model.colour" in ran.stderr
    assert "fetched: 1, failed: 1" in ran.stderr


def test_nobody_reached_is_an_exit_code_of_its_own_and_moves_nothing(desk: Desk) -> None:
    before = desk.house.files()
    for path in (LISTED, LUMEN):
        desk.upstreams.server.answer(path, Reply(status=404))
    ran = desk.try_run()

    assert ran.exit_code == 3
    assert desk.house.files() == before


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("lumne",), 2, "did you mean lumen?"),
        (("arena",), 2, "modeldex ingest arena FILE"),
        (("lumen", "--origin=groq=https://mirror.example.com"), 2, "no such source is asked here"),
        (("lumen", "--day=2026-13-01"), 2, "must be a day like"),
        (("lumen", "--day=9999-01-01"), 2, "that has come"),
        (("lumen", "--offline"), 3, "leave out --offline"),
    ],
)
def test_what_cannot_be_done_is_told_with_the_mend(
    arguments: tuple[str, ...], code: int, told: str, desk: Desk
) -> None:
    places = (f"--data={desk.house.data}", f"--output={desk.house.catalog}", f"--work={desk.work}")
    ran = command("pipeline", "run", *arguments, *places, folder=desk.root)

    assert (ran.exit_code, ran.stdout) == (code, "")
    assert told in ran.stderr
    assert desk.upstreams.server.requests == []


def test_a_run_of_a_day_before_the_last_one_is_refused(desk: Desk) -> None:
    desk.run()
    before = desk.state()
    ran = desk.try_run(day="2026-11-19")

    assert ran.exit_code == 1
    assert f"was seen on {DAY}: read older answers first" in ran.stderr
    assert desk.state() == before


def test_held_lists_what_waits_and_what_was_accepted(desk: Desk) -> None:
    desk.house.write("held.csv", HELD)
    listed = desk.other("held")
    records = json.loads(desk.other("held", "--json").stdout)

    assert "1 to be reviewed" in listed.stderr
    assert "lumen/lumi-2" in listed.stdout
    assert [(one["id"], one["after"], one["accepted_on"]) for one in records] == [
        ("lumen/lumi-2", "50", None), ("lumen/lumi-1", "131072", "2026-03-02"),
    ]  # fmt: skip


def test_nothing_held_is_no_fault(desk: Desk) -> None:
    ran = desk.other("held", "--json")

    assert (ran.exit_code, json.loads(ran.stdout)) == (0, [])
    assert desk.other("held").stderr == "nothing is held back\n"


def test_a_run_that_changes_nothing_says_so_and_which_report_stands(desk: Desk) -> None:
    desk.run()
    ran = desk.try_run()

    assert (ran.exit_code, ran.stdout) == (0, "nothing changed\n")
    assert "2 answers were kept: asked less than a day ago; --refresh asks again" in ran.stderr
    assert f"the report of {DAY} stands: {desk.work / 'report.md'}" in ran.stderr
    assert "put in place" not in ran.stderr


def test_a_source_that_was_never_asked_here_tells_the_day_of_the_facts(desk: Desk) -> None:
    desk.run()
    shutil.rmtree(desk.work)
    ran = command(*desk.arguments(), folder=desk.root, LUMEN_API_KEY="")

    assert "lumen: skipped: " in ran.stderr
    assert f"last seen {DAY}" in ran.stderr


def test_accept_marks_one_line_and_a_dry_run_none(desk: Desk) -> None:
    desk.house.write("held.csv", HELD)
    dry = desk.other("accept", "litellm", "lumen/lumi-2", "input_tokens", "--dry-run")
    assert (dry.exit_code, desk.house.read("held.csv")) == (0, HELD)
    assert dry.stdout == "litellm: lumen/lumi-2: input_tokens 2 -> 50, would be accepted\n"

    ran = desk.other("accept", "litellm", "lumen/lumi-2", "input_tokens")
    assert ran.stdout == "litellm: lumen/lumi-2: input_tokens 2 -> 50, accepted\n"
    again = [
        desk.other("accept", "litellm", "lumen/lumi-1", "max_output", *more) for more in (("--dry-run",), ())
    ]
    assert {one.stdout for one in again} == {
        "litellm: lumen/lumi-1: max_output 4096 -> 131072, was accepted before, on 2026-03-02\n"
    }
    records = json.loads(desk.other("held", "--json").stdout)
    assert None not in {one["accepted_on"] for one in records}


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_a_line_that_is_not_there_is_told_with_those_that_are(more: tuple[str, ...], desk: Desk) -> None:
    desk.house.write("held.csv", HELD)
    ran = desk.other("accept", "litellm", "lumen/lumi-2", "output_tokens", *more)

    assert ran.exit_code == 2
    assert "litellm lumen/lumi-2 input_tokens" in ran.stderr
    assert desk.house.read("held.csv") == HELD


def test_resume_says_that_there_is_nothing_to_do(desk: Desk) -> None:
    ran = desk.other("resume", f"--work={desk.work}")

    assert (ran.exit_code, ran.stdout) == (0, "no run was broken off here\n")
    assert not desk.work.exists()


def test_resume_says_how_far_a_run_is(desk: Desk) -> None:
    desk.run("--dry-run")
    ran = desk.other("resume", f"--work={desk.work}")

    assert ran.exit_code == 1
    assert ran.stdout == f"the run of {DAY} has asked 2 of 2 sources\n"


def test_on_a_terminal_bars_stay_within_it_and_say_what_is_done(desk: Desk) -> None:
    code, seen = on_a_terminal(desk.root, *desk.arguments())
    drawn = frames(seen)

    assert code == 0
    assert max(frame.count("\n") for frame in drawn) < 24
    assert max(len(line) for frame in drawn for line in frame.split("\n")) <= 80
    assert "merge ..." in seen
    assert "merge ..." not in plain(seen[seen.rindex("\x1b[2K") :])
    assert "files changed: version 2026-11-20-v1" in plain(seen).replace("\n", " ")


def interrupted(process: subprocess.Popen[bytes]) -> None:
    """Press Ctrl-C, and see that the process ends as one that was interrupted."""
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=LONGEST)
    assert (process.returncode, out) == (130, b"")
    assert re.fullmatch(
        r"run it again( without --refresh)?: it goes on from there\nmodeldex: interrupted",
        "\n".join(err.decode().splitlines()[-2:]),
    )


def test_ctrl_c_ends_the_asking_and_leaves_everything_as_it_was(desk: Desk) -> None:
    desk.run()
    before = desk.state()
    desk.upstreams.server.answer(LUMEN, Reply(json={"data": []}, delay_seconds=600))
    with desk.start("--refresh") as process:
        while len(desk.upstreams.server.asked(LUMEN)) < 2 and process.poll() is None:
            pass
        interrupted(process)

    assert desk.state() == before


def test_ctrl_c_ends_the_work_after_that_too(desk: Desk) -> None:
    before = desk.state()
    with desk.start(before=SLOW_MERGE) as process:
        assert process.stderr is not None
        while process.stderr.readline().strip() not in (b"merge ...", b""):
            pass
        interrupted(process)

    assert desk.state() == before
    assert desk.run()["files"]


def test_no_key_is_told(desk: Desk) -> None:
    desk.upstreams.server.answer(LUMEN, Reply(status=401, json={"error": f"bad key {KEY}"}))
    ran = desk.try_run("--json")

    assert ran.exit_code == 1
    assert KEY not in ran.output
    assert [
        path for path in desk.root.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()
    ] == []
