"""`modeldex build`: facts in, one catalog file out; a fault is named by file, line and column."""

import shutil
from pathlib import Path

import pytest

from modeldex import ModelCatalog
from modeldex.pipeline.keeping import LOCK

GOLDEN = Path(__file__).parent.parent / "golden"


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOLDEN / "data", tmp_path / "data"))


@pytest.fixture
def build(run, facts: Path, tmp_path: Path):
    def run_build(*options: str):
        return run("build", "--data", str(facts), "--output", str(tmp_path / "out.sqlite"), *options)

    return run_build


def _replace(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_a_build_names_its_file_and_its_digest(build, tmp_path: Path):
    ran = build()

    catalog = ModelCatalog.open(tmp_path / "out.sqlite")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"{tmp_path / 'out.sqlite'}: {catalog.digest}\n"
    assert len(catalog) == 9


def test_one_row_adds_a_model(build, facts: Path, tmp_path: Path):
    with (facts / "curated" / "acme.csv").open("a", encoding="utf-8") as table:
        table.write("acme/falcon-9,Falcon 9,C,9,27,,chat,,,2026-10-20,https://acme.example/falcon-9\n")

    assert build().code == 0

    catalog = ModelCatalog.open(tmp_path / "out.sqlite")
    assert len(catalog) == 10
    assert catalog.get_model_or_raise("falcon-9").pricing == "priced"


def test_one_file_adds_a_provider(build, facts: Path, tmp_path: Path):
    (facts / "providers" / "zen.toml").write_text('name = "Zen"\ncategory = "regional"\n')

    assert build().code == 0

    assert ModelCatalog.open(tmp_path / "out.sqlite").provider("zen").category == "regional"


def test_tables_are_written_and_the_version_is_raised_only_where_they_change(build, facts: Path):
    first = build("--tables")
    written = {path: path.read_bytes() for path in facts.rglob("*.csv")}
    second = build("--tables")

    assert first.err == "tables changed; version 2026-10-25-v4\n"
    assert (facts / "models" / "core" / "acme.csv").exists()
    assert (facts / "prices" / "hub.csv").exists()
    assert (second.code, second.err, second.out) == (0, "", first.out)
    assert {path: path.read_bytes() for path in facts.rglob("*.csv")} == written


def test_written_tables_say_the_same_as_the_sources(build, facts: Path, tmp_path: Path):
    build()
    before = ModelCatalog.open(tmp_path / "out.sqlite").all_models()
    build("--tables")
    after = ModelCatalog.open(tmp_path / "out.sqlite").all_models()

    assert after == before


FAULTS = [
    ("sources/survey.csv", ",C,1,4,", ",C,-2,4,", 2, "input_per_1m", "must not be negative"),
    ("sources/survey.csv", ",32000,", ",many,", 2, "max_context", "many"),
    ("sources/survey.csv", "id,alias,name", "id,alias,nmae", 1, "nmae", "did you mean name?"),
    ("sources/survey.csv", "chat tool_use -vision", "chat tool_use -visoin", 2, "caps", "visoin"),
    ("sources/listing.csv", "hub/auto,Auto", "hub/aurora-7b,Auto", 4, "id", "keep one row"),
    ("sources/listing.csv", "hub/auto,Auto", "hubb/auto,Auto", 4, "id", "add data/providers/hubb.toml"),
    ("sources/listing.csv", "hub/auto,Auto", "hub/\x1b[31mauto,Auto", 4, "id", "auto"),
    ("curated/acme.csv", ",2026-10-01,https://acme.example/falcon-2", ",2026-10-01,", 3, "url", "page"),
    ("prices/acme.csv", "output_tokens,10,USD", "output_tokens,10,usd", 4, "currency", "'usd'"),
    ("providers/hub.toml", "name = ", "nmae = ", 1, "nmae", "unknown key"),
    ("aliases.csv", "acme-ai,acme,", "acme-ai,acmee,", 2, "target", "acmee"),
]


@pytest.mark.parametrize(("table", "old", "new", "line", "column", "words"), FAULTS)
def test_a_fault_is_named_with_file_line_and_column(
    table: str, old: str, new: str, line: int, column: str, words: str, build, facts: Path, tmp_path: Path
):
    (tmp_path / "out.sqlite").write_bytes(b"the catalog of before")
    _replace(facts / table, old, new)
    (facts / LOCK).touch()
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    ran = build("--tables")

    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith(f"modeldex: [E4101] {facts / table}:{line}: {column}: ")
    assert words in ran.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_broken_toml_is_named_with_its_line(build, facts: Path):
    (facts / "makers.toml").write_text('[acme]\nname = "Acme\n')

    ran = build()

    assert (ran.code, ran.out) == (1, "")
    assert f"{facts / 'makers.toml'}:2: is no TOML" in ran.err


def test_a_missing_folder_is_a_usage_error(run, tmp_path: Path):
    ran = run("build", "--data", str(tmp_path / "nowhere"))

    assert (ran.code, ran.out) == (2, "")
    assert "--data" in ran.err
    assert "nowhere" in ran.err
