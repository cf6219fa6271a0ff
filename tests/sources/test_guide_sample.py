"""The module that the guide to sources shows passes the tests of the family, with the sample it asks for."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from docs.generating.blocks import blocks
from tests.sources import test_contract as contract
from tests.sources.conftest import KNOWN

from modeldex.pipeline.normalise import read_answer
from modeldex.sources.base import Bounds, Reading

if TYPE_CHECKING:
    from modeldex.pipeline.directory import Directory

PAGE = Path(__file__).parents[2] / "docs" / "guides" / "sources.md"
SAMPLE = {
    "data": [
        {
            "id": f"anvil-{number}",
            "window": 128_000,
            "sees": True,
            "created": 1,
            "usd_per_token": {"input": "0.0000025", "output": "0.00001"},
        }
        for number in (3, 4, 5)
    ]
}
OF_A_SAMPLE = (
    contract.test_its_sample_has_at_most_five_rows_and_all_are_read_or_left_out_with_a_reason,
    contract.test_every_field_of_its_sample_is_understood,
    contract.test_a_field_that_is_new_in_any_record_is_reported,
    contract.test_a_retyped_price_is_a_source_error,
    contract.test_a_value_of_another_type_is_a_source_error_and_never_a_crash,
    contract.test_a_missing_field_is_a_source_error_and_never_a_crash,
    contract.test_what_it_says_fits_the_columns_of_a_table,
)


def recorded(_name: str) -> Any:
    return json.loads(json.dumps(SAMPLE))


@pytest.fixture(autouse=True)
def acme(monkeypatch: pytest.MonkeyPatch) -> None:
    """The source of the page, among those that are known."""
    (code,) = (one for one in blocks(PAGE.read_text("utf-8")) if (one.title or "").endswith("acme.py"))
    module = ModuleType("acme")
    exec("\n".join(code.lines), module.__dict__)
    monkeypatch.setitem(KNOWN, "acme", module.SOURCE)


@pytest.mark.parametrize("holds", OF_A_SAMPLE, ids=lambda one: one.__name__)
def test_the_module_of_the_guide_is_one_of_the_family(
    holds: Any, tmp_path: Path, directory: Directory
) -> None:
    def read(_name: str, answer: Any) -> Reading:
        path = tmp_path / "acme.json"
        path.write_text(json.dumps(answer), encoding="utf-8")
        source = replace(KNOWN["acme"], bounds=Bounds(least=0, most=10, fill={}))
        return read_answer(source, path, directory)

    holds("acme", "acme", read, recorded)


def test_its_sample_is_an_answer_that_is_cut_short(tmp_path: Path, directory: Directory) -> None:
    contract.test_a_source_says_who_it_is("acme")
    contract.test_an_answer_that_is_cut_short_falls_below_its_bounds(
        "acme", "acme", recorded, directory, tmp_path
    )
