"""Rows kept by hand have the last word, so what they cannot mean is refused with its place."""

from __future__ import annotations

from typing import Any

import pytest

PAGE = "https://lumen.example"


@pytest.mark.parametrize(
    ("header", "row", "column", "mend"),
    [
        ("id,name,url,updated", "lumen/lumi-2,Lumi,see the page,2026-03-05", "url", "must be the page"),
        ("id,input_per_1m,rates,url,updated", f"lumen/lumi-2,1,input_tokens=2,{PAGE},2026-03-05", "rates",
         "stands in the column input_per_1m too"),
        ("id,input_per_1m,url,updated", f"lumen/lumi-2,?,{PAGE},2026-03-05", "input_per_1m",
         "cannot be set back to unknown"),
        ("id,name,url,updated", f"lumen/lumi-2,Lumi,{PAGE},2026-03", "updated", "must be a whole day"),
    ],
)  # fmt: skip
def test_what_a_curated_row_cannot_mean_is_refused(
    house: Any, header: str, row: str, column: str, mend: str
) -> None:
    house.write("curated/lumen.csv", f"{header}\n{row}\n")

    fault = house.fault()

    assert (fault.path, fault.line, fault.column) == (str(house.data / "curated/lumen.csv"), 2, column)
    assert mend in fault.problem


def test_an_alias_that_is_another_models_id_is_refused(house: Any) -> None:
    house.append("aliases.csv", "model,lumi-1,lumen/lumi-2,x")

    fault = house.fault()

    assert (fault.path, fault.line, fault.column) == (str(house.data / "aliases.csv"), 4, "alias")
    assert "is the id of lumen/lumi-1" in fault.problem


def test_a_table_that_a_spreadsheet_saved_is_read(house: Any) -> None:
    row = f"\ufeffid,name,url,updated\nlumen/lumi-2,Lumi Two,{PAGE},2026-03-05\n"
    (house.data / "curated").mkdir(exist_ok=True)
    (house.data / "curated/lumen.csv").write_text(row, encoding="utf-8")

    assert house.build().get_model_or_raise("lumen/lumi-2").name == "Lumi Two"
