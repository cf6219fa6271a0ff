"""Rows of a user's file among the facts kept by hand: each with its page and day, and no word overridden."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from modeldex import DataError, ModelCatalog
from modeldex.exchange.curated import Curating, curate, lacking
from modeldex.exchange.importing import read
from modeldex.pipeline.build import build_catalog

GOLDEN = Path(__file__).parents[1] / "golden" / "data"
PAGE, DAY = "https://acme.example/prices", "2026-11-20"
KEPT = "id,max_output,caps,rates,url,updated\n"
ROW = f"acme/falcon-1,4000,vision,input_tokens@batch=0.5,{PAGE},2026-10-01\n"

Keep = Callable[..., Curating]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = Path(shutil.copytree(GOLDEN, tmp_path / "data"))
    shutil.rmtree(folder / "curated")
    (folder / "curated").mkdir()
    (folder / "curated" / "acme.csv").write_text(KEPT + ROW, encoding="utf-8")
    return folder


@pytest.fixture
def keep(data: Path, small: ModelCatalog, tmp_path: Path) -> Keep:
    """What a table of these rows does to the facts; written unless it conflicts."""

    def keep(text: str, **options: object) -> Curating:
        path = tmp_path / "file.csv"
        path.write_text(text, encoding="utf-8")
        imported = read(path, small, format_name="csv")
        made = curate(data, imported, **{"page": PAGE, "seen_on": DAY, **options})  # type: ignore[arg-type]
        if not made.conflicts or options.get("replace"):
            made.write()
        return made

    return keep


def table(data: Path, provider: str = "acme") -> list[str]:
    return (data / "curated" / f"{provider}.csv").read_text("utf-8").splitlines()


def test_a_new_row_is_added_with_its_page_and_its_day(data: Path, keep: Keep) -> None:
    made = keep("id,max_context,source\nacme/falcon-2,100000,survey\n")

    assert (made.added, made.changed) == (["acme/falcon-2"], [])
    assert table(data) == [
        "id,max_output,caps,rates,url,updated,max_context",
        f"acme/falcon-1,4000,vision,input_tokens@batch=0.5,{PAGE},2026-10-01,",
        f"acme/falcon-2,,,,{PAGE},{DAY},100000",
    ]


def test_a_provider_without_a_table_gets_one(data: Path, keep: Keep) -> None:
    keep("id,name\nhub/new,New\n")

    assert table(data, "hub") == ["id,name,updated,url", f"hub/new,New,{DAY},{PAGE}"]


def test_what_was_kept_wins_the_next_build(data: Path, keep: Keep, tmp_path: Path) -> None:
    keep("id,max_output\nacme/falcon-2,77\n")
    build_catalog(data, tmp_path / "built.sqlite")
    model = ModelCatalog.open(tmp_path / "built.sqlite").get_model_or_raise("acme/falcon-2")

    assert model.max_output_tokens == 77


def test_a_row_that_is_there_keeps_its_other_cells(data: Path, keep: Keep) -> None:
    made = keep("id,max_context,caps,rates\nacme/falcon-1,9000,vision -audio_input,output_tokens@batch=2\n")

    assert made.conflicts == []
    assert table(data)[1] == (
        "acme/falcon-1,4000,vision -audio_input,input_tokens@batch=0.5 output_tokens@batch=2,"
        f"{PAGE},{DAY},9000"
    )


def test_the_same_facts_again_change_nothing(data: Path, keep: Keep) -> None:
    before = table(data)
    made = keep("id,max_output,caps\nacme/falcon-1,4000,V\n", seen_on="2026-10-01")

    assert (made.tables, table(data)) == ({}, before)


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ("max_output\nacme/falcon-1,4096", "max_output: 4000 stands there, and the file says 4096"),
        ("caps\nacme/falcon-1,-vision", "caps: the file says otherwise of vision"),
        ("rates\nacme/falcon-1,input_tokens@batch=1", "rates: input_tokens@batch=0.5 stands there"),
        ("url\nacme/falcon-1,https://other.example", f"url: {PAGE} stands there"),
    ],
)
def test_a_cell_that_says_otherwise_is_a_conflict(cells: str, told: str, data: Path, keep: Keep) -> None:
    before = table(data)
    made = keep(f"id,{cells}\n")

    assert [told in one and "acme.csv: acme/falcon-1: " in one for one in made.conflicts] == [True]
    assert table(data) == before


def test_the_file_may_be_let_win(data: Path, keep: Keep) -> None:
    keep("id,max_output,caps,rates\nacme/falcon-1,4096,-vision,input_tokens@batch=1\n", replace=True)

    assert table(data)[1] == f"acme/falcon-1,4096,-vision,input_tokens@batch=1,{PAGE},{DAY}"


def test_a_row_with_a_page_and_a_day_of_its_own_needs_no_other(data: Path, keep: Keep) -> None:
    keep(
        "id,name,url,updated\nacme/falcon-2,Falcon,https://own.example,2026-05-05\n", page=None, seen_on=None
    )

    assert "https://own.example,2026-05-05" in table(data)[2]


def test_rows_that_lack_a_page_or_a_day_are_counted_and_refused(
    data: Path, keep: Keep, small: ModelCatalog, tmp_path: Path
) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "id,name,updated\nacme/falcon-2,F,2026-05\nacme/falcon-1,F,2026-05-05\n", encoding="utf-8"
    )
    imported = read(path, small)

    assert lacking(imported, page=None, seen_on=None) == {"--page": 2, "--seen-on": 1}
    assert lacking(imported, page=PAGE, seen_on=DAY) == {}
    with pytest.raises(DataError, match=r"acme/falcon-2: url: a fact kept by hand names its page"):
        curate(data, imported, page=None, seen_on=None)


def test_every_row_that_is_no_fact_to_keep_is_named(keep: Keep, data: Path) -> None:
    before = table(data)
    with pytest.raises(DataError) as caught:
        keep("id,name\nacme/falcon-2,A\nacme/falcon-3,B\n", page="acme.example")

    assert "2 rows are no facts to keep" in str(caught.value)
    assert "acme/falcon-3: url: must be the page that states the fact" in str(caught.value)
    assert table(data) == before


def test_other_tables_are_not_touched(data: Path, keep: Keep) -> None:
    (data / "curated" / "hub.csv").write_text("id,name,url,updated\nhub/x,X,https://x.example,2026-01-01\n")
    before = (data / "curated" / "hub.csv").read_bytes()
    keep("id,name\nacme/falcon-2,A\n")

    assert (data / "curated" / "hub.csv").read_bytes() == before
