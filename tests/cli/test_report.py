"""`modeldex report`: the state of the facts as one page."""

import json
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pytest

from modeldex.catalog.row_schema import row_schema
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.merge import merge
from modeldex.pipeline.model_tables import write_tables

GOLDEN = Path(__file__).parent.parent / "golden"
HEADINGS = (
    "Targets", "Held back", "Freshness", "Benchmark currency", "Conflicts", "Headline numbers", "Coverage",
    "Over time", "Duplicates", "Schema", "Issues", "Missing",
)  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The small folder of facts, with the schema that a folder of facts has."""
    folder = tmp_path / "facts"
    shutil.copytree(GOLDEN / "data", folder)
    (folder / "schema.json").write_text(json.dumps(row_schema()), "utf-8")
    return folder


class _Outline(HTMLParser):
    """The tags of a page, their attributes, and its headings."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.headings: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        if self.tags and self.tags[-1] == "h2" and data.strip():
            self.headings.append(data.strip())


def _outline(page: str) -> _Outline:
    outline = _Outline()
    outline.feed(page)
    return outline


def test_markdown_goes_to_standard_output_with_every_section(run, data: Path):
    ran = run("report", "--data", str(data))

    assert (ran.code, ran.err) == (0, "")
    assert [line[3:] for line in ran.out.splitlines() if line.startswith("## ")] == list(HEADINGS)
    assert "| providers " in ran.out


def test_html_goes_to_standard_output_where_no_file_is_named(run, data: Path):
    ran = run("report", "--data", str(data), "--format", "html")

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("<!doctype html>")
    assert _outline(ran.out).headings == list(HEADINGS)


def test_a_file_takes_the_page_and_standard_output_nothing(run, data: Path, tmp_path: Path):
    ran = run("report", "--data", str(data), "--format", "html", "--output", str(tmp_path / "page.html"))

    assert (ran.code, ran.out, ran.err) == (0, "", "")
    assert _outline((tmp_path / "page.html").read_text("utf-8")).headings == list(HEADINGS)


def test_html_has_charts_and_needs_nothing_else(run, data: Path):
    outline = _outline(run("report", "--data", str(data), "--format", "html").out)
    loading = {"src", "srcset", "data", "action", "poster"}

    assert outline.tags.count("svg") >= 4
    assert {"script", "link", "img", "iframe", "object"}.isdisjoint(outline.tags)
    assert [name for name, _ in outline.attributes if name in loading or name.startswith("on")] == []
    links = [value or "" for name, value in outline.attributes if name in {"href", "xlink:href"}]
    assert links
    assert [link for link in links if not link.startswith("#")] == []


def test_html_has_a_dark_side_and_fits_a_telephone(run, data: Path):
    page = run("report", "--data", str(data), "--format", "html").out

    assert "prefers-color-scheme: dark" in page
    assert 'name="viewport" content="width=device-width' in page


def test_the_same_facts_and_day_give_the_same_page(run, data: Path):
    arguments = ("report", "--data", str(data), "--format", "html", "--as-of", "2026-11-01")

    assert run(*arguments).out == run(*arguments).out


def test_json_goes_to_standard_output_whole(run, data: Path):
    ran = run("report", "--data", str(data), "--format", "json", "--as-of", "2026-11-01")
    record = json.loads(ran.out)

    assert (ran.code, ran.err) == (0, "")
    assert (record["format"], record["as_of"], record["changes"]) == (1, "2026-11-01", None)
    assert [one["met"] for one in record["targets"] if one["name"] == "prices right"] == [None]


@pytest.mark.parametrize("form", ["markdown", "json", "html"])
def test_the_same_facts_give_the_same_bytes_in_every_form(form: str, run, data: Path):
    arguments = (
        "report",
        "--data",
        str(data),
        "--before",
        str(data),
        "--format",
        form,
        "--as-of",
        "2026-11-01",
    )

    assert run(*arguments).out == run(*arguments).out


def test_a_folder_or_a_catalog_of_the_last_build_tells_what_changed(
    run, data: Path, small_path: Path, tmp_path: Path
):
    directory = read_directory(data)
    write_tables(data, directory, merge(data, directory))
    before = tmp_path / "before"
    shutil.copytree(data, before)
    table = data / "sources" / "survey.csv"
    table.write_text(table.read_text("utf-8").replace(",C,1,4,,32000,", ",C,1.5,4,,48000,"), "utf-8")

    for former in (before, small_path):
        ran = run("report", "--data", str(data), "--before", str(former), "--as-of", "2026-11-01")
        section = ran.out.partition("## Changes")[2].partition("\n## ")[0]
        assert (ran.code, ran.err) == (0, "")
        assert "2 changes of 1 offering." in section
        assert "| `acme/falcon-1` | input 1 -> 1.5 USD/M (+50.0 %), survey, 2026-10-25" in section
        assert "| window 32,000 -> 48,000 tokens, wider, survey, 2026-10-25" in section


def test_a_former_catalog_that_is_none_is_an_error(run, data: Path):
    ran = run("report", "--data", str(data), "--before", str(data / "schema.json"))

    assert (ran.code, ran.out) == (2, "")
    assert "schema.json" in ran.err


def test_ages_count_to_the_day_that_is_named(run, data: Path):
    out = run("report", "--data", str(data), "--as-of", "2026-11-01").out
    section = out.partition("## Freshness")[2].partition("##")[0]
    lines = {line.split("|")[1].strip(): line for line in section.splitlines() if line.startswith("| `")}

    assert lines["`survey`"].split("|")[2:4] == [" 2026-10-25 ", "           7 "]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "pdf"),
        ("--as-of", "yesterday"),
        ("--as-of", "2026-11"),
        ("--data", "no/such/folder"),
        ("--before", "no/such/folder"),
    ],
)
def test_a_wrong_option_is_a_usage_error(arguments: tuple[str, str], run):
    ran = run("report", *arguments)

    assert (ran.code, ran.out) == (2, "")
    assert arguments[0] in ran.err


def test_a_fault_in_the_facts_is_named_with_its_place_and_nothing_is_written(run, data: Path, tmp_path: Path):
    table = data / "sources" / "survey.csv"
    table.write_text(table.read_text("utf-8").replace("id,", "id,wrong,", 1), "utf-8")
    ran = run("report", "--data", str(data), "--output", str(tmp_path / "page.md"))

    assert (ran.code, ran.out) == (1, "")
    assert f"{table}:1" in ran.err
    assert not (tmp_path / "page.md").exists()


def test_a_folder_without_a_schema_says_what_writes_it(run, data: Path):
    (data / "schema.json").unlink()
    ran = run("report", "--data", str(data))

    assert (ran.code, ran.out) == (1, "")
    assert "schema.json" in ran.err
    assert "make docs" in ran.err


def test_a_file_that_cannot_be_written_is_told(run, data: Path, tmp_path: Path):
    ran = run("report", "--data", str(data), "--output", str(tmp_path / "none" / "page.md"))

    assert (ran.code, ran.out) == (2, "")
    assert str(tmp_path / "none" / "page.md") in ran.err


_WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {package!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
from modeldex.cli.main import main
main()
"""


@pytest.mark.parametrize("package_name", ["altair", "vl_convert", "fastjsonschema"])
def test_without_its_extra_the_report_says_what_to_install(package_name: str, shell, data: Path):
    script = _WITHOUT.format(package=package_name)
    ran = shell("report", "--data", str(data), "--format", "html", python=("-c", script))

    assert (ran.code, ran.out) == (2, "")
    assert package_name in ran.err
    assert "pip install 'modeldex[report]'" in ran.err
    assert "Traceback" not in ran.err


def test_markdown_needs_no_charts(shell, data: Path):
    ran = shell("report", "--data", str(data), python=("-c", _WITHOUT.format(package="altair")))

    assert (ran.code, ran.err) == (0, "")


_LOADED = """
import sys
from modeldex.cli.main import main
try:
    main()
finally:
    print(sorted({{"altair", "vl_convert", "fastjsonschema"}} & sys.modules.keys()), file=sys.stderr)
"""


@pytest.mark.parametrize("command", [("list",), ("stats",), ("--help",), ("report", "--help")])
def test_no_other_command_loads_what_draws(command: tuple[str, ...], shell):
    assert shell(*command, python=("-c", _LOADED.format())).err.endswith("[]\n")
