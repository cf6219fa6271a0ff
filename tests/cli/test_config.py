"""`modeldex config`: faults with their places, values with their origins, and no secret shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

SECRET = "hunter2-is-long"
GOOD = """\
# ours
[registry]
database_url = "postgresql://ann:${DB_PASSWORD}@db.example/models"

[models."acme/falcon-2"]
input_per_1m = "2.25"  # negotiated

[models."cellar/robin"]
max_context = 8192

[providers.acme]
api_key = "env:ACME_KEY"

[aliases.models]
fast = "falcon-2"

[aliases.providers]
peak = "acme"
"""
BAD = """\
[models."acme/falcon-2"]
input_per_1m = -1
max_contxt = 5

[modles]
"""


@pytest.fixture
def good(folder: Path) -> Path:
    path = folder / "modeldex.toml"
    path.write_text(GOOD, "utf-8")
    return path


def test_a_configuration_without_a_fault_is_counted(good: Path, run):
    ran = run("config", "check")

    assert (ran.code, ran.out) == (0, "")
    assert ran.err == (
        "modeldex.toml: no fault; 2 models, 1 provider, 2 aliases\n"
        "not in the catalog, and so of your own: cellar/robin\n"
    )
    assert run("config", "check", "--json").out == "[]\n"


def test_every_fault_is_a_line_with_its_place(folder: Path, run):
    (folder / "bad.toml").write_text(BAD, "utf-8")
    ran = run("config", "check", "bad.toml")

    assert (ran.code, ran.err) == (1, "3 faults\n")
    assert ran.out.splitlines() == [
        'bad.toml:2:1: models."acme/falcon-2".input_per_1m: must not be negative, got -1',
        'bad.toml:3:1: models."acme/falcon-2".max_contxt: is not a key here;'
        " did you mean max_context, max_output?",
        "bad.toml:5:2: modles: is not a key here; did you mean models?",
    ]


def test_a_model_that_is_perhaps_a_slip_is_pointed_out(folder: Path, run):
    (folder / "modeldex.toml").write_text('[models."acme/falcn-2"]\nrpm = 5\n', "utf-8")
    ran = run("config", "check")

    assert (ran.code, ran.out) == (0, "")
    assert (
        "acme/falcn-2 is not in the catalog, and so a model of your own: is acme/falcon-2 meant?" in ran.err
    )


def test_of_many_models_of_ones_own_some_are_named(folder: Path, run):
    tables = "".join(f'[models."attic/m{number}"]\nrpm = 5\n' for number in range(15))
    (folder / "modeldex.toml").write_text(f'[providers.attic]\nname = "Attic"\n{tables}', "utf-8")
    ran = run("config", "check")

    assert "attic/m11 and 3 more" in ran.err


def test_faults_are_records_for_programs(folder: Path, run):
    (folder / "bad.toml").write_text(BAD, "utf-8")
    said = json.loads(run("config", "check", "bad.toml", "--json").out)

    assert [(one["path"], one["line"], one["column"]) for one in said] == [
        ("bad.toml", 2, 1), ("bad.toml", 3, 1), ("bad.toml", 5, 2),
    ]  # fmt: skip
    assert set(said[0]) == {"path", "line", "column", "key", "problem"}


def test_what_contradicts_the_catalog_is_a_fault(folder: Path, run):
    (folder / "modeldex.toml").write_text('[models."acme/falcon-1"]\nretires_on = "2020-01-01"\n', "utf-8")
    ran = run("config", "check")

    assert ran.code == 1
    assert ran.out.startswith("modeldex.toml:2:1: ")


def test_without_a_configuration_a_check_says_how_to_make_one(folder: Path, run):
    ran = run("config", "check")

    assert (ran.code, ran.out) == (2, "")
    assert "modeldex config init" in ran.err


@pytest.mark.parametrize(
    "words",
    ["config check", "config show", "config show --effective", "why falcon-2", "versions x", "db check",
     "db upgrade --database sqlite:///x.db", "alias list"],
)  # fmt: skip
def test_a_configuration_that_is_not_there_is_wrong_usage(words: str, folder: Path, run):
    ran = run("--config", "none.toml", *words.split())

    assert (ran.code, ran.out) == (2, "")
    assert "none.toml is not there; name another file, or make this one" in ran.err
    assert list(folder.iterdir()) == []
    assert run("config", "check", "none.toml").code == 2


@pytest.mark.parametrize("words", ["list", "show falcon-2", "cost falcon-2 --in 1", "import litellm x.json"])
def test_a_command_that_asks_the_catalog_alone_takes_no_configuration(words: str, good: Path, run):
    ran = run("--config", "modeldex.toml", *words.split())

    assert (ran.code, ran.out) == (2, "")
    assert "leave --config out; a configuration counts for providers, route, why, config" in ran.err


def test_the_option_before_the_command_names_the_configuration(good: Path, run):
    good.rename(good.with_name("mine.toml"))

    assert run("config", "check").code == 2
    assert run("--config", "mine.toml", "config", "check").code == 0
    assert "mine.toml" in run("--config", "mine.toml", "config", "show").out


def test_yaml_in_the_environment_is_checked_too(folder: Path, run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MODELDEX_CONFIG_YAML", "registry: {watsh: true}")
    ran = run("config", "check")

    assert ran.code == 1
    assert ran.out.startswith("MODELDEX_CONFIG_YAML:1:")


def test_what_is_stated_is_shown_with_its_line(good: Path, run):
    ran = run("config", "show")

    assert (ran.code, ran.err) == (0, "")
    lines = [line.split() for line in ran.out.splitlines()]
    assert ['[models."acme/falcon-2"]'] in lines
    assert ["cost_per_1m_input_tokens", "2.25", "modeldex.toml:6"] in lines
    assert ["fast", "falcon-2", "modeldex.toml:15"] in lines
    assert max(map(len, ran.out.splitlines())) <= 80


def test_what_is_in_force_has_its_origin(good: Path, run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MODELDEX_OFFLINE", "1")
    said = {one["key"]: one for one in json.loads(run("config", "show", "--effective", "--json").out)}

    assert said["registry.offline"]["origin"] == "MODELDEX_OFFLINE"
    assert said["registry.watch"] == {"key": "registry.watch", "value": True, "origin": "default"}
    assert said['models."acme/falcon-2".cost_per_1m_input_tokens']["origin"] == "modeldex.toml:6"
    assert said["MODELDEX_CONFIG"] == {"key": "MODELDEX_CONFIG", "value": "modeldex.toml", "origin": "folder"}


def test_a_file_that_was_named_has_the_command_line_as_its_origin(good: Path, run):
    said = json.loads(run("--config", "modeldex.toml", "config", "show", "--effective", "--json").out)

    assert [one["origin"] for one in said if one["key"] == "MODELDEX_CONFIG"] == ["command line"]


def test_variables_that_no_command_reads_are_neither_shown_nor_checked(
    good: Path, run, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MODELDEX_PORT", "many")
    ran = run("config", "show", "--effective")

    assert ran.code == 0
    assert "MODELDEX_DATA_DIR" in ran.out
    for name in ("PORT", "HOST", "REDIS_URL", "MASTER_KEY"):
        assert f"MODELDEX_{name}" not in ran.out


def test_what_is_not_set_is_said(folder: Path, run):
    assert ["database_url", "(not", "set)", "default"] in [
        line.split() for line in run("config", "show", "--effective").out.splitlines()
    ]


@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",), ("--jsonl",)])
@pytest.mark.parametrize("what", [(), ("--effective",)])
def test_no_secret_is_shown(what, form, good: Path, run, monkeypatch: pytest.MonkeyPatch):
    for name in ("DB_PASSWORD", "ACME_KEY", "MODELDEX_MASTER_KEY"):
        monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv("MODELDEX_DATABASE_URL", f"postgresql://ann:{SECRET}@db.example/models")
    ran = run("config", "show", *what, *form)

    assert ran.code == 0
    assert "env:ACME_KEY (set)" in ran.out
    assert SECRET not in ran.out + ran.err


def test_a_configuration_is_begun_and_never_written_over_by_accident(folder: Path, run):
    ran = run("config", "init")
    made = (folder / "modeldex.toml").read_text("utf-8")

    assert (ran.code, ran.out) == (0, "")
    assert run("config", "check").code == 0
    assert run("config", "show").err == "nothing is stated\n"
    again = run("config", "init")
    assert again.code == 2
    assert "--force" in again.err
    (folder / "modeldex.toml").write_text("# mine\n", "utf-8")
    assert run("config", "init", "--force").code == 0
    assert (folder / "modeldex.toml").read_text("utf-8") == made


def test_only_toml_is_begun(folder: Path, run):
    ran = run("config", "init", "modeldex.yaml")

    assert ran.code == 2
    assert list(folder.iterdir()) == []


def test_the_schema_is_a_json_schema(run):
    schema = json.loads(run("config", "schema").out)

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert "models" in schema["properties"]
