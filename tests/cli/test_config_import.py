"""`modeldex config import`: a neighbour's configuration as one of ours, and the account of it."""

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
