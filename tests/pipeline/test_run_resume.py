"""A run that was broken off: what is in place is whole, and the next run ends where it would have."""

from __future__ import annotations

import json
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply
from tests.pipeline.running import DAY, LISTED, LUMEN, NEXT_DAY, Desk, Upstreams, command, is_sound, unhurried

from modeldex.core.exclusion import exclusively
from modeldex.pipeline.answers import AnswerFolder
from modeldex.pipeline.journal import Journal
from modeldex.pipeline.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pipeline.conftest import House

QUARTZ = "quartz-ai/quartz-1"


class Crash(BaseException):
    """The process is gone."""


@pytest.fixture
def new_desk(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """Facts that no run has touched."""
    unhurried(monkeypatch)
    with AnswerServer() as server:
        yield Desk(house, Upstreams(server))


@pytest.fixture
def desk(new_desk: Desk) -> Desk:
    """Facts of a day, and upstreams that say much otherwise on the next one."""
    new_desk.run()
    upstreams = new_desk.upstreams
    upstreams.charge(QUARTZ, "0.0000006", "0.0000004")
    upstreams.charge("quartz-ai/quartz-2", "0.0000066", "0.0000006")
    upstreams.widen(QUARTZ, 262_144)
    del upstreams.models["quartz-ai/quartz-3"]
    upstreams.models["quartz-ai/quartz-900"] = upstreams.models[QUARTZ] | {"id": "quartz-ai/quartz-900"}
    upstreams.lumen.append({"id": "lumi-3", "object": "model", "owned_by": "lumen"})
    return new_desk


def crashing(monkeypatch: pytest.MonkeyPatch, kind: type[Any], name: str, after: int) -> pytest.MonkeyPatch:
    """Let the process be gone when a method is called after so many times."""
    whole, left = getattr(kind, name), [after]

    def method(self: Any, *arguments: Any, **named: Any) -> Any:
        if not left[0]:
            raise Crash
        left[0] -= 1
        return whole(self, *arguments, **named)

    monkeypatch.setattr(kind, name, method)
    return monkeypatch


def broken_off(desk: Desk, day: str = NEXT_DAY) -> None:
    with pytest.raises(Crash):
        desk.try_run("--refresh", day=day)


def crash_after_each(desk: Desk, copies: Path, day: str) -> set[str]:
    """Crash after each file that a run puts in place, and see what is there and what the next run makes.

    The names of those files.
    """
    shutil.copytree(desk.root, copies / "before", ignore=shutil.ignore_patterns("copies"))
    changed = desk.run("--refresh", day=day)["files"]
    expected = desk.state()
    desk.reset(copies / "before")
    with pytest.MonkeyPatch.context() as patch:
        crashing(patch, Journal, "_make", 0)
        broken_off(desk, day=day)
    shutil.copytree(desk.root, copies / "staged", ignore=shutil.ignore_patterns("copies"))
    for after in range(len(changed) + 1):
        desk.reset(copies / "staged")
        with pytest.MonkeyPatch.context() as patch, suppress(Crash):
            crashing(patch, Journal, "_make", after)
            Journal(desk.work / "journal.json").carry_out()
        is_sound(desk.house)
        assert desk.run(day=day)["files"] == []
        assert desk.state() == expected, f"after {after} of {len(changed)} files"
    return {place.removeprefix(f"{desk.root}/") for place in changed}


def test_a_crash_after_any_file_of_a_first_run_is_made_good(new_desk: Desk, tmp_path: Path) -> None:
    names = crash_after_each(new_desk, tmp_path / "copies", DAY)

    assert {"data/sources/lumen.csv", "data/sources/manifest.csv", "catalog.sqlite"} <= names


def test_a_crash_after_any_file_of_a_later_run_is_made_good(desk: Desk, tmp_path: Path) -> None:
    names = crash_after_each(desk, tmp_path / "copies", NEXT_DAY)

    assert {"data/history/openrouter.csv", "data/limits/openrouter.csv", "data/held.csv"} <= names


@pytest.mark.parametrize(
    ("kind", "name", "after"),
    [
        (Workplace, "write_state", 0),
        (Workplace, "write_state", 1),
        (AnswerFolder, "put", 0),
        (AnswerFolder, "put", 1),
        (Journal, "write", 0),
    ],
)
def test_a_crash_before_anything_is_put_in_place_is_made_good(
    kind: type[Any], name: str, after: int, desk: Desk
) -> None:
    before = desk.state()
    with pytest.MonkeyPatch.context() as patch:
        crashing(patch, kind, name, after)
        broken_off(desk)
    assert desk.state() == before

    ran = desk.run("--refresh", day=NEXT_DAY)
    assert {one["source"]: one["outcome"] for one in ran["sources"]} == {
        "openrouter": "fetched", "lumen": "fetched",
    }  # fmt: skip


def test_resume_puts_the_rest_in_place(desk: Desk) -> None:
    with pytest.MonkeyPatch.context() as patch:
        crashing(patch, Journal, "_make", 3)
        broken_off(desk)
    resumed = command(
        "pipeline", "resume", f"--work={desk.work}", f"--data={desk.house.data}", folder=desk.root
    )
    whole = desk.state()

    assert (resumed.exit_code, "files put in place" in resumed.stdout) == (0, True)
    assert desk.run(day=NEXT_DAY)["files"] == []
    assert desk.state() == whole


def test_resume_leaves_a_run_alone_that_is_at_work(desk: Desk) -> None:
    with pytest.MonkeyPatch.context() as patch:
        crashing(patch, Journal, "_make", 3)
        broken_off(desk)
    half = desk.state()
    with exclusively(desk.work / "lock.sqlite"):
        ran = desk.other("resume", f"--work={desk.work}")

    assert ran.exit_code == 1
    assert "another run is at work here" in ran.output
    assert desk.state() == half


def test_a_dry_run_does_not_finish_what_another_began(desk: Desk) -> None:
    with pytest.MonkeyPatch.context() as patch:
        crashing(patch, Journal, "_make", 3)
        broken_off(desk)
    half = desk.state()
    ran = desk.try_run("--dry-run", day=NEXT_DAY)

    assert ran.exit_code == 1
    assert "modeldex pipeline resume" in ran.output
    assert desk.state() == half


def test_what_was_changed_by_hand_meanwhile_is_not_overwritten(desk: Desk) -> None:
    with pytest.MonkeyPatch.context() as patch:
        crashing(patch, Journal, "_make", 1)
        broken_off(desk)
    desk.house.append("version.csv", "")
    ran = desk.try_run(day=NEXT_DAY)

    assert ran.exit_code == 1
    assert "version.csv" in ran.output
    assert "was changed by somebody else" in ran.output


def test_answers_that_were_had_are_not_asked_for_again(desk: Desk) -> None:
    with pytest.MonkeyPatch.context() as patch:
        crashing(patch, Journal, "write", 0)
        broken_off(desk)
    desk.upstreams.server.requests.clear()
    desk.run(day=NEXT_DAY)

    assert desk.upstreams.server.requests == []


def test_a_source_without_a_good_answer_is_asked_again(desk: Desk) -> None:
    desk.upstreams.server.answer(LUMEN, Reply(status=404))
    assert desk.try_run("--refresh", "--dry-run", day=NEXT_DAY).exit_code == 1
    desk.upstreams.server.answer(LUMEN, Reply(json={"data": desk.upstreams.lumen}))
    shutil.rmtree(desk.root / "kept")  # so that whoever is asked is asked at the server
    desk.upstreams.server.requests.clear()
    ran = desk.run(day=NEXT_DAY)

    assert {seen.path for seen in desk.upstreams.server.requests} == {LUMEN}
    assert {one["source"]: one["outcome"] for one in ran["sources"]} == {
        "openrouter": "fetched", "lumen": "fetched",
    }  # fmt: skip


def test_a_run_of_another_day_begins_anew(desk: Desk) -> None:
    with pytest.MonkeyPatch.context() as patch:
        crashing(patch, Journal, "write", 0)
        broken_off(desk)
    desk.upstreams.server.requests.clear()
    ran = desk.try_run("--refresh", "--json", day="2026-11-22")

    assert json.loads(ran.stdout)["day"] == "2026-11-22"
    assert {LISTED, LUMEN} <= {seen.path for seen in desk.upstreams.server.requests}


def test_a_state_that_cannot_be_read_is_named(desk: Desk) -> None:
    (desk.work / "run.json").write_text("{", "utf-8")
    ran = desk.try_run(day=DAY)

    assert ran.exit_code == 1
    assert "run.json" in ran.output
    assert "remove it to begin anew" in ran.output
