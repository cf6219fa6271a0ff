"""Every row of facts against the schema of a row."""

import json
from datetime import date

import jsonschema
import pytest

from modeldex import DataError
from modeldex.catalog.row_schema import row_schema
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.merge import merge
from modeldex.pipeline.report.compliance import compliance
from modeldex.pipeline.report.facts import gather
from modeldex.pipeline.report.markdown import markdown
from modeldex.pipeline.report.sections import page


@pytest.fixture
def house(house):
    """The small folder of facts, with its schema."""
    house.write("schema.json", json.dumps(row_schema()))
    return house


def test_every_row_of_every_table_is_checked(house):
    house.tables()

    assert [(one.folder, one.rows, one.faults) for one in compliance(house.data)] == [
        ("models", 5, ()), ("sources", 8, ()), ("curated", 1, ())
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ("C,two,8", "input_per_1m"),
        ("Z,2,8", "status"),
        ("C,-2,8", "input_per_1m"),
        ("C,2e-6,8", "input_per_1m"),
    ],
)
def test_a_row_that_does_not_keep_to_the_schema_is_named_with_its_place(house, cell: str, column: str):
    house.edit("sources/litellm.csv", "lumen/lumi-2,C,2,8", f"lumen/lumi-2,{cell}")
    (fault,) = compliance(house.data)[1].faults

    assert fault.startswith("sources/litellm.csv:2: ")
    assert column in fault


def test_blank_and_unknown_cells_keep_to_the_schema(house):
    house.edit("sources/litellm.csv", "lumen/lumi-1,C,1,4,32000", "lumen/lumi-1,-,?,-1,?")

    assert compliance(house.data)[1].faults == ()


@pytest.mark.parametrize(
    "row",
    [
        {"id": "lumen/x"}, {"id": "x"}, {"id": "lumen/x", "max_context": "many"},
        {"id": "lumen/x", "max_context": "0"}, {"id": "lumen/x", "mmlu": "101"},
        {"id": "lumen/x", "mmlu": "88.7"},
        {"id": "lumen/x", "release_date": "2026-1-1"}, {"id": "lumen/x", "open_weights": "yes"},
        {"id": "lumen/x", "input_per_1m": "free"}, {"id": "Lumen/x"}, {"id": "lumen/x", "tps": "1e400"},
    ],
    ids=str,
)  # fmt: skip
def test_the_verdict_is_that_of_a_validator_of_the_schema_s_own_draft(house, row: dict[str, str]):
    columns = ["id", *(name for name in row if name != "id")]
    house.write("sources/litellm.csv", f"{','.join(columns)}\n{','.join(row.get(n, '') for n in columns)}\n")
    kinds = {"max_context": int, "mmlu": float, "tps": float}
    values: dict[str, object] = {}
    for name, cell in row.items():
        try:
            values[name] = kinds.get(name, str)(cell)
        except ValueError:
            values[name] = cell
    valid = jsonschema.Draft202012Validator(row_schema()).is_valid(values)

    faults = [fault for fault in compliance(house.data)[1].faults if "litellm" in fault]
    assert (not faults) is valid


@pytest.mark.parametrize(
    ("schema", "problem"),
    [
        ("{", "no JSON"), ("[]", "schema with properties"), ('{"properties": []}', "schema with properties"),
        ('{"properties": {"id": {"unevaluatedItems": true}}}', "unevaluatedItems"),
    ],
)  # fmt: skip
def test_a_schema_that_cannot_be_checked_against_is_refused(house, schema: str, problem: str):
    house.write("schema.json", schema)

    with pytest.raises(DataError, match=problem):
        compliance(house.data)


def test_the_report_names_the_first_faults(house):
    directory = read_directory(house.data)
    merged = merge(house.data, directory)
    house.edit("sources/litellm.csv", "lumen/lumi-2,C,2,8", "lumen/lumi-2,Z,two,8")

    told = markdown(page(gather(house.data, directory, merged, date(2026, 3, 2))))

    assert "The first 1 of 1 faults" in told
    assert "sources/litellm.csv:2" in told
