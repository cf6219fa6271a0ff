"""`data/wanted.csv`: what is asked for by name, read with its faults, and looked up in a catalog."""

from __future__ import annotations

from pathlib import Path

import pytest

from modeldex import DataError, ModelConfig, ModelStatus
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.wanted import Wanted, read_wanted, sought

DATA = Path(__file__).parents[2] / "data"
MODELS = (
    ModelConfig(model_id="Pixel-VL-7B", provider="bazaar", maker="lumen"),
    ModelConfig(model_id="pixel-vl-70b", provider="lumen", maker="lumen"),
    ModelConfig(model_id="pixel-vl-0", provider="lumen", maker="lumen", status=ModelStatus.RETIRED),
    ModelConfig(model_id="old-1", provider="attic", status=ModelStatus.RETIRED),
)


def wanted(kind: str, *patterns: str) -> Wanted:
    return Wanted(kind, "It", patterns, "")


@pytest.mark.parametrize(
    ("kind", "pattern", "state", "counts"),
    [
        ("family", "pixel-vl", "present", (2, 1, 2)),
        ("family", "lumen/pixel", "present", (1, 1, 1)),
        ("family", "old", "retired", (0, 1, 0)),
        ("family", "pixie", "missing", (0, 0, 0)),
        ("maker", "lumen", "present", (2, 1, 2)),
        ("maker", "lum", "missing", (0, 0, 0)),
        ("provider", "bazaar", "present", (1, 0, 1)),
        ("provider", "attic", "retired", (0, 1, 0)),
    ],
)
def test_what_is_wanted_is_present_retired_or_missing(
    kind: str, pattern: str, state: str, counts: tuple[int, int, int]
):
    (one,) = sought([wanted(kind, pattern)], MODELS)

    assert (one.state, (one.offerings, one.retired, one.providers)) == (state, counts)


def test_any_of_several_patterns_is_enough():
    (one,) = sought([wanted("family", "pixie", "vl-70b", "vl-7b")], MODELS)

    assert one.offerings == 2


def test_the_rows_are_read_in_order(tmp_path: Path):
    (tmp_path / "wanted.csv").write_text(
        "kind,name,pattern,note\nfamily,Pixel VL,pixel-vl pixelvl,vision\nmaker,Lumen,lumen,\n"
    )

    assert read_wanted(tmp_path) == (
        Wanted("family", "Pixel VL", ("pixel-vl", "pixelvl"), "vision"),
        Wanted("maker", "Lumen", ("lumen",), ""),
    )


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        ("model,It,it,", "kind", "must be family, maker or provider, not 'model'"),
        ("family,,it,", "name", "must be a name for people"),
        ("family,It,,", "pattern", "lower-case"),
        ("family,It,IT,", "pattern", "not 'IT'"),
        ("maker,It,it its,", "pattern", "must be one slug for a maker"),
    ],
)
def test_a_wrong_row_is_named_with_its_place(row: str, column: str, problem: str, tmp_path: Path):
    (tmp_path / "wanted.csv").write_text(f"kind,name,pattern,note\nfamily,A,a,\n{row}\n")

    with pytest.raises(DataError) as caught:
        read_wanted(tmp_path)

    assert (caught.value.line, caught.value.column) == (3, column)
    assert problem in caught.value.problem


def test_a_folder_without_the_table_is_a_fault(tmp_path: Path):
    with pytest.raises(DataError, match=r"wanted\.csv"):
        read_wanted(tmp_path)


def test_what_the_project_wants_of_makers_and_providers_has_a_file():
    directory = read_directory(DATA)
    listed = read_wanted(DATA)

    assert len({one.name for one in listed}) == len(listed) > 20
    for one in listed:
        if one.kind == "maker":
            assert one.patterns[0] in directory.makers.by_id
        if one.kind == "provider":
            assert one.patterns[0] in directory.providers
