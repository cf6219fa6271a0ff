"""What the docs say twice agrees with the code: targets, columns, sources, schema, credits."""

import json
import re
from pathlib import Path

import modeldex
from modeldex.catalog.columns import EVIDENCE_COLUMNS, MODEL_COLUMNS, PRICE_COLUMNS
from modeldex.catalog.row_schema import row_schema
from modeldex.core.capability import CAPABILITIES
from modeldex.core.evidence import REASONS
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


def test_the_readme_stays_short():
    assert len(_text("README.md").splitlines()) <= 180


def test_every_make_target_is_explained_where_contributors_look():
    targets = re.findall(r"^(\w+):.*?##", _text("Makefile"), flags=re.MULTILINE)

    explained = _text("README.md") + _text("CONTRIBUTING.md")
    assert {"run", "test", "check", "build", "docs", "site"} <= set(targets)
    assert [target for target in targets if f"make {target}" not in explained] == []


def test_no_make_target_is_mentioned_that_does_not_exist():
    targets = set(re.findall(r"^(\w+):", _text("Makefile"), flags=re.MULTILINE))

    for page in (
        "README.md",
        "CONTRIBUTING.md",
        "data/README.md",
        "docs/start.md",
        "docs/guides/contribute.md",
    ):
        mentioned = re.findall(r"`make (\w+)", _text(page))
        assert [target for target in mentioned if target not in targets] == [], page


def test_every_column_is_explained():
    for page in ("data/README.md", "docs/reference/rows.md"):
        explained = _rows(_text(page))
        evidence = EVIDENCE_COLUMNS if page.startswith("data") else ()
        for column in (*MODEL_COLUMNS, *evidence, *PRICE_COLUMNS):
            assert len(explained[column].strip()) > 5, f"{page}: {column}"


def test_every_column_names_the_attribute_that_it_fills():
    explained = _rows(_text("docs", "reference", "rows.md").partition("\n## ")[0])

    for column in MODEL_COLUMNS:
        attribute = re.match(r" `([a-z_0-9]+)", explained[column])
        assert attribute, column
        assert hasattr(modeldex.ModelConfig, attribute[1]), column


def test_every_capability_and_every_unit_is_explained():
    for page in ("data/README.md", "docs/reference/rows.md"):
        explained = _rows(_text(page))
        for name, capability in CAPABILITIES.items():
            assert capability.meaning in explained[name], page
        for name, unit in UNITS.items():
            assert unit.meaning in explained[name], page
            assert f"{unit.per:,}" in explained[name], page


def test_every_source_is_named_with_its_terms_and_its_day():
    text = _text("data", "README.md")

    for row in read_table(MANIFEST, MANIFEST_COLUMNS):
        for name in ("title", "licence", "seen_on", "url"):
            assert row.cells[name] in text


def test_the_schema_of_a_row_is_that_of_the_types():
    assert json.loads(_text("data", "schema.json")) == row_schema()


def test_the_schema_covers_every_column_and_no_other():
    properties = row_schema()["properties"]

    assert isinstance(properties, dict)
    assert set(properties) == {*MODEL_COLUMNS, *EVIDENCE_COLUMNS}
    assert all(column["description"] for column in properties.values())


def test_every_reason_for_a_value_is_explained():
    page = _text("docs", "concepts", "evidence.md")
    explained = set(re.findall(r"^\| ([^|]+) \|", page, flags=re.MULTILINE))

    assert {reason for reason in REASONS if reason} <= explained


def test_every_status_is_explained():
    page = _text("docs", "concepts", "lifecycle.md")

    for status in modeldex.ModelStatus:
        assert f"| {status.name.lower()} | {status.value} |" in page


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
