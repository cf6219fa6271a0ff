"""The captured answers behind the tables: read oldest first, each with its day; and the manifest's lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from modeldex import DataError
from modeldex.pipeline.captures import Capture, read_captures
from modeldex.pipeline.manifest import is_whole_day, read_manifest

if TYPE_CHECKING:
    from pathlib import Path

HEADER = "source,answer,seen_on,dated_by\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "captured"
    folder.mkdir()
    for name in ("old.json", "new.json"):
        (folder / name).write_text("{}")
    return folder


def test_answers_are_read_in_the_order_of_their_days(house: Any, folder: Path) -> None:
    house.write(
        "sources/captures.csv",
        f"{HEADER}a,new.json,2026-03-01,header\na,old.json,2026-01-01,\nb,old.json,2026-03-01,\n",
    )

    assert read_captures(house.data, folder, ("a", "b")) == [
        Capture("a", folder / "old.json", "2026-01-01"),
        Capture("a", folder / "new.json", "2026-03-01"),
        Capture("b", folder / "old.json", "2026-03-01"),
    ]


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        ("a,missing.json,2026-03-01,", "answer", "'missing.json' is not in"),
        ("a,,2026-03-01,", "answer", "'' is not in"),
        ("a,new.json,2026-03,", "seen_on", "must be a day like 2025-06-01, not '2026-03'"),
        ("a,new.json,2026-02-30,", "seen_on", "must be a day"),
        ("a,new.json,,", "seen_on", "must be a day"),
        ("a,new.json,9999-01-01,", "seen_on", "has not come yet"),
        ("c,new.json,2026-03-01,", "source", "no source 'c'"),
    ],
)
def test_a_capture_without_a_file_or_a_day_is_named_with_its_place(
    house: Any, folder: Path, row: str, column: str, problem: str
) -> None:
    house.write("sources/captures.csv", f"{HEADER}a,old.json,2026-01-01,\n{row}\n")

    with pytest.raises(DataError) as caught:
        read_captures(house.data, folder, ("a", "b"))

    assert (caught.value.path, caught.value.line, caught.value.column) == (
        str(house.data / "sources/captures.csv"), 3, column,
    )  # fmt: skip
    assert problem in caught.value.problem


def test_a_table_without_captures_is_a_fault_of_its_own(house: Any, folder: Path) -> None:
    house.write("sources/captures.csv", HEADER)

    with pytest.raises(DataError, match="names no capture"):
        read_captures(house.data, folder, ("a", "b"))


@pytest.mark.parametrize(
    ("day", "whole"),
    [("2026-03-01", True), ("2026-03", False), ("2026-02-30", False), ("20260301", False), ("", False)],
)
def test_a_whole_day_is_one_of_the_calendar(day: str, whole: bool) -> None:
    assert is_whole_day(day) is whole


def test_the_manifest_says_what_a_source_speaks_about(house: Any) -> None:
    assert {info.about for info in read_manifest(house.data).values()} == {"offerings"}

    house.write(
        "sources/manifest.csv",
        "source,title,url,licence,own_listing_of,seen_on,offerings,about\n"
        "board,Board,https://board.example,facts,,2026-03-01,3,models\n",
    )

    (board,) = read_manifest(house.data).values()
    assert (board.about, board.own_listing_of, board.offerings) == ("models", None, 3)


@pytest.mark.parametrize(
    ("before", "after", "column"),
    [
        (",2026-02-01,4", ",2026-02,4", "seen_on"),
        (",2026-02-01,4", ",2026-02-01,-4", "offerings"),
        (",2026-02-01,4", ",2026-02-01,many", "offerings"),
    ],
)
def test_a_line_of_the_manifest_that_is_wrong_stops_the_build(
    house: Any, before: str, after: str, column: str
) -> None:
    house.edit("sources/manifest.csv", before, after)

    fault = house.fault()

    assert (fault.path, fault.line, fault.column) == (str(house.data / "sources/manifest.csv"), 3, column)


def test_a_source_speaks_about_offerings_models_or_touches(house: Any) -> None:
    house.write(
        "sources/manifest.csv",
        "source,title,url,licence,own_listing_of,seen_on,offerings,about\n"
        "board,Board,https://board.example,facts,,2026-03-01,3,makers\n",
    )

    fault = house.fault()

    assert fault.column == "about"
    assert "must be offerings, models or touches, not 'makers'" in fault.problem
