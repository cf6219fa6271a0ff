"""`modeldex export`: data to standard output or a file, what could not be carried beside it."""

from __future__ import annotations

import json
import os
import re
import shlex
from pathlib import Path

import pytest

from modeldex.cli.exchange import export
from modeldex.exchange.table import FORMATS

GOLDEN = Path(__file__).parents[1] / "golden" / "data"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_data_alone_on_standard_output(name: str, run) -> None:
    ran = run("export", "--format", name)

    assert ran.code == 0
    assert "acme/falcon-2" in ran.out or '"falcon-2"' in ran.out
    assert f"models written as {name}\n" in ran.err
    if name not in ("csv", "pipe"):
        json.loads(ran.out)


def test_only_models_that_meet_the_conditions_are_written(run) -> None:
    ran = run("export", "--format", "csv", "--provider", "acme-ai", "--can", "thinking")

    assert [line.partition(",")[0] for line in ran.out.splitlines()] == ["id", "acme/falcon-2"]
    assert ran.err.startswith("1 model written as csv\n")


def test_retired_models_are_left_out_unless_they_are_asked_for(run) -> None:
    def ids(*options: str) -> list[str]:
        return [
            line.partition("|")[0] for line in run("export", "--format", "pipe", *options).out.splitlines()
        ]

    assert "acme/falcon-0" not in ids()
    assert "acme/falcon-0" in ids("--status", "any")
    assert ids("--status", "retired") == ["id", "acme/falcon-0"]


def test_a_file_is_written_in_one_step_and_nothing_to_standard_output(run, tmp_path: Path) -> None:
    target = tmp_path / "map.json"
    ran = run("export", "--format", "litellm", "--output", str(target))

    assert (ran.code, ran.out) == (0, "")
    assert f"models written as litellm to {target}" in " ".join(ran.err.split())
    assert target.read_text("utf-8") == run("export", "--format", "litellm").out
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_cannot_be_written_is_named(run, tmp_path: Path) -> None:
    ran = run("export", "--format", "csv", "--output", str(tmp_path / "no" / "where.csv"))

    assert (ran.code, ran.out) == (2, "")
    assert "where.csv: its folder is not there\n" in ran.err
    assert not list(tmp_path.iterdir())


def test_a_dash_is_standard_output(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ran = run("export", "--format", "csv", "--output", "-")

    assert ran == run("export", "--format", "csv")
    assert not list(tmp_path.iterdir())


def test_a_file_called_dash_is_written_under_its_path(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert run("export", "--format", "csv", "--output", "./-").out == ""
    assert (tmp_path / "-").read_text("utf-8").startswith("id,")


def test_a_device_gets_the_data_and_stays_a_device(run) -> None:
    ran = run("export", "--format", "csv", "--output", os.devnull)

    assert (ran.code, ran.out) == (0, "")
    assert not Path(os.devnull).is_file()


def test_a_link_is_followed(run, tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    run("export", "--format", "csv", "--output", str(tmp_path / "link.csv"))

    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text("utf-8").startswith("id,")


@pytest.mark.parametrize("blank", ["", " "])
@pytest.mark.parametrize("words", [("export", "--format", "csv"), ("build",)], ids=lambda words: words[0])
def test_a_blank_path_is_a_usage_error(words: tuple[str, ...], blank: str, run) -> None:
    ran = run(*words, "--output", blank)

    assert (ran.code, ran.out) == (2, "")
    assert "Invalid value for '--output': must not be blank" in ran.err


def test_a_catalog_that_cannot_be_written_is_named(run, tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    ran = run("build", "--data", str(GOLDEN), "--output", str(tmp_path / "plain" / "x.sqlite"))

    assert (ran.code, ran.out) == (2, "")
    assert f"{tmp_path / 'plain' / 'x.sqlite'}: Not a directory\n" in ran.err


def test_what_could_not_be_carried_is_counted_in_80_columns(run) -> None:
    ran = run("export", "--format", "litellm")

    assert "not carried, of so many models: " in ran.err
    assert re.search(r"release_date \d", ran.err)
    assert "the format requires, and nobody states: " in ran.err
    assert max(map(len, ran.err.splitlines())) <= 80


def test_strict_fails_where_something_was_not_carried(run) -> None:
    assert run("export", "--format", "json", "--strict").code == 0
    ran = run("export", "--format", "pipe", "--strict")

    assert ran.code == 1
    assert "acme/falcon-2" in ran.out


def test_complete_leaves_out_what_the_format_requires_and_nobody_states(run) -> None:
    ran = run("export", "--format", "litellm", "--complete")

    assert all({"mode", "max_input_tokens"} <= row.keys() for row in json.loads(ran.out).values())
    assert "left out: " in ran.err
    assert "nobody states mode" in " ".join(ran.err.split())


def test_an_unknown_format_is_a_usage_error_that_lists_the_known_ones(run) -> None:
    ran = run("export", "--format", "lite")

    assert (ran.code, ran.out) == (2, "")
    assert "'genai-prices'" in ran.err


def test_without_a_format_there_is_nothing_to_write(run) -> None:
    assert run("export").code == 2


def test_data_is_utf_8_whatever_the_terminal_speaks(shell) -> None:
    ran = shell(
        "export", "--format", "pipe", "--status", "any", PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C"
    )
    other = shell("export", "--format", "pipe", "--status", "any")

    assert ran.out == other.out


def test_the_help_loads_no_format(shell) -> None:
    listing = (
        "import sys; from modeldex.cli.main import main\n"
        "try: main()\nexcept SystemExit: print(sys.modules.keys())"
    )
    loaded = shell("export", "--help", python=("-c", listing)).out

    assert "'modeldex.exchange.table'" in loaded
    for module in ("modeldex.exchange.formats", "modeldex.sources", "modeldex.pipeline", "sqlite3"):
        assert f"'{module}'" not in loaded, module


@pytest.mark.parametrize(
    "line",
    re.findall(r"^\s+(modeldex export .+)$", export.help or "", re.MULTILINE),
    ids=lambda line: line[16:40],
)
def test_an_example_of_the_help_works(
    line: str, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modeldex.catalog.reader._bundled", None)
    monkeypatch.chdir(tmp_path)
    words = shlex.split(re.split(r" [|>] ", line)[0])
    ran = run(*words[1:])

    assert ran.code == (1 if "--strict" in words else 0)
    assert len(ran.out or (tmp_path / words[-1]).read_text("utf-8")) > 1_000
