"""CSV tables: what is written is read again; written whole or not at all."""

from __future__ import annotations

import string
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import DataError
from modeldex.pipeline.tables import read_table, write_table
from modeldex.pipeline.version import bump_version, fingerprint, read_version

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = ("id", "name", "note")


def read(path: Path) -> list[dict[str, str]]:
    return [row.cells for row in read_table(path, COLUMNS)]


def test_rows_are_read_with_their_lines_and_blank_lines_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('id,note\na,1\n\n"b","two, three"\n', encoding="utf-8")

    rows = list(read_table(path, COLUMNS))

    assert [(row.line, row.cells) for row in rows] == [
        (2, {"id": "a", "note": "1"}),
        (4, {"id": "b", "note": "two, three"}),
    ]


def test_a_table_may_hold_fewer_columns_in_another_order(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("note,id\nx,a\n", encoding="utf-8")

    assert read(path) == [{"note": "x", "id": "a"}]


def test_writing_makes_the_folder_and_fills_missing_cells(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "t.csv"

    write_table(path, COLUMNS, [{"id": "a"}, {"id": "b", "note": "x"}])

    assert path.read_bytes() == b"id,name,note\na,,\nb,,x\n"


def failing() -> Iterator[dict[str, str]]:
    yield {"id": "a"}
    raise RuntimeError("the source went away")


def test_a_failing_writer_leaves_the_old_table_and_no_litter(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"id\nold\n")

    with pytest.raises(RuntimeError, match="went away"):
        write_table(path, COLUMNS, failing())

    assert path.read_bytes() == b"id\nold\n"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failing_writer_makes_no_table_where_there_was_none(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        write_table(tmp_path / "t.csv", COLUMNS, failing())

    assert list(tmp_path.iterdir()) == []


def test_a_cell_of_no_column_is_refused_and_the_old_table_kept(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"id\nold\n")

    with pytest.raises(ValueError, match="colour"):
        write_table(path, COLUMNS, [{"id": "a", "colour": "red"}])

    assert path.read_bytes() == b"id\nold\n"


def test_a_fault_of_a_row_carries_its_place(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("id\na\n", encoding="utf-8")
    (row,) = read_table(path, COLUMNS)

    fault = row.fault("id", "is wrong; write b")

    assert isinstance(fault, DataError)
    assert str(fault) == f"[E4101] {path}:2: id: is wrong; write b"
    assert str(row.fault(None, "is wrong")) == f"[E4101] {path}:2: is wrong"


CELLS = st.text(string.printable.replace("\r", "") + "äß€漢", max_size=12)


@given(st.lists(st.fixed_dictionaries({"id": CELLS, "name": CELLS, "note": CELLS}), max_size=5))
def test_whatever_is_written_is_read_again(rows: list[dict[str, str]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        write_table(path, COLUMNS, rows)

        assert read(path) == rows


def test_the_version_is_the_days_first_or_its_next(tmp_path: Path) -> None:
    assert read_version(tmp_path) is None

    assert bump_version(tmp_path, "2026-03-01") == "2026-03-01-v1"
    assert bump_version(tmp_path, "2026-03-01") == "2026-03-01-v2"
    assert bump_version(tmp_path, "2026-03-02") == "2026-03-02-v1"
    assert read_version(tmp_path) == "2026-03-02-v1"
    assert (tmp_path / "version.csv").read_bytes() == b"version\n2026-03-02-v1\n"


def test_the_fingerprint_sees_names_and_contents_of_the_merged_tables_only(tmp_path: Path) -> None:
    empty = fingerprint(tmp_path)
    write_table(tmp_path / "models" / "core" / "a.csv", ("id",), [{"id": "x"}])
    one = fingerprint(tmp_path)
    write_table(tmp_path / "sources" / "a.csv", ("id",), [{"id": "x"}])

    assert fingerprint(tmp_path) == one != empty

    write_table(tmp_path / "models" / "core" / "a.csv", ("id",), [{"id": "y"}])

    assert fingerprint(tmp_path) != one
