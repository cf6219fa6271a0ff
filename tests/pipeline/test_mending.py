"""Tables are written as the format has them, and say what they said."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.pipeline.conftest import House

from modeldex import DataError
from modeldex.catalog.columns import ROW_COLUMNS
from modeldex.pipeline.claims import read_claims
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.mending import mended_files, write_mended
from modeldex.pipeline.price_tables import read_prices

if TYPE_CHECKING:
    from collections.abc import Callable

CURATED = "curated/lumen.csv"
CITED = "https://lumen.example"


@pytest.fixture
def house(house: House) -> House:
    """A house in which nothing is to be mended, merged tables included."""
    house.tables()
    write_mended(mended_files(house.data))
    assert mended_files(house.data) == []
    return house


def mend(house: House) -> dict[str, tuple[str, ...]]:
    """Mend everything; file -> what was mended in it."""
    files = mended_files(house.data)
    write_mended(files)
    assert mended_files(house.data) == []
    return {one.path.relative_to(house.data).as_posix(): one.what for one in files}


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("id,updated,url\nlumen/b,2026-01-01,{u}\nlumen/a,2026-01-01,{u}\n", ("order of rows",)),
        ("url,id,updated\n{u},lumen/a,2026-01-01\n", ("order of columns",)),
        (" id ,updated,url\nlumen/a,2026-01-01, {u}\n", ("outer blanks: 1",)),
        ("id,updated,url\r\nlumen/a,2026-01-01,{u}\r\n", ("line ends",)),
        ("id,updated,url\nlumen/a,2026-01-01,{u}", ("line ends",)),
        ("\ufeffid,updated,url\nlumen/a,2026-01-01,{u}\n", ("mark in front",)),
        ("id,updated,url\n\nlumen/a,2026-01-01,{u}\n\n", ("quotes and blank lines",)),
        ('id,updated,url\n"lumen/a",2026-01-01,{u}\n', ("quotes and blank lines",)),
        ("id,updated,url\nlumen/a,2026/1/1,{u}\n", ("spelling of days: 1",)),
        ("id,max_context,updated,url\nlumen/a,8_192,2026-01-01,{u}\n", ("spelling of numbers: 1",)),
        ("id,caps,updated,url\nlumen/a,ocr vision,2026-01-01,{u}\n", ("order of capabilities: 1",)),
        ("id,updated,url\n" + "lumen/a,2026-01-01,{u}\n" * 3, ("rows that repeat another: 2",)),
    ],
)
def test_what_is_mechanical_is_mended_and_said(written: str, what: tuple[str, ...], house: House) -> None:
    house.write(CURATED, written.replace("{u}", CITED))

    assert mend(house) == {CURATED: what}
    assert house.read(CURATED).startswith("id,")
    assert "\r" not in house.read(CURATED)
    assert all(one.row.cells["id"] for one in read_claims(house.data, read_directory(house.data)))


def test_rows_that_somebody_has_grouped_keep_their_order(house: House) -> None:
    house.write("aliases.csv", "kind,alias,target,reason\nprovider,z,lumen,old\nprovider,a, lumen,old\n")
    house.write("wanted.csv", "kind,name,pattern,note\nmaker,Quartz,quartz,\nmaker,Lumen,lumen, why\n")

    assert mend(house) == {"aliases.csv": ("outer blanks: 1",), "wanted.csv": ("outer blanks: 1",)}
    assert house.read("aliases.csv").splitlines()[1:] == ["provider,z,lumen,old", "provider,a,lumen,old"]
    assert house.read("wanted.csv").splitlines()[1:] == ["maker,Quartz,quartz,", "maker,Lumen,lumen,why"]


def test_generated_tables_are_mended_too(house: House) -> None:
    path = "prices/lumen.csv"
    header, *lines = house.read(path).splitlines()
    rates = read_prices(house.data)
    house.write(path, "\n".join([header, *reversed(lines)]).replace(",8,USD", ",8.00,USD") + "\n")
    house.edit("sources/manifest.csv", ",2026-02-01,4", ",2026-2-1,4")
    house.edit("sources/openrouter.csv", "0.55,1.55", "0.550,1.55")
    house.write("held.csv", "source,id,field,before,after,stated_on,seen_on,accepted_on\n"
                            "b,p/m,input_tokens,1,20.0,2026-01-01,2026-01-02,\n"
                            "a,p/m,max_input,1_000,20000,2026-01-01,2026-01-02,\n")  # fmt: skip

    assert mend(house) == {
        path: ("spelling of numbers: 1", "order of rows"),
        "sources/manifest.csv": ("spelling of days: 1",),
        "sources/openrouter.csv": ("spelling of numbers: 1",),
        "held.csv": ("spelling of numbers: 2", "order of rows"),
    }
    assert {
        full_id: [line.price for line in lines] for full_id, lines in read_prices(house.data).items()
    } == {full_id: [line.price for line in lines] for full_id, lines in rates.items()}


def test_a_rate_that_somebody_changed_under_its_price_id_stays_an_error(house: House) -> None:
    before = house.read("prices/lumen.csv")
    house.write("prices/lumen.csv", before.replace(",8,USD", ",9,USD"))

    assert mended_files(house.data) == []
    with pytest.raises(DataError, match="price_id"):
        read_prices(house.data)


@pytest.mark.parametrize(
    "written",
    [
        b"id,updated,url\nlumen/a,2026-01-01\n",
        b"id,colour\n lumen/a,red\n",
        b"id,id\nlumen/a,lumen/b\n",
        b'id,url\n"lumen/a,\n',
        b"id\n\xff\n",
        b"",
        b"id\rlumen/a\r",
    ],
)
def test_what_cannot_be_read_is_left_to_whoever_names_its_fault(written: bytes, house: House) -> None:
    (house.data / CURATED).write_bytes(written)

    assert mended_files(house.data) == []
    assert (house.data / CURATED).read_bytes() == written


def test_toml_files_and_their_comments_are_not_touched(house: House) -> None:
    house.write("makers.toml", house.read("makers.toml") + "\n#   a comment  \r\n")
    house.write(CURATED, "url,id,updated\n")
    before = house.read("makers.toml")

    assert list(mend(house)) == [CURATED]
    assert house.read("makers.toml") == before


def test_the_diff_shows_the_lines_that_change(house: House) -> None:
    house.write(CURATED, f"id,max_output,updated,url\nlumen/a,8_192,2026-01-01,{CITED}")

    (one,) = mended_files(house.data)
    assert one.diff() == (
        f"--- {one.path}\n+++ {one.path}\n@@ -1,2 +1,2 @@\n id,max_output,updated,url\n"
        f"-lumen/a,8_192,2026-01-01,{CITED}\n+lumen/a,8192,2026-01-01,{CITED}\n"
    )
    assert house.read(CURATED) == one.before


def spoiled(spell: Callable[[str], st.SearchStrategy[str]]) -> st.SearchStrategy[tuple[str, str]]:
    """A clean cell with a spelling of it."""
    return st.sampled_from(["8192", "131072", "1000000"]).flatmap(
        lambda clean: st.tuples(st.just(clean), spell(clean))
    )


def spellings(clean: str) -> st.SearchStrategy[str]:
    number = int(clean)
    return st.sampled_from(
        [clean, f" {clean}", f"{clean} ", f"{number:_}", f"{number:,}", f"0{clean}", f"{clean}.0"]
    )


DAYS = st.sampled_from(
    [("2026-11-21", text) for text in ("2026-11-21", "21 Nov 2026", "11/21/2026", "20261121", " 2026/11/21")]
)
CAPS = st.sampled_from([("vision tool_use -ocr", text) for text in ("vision tool_use -ocr", "-ocr T V")])
ROWS = st.lists(
    st.fixed_dictionaries({"max_context": spoiled(spellings), "caps": CAPS, "updated": DAYS}), max_size=6
)


def table(columns: list[str], rows: list[dict[str, str]], end: str) -> bytes:
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, columns, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue().encode()


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.data(), ROWS)
def test_however_a_table_is_spelled_it_is_mended_into_the_clean_one(
    data: st.DataObject, rows: list[dict[str, Any]]
) -> None:
    named = [{"id": f"lumen/m{n}", "url": CITED, **row} for n, row in enumerate(rows)]
    clean = [
        {name: cell if isinstance(cell, str) else cell[0] for name, cell in row.items()} for row in named
    ]
    hand = [{name: cell if isinstance(cell, str) else cell[1] for name, cell in row.items()} for row in named]
    columns = [name for name in ROW_COLUMNS if name in ("id", "max_context", "caps", "updated", "url")]
    hand = data.draw(st.permutations(hand + (hand[:1] if data.draw(st.booleans()) else [])))
    mark, end = data.draw(st.sampled_from([b"", b"\xef\xbb\xbf"])), data.draw(st.sampled_from(["\n", "\r\n"]))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "curated" / "lumen.csv"
        path.parent.mkdir()
        path.write_bytes(mark + table(data.draw(st.permutations(columns)), hand, end))
        files = mended_files(Path(folder))
        write_mended(files)

        assert path.read_bytes() == table(columns, clean, "\n")
        assert mended_files(Path(folder)) == []
        assert all(one.what for one in files)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.randoms(use_true_random=False))
def test_what_the_facts_say_is_the_same_before_and_after(random: Any) -> None:
    def said(data: Path) -> list[tuple[object, ...]]:
        found = read_claims(data, read_directory(data))
        return sorted((one.info.name, one.row.cells["id"], *sorted(one.statements())) for one in found)

    with TemporaryDirectory() as folder:
        made = House(Path(folder))
        before = said(made.data)
        for path in (made.data / "sources").glob("*.csv"):
            header, *lines = path.read_text("utf-8").splitlines()
            random.shuffle(lines)
            path.write_text("\r\n".join([header, *lines]), "utf-8", newline="")
        write_mended(mended_files(made.data))
        assert said(made.data) == before
