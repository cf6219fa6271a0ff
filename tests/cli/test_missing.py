"""`modeldex missing`: what nobody states, and what is wanted and not there."""

import json
from pathlib import Path

import pytest

WANTED = """\
kind,name,pattern,note
family,Falcons,falcon,
family,[bold]Owls[/bold],owl,they fly at night
provider,Bazaar,bazaar,
"""


@pytest.fixture
def wanted(tmp_path: Path) -> str:
    (tmp_path / "wanted.csv").write_text(WANTED)
    return str(tmp_path)


def test_json_counts_each_field_and_names_the_providers(run, wanted: str):
    answer = json.loads(run("missing", "--data", wanted, "--json").out)
    fields = {one["field"]: one for one in answer["fields"]}

    assert fields["max_context"] == {
        "field": "max_context",
        "lacking": 2,
        "asked": 8,
        "share": 0.25,
        "by_provider": {"cellar": 1, "hub": 1},
    }
    assert fields["retires_on"]["asked"] == 1


def test_what_is_wanted_is_looked_up(run, wanted: str):
    answer = json.loads(run("missing", "--data", wanted, "--json").out)

    assert [(one["name"], one["state"], one["offerings"], one["retired"]) for one in answer["wanted"]] == [
        ("Falcons", "present", 3, 1),
        ("[bold]Owls[/bold]", "missing", 0, 0),
        ("Bazaar", "present", 2, 0),
    ]


def test_the_tables_say_the_same(run, wanted: str):
    ran = run("missing", "--data", wanted)
    lines = [line.split() for line in ran.out.splitlines()]

    assert (ran.code, ran.err) == (0, "")
    assert ["max_context", "2", "25.0%", "cellar", "1,", "hub", "1"] in lines
    assert ["Falcons", "family", "present", "3", "1", "2"] in lines
    assert "[bold]Owls[/bold]" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_one_field_lists_the_offerings(run):
    ran = run("missing", "--field", "context_window")

    assert (ran.code, ran.out.split()) == (0, ["cellar/aurora-7b", "hub/auto"])
    assert ran.err == "2 of 8 offerings lack max_context\n"
    assert json.loads(run("missing", "--field", "max_context", "--json").out)["offerings"] == ran.out.split()


def test_a_long_list_is_cut_for_people_with_a_word(run):
    ran = run("missing", "--field", "max_context", "--limit", "1")

    assert ran.out == "cellar/aurora-7b\n"
    assert "--limit 0 shows all" in ran.err


def test_one_provider_is_asked_alone_and_nothing_else_is_wanted_of_it(run, wanted: str):
    answer = json.loads(run("missing", "--provider", "hub", "--data", wanted, "--json").out)
    fields = {one["field"]: one for one in answer["fields"]}

    assert fields["max_context"]["by_provider"] == {"hub": 1}
    assert answer["wanted"] == []


def test_outside_the_project_the_list_is_left_out_with_a_word(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    ran = run("missing")

    assert ran.code == 0
    assert "max_context" in ran.out
    assert "--data names its folder" in ran.err


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        (("--field", "visoin"), 2, "did you mean vision"),
        (("--field", "alias"), 2, "unknown field to miss 'alias'"),
        (("--provider", "hbu"), 2, "unknown provider 'hbu'"),
        (("--data", "nowhere"), 2, "does not exist"),
    ],
)
def test_a_wrong_question_is_a_usage_error(options: tuple[str, ...], code: int, said: str, run):
    ran = run("missing", *options)

    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_a_folder_that_names_no_wanted_is_a_fault_with_its_place(run, tmp_path: Path):
    ran = run("missing", "--data", str(tmp_path))

    assert ran.code == 1
    assert "wanted.csv" in ran.err
