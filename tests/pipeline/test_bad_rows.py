"""A wrong cell or row stops the build with file, line, column and the mend; nothing is half-written."""

from __future__ import annotations

from typing import Any

import pytest

PAGE = "https://lumen.example/page"


@pytest.mark.parametrize(
    ("column", "cell", "mend"),
    [
        ("max_context", "lots", "must be a whole number, not 'lots'"),
        ("max_context", "1e6", "must be a whole number"),
        ("max_context", "0", "must be at least 1, not 0"),
        ("max_context", "-200000", "must be a whole number"),
        ("input_per_1m", "-3", "must not be negative"),
        ("input_per_1m", "0", "write free, or leave the cell blank for unknown"),
        ("output_per_1m", "0.00", "write free, or leave the cell blank for unknown"),
        ("output_per_1m", "cheap", "must be a number, not 'cheap'"),
        ("cache_per_1m", "NaN", "must be finite"),
        ("cache_write_per_1m", "inf", "must be finite"),
        ("caps", "vision levitation", "unknown capability 'levitation'"),
        ("caps", "vison", "did you mean vision"),
        ("caps", "vision -vision", "names vision twice"),
        ("caps", "Q", "unknown capability 'Q'"),
        ("status", "Q", "active"),
        ("release_date", "2026-02-30", "must be a date like 2025-06-01"),
        ("retires_on", "soon", "must be a date like 2025-06-01"),
        ("can_classify", "maybe", "must be Y, N or blank"),
        ("open_weights", "yes", "must be Y, N or blank"),
        ("mmlu", "101", "must be from 0 to 100"),
        ("mmlu", "high", "must be a number"),
        ("tps", "-5", "must be at least 0"),
        ("scores", "reasoning=2", "must be"),
        ("default_parameters", "temperature", "must be name=number pairs"),
        ("benchmarks", "arena=1 arena=2", "each name once"),
        ("rates", "input_tokens@batch", "must be key=value pairs"),
        ("rates", "input_tokens@batch=1 input_tokens@batch=2", "each key once"),
        ("rates", "smell_tokens=1", "must be one of input_tokens"),
        ("rates", "input_tokens@batch=-3", "must not be negative"),
        ("rates", "input_tokens@batch=lots", "must be a number"),
        ("rates", "input_tokens@batch=0", "free"),
        ("rates", "input_tokens@region:=1", "region"),
        ("rates", "input_tokens@hours:noon=1", "must look like 1-5T00:00-06:00"),
        ("original", "=1", "must be key=value pairs"),
    ],
)
def test_a_wrong_cell_stops_the_build(house: Any, column: str, cell: str, mend: str) -> None:
    house.write(
        "curated/lumen.csv",
        f"id,name,url,updated,{column}\n"
        f"lumen/lumi-2,Lumi 2,{PAGE},2026-03-01,\n"
        f"lumen/lumi-1,Lumi 1,{PAGE},2026-03-01,{cell}\n",
    )

    fault = house.fault()

    assert (fault.path, fault.line, fault.column) == (str(house.data / "curated/lumen.csv"), 3, column)
    assert mend in fault.problem
    assert f"curated/lumen.csv:3: {column}: " in str(fault)


@pytest.mark.parametrize(
    ("full_id", "mend"),
    [
        ("lumi-9", "must be provider/model, not 'lumi-9'"),
        ("lumen/", "must be provider/model"),
        ("", "must be provider/model"),
        ("nobody/lumi-9", "no provider 'nobody': add data/providers/nobody.toml"),
        ("lumen-ai/lumi-9", "no provider 'lumen-ai': write lumen"),
        ("Lumen/lumi-9", "no provider 'Lumen'"),
    ],
)
@pytest.mark.parametrize("path", ["curated/lumen.csv", "sources/litellm.csv", "models/core/lumen.csv"])
def test_an_id_without_a_known_provider_stops_the_build(
    house: Any, path: str, full_id: str, mend: str
) -> None:
    header = "id,updated" if path.startswith("models") else "id,updated,url"
    house.write(path, f"{header}\n{full_id},2026-03-01{'' if path.startswith('models') else f',{PAGE}'}\n")

    fault = house.fault()

    assert (fault.path, fault.line, fault.column) == (str(house.data / path), 2, "id")
    assert mend in fault.problem


def test_an_id_that_stands_twice_in_a_file_stops_the_build(house: Any) -> None:
    house.append("sources/models_dev.csv", "lumen/lumi-2,Twin,C,,,,,,,,,,")

    fault = house.fault()

    assert (fault.line, fault.column) == (6, "id")
    assert fault.problem.startswith("'lumen/lumi-2' stands at ")
    assert fault.problem.endswith(":2 too; keep one row")


def test_an_id_that_stands_twice_in_the_tables_names_both_places(house: Any) -> None:
    house.write("models/core/lumen.csv", "id,name\nlumen/lumi-7,Lumi 7\n")
    house.write("models/regional/lumen.csv", "id,name\nlumen/lumi-8,Lumi 8\nlumen/lumi-7,Lumi 7\n")

    fault = house.fault()

    assert (fault.path, fault.line, fault.column) == (str(house.data / "models/regional/lumen.csv"), 3, "id")
    assert f"{house.data / 'models/core/lumen.csv'}:2" in fault.problem


def test_an_id_that_two_curated_files_claim_stops_the_build(house: Any) -> None:
    house.write("curated/other.csv", f"id,max_output,url,updated\nlumen/lumi-1,1,{PAGE},2026-03-01\n")

    fault = house.fault()

    assert (fault.line, fault.column) == (2, "id")
    assert "lumen/lumi-1" in fault.problem


def test_a_curated_row_without_its_page_stops_the_build(house: Any) -> None:
    house.write("curated/lumen.csv", "id,max_output,url,updated\nlumen/lumi-1,8192,,2026-03-01\n")

    fault = house.fault()

    assert (fault.line, fault.column) == (2, "url")
    assert "its page (url) and its date (updated)" in fault.problem


@pytest.mark.parametrize("header", ["id,max_output,updated", "id,max_output,url"])
def test_a_curated_table_without_pages_or_dates_stops_the_build(house: Any, header: str) -> None:
    house.write("curated/lumen.csv", f"{header}\nlumen/lumi-1,8192,2026-03-01\n")

    assert "its page (url) and its date (updated)" in house.fault().problem


def test_a_curated_row_without_its_date_stops_the_build(house: Any) -> None:
    house.write("curated/lumen.csv", f"id,max_output,url,updated\nlumen/lumi-1,8192,{PAGE},\n")

    assert "its date (updated)" in house.fault().problem


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01"])
def test_a_curated_row_with_a_wrong_date_stops_the_build(house: Any, day: str) -> None:
    house.write("curated/lumen.csv", f"id,max_output,url,updated\nlumen/lumi-1,8192,{PAGE},{day}\n")

    fault = house.fault()

    assert (fault.line, fault.column) == (2, "updated")


def test_a_curated_price_of_no_certain_day_blames_the_date(house: Any) -> None:
    house.write("curated/lumen.csv", f"id,input_per_1m,url,updated\nlumen/lumi-1,3,{PAGE},2026-03\n")

    fault = house.fault()

    assert (fault.line, fault.column) == (2, "updated")


def test_a_price_of_no_certain_day_in_a_table_blames_the_date(house: Any) -> None:
    house.write("models/core/lumen.csv", "id,input_per_1m,updated\nlumen/lumi-9,3,2026-03\n")

    fault = house.fault()

    assert (fault.line, fault.column) == (2, "updated")


@pytest.mark.parametrize(
    ("column", "cell", "mend"),
    [
        ("max_context", "lots", "must be a whole number"),
        ("input_per_1m", "-3", "must not be negative"),
        ("input_per_1m", "0", "write free"),
        ("caps", "levitation", "unknown capability"),
        ("updated", "soon", "must be a date"),
        ("quality", "superb", "must be one of verified, partial, estimated, unknown"),
    ],
)
def test_a_wrong_cell_of_a_table_stops_the_build(house: Any, column: str, cell: str, mend: str) -> None:
    house.write("models/core/lumen.csv", f"id,{column}\nlumen/lumi-9,{cell}\n")

    fault = house.fault()

    assert (fault.path, fault.line, fault.column) == (str(house.data / "models/core/lumen.csv"), 2, column)
    assert mend in fault.problem


@pytest.mark.parametrize("blank", ["", "-", "-1"])
def test_a_blank_a_dash_and_minus_one_say_nothing(house: Any, blank: str) -> None:
    house.write(
        "models/core/lumen.csv", f"id,input_per_1m,max_context,mmlu\nlumen/lumi-9,{blank},{blank},{blank}\n"
    )

    model = house.build().get_model_or_raise("lumen/lumi-9")

    assert (model.cost_per_1m_input_tokens, model.context_window) == (None, None)
    assert dict(model.benchmarks) == {}


def test_a_rate_that_a_row_states_in_two_spellings_stops_the_build(house: Any) -> None:
    house.write(
        "curated/lumen.csv",
        "id,rates,url,updated\n"
        'lumen/lumi-2,"input_tokens@>1000,batch=1 input_tokens@batch,>1000=2",https://lumen.example,2026-01-01\n',
    )

    fault = house.fault()

    assert (fault.line, fault.column) == (2, "rates")
    assert "one rate twice" in fault.problem
