"""`modeldex config`: faults with their places, values with their origins, and no secret shown."""

from __future__ import annotations

import io
import json
import re
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from modeldex.cli.config_import import KINDS
from modeldex.config.importers.table import IMPORTERS

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
LITELLM = f"""\
model_list:
  - model_name: heron
    litellm_params:
      model: acme/falcon-2
      api_key: {SECRET}
      timeout: 30
general_settings:
  master_key: {SECRET}
"""


@pytest.fixture
def good(folder: Path) -> Path:
    path = folder / "modeldex.toml"
    path.write_text(GOOD, "utf-8")
    return path


def test_a_configuration_without_a_fault_is_counted(good: Path, run):
    ran = run("config", "check")

    assert (ran.code, ran.out) == (0, "")
    assert ran.err == "modeldex.toml: no fault; 2 models, 1 provider, 2 aliases\n"
    assert run("config", "check", "--json").out == "[]\n"


def test_every_fault_is_a_line_with_its_place(folder: Path, run):
    (folder / "bad.toml").write_text(BAD, "utf-8")
    ran = run("config", "check", "bad.toml")

    assert (ran.code, ran.err) == (1, "")
    assert ran.out.splitlines() == [
        'bad.toml:2:1: models."acme/falcon-2".input_per_1m: must not be negative, got -1',
        'bad.toml:3:1: models."acme/falcon-2".max_contxt: is not a key here;'
        " did you mean max_context, max_output?",
        "bad.toml:5:2: modles: is not a key here; did you mean models?",
    ]


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


@pytest.mark.parametrize("words", ["config check none.toml", "--config none.toml config check"])
def test_a_file_that_is_not_there_is_wrong_usage(words: str, folder: Path, run):
    ran = run(*words.split())

    assert (ran.code, ran.out) == (2, "")
    assert "none.toml" in ran.err


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


def test_every_importer_has_its_kind():
    assert tuple(IMPORTERS) == KINDS


@pytest.fixture
def neighbour(folder: Path) -> Path:
    path = folder / "litellm.yaml"
    path.write_text(LITELLM, "utf-8")
    return path


def test_a_neighbours_configuration_is_printed_as_ours(neighbour: Path, folder: Path, run):
    ran = run("config", "import", "litellm", "litellm.yaml")

    assert ran.code == 0
    assert re.match(r"litellm\.yaml: \d+ carried, \d+ left out, \d+ to do\n", ran.err)
    assert "set MODELDEX_MASTER_KEY" in ran.err
    assert SECRET not in ran.out + ran.err
    (folder / "modeldex.toml").write_text(ran.out, "utf-8")
    assert run("config", "check").code == 0
    assert json.loads(run("alias", "list", "--json").out)[0]["alias"] == "heron"


def test_a_neighbours_configuration_is_written_and_not_over_another(neighbour: Path, folder: Path, run):
    ran = run("config", "import", "litellm", "litellm.yaml", "-o", "ours.toml")

    assert (ran.code, ran.out) == (0, "")
    assert "written to ours.toml" in ran.err
    assert run("config", "check", "ours.toml").code == 0
    assert run("config", "import", "litellm", "litellm.yaml", "-o", "ours.toml").code == 2
    assert run("config", "import", "litellm", "litellm.yaml", "-o", "ours.toml", "--force").code == 0


def test_what_was_left_out_may_be_a_finding(neighbour: Path, run):
    ran = run("config", "import", "litellm", "litellm.yaml", "--strict")

    assert ran.code == 1
    assert "left out: 6: model_list[0].litellm_params.timeout: " in ran.err
    assert max(map(len, ran.err.splitlines())) <= 80


def test_the_account_of_an_import_is_there_for_programs(neighbour: Path, run):
    made = json.loads(run("config", "import", "litellm", "litellm.yaml", "--json").out)

    assert set(made) == {"document", "carried", "left_out", "to_do"}
    assert {"place", "message", "line"} == set(made["to_do"][0])


def test_a_file_of_another_neighbour_is_refused(neighbour: Path, run):
    ran = run("config", "import", "bifrost", "litellm.yaml")

    assert (ran.code, ran.out) == (2, "")
    assert "litellm.yaml" in ran.err


def test_an_import_reads_standard_input(run, folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(LITELLM.encode())))
    ran = run("config", "import", "litellm", "-")

    assert ran.code == 0
    assert ran.err.startswith("standard input: ")


def test_a_file_in_another_encoding_is_refused_by_name(folder: Path, run):
    (folder / "litellm.yaml").write_bytes(b"model_list: \xff\xfe")
    ran = run("config", "import", "litellm", "litellm.yaml")

    assert (ran.code, ran.out) == (2, "")
    assert "litellm.yaml: is not UTF-8" in ran.err
