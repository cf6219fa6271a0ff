"""What the docs say twice agrees with the code."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import modeldex
from modeldex.catalog.columns import EVIDENCE_COLUMNS, MODEL_COLUMNS, PRICE_COLUMNS
from modeldex.catalog.row_schema import row_schema
from modeldex.cli.group import group
from modeldex.cli.main import COMMANDS
from modeldex.core.capability import CAPABILITIES
from modeldex.core.usage import UNITS
from modeldex.pipeline.manifest import MANIFEST_COLUMNS
from modeldex.pipeline.tables import read_table

ROOT = Path(modeldex.__file__).parent.parent.parent
MANIFEST = ROOT / "data" / "sources" / "manifest.csv"


def _text(*path: str) -> str:
    return ROOT.joinpath(*path).read_text("utf-8")


def _rows(text: str) -> dict[str, str]:
    """First cell -> the rest, of every row of a table whose first cell is code, but for the coverage."""
    explaining = text.partition("\n## Coverage\n")[0]
    return dict(re.findall(r"^\| `([^`]+)` \|(.*)\|$", explaining, flags=re.MULTILINE))


def test_the_readme_begins_with_how_to_run_and_how_to_test():
    commands = re.findall(r"make (\w+)", _text("README.md"))

    assert commands[:2] == ["run", "test"]
    assert "make run" in "\n".join(_text("README.md").splitlines()[:20])


def test_every_make_target_is_explained_where_contributors_look():
    targets = re.findall(r"^(\w+):.*?##", _text("Makefile"), flags=re.MULTILINE)

    explained = _text("README.md") + _text("CONTRIBUTING.md")
    assert {"run", "test", "check", "build"} <= set(targets)
    assert [target for target in targets if f"make {target}" not in explained] == []


def test_no_make_target_is_mentioned_that_does_not_exist():
    targets = set(re.findall(r"^(\w+):", _text("Makefile"), flags=re.MULTILINE))

    for page in ("README.md", "CONTRIBUTING.md", "data/README.md"):
        mentioned = re.findall(r"`make (\w+)", _text(page))
        assert [target for target in mentioned if target not in targets] == [], page


def test_every_column_is_explained():
    explained = _rows(_text("data", "README.md"))

    for column in (*MODEL_COLUMNS, *EVIDENCE_COLUMNS, *PRICE_COLUMNS):
        assert len(explained[column].strip()) > 5, column


def test_every_capability_and_every_unit_is_explained():
    explained = _rows(_text("data", "README.md"))

    for name, capability in CAPABILITIES.items():
        assert capability.meaning in explained[name]
    for name, unit in UNITS.items():
        assert unit.meaning in explained[name]
        assert f"{unit.per:,}" in explained[name]


def test_every_source_is_named_with_its_terms_and_its_day():
    text = _text("data", "README.md")

    for row in read_table(ROOT / "data" / "sources" / "manifest.csv", MANIFEST_COLUMNS):
        for name in ("title", "licence", "seen_on", "url"):
            assert row.cells[name] in text


def test_the_schema_of_a_row_is_that_of_the_types():
    assert json.loads(_text("data", "schema.json")) == row_schema()


def test_the_schema_covers_every_column_and_no_other():
    properties = row_schema()["properties"]

    assert isinstance(properties, dict)
    assert set(properties) == {*MODEL_COLUMNS, *EVIDENCE_COLUMNS}
    assert all(column["description"] for column in properties.values())


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)], ids=" ".join)
def test_the_reference_has_the_help_of_every_command(command: tuple[str, ...]):
    shown = CliRunner(env={"COLUMNS": "80"}).invoke(
        group(COMMANDS), [*command, "--help"], prog_name="modeldex"
    )

    lines = [line.rstrip() for line in shown.stdout.strip("\n").splitlines()]
    assert shown.exit_code == 0
    assert "\n".join(lines) in _text("docs", "reference", "cli.md")


@pytest.mark.parametrize("name", [name for name in modeldex.__all__ if name != "__version__"])
def test_the_reference_has_every_public_name_with_its_first_line(name: str):
    text = _text("docs", "reference", "api.md")
    first_line = (getattr(modeldex, name).__doc__ or "").strip().splitlines()[0]

    assert f"\n## {name}\n" in text
    assert first_line in text


@pytest.mark.parametrize("name", [name for name in dir(modeldex.ModelCatalog) if not name.startswith("_")])
def test_the_reference_has_every_question_to_a_catalog(name: str):
    section = _text("docs", "reference", "api.md").partition("\n## ModelCatalog\n")[2].partition("\n## ")[0]

    assert f"`{name}" in section


def test_every_link_of_the_docs_leads_somewhere():
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "data" / "README.md"]

    for page in pages:
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_notice_credits_every_source_that_asks_for_it():
    notice = " ".join(_text("NOTICE").lower().split())
    licences = {row.cells["licence"] for row in read_table(MANIFEST, MANIFEST_COLUMNS)}
    to_credit = [licence.partition(", ")[2] for licence in licences if licence.startswith(("MIT", "CC BY"))]

    assert len(to_credit) >= 7
    for credit in to_credit:
        assert credit.lower().removesuffix(".com") in notice, credit


def test_the_examples_of_the_help_work():
    """Those of ingest need captured answers: tests/cli/test_ingest.py runs both forms."""
    examples = re.findall(r"^\s+modeldex (.+)$", _text("docs", "reference", "cli.md"), flags=re.MULTILINE)

    assert len(examples) >= 5
    for example in [example for example in examples if not example.startswith("ingest")]:
        ran = CliRunner().invoke(group(COMMANDS), example.split(), prog_name="modeldex")
        assert ran.exit_code == 0, example
        assert ran.stdout.strip(), example
