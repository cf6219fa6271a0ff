"""What moved more than tenfold, and what moved without a jump."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.jumps import Moves, is_jump, moves

if TYPE_CHECKING:
    from decimal import Decimal
    from pathlib import Path

LUMI = "lumen/lumi-2"


@pytest.fixture
def published(house: Any) -> Path:
    """The facts as they were before a test changes them."""
    copy: Path = shutil.copytree(house.data, house.data.with_name("published"))
    return copy


def moved(house: Any, published: Path) -> Moves:
    return moves(published, house.data, read_directory(house.data))


def test_facts_that_did_not_change_moved_nothing(house: Any, published: Path) -> None:
    assert moved(house, published) == Moves()


def test_a_source_that_is_new_moved_nothing(house: Any, published: Path) -> None:
    (published / "sources" / "litellm.csv").unlink()

    assert moved(house, published) == Moves()


def test_what_moved_is_told_by_what_it_was(house: Any, published: Path) -> None:
    house.edit("sources/litellm.csv", f"{LUMI},C,2,8,272000", f"{LUMI},C,21,9,27199")
    house.edit(
        "sources/litellm.csv", "lumen/lumi-1,C,1,4,32000,32000,4096", "lumen/lumi-1,C,,4,32000,32000,1"
    )
    house.edit("sources/models_dev.csv", "bazaar/quartz-7,Quartz 7,P,free", "bazaar/quartz-7,Quartz 7,P,5")
    house.edit(
        "sources/models_dev.csv", "bazaar/lumi-2,Lumi 2,C,2.5,9,,", "bazaar/lumi-2,Lumi 2,C,2.5,9,0.1,"
    )
    house.append("sources/openrouter.csv", "openrouter/new,,New,C,1,1,,")
    found = moved(house, published)

    assert [(one.id, one.field, one.before, one.after) for one in found.jumps] == [
        (LUMI, "input_tokens", "2", "21"),
        (LUMI, "max_context", "272000", "27199"),
        ("lumen/lumi-1", "max_output", "4096", "1"),
    ]
    assert [(one.id, one.field, one.after) for one in found.first] == [
        ("bazaar/lumi-2", "cache_read_tokens", "0.1")
    ]
    assert [(one.id, one.field, one.after) for one in found.charged] == [
        ("bazaar/quartz-7", "input_tokens", "5")
    ]
    assert found.new == [("openrouter", "openrouter/new")]


def test_two_sources_that_jump_to_one_value_confirm_each_other(house: Any, published: Path) -> None:
    house.edit("sources/litellm.csv", f"{LUMI},C,2,8", f"{LUMI},C,21,8")
    house.edit("sources/models_dev.csv", f"{LUMI},Lumi 2,C,2,8", f"{LUMI},Lumi 2,C,21,8")

    assert [one.confirmed_by for one in moved(house, published).jumps] == [("models_dev",), ("litellm",)]


@pytest.mark.parametrize(
    ("field", "before", "after", "expected"),
    [
        ("input_tokens", "1", "10", False),
        ("input_tokens", "1", "10.01", True),
        ("input_tokens", "10.01", "1", True),
        ("input_tokens@batch", "0.001", "1", True),
        ("input_tokens", "1", "free", True),
        ("input_tokens", "free", "1", False),
        ("input_tokens", "variable", "1", False),
        ("input_tokens", "1", "variable", False),
        ("max_output", "4096", "40960", False),
        ("max_output", "4096", "40961", True),
        ("max_output", "40961", "4096", True),
    ],
)
def test_a_jump_is_more_than_tenfold_either_way(field: str, before: str, after: str, expected: bool) -> None:
    assert is_jump(field, before, after) is expected


@settings(deadline=None)
@given(st.decimals("0.0001", "9000", places=4), st.decimals("0.0001", "9000", places=4))
def test_a_jump_there_is_a_jump_back(one: Decimal, other: Decimal) -> None:
    there, back = (is_jump("input_tokens", str(a), str(b)) for a, b in ((one, other), (other, one)))

    assert there is back
    assert there is (max(one, other) / min(one, other) > 10)
