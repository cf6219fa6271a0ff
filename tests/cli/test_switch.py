"""`modeldex switch`: a switch that is tried, over recorded calls or without; nothing is sent."""

import json
from pathlib import Path

import pytest
from tests.http.server import AnswerServer, Reply

from modeldex import Usage
from modeldex.providers.shapes.file import ShapeRecorder
from modeldex.providers.shapes.shape import RequestShape

SWITCH = ("switch", "acme/falcon-1", "acme/falcon-2", "--dry-run")


@pytest.fixture
def shapes(folder: Path) -> Path:
    recorder = ShapeRecorder(folder / "shapes.jsonl")
    for minute in range(3):
        recorder.add(
            RequestShape(
                model="acme/falcon-1",
                at=f"2026-10-25T10:0{minute}:00Z",
                calls=10,
                images=1,
                parameters=("temperature", "odd_field"),
                usage=Usage(input_tokens=1_000, output_tokens=50),
            )
        )
    return recorder.path


def test_without_dry_run_it_says_where_a_switch_is_made(run):
    ran = run("switch", "acme/falcon-1", "acme/falcon-2")

    assert ran.code == 2
    assert "a switch is made where your application names its model; --dry-run says" in ran.err


def test_a_missing_key_is_a_stop_with_its_mend(run):
    ran = run(*SWITCH)

    assert ran.code == 1
    assert ran.out.startswith("acme/falcon-1 -> acme/falcon-2, as far as both are known")
    assert "set ACME_API_KEY" in ran.out
    assert "it would not work as things are" in ran.err
    assert max(map(len, ran.out.splitlines())) <= 80


def test_stops_stand_before_doubts_for_people(run, shapes: Path):
    levels = [line.split()[0] for line in run(*SWITCH, "--against", str(shapes)).out.splitlines()[4:]]
    told = [level for level in levels if level in {"stop", "doubt", "note", "fine"}]

    assert told == sorted(told, key=["stop", "doubt", "note", "fine"].index)


def test_recorded_calls_are_counted_and_what_is_lost_is_listed(run, shapes: Path, monkeypatch):
    monkeypatch.setenv("ACME_API_KEY", "k")
    record = json.loads(run(*SWITCH, "--against", str(shapes), "--json").out)

    assert (record["from"], record["to"], record["calls"]) == ("acme/falcon-1", "acme/falcon-2", 30)
    [lost] = [one for one in record["findings"] if one["check"] == "parameters" and one["level"] == "doubt"]
    assert lost["details"]["field"] == "extras.odd_field"
    assert lost["calls"] == 30


def test_strict_makes_a_doubt_count(run, shapes: Path, monkeypatch):
    monkeypatch.setenv("ACME_API_KEY", "k")
    arguments = (*SWITCH, "--against", str(shapes))

    assert run(*arguments).code == 0
    assert run(*arguments, "--strict").code == 1


def test_findings_are_rows_for_programs(run):
    header, *rows = run(*SWITCH, "--csv").out.splitlines()

    assert header == "level,check,message,calls"
    assert rows[0].startswith("stop,ready,")


def test_the_provider_is_asked_only_with_reach(run, folder: Path, monkeypatch):
    with AnswerServer() as server:
        server.answer("/v1/models", Reply(json={"data": []}))
        (folder / "modeldex.toml").write_text(f'[providers.acme]\nbase_url = "{server.origin}"\n')
        monkeypatch.setenv("ACME_API_KEY", "k")
        quiet = run(*SWITCH, "--json")
        assert server.requests == []
        told = json.loads(run(*SWITCH, "--reach", "--json").out)

    assert "reach" not in {one["check"] for one in json.loads(quiet.out)["findings"]}
    [reached] = [one for one in told["findings"] if one["check"] == "reach"]
    assert (reached["level"], reached["details"]["status"]) == ("fine", 200)
    assert [seen.path for seen in server.requests] == ["/v1/models"]


def test_a_provider_that_refuses_is_a_stop(run, folder: Path, monkeypatch):
    with AnswerServer() as server:
        server.answer("/v1/models", Reply(status=500))
        (folder / "modeldex.toml").write_text(f'[providers.acme]\nbase_url = "{server.origin}"\n')
        monkeypatch.setenv("ACME_API_KEY", "k")
        ran = run(*SWITCH, "--reach")

    assert ran.code == 1


def test_where_nobody_is_reached_it_ends_with_the_code_of_the_network(run, folder: Path, monkeypatch):
    (folder / "modeldex.toml").write_text('[providers.acme]\nbase_url = "http://127.0.0.1:9"\n')
    monkeypatch.setenv("ACME_API_KEY", "k")

    assert run(*SWITCH, "--reach").code == 3


def test_reach_is_refused_offline(run):
    ran = run("--offline", *SWITCH, "--reach")

    assert (ran.code, "asks over the network" in ran.err) == (3, True)


def test_a_file_without_shapes_and_a_wrong_one_are_told(run, folder: Path):
    (folder / "none.jsonl").touch()
    (folder / "wrong.jsonl").write_text('{"shape": 9}\n')

    assert "holds no request shape yet" in run(*SWITCH, "--against", "none.jsonl").err
    assert 'wrong.jsonl:1: is no request shape: must begin with "shape": 1, not 9' in (
        run(*SWITCH, "--against", "wrong.jsonl").err
    )


def test_an_unknown_model_is_told_with_its_likes(run):
    ran = run("switch", "acme/falcon-1", "acme/falcon-22", "--dry-run")

    assert ran.code == 4
    assert "acme/falcon-2" in ran.err
