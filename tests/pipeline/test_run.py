"""A whole run: what it puts in place, and what it does not."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest
from tests.http.server import AnswerServer, Reply
from tests.pipeline.running import DAY, KEY, LUMEN, NEXT_DAY, Desk, Upstreams, command, unhurried

from modeldex import ModelCatalog
from modeldex.core.exclusion import exclusively

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pipeline.conftest import House

QUARTZ = "quartz-ai/quartz-1"
FULL = f"openrouter/{QUARTZ}"


@pytest.fixture
def desk(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    unhurried(monkeypatch)
    with AnswerServer() as server:
        yield Desk(house, Upstreams(server))


def rows(desk: Desk, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(desk.house.read(path).splitlines()))


def rates(desk: Desk, unit: str = "input_tokens") -> list[tuple[str, str, str]]:
    """(Amount, from, to) of one rate of one offering, in the merged table."""
    return [
        (row["amount"], row["valid_from"], row["valid_to"])
        for row in rows(desk, "prices/openrouter.csv")
        if (row["id"], row["unit"]) == (FULL, unit)
    ]


def test_a_run_gives_what_ingest_and_build_give_of_the_same_answers(desk: Desk) -> None:
    before = desk.house.files()
    ran = desk.run()
    after = desk.house.files()

    assert {one["source"]: one["outcome"] for one in ran["sources"]} == dict.fromkeys(
        ("openrouter", "lumen"), "fetched"
    )
    for path in desk.house.files().keys() - before.keys():
        (desk.house.data / path).unlink()
    for path, content in before.items():
        (desk.house.data / path).write_bytes(content)
    data = f"--data={desk.house.data}"
    for name in ("lumen", "openrouter"):
        answer = desk.work / "fetched" / f"{name}.json"
        read = command("ingest", name, answer, "--seen-on", DAY, data, folder=desk.root)
        assert read.exit_code == 0, read.output
    built = command("build", "--tables", data, "--output", desk.root / "built.sqlite", folder=desk.root)
    assert built.exit_code == 0, built.output

    assert desk.house.files() == after
    assert after != before
    assert ModelCatalog.open(desk.root / "built.sqlite").digest == ran["digest"]
    assert ModelCatalog.open(desk.house.catalog).digest == ran["digest"]


def test_the_report_tells_what_changed_and_what_became_of_each_source(desk: Desk) -> None:
    desk.run()
    desk.upstreams.charge(QUARTZ, "0.0000006", "0.0000004")
    desk.upstreams.server.answer(LUMEN, Reply(status=404))
    ran = desk.try_run("--refresh", day=NEXT_DAY)
    report = json.loads(desk.report.read_text("utf-8"))

    assert ran.exit_code == 1
    fetches = {one["source"]: one["fetch"] for one in report["sources"]}
    assert (fetches["openrouter"]["outcome"], fetches["openrouter"]["last_good"]) == ("fetched", NEXT_DAY)
    assert (fetches["lumen"]["outcome"], fetches["lumen"]["last_good"]) == ("failed", DAY)
    assert "404" in fetches["lumen"]["reason"]
    assert fetches["litellm"] is None
    (change,) = [one for one in report["changes"]["list"] if one["offering"] == FULL]
    assert (change["before"], change["after"], change["source"]) == ("0.2", "0.6", "openrouter")
    assert change["words"] in (desk.work / "report.md").read_text("utf-8")


def test_a_page_that_cannot_be_drawn_anew_does_not_stay_as_it_was(desk: Desk) -> None:
    desk.work.mkdir()
    (desk.work / "report.html").write_text("the page of yesterday", "utf-8")
    ran = desk.run()

    assert sorted(path.name for path in desk.work.glob("report.*")) == ["report.json", "report.md"]
    assert str(desk.work / "report.html") in ran["files"]


def test_a_catalog_that_is_not_there_is_built(desk: Desk) -> None:
    digest = desk.run()["digest"]
    desk.house.catalog.unlink()
    ran = desk.run()

    assert ran["files"] == [str(desk.house.catalog)]
    assert ModelCatalog.open(desk.house.catalog).digest == digest


@pytest.mark.parametrize("option", [(), ("--refresh",)], ids=["kept", "asked again"])
def test_a_second_run_of_the_day_makes_no_difference_in_any_file(desk: Desk, option: tuple[str, ...]) -> None:
    desk.run()
    before = desk.state()
    places = [path for path in (*desk.house.data.rglob("*"), desk.house.catalog) if path.is_file()]
    touched = {path: path.stat().st_mtime_ns for path in places}
    ran = desk.run(*option)

    assert ran["files"] == []
    assert {one["outcome"] for one in ran["sources"]} == {"unchanged"}
    assert desk.state() == before
    assert {path: path.stat().st_mtime_ns for path in places} == touched


def test_a_run_of_another_day_with_nothing_new_moves_nothing_but_the_days(desk: Desk) -> None:
    desk.run()
    before = desk.house.files()
    ran = desk.run("--refresh", day=NEXT_DAY)
    after = desk.house.files()

    assert [path for path in after if after[path] != before.get(path)] == ["sources/manifest.csv"]
    assert ran["version"] is None
    assert {row["source"]: row["seen_on"] for row in rows(desk, "sources/manifest.csv")} == {
        "litellm": "2026-03-01", "lumen": NEXT_DAY, "models_dev": "2026-02-01", "openrouter": NEXT_DAY,
    }  # fmt: skip


def test_prices_and_limits_are_appended_as_dated_rows(desk: Desk) -> None:
    desk.run()
    assert rates(desk) == [("0.2", "", "")]
    desk.upstreams.charge(QUARTZ, "0.0000006", "0.0000004")
    desk.upstreams.widen(QUARTZ, 262_144)
    ran = desk.run("--refresh", day=NEXT_DAY)

    assert ran["repriced"] == 1
    assert rates(desk) == [("0.2", "", NEXT_DAY), ("0.6", NEXT_DAY, "")]
    (old, new) = [
        row
        for row in rows(desk, "history/openrouter.csv")
        if row["unit"] == "input_tokens" and row["id"] == FULL
    ]
    assert (old["valid_from"], old["valid_to"], new["amount"]) == (DAY, NEXT_DAY, "0.6")
    limits = [row for row in rows(desk, "limits/openrouter.csv") if row["id"] == FULL]
    assert [(row["field"], row["value"], row["valid_from"], row["valid_to"]) for row in limits] == [
        ("max_context", "65536", DAY, NEXT_DAY),
        ("max_context", "262144", NEXT_DAY, ""),
    ]
    model = ModelCatalog.open(desk.house.catalog).get_model_or_raise(FULL)
    assert (str(model.cost_per_1m_input_tokens), model.context_window) == ("0.6", 262_144)


def test_a_jump_is_held_back_until_it_is_accepted(desk: Desk) -> None:
    desk.run()
    desk.upstreams.charge(QUARTZ, "0.0000021", "0.0000004")
    ran = desk.run("--refresh", day=NEXT_DAY)

    assert (ran["held"], rates(desk)) == (1, [("0.2", "", "")])
    held = json.loads(desk.other("held", "--json").stdout)
    assert [(one["id"], one["field"], one["before"], one["after"]) for one in held] == [
        (FULL, "input_tokens", "0.2", "2.1")
    ]
    assert desk.run(day=NEXT_DAY)["files"] == []

    accepted = desk.other("accept", "openrouter", FULL, "input_tokens")
    assert accepted.exit_code == 0, accepted.output
    assert desk.run(day=NEXT_DAY)["held"] == 0
    assert rates(desk) == [("0.2", "", NEXT_DAY), ("2.1", NEXT_DAY, "")]
    assert desk.run(day=NEXT_DAY)["files"] == []


def test_facts_that_break_a_rule_are_not_put_in_place(desk: Desk) -> None:
    desk.run()
    desk.house.append("aliases.csv", "model,lumi-next,lumen/lumi-99,its next name")
    desk.upstreams.charge(QUARTZ, "0.0000006", "0.0000004")
    before = desk.state()
    ran = desk.try_run("--refresh", day=NEXT_DAY)

    assert ran.exit_code == 1
    assert "unresolvable-alias: lumi-next" in ran.output
    assert "mend its target in data/aliases.csv" in ran.output
    assert desk.state() == before
    desk.house.edit("aliases.csv", "lumi-99", "lumi-2")
    assert desk.run(day=NEXT_DAY)["repriced"] == 1


def test_a_dry_run_puts_nothing_in_place_and_is_taken_up_by_the_next(desk: Desk) -> None:
    before = desk.house.files(), desk.house.catalog.read_bytes()
    ran = desk.run("--dry-run")
    asked = len(desk.upstreams.server.requests)

    assert ran["files"]
    assert (desk.house.files(), desk.house.catalog.read_bytes()) == before
    assert list(desk.work.glob("report.*")) == []
    assert desk.run()["files"] == ran["files"]
    assert len(desk.upstreams.server.requests) == asked


def test_another_run_at_work_is_told(desk: Desk) -> None:
    with exclusively(desk.work / "lock.sqlite"):
        ran = desk.try_run()

    assert ran.exit_code == 1
    assert "another run is at work here" in ran.output
    assert desk.upstreams.server.requests == []


def test_no_key_is_in_any_file_of_a_run(desk: Desk) -> None:
    desk.run()
    assert desk.upstreams.server.asked(LUMEN)[0].headers["authorization"] == f"Bearer {KEY}"
    assert [
        path for path in desk.root.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()
    ] == []
