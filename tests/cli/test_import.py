"""`modeldex import`: a report of what a file becomes, and only what was asked for is written."""

from __future__ import annotations

import io
import json
import os
import shutil
from pathlib import Path

import pytest

from modeldex.cli.exchange import import_file
from modeldex.exchange.table import FORMATS

GOLDEN = Path(__file__).parents[1] / "golden" / "data"
DATA = Path(__file__).parents[2] / "data"
PAGE, DAY = "https://acme.example/prices", "2025-05-20"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A map of LiteLLM's with one model that is new, one of a stranger, and fields that nobody knows."""
    row = {
        "litellm_provider": "acme",
        "mode": "chat",
        "input_cost_per_token": 2e-06,
        "max_output_tokens": 4000,
    }
    path = tmp_path / "map.json"
    rows = {
        "acme/heron": row | {"supports_tool_choice": True, "wings": 2},
        "acmee/heron": row | {"litellm_provider": "acmee"},
    }
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def said(ran) -> str:
    return " ".join(ran.err.split())


def test_without_a_target_it_reports_and_writes_nothing(file: Path, run) -> None:
    before = sorted(file.parent.iterdir())
    ran = run("import", str(file))

    assert (ran.code, ran.out) == (0, "")
    assert "1 row, read as litellm, told from its content" in said(ran)
    assert "stated, by so many rows: caps 1, input_per_1m 1, max_output 1, original 1" in said(ran)
    assert "not kept, a row has no place for it: supports_tool_choice 1" in said(ran)
    assert "unknown fields: wings 1" in said(ran)
    assert "left out: acmee/heron: no provider 'acmee'; did you mean acme?" in said(ran)
    assert "nothing written: --layer TABLE makes a layer of the rows, --curated keeps them by hand" in said(
        ran
    )
    assert sorted(file.parent.iterdir()) == before


@pytest.mark.parametrize("name", FORMATS)
def test_what_export_writes_import_reads_by_itself(name: str, run, tmp_path: Path) -> None:
    run("export", "--format", name, "--output", str(tmp_path / "file"))
    ran = run("import", str(tmp_path / "file"), "--json")

    read = json.loads(ran.out)
    assert (ran.code, read["format"]) == (0, name)
    assert "acme/falcon-2" in [row["id"] for row in read["rows"]]


def test_a_layer_is_written_and_can_be_asked(file: Path, run) -> None:
    table = file.parent / "mine.csv"
    ran = run("import", str(file), "--layer", str(table))

    assert ran.code == 0
    assert f"ask with them: modeldex --layer {table} list" in said(ran)
    shown = json.loads(run("--layer", str(table), "show", "acme/heron", "--json").out)
    assert (shown["cost_per_1m_input_tokens"], shown["max_output_tokens"]) == ("2", 4000)
    assert "layer:mine" in run("--layer", str(table), "why", "acme/heron").out
    assert run("show", "acme/heron").code == 4


def test_everything_can_go_under_one_provider(file: Path, run) -> None:
    table = file.parent / "mine.csv"
    ran = run("import", str(file), "--provider", "cellar", "--layer", str(table))

    assert "another entry is cellar/heron already" in said(ran)
    assert [line.partition(",")[0] for line in table.read_text().splitlines()] == ["id", "cellar/heron"]


def test_a_layer_that_is_there_is_replaced_only_when_asked(file: Path, run) -> None:
    table = file.parent / "mine.csv"
    table.write_text("id\n")

    refused = run("import", str(file), "--layer", str(table))
    assert refused.code == 2
    assert "is there already: give it another name, or --replace it" in said(refused)
    assert table.read_text() == "id\n"
    assert run("import", str(file), "--layer", str(table), "--replace").code == 0
    assert "acme/heron" in table.read_text()


def test_a_dry_run_writes_nothing(file: Path, run, tmp_path: Path) -> None:
    data = Path(shutil.copytree(GOLDEN, tmp_path / "data"))
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    ran = run(
        "import", str(file), "--layer", str(tmp_path / "mine.csv"), "--curated", "--page", PAGE,
        "--seen-on", DAY, "--data", str(data), "--dry-run",
    )  # fmt: skip

    assert ran.code == 0
    assert f"would write 1 row to {tmp_path / 'mine.csv'}" in said(ran)
    assert "1 row is new, 0 get cells" in said(ran)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_facts_kept_by_hand_need_a_page_and_a_day(file: Path, run, tmp_path: Path) -> None:
    data = Path(shutil.copytree(GOLDEN, tmp_path / "data"))
    ran = run("import", str(file), "--curated", "--data", str(data))

    assert ran.code == 2
    assert "1 row needs --page: a fact kept by hand names its page and its day" in said(ran)
    assert "add --curated" in said(run("import", str(file), "--page", PAGE))
    assert "has not come yet" in said(
        run("import", str(file), "--curated", "--page", PAGE, "--seen-on", "2999-01-01")
    )


def test_facts_are_kept_by_hand_and_conflicts_are_refused(file: Path, run, tmp_path: Path) -> None:
    data = Path(shutil.copytree(GOLDEN, tmp_path / "data"))
    curated = ("--curated", "--page", PAGE, "--seen-on", DAY, "--data", str(data))
    kept = run("import", str(file), *curated)

    assert kept.code == 0
    assert f"written: {data / 'curated' / 'acme.csv'}" in said(kept)
    assert f"acme/heron,,,2,,,chat,,,{DAY},{PAGE},4000" in (data / "curated" / "acme.csv").read_text("utf-8")
    file.write_text(file.read_text().replace("4000", "5000"))
    before = (data / "curated" / "acme.csv").read_bytes()
    torn = run("import", str(file), *curated)
    assert torn.code == 1
    assert "acme/heron: max_output: 4000 stands there, and the file says 5000" in said(torn)
    assert "nothing written: mend the file, or let it win with --replace" in said(torn)
    assert (data / "curated" / "acme.csv").read_bytes() == before
    assert run("import", str(file), *curated, "--replace").code == 0
    assert "5000" in (data / "curated" / "acme.csv").read_text("utf-8")


def test_a_file_with_faults_is_refused_with_all_of_them(run, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("id,max_output,caps\nacme/a,many,\nacme/b,5,vison\n", encoding="utf-8")
    ran = run("import", str(path), "--layer", str(tmp_path / "mine.csv"))

    assert (ran.code, ran.out) == (2, "")
    assert "line 2: max_output: must be a whole number" in said(ran)
    assert "line 3: caps: " in said(ran)
    assert "'vison'; did you mean vision" in said(ran)
    assert not (tmp_path / "mine.csv").exists()


def test_rows_that_contradict_the_catalog_make_no_layer(run, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("id,deprecated_on\nacme/falcon-1,2028-01-01\n", encoding="utf-8")
    ran = run("import", str(path), "--layer", str(tmp_path / "mine.csv"))

    assert ran.code == 2
    assert "rows.csv: makes no layer: line 2: retires_on must not be before deprecated_on" in said(ran)
    assert sorted(tmp_path.iterdir()) == [path]


def test_a_file_that_is_not_there_or_tells_no_format_is_named(run, tmp_path: Path) -> None:
    assert run("import", str(tmp_path / "none.json")).code == 2
    path = tmp_path / "poem.txt"
    path.write_text("once upon a time\n")
    ran = run("import", str(path))

    assert ran.code == 2
    assert "looks like none of our formats; name its format: litellm" in said(ran)


def _examples() -> list[str]:
    joined = (import_file.help or "").replace("\\\n", " ")
    return [line.strip() for line in joined.splitlines() if line.strip().startswith("modeldex import ")]


@pytest.mark.parametrize("line", _examples())
def test_an_example_of_the_help_works(
    line: str, run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modeldex.catalog.reader._bundled", None)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(DATA / "providers", "data/providers")
    for name in ("makers.toml", "aliases.csv"):
        shutil.copy(DATA / name, "data")
    row = {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 2e-06}
    Path("prices.json").write_text(json.dumps({"gpt-99": row}))
    Path("models.json").write_text(json.dumps({"data": [{"id": "mine", "pricing": {}}]}))
    Path("rows.csv").write_text("id,name\nopenai/gpt-99,GPT 99\n")
    ran = run(*line.split()[1:])

    assert ran.code == 0
    assert " 1 row, read as " in said(ran)


def test_there_are_examples() -> None:
    assert len(_examples()) == 4


def test_the_help_of_import_loads_no_format(shell) -> None:
    listing = (
        "import sys; from modeldex.cli.main import main\n"
        "try: main()\nexcept SystemExit: print(sys.modules.keys())"
    )
    loaded = shell("import", "--help", python=("-c", listing)).out

    for module in ("modeldex.exchange.formats", "modeldex.sources", "modeldex.pipeline", "sqlite3"):
        assert f"'{module}'" not in loaded, module


def test_what_list_writes_as_json_import_reads(run, tmp_path: Path) -> None:
    (tmp_path / "models.json").write_text(run("list", "--provider", "acme", "--json").out, encoding="utf-8")
    (tmp_path / "lines.json").write_text(run("list", "--provider", "acme", "--jsonl").out, encoding="utf-8")

    for name in ("models.json", "lines.json"):
        read = json.loads(run("import", str(tmp_path / name), "--json").out)
        assert (read["format"], [row["id"] for row in read["rows"]][:1]) == ("json", ["acme/falcon-1"])


def _stdin(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content), encoding="ascii"))


@pytest.mark.parametrize("name", FORMATS)
def test_a_dash_reads_standard_input(name: str, run, monkeypatch: pytest.MonkeyPatch) -> None:
    content = run("export", "--format", name).out
    _stdin(monkeypatch, content.encode())
    ran = run("import", "-", "--json")

    read = json.loads(ran.out)
    assert (ran.code, read["format"], read["path"]) == (0, name, "standard input")
    assert "acme/falcon-2" in [row["id"] for row in read["rows"]]


def test_faults_of_standard_input_are_named_as_such(run, monkeypatch: pytest.MonkeyPatch) -> None:
    for content in (b"id,rpm\nacme/a,x\n", b"id,rpm\nacme/\xe9,1\n", b"id,rmp\nacme/a,1\n"):
        _stdin(monkeypatch, content)
        ran = run("import", "-", "--format", "csv")

        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith("modeldex: [E4101] standard input")


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_a_layer_goes_into_no_folder_that_is_not_there(more: tuple[str, ...], file: Path, run) -> None:
    target = file.parent / "no" / "where.csv"
    ran = run("import", str(file), "--layer", str(target), *more)

    assert ran.code == 2
    assert ran.err.endswith(f"modeldex: {target}: its folder is not there\n")
    assert list(file.parent.iterdir()) == [file]


def test_a_layer_may_be_written_into_what_is_no_plain_file(file: Path, run) -> None:
    ran = run("import", str(file), "--layer", os.devnull)

    assert ran.code == 0
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("words", [("--layer", ""), ("--curated", "--data", "")])
def test_a_blank_path_is_a_usage_error(words: tuple[str, ...], file: Path, run) -> None:
    ran = run("import", str(file), *words)

    assert (ran.code, ran.out) == (2, "")
    assert "must not be blank" in ran.err


def test_several_rows_are_counted_as_such(run, tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("id,max_output\nacme/a,5\nacme/b,6\n", encoding="utf-8")
    ran = run("import", str(path), "--layer", str(tmp_path / "mine.csv"))

    assert ": 2 rows, read as csv" in said(ran)
    assert " 2 rows written; ask with them" in said(ran)
    assert "2 rows need --page" in said(run("import", str(path), "--curated", "--seen-on", DAY))
