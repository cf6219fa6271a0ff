"""`modeldex update`: what a published catalog would change, and how it comes and goes."""

import csv
import io
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.updates.desk import Desk

from modeldex.updates.keys import SigningKey

CONFIG = """\
[models."acme/falcon-2"]
rpm = 50

[aliases.models]
old = "acme/falcon-1"
"""
CHANGES = (
    "UPDATE models SET status = 'R' WHERE id = 'acme/falcon-1'",
    "UPDATE models SET max_context = 1000 WHERE id = 'hub/acme/falcon-2'",
    "UPDATE prices SET amount = '5' WHERE unit = 'input_tokens' AND service = 'standard'"
    " AND n = (SELECT n FROM models WHERE id = 'acme/falcon-2')",
    "UPDATE models SET name = 'Renamed' WHERE id = 'cellar/aurora-7b'",
)


@pytest.fixture
def desk(folder: Path, small_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Release 1 is published, in the folder in which commands run; the clock is the machine's own."""
    monkeypatch.setenv("MODELDEX_DATA_DIR", str(folder / "home"))
    made = Desk(folder, small_path, now=datetime.now(UTC))
    made.publish("2026-11-20-v1", *CHANGES)
    (folder / "publisher.pub").write_text(made.public[0].text + "\n")
    return made


FROM = ("--from", "published", "--key", "publisher.pub")


def test_a_plan_lists_what_ends_costs_more_and_is_narrowed(desk: Desk, run):
    ran = run("update", "plan", *FROM)

    assert ran.code == 0
    lines = [line.split() for line in ran.out.splitlines()]
    assert ["acme/falcon-1", "ends", "status", "deprecated", "retired"] in lines
    assert ["hub/acme/falcon-2", "narrowed", "max_context", "200000", "1000"] in lines
    assert any(line[:3] == ["acme/falcon-2", "dearer", "input_tokens"] and line[-1] == "%" for line in lines)
    assert "Renamed" not in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "1 ends, 1 dearer, 1 narrowed, 1 other" in ran.err
    assert "not applied yet: modeldex update apply" in ran.err


def test_the_models_of_the_configuration_come_first_and_end_with_1(desk: Desk, run):
    (desk.folder / "modeldex.toml").write_text(CONFIG)

    ran = run("update", "plan", *FROM)

    assert ran.code == 1
    named, _, others = ran.out.partition("other models")
    assert "named by your configuration" in named
    assert "acme/falcon-1" in named
    assert "acme/falcon-2" in named
    assert "hub/acme/falcon-2" in others


def test_a_configuration_whose_models_lose_nothing_ends_with_0(desk: Desk, run):
    (desk.folder / "modeldex.toml").write_text('[models."cellar/aurora-7b"]\nrpm = 50\n')

    ran = run("update", "plan", *FROM)

    assert ran.code == 0
    assert "Renamed" in ran.out.partition("other models")[0]


def test_a_plan_in_forms_says_the_same(desk: Desk, run):
    (desk.folder / "modeldex.toml").write_text(CONFIG)
    whole = json.loads(run("update", "plan", *FROM, "--json").out)
    lines = [json.loads(line) for line in run("update", "plan", *FROM, "--jsonl").out.splitlines()]
    rows = list(csv.DictReader(io.StringIO(run("update", "plan", *FROM, "--csv").out)))

    assert whole["effects"] == lines
    assert [row["model"] for row in rows] == [line["model"] for line in lines]
    assert (whole["serial"], whole["published"], whole["in_use"]) == (1, "2026-11-20-v1", "2026-10-25-v3")
    assert (whole["findings"], whole["counts"]["other"], whole["standing"]) == (2, 1, "new")
    dearer = next(line for line in lines if line["kind"] == "dearer")
    assert (dearer["after"], dearer["is_named"]) == ("5", True)
    assert dearer["percent"] == next(row["percent"] for row in rows if row["kind"] == "dearer")
    everything = json.loads(run("update", "plan", *FROM, "--json", "--all").out)["effects"]
    assert len(everything) == len(lines) + 1


def test_what_is_applied_is_asked_by_the_command_line_until_it_is_rolled_back(desk: Desk, run):
    applied = run("update", "apply", *FROM, "--trust")
    assert (applied.code, applied.out) == (0, "")
    assert "2026-11-20-v1 (release 1) is in use from now on" in applied.err

    state = json.loads(run("update", "status", "--json").out)
    assert (state["in_use"], state["version"], state["serial"]) == ("update", "2026-11-20-v1", 1)
    assert (state["from"], state["kept"]) == (str(desk.published), [1])

    back = run("update", "rollback")
    assert "the catalog that came with the package is in use" in back.err
    assert json.loads(run("update", "status", "--json").out)["in_use"] == "package"


def test_after_the_first_time_neither_place_nor_key_is_named(desk: Desk, run):
    run("update", "apply", *FROM, "--trust")
    desk.publish("2026-11-21-v1")

    assert run("update", "plan").code == 0
    assert "(release 2) is in use from now on" in run("update", "apply").err
    assert "(release 2) was in use already" in run("update", "apply").err


@pytest.mark.parametrize(
    "words",
    [("apply", *FROM), ("rollback",), ("pin", "2026-11-20-v1"), ("pin", "--off")],
    ids=lambda words: words[0],
)
def test_a_dry_run_changes_nothing(desk: Desk, run, words: tuple[str, ...]):
    run("update", "apply", *FROM, "--trust")
    before = desk.snapshot()

    ran = run("update", *words, "--dry-run")

    assert (ran.code, desk.snapshot()) == (0, before)
    assert "would be" in ran.err or "nothing is changed" in ran.err


@pytest.mark.parametrize("mend", ["apply", "rollback"])
def test_a_damaged_update_is_mended_as_the_error_says(desk: Desk, run, mend: str):
    run("update", "apply", *FROM, "--trust")
    target = desk.data_dir / "catalog.sqlite"
    target.write_bytes(target.read_bytes()[:-1])

    broken = run("update", "status")
    assert broken.code == 2
    assert f"modeldex update {mend}" in broken.err
    assert run("update", mend).code == 0
    assert json.loads(run("update", "status", "--json").out)["version"] == "2026-11-20-v1"


def test_a_pin_is_shown_and_holds(desk: Desk, run):
    run("update", "apply", *FROM, "--trust")
    assert "2026-11-20-v1 is pinned" in run("update", "pin", "2026-11-20-v1").err
    assert "it is pinned" in run("update", "status").err

    refused = run("update", "apply")
    assert refused.code == 2
    assert "pin --off" in refused.err
    run("update", "pin", "--off")
    assert run("update", "apply").code == 0


def test_a_refused_release_ends_with_2_and_says_why(desk: Desk, run):
    ran = run("update", "apply", "--from", "published")

    assert (ran.code, ran.out) == (2, "")
    assert "no key is trusted yet" in ran.err
    assert "--key FILE" in ran.err


def test_offline_the_network_is_not_used_and_a_folder_is(desk: Desk, run):
    ran = run("--offline", "update", "plan", "--from", "http://127.0.0.1:9/", "--key", "publisher.pub")

    assert ran.code == 3
    assert "MODELDEX_OFFLINE" in ran.err
    assert run("--offline", "update", "plan", *FROM).code == 0


def test_the_place_may_stand_in_the_environment(desk: Desk, run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MODELDEX_UPDATE_URL", "published")

    assert run("update", "plan", "--key", "publisher.pub").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("update", "plan"), "--from URL"),
        (("update", "plan", "--from", "nowhere"), "nowhere"),
        (("update", "apply", "--from", "published", "--trust"), "--key FILE"),
        (("update", "pin"), "--off"),
        (("update", "pin", "2026-11-20-v1", "--off"), "--off"),
        (("--catalog", "2026-11-20-v1.sqlite", "update", "status"), "--catalog"),
    ],
)
def test_a_wrong_command_is_told_how_to_mend_it(desk: Desk, run, words: tuple[str, ...], said: str):
    ran = run(*words)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_status_of_a_fresh_machine(desk: Desk, run):
    ran = run("update", "status")

    assert ran.code == 0
    assert "package" in ran.out
    assert "modeldex update plan --from URL" in ran.err


def test_a_plan_says_the_whole_command_that_applies_it(desk: Desk, run):
    ran = run("update", "plan", *FROM)
    line = next(line for line in ran.err.splitlines() if "not applied yet" in line)
    words = line.partition("modeldex ")[2].split()
    assert words == ["update", "apply", *FROM]

    assert run(*words).code == 0
    assert "is in use already" in run("update", "plan", *FROM).err


def test_a_fault_in_the_configuration_is_told_before_anything_is_fetched(desk: Desk, run):
    (desk.folder / "modeldex.toml").write_text("[models.\n")

    ran = run("update", "plan", *FROM)

    assert (ran.code, ran.out) == (2, "")
    assert "modeldex.toml" in ran.err
    assert desk.snapshot() == {}


def test_whose_model_costs_more_and_whose_release_is_refused_are_two_codes(desk: Desk, run):
    (desk.folder / "modeldex.toml").write_text(CONFIG)
    assert run("update", "plan", *FROM).code == 1

    ran = run("update", "plan", "--from", "published")

    assert ran.code == 2
    assert "no key is trusted yet" in ran.err


def test_pin_and_rollback_say_what_is_in_use(desk: Desk, run):
    run("update", "apply", *FROM, "--trust")
    desk.publish("2026-11-21-v1")
    run("update", "apply")

    assert (
        "2026-11-20-v1 is pinned; 2026-11-20-v1 (release 1) is in use"
        in run("update", "pin", "2026-11-20-v1").err
    )
    back = run("update", "rollback", "--to", "2")
    assert "2026-11-21-v1 (release 2) is in use; 2026-11-21-v1 is pinned" in back.err
    assert "no version is pinned; 2026-11-21-v1 (release 2) is in use" in run("update", "pin", "--off").err


def test_status_names_the_key_that_verified_it_and_not_the_one_that_the_publisher_names(desk: Desk, run):
    other = SigningKey.generate()
    desk.keys = [other, *desk.keys]
    desk.publish("2026-11-21-v1")
    run("update", "apply", *FROM, "--trust")

    state = json.loads(run("update", "status", "--json").out)

    assert state["signed_by"] == desk.public[1].key_id


def test_a_byte_changed_in_the_file_in_use_is_told_by_status_and_plan(desk: Desk, run):
    run("update", "apply", *FROM, "--trust")
    target = desk.data_dir / "catalog.sqlite"
    with closing(sqlite3.connect(target)) as db:
        db.execute("UPDATE models SET max_output = 8 WHERE id = 'acme/falcon-2'")
        db.commit()

    for words in (("status",), ("plan",)):
        ran = run("update", *words)
        assert (ran.code, ran.out) == (2, "")
        assert "was changed since it was applied" in ran.err
    assert run("update", "apply").code == 0
    assert run("update", "status").code == 0
