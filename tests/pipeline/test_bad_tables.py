"""A file that is no table stops the build with file, line and the mend; so do price rows that cannot be."""

from __future__ import annotations

from typing import Any

import pytest


def test_an_unknown_column_is_named_with_the_one_that_was_meant(house: Any) -> None:
    house.edit("curated/lumen.csv", "max_output", "max_ouput")

    fault = house.fault()

    assert (fault.path, fault.line, fault.column) == (str(house.data / "curated/lumen.csv"), 1, "max_ouput")
    assert "did you mean max_output?" in fault.problem
    assert "Known: id, alias" in fault.problem


def test_a_column_without_a_name_is_named_by_its_place(house: Any) -> None:
    house.edit("curated/lumen.csv", "id,max_output", "id,,max_output")

    assert house.fault().column == "number 2"


def test_a_column_that_stands_twice_is_named(house: Any) -> None:
    house.edit("curated/lumen.csv", "id,max_output", "id,url,max_output")

    fault = house.fault()

    assert (fault.line, fault.column) == (1, "url")
    assert "stands twice" in fault.problem


@pytest.mark.parametrize("row", ["lumen/lumi-9,1,2,3", "lumen/lumi-9,1,2,3,4,5"])
def test_a_row_of_another_length_is_named(house: Any, row: str) -> None:
    house.append("curated/lumen.csv", row)

    fault = house.fault()

    assert fault.line == 3
    assert "the header 5; a cell with a comma needs quotes" in fault.problem


def test_an_open_quote_is_no_csv(house: Any) -> None:
    house.append("curated/lumen.csv", '"lumen/lumi-9,1')

    fault = house.fault()

    assert "is no CSV" in fault.problem
    assert fault.line is not None


def test_an_empty_file_needs_a_header(house: Any) -> None:
    house.write("curated/lumen.csv", "")

    fault = house.fault()

    assert fault.path == str(house.data / "curated/lumen.csv")
    assert "is empty; its first line must name columns" in fault.problem


def test_text_that_is_not_utf8_is_named_with_its_line(house: Any) -> None:
    page = "https://lumen.example"
    house.write("curated/lumen.csv", f"id,name,url,updated\nlumen/lumi-1,Lumi,{page},2026-03-01\n")
    path = house.data / "curated/lumen.csv"
    path.write_bytes(path.read_bytes() + f"lumen/lumi-2,Lum\xef,{page},2026-03-01\n".encode("latin-1"))

    fault = house.fault()

    assert (fault.path, fault.line) == (str(path), 3)
    assert "UTF-8" in fault.problem


@pytest.mark.parametrize(
    ("path", "column"),
    [
        ("curated/lumen.csv", "id"),
        ("sources/litellm.csv", "id"),
        ("models/core/lumen.csv", "id"),
        ("prices/lumen.csv", "id"),
        ("aliases.csv", "alias"),
        ("sources/manifest.csv", "seen_on"),
    ],
)
def test_a_table_without_a_column_that_it_needs_is_named(house: Any, path: str, column: str) -> None:
    header = {
        "aliases.csv": "kind,target\nmodel,lumen/lumi-2\n",
        "sources/manifest.csv": "source,title,url,licence,own_listing_of,offerings\nlitellm,L,https://a.example,MIT,,3\n",
        "prices/lumen.csv": "unit,amount\ninput_tokens,1\n",
        "models/core/lumen.csv": "name\nLumi\n",
    }.get(path, "name,url,updated\nLumi,https://lumen.example,2026-03-01\n")
    house.write(path, header)

    fault = house.fault()

    assert fault.path == str(house.data / path)
    assert column in str(fault)


@pytest.mark.parametrize("path", ["aliases.csv", "makers.toml", "version.csv", "sources/manifest.csv"])
def test_a_missing_file_is_named(house: Any, path: str) -> None:
    (house.data / path).unlink()

    assert house.fault().path == str(house.data / path)


@pytest.mark.parametrize(
    ("before", "after"), [("2026-03-01,3", "soon,3"), ("2026-03-01,3", "2026-03-01,many")]
)
def test_a_wrong_line_of_the_manifest_is_named(house: Any, before: str, after: str) -> None:
    house.edit("sources/manifest.csv", before, after)

    fault = house.fault()

    assert (fault.path, fault.line) == (str(house.data / "sources/manifest.csv"), 2)


@pytest.mark.parametrize(
    "version",
    ["version\n", "version\n2026-03-01-v1\n2026-03-01-v2\n", "version\nnewest\n", "version\n2026-03-01\n"],
)
def test_a_version_is_one_day_with_a_number(house: Any, version: str) -> None:
    house.write("version.csv", version)

    fault = house.fault()

    assert fault.path == str(house.data / "version.csv")
    assert "YYYY-MM-DD-vN" in fault.problem


PRICES = "id,unit,amount,above_tokens,hours_utc,valid_from,valid_to,price_id"


@pytest.mark.parametrize(
    ("row", "column", "mend"),
    [
        ("lumen/lumi-2,input_tokens,-2,,,,,", "amount", "must not be negative"),
        ("lumen/lumi-2,input_tokens,cheap,,,,,", "amount", "must be a number"),
        ("lumen/lumi-2,input_tokens,0,,,,,", "amount", "free"),
        ("lumen/lumi-2,smell_tokens,2,,,,,", "unit", "must be one of input_tokens"),
        ("lumen/lumi-2,input_tokens,2,many,,,,", "above_tokens", "must be a whole number, not 'many'"),
        ("lumen/lumi-2,input_tokens,2,-5,,,,", "above_tokens", "must be a whole number"),
        ("lumen/lumi-2,input_tokens,2,,noon,,,", "hours_utc", "must look like 1-5T00:00-06:00"),
        ("lumen/lumi-2,input_tokens,2,,,2026-03,,", "valid_from", "must be a date like 2025-06-01"),
        ("lumen/lumi-2,input_tokens,2,,,2026-03-01,2026-02-01,", "valid_to", "must not be before valid_from"),
        ("lumen/lumi-2,input_tokens,2,,,,,0123456789abcdef", "price_id", "leave the cell blank"),
        ("lumen/lumi-2,,2,,,,,", None, "needs id, unit and amount"),
        ("lumen/lumi-2,input_tokens,,,,,,", None, "needs id, unit and amount"),
        (",input_tokens,2,,,,,", None, "needs id, unit and amount"),
    ],
)  # fmt: skip
def test_a_wrong_price_row_stops_the_build(house: Any, row: str, column: str | None, mend: str) -> None:
    house.write("prices/lumen.csv", f"{PRICES}\nlumen/lumi-1,input_tokens,1,,,,,\n{row}\n")

    fault = house.fault()

    assert (fault.path, fault.line, fault.column) == (str(house.data / "prices/lumen.csv"), 3, column)
    assert mend in fault.problem


def test_a_rate_that_stands_twice_stops_the_build(house: Any) -> None:
    house.write("prices/lumen.csv", f"{PRICES}\n" + "lumen/lumi-1,input_tokens,1,,,,,\n" * 2)

    fault = house.fault()

    assert (fault.line, fault.column) == (3, "price_id")
    assert "line 2" in fault.problem


def test_a_price_of_no_model_stops_the_build_and_is_not_dropped(house: Any) -> None:
    house.write("prices/lumen.csv", f"{PRICES}\nlumen/lumi-99,input_tokens,1,,,,,\n")

    fault = house.fault()

    assert (fault.line, fault.column) == (2, "id")
    assert "lumen/lumi-99" in fault.problem


@pytest.mark.parametrize("amount", ["cheap", "", "-2", "0"])
def test_an_amount_that_is_none_is_named_even_beside_a_price_id(house: Any, amount: str) -> None:
    house.write("models/core/lumen.csv", "id,name\nlumen/lumi-8,Lumi 8\n")
    house.write(
        "prices/lumen.csv",
        "id,unit,amount,currency,service,kind,price_id\n"
        f"lumen/lumi-8,input_tokens,{amount},USD,standard,market,0123456789abcdef\n",
    )

    fault = house.fault()

    assert (fault.path, fault.line) == (str(house.data / "prices/lumen.csv"), 2)
    assert fault.column == ("amount" if amount else None)


def test_a_price_row_that_was_edited_is_told_from_the_one_that_was_written(house: Any) -> None:
    house.tables()
    written = house.read("prices/bazaar.csv").splitlines()[1].split(",")
    assert written[2] == "2.5"

    house.edit("prices/bazaar.csv", ",2.5,USD,", ",2.6,USD,")

    fault = house.fault()
    assert fault.column == "price_id"
    assert "leave the cell blank" in fault.problem


def test_a_price_row_with_a_blank_service_class_is_of_the_standard_one(house: Any) -> None:
    house.tables()
    before = house.read("prices/bazaar.csv")
    digest = house.build().digest
    house.write("prices/bazaar.csv", before.replace(",USD,standard,", ",USD,,"))

    assert house.build().digest == digest
