"""A plan says what an update means: what ends, costs more, is narrowed or lost, the user's own first."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.updates.desk import Desk, changed

from modeldex import ModelCatalog
from modeldex.core.evidence import Change
from modeldex.updates.difference import (
    ADDED,
    CHEAPER,
    DEARER,
    ENDS,
    KINDS,
    LOST,
    NARROWED,
    OTHER,
    REPRICED,
    Effect,
    counted,
    effect_of,
    effects,
)

if TYPE_CHECKING:
    from collections.abc import Callable

FALCON = "acme/falcon-2"


@pytest.fixture
def plan(desk: Desk) -> Callable[..., list[Effect]]:
    def planned(*statements: str, named: tuple[str, ...] = ()) -> list[Effect]:
        after = changed(desk.small, desk.folder / "after.sqlite", "2026-11-20-v1", *statements)
        return effects(ModelCatalog.open(desk.small), ModelCatalog.open(after), named)

    return planned


def kind(field: str, before: str | None, after: str | None) -> tuple[str, Decimal | None]:
    found = effect_of(Change(model=FALCON, field=field, before=before, after=after))
    return found.kind, found.percent


@pytest.mark.parametrize(
    ("field", "before", "after", "expected"),
    [
        ("id", None, FALCON, ADDED),
        ("id", FALCON, None, ENDS),
        ("status", "C", "D", ENDS),
        ("status", "D", "R", ENDS),
        ("status", "C", "X", ENDS),
        ("status", "P", "C", OTHER),
        ("status", "R", "D", OTHER),
        ("retires_on", None, "2027-01-01", ENDS),
        ("retires_on", "2027-06", "2027-01-01", ENDS),
        ("retires_on", "2027-01-01", "2027-06-01", OTHER),
        ("retires_on", "2027-01-01", None, OTHER),
        ("max_context", "200000", "100000", NARROWED),
        ("max_context", "99999", "100000", OTHER),
        ("max_output", "8192", None, OTHER),
        ("rpm", "50", "5", NARROWED),
        ("vision", "true", "false", LOST),
        ("vision", "true", None, LOST),
        ("vision", None, "true", OTHER),
        ("name", "A", "B", OTHER),
    ],
)
def test_a_change_is_told_by_what_it_means(field: str, before: str | None, after: str | None, expected: str):
    assert kind(field, before, after) == (expected, None)


@pytest.mark.parametrize(
    ("before", "after", "expected", "percent"),
    [
        ("3", "2.5", CHEAPER, "-16.7"),
        ("2", "3", DEARER, "50.0"),
        ("0.1", "0.3", DEARER, "200.0"),
        ("0", "3", DEARER, None),
        ("3", "0", CHEAPER, "-100.0"),
        ("3", None, REPRICED, None),
        (None, "3", REPRICED, None),
        ("3", "3 CNY", REPRICED, None),
        ("3 CNY", "6 CNY", DEARER, "100.0"),
    ],
)
def test_a_rate_moves_by_so_much_in_the_hundred(
    before: str | None, after: str | None, expected: str, percent: str | None
):
    amount = None if percent is None else Decimal(percent)
    assert kind("input_tokens@batch", before, after) == (expected, amount)


@given(
    before=st.decimals("0.0001", 10**6, places=4), after=st.decimals("0.0001", 10**6, places=4),
)  # fmt: skip
def test_a_rate_that_rises_is_dearer_and_one_that_falls_is_cheaper(before: Decimal, after: Decimal):
    told, percent = kind("output_tokens", f"{before:f}", f"{after:f}")

    assert told == (DEARER if after > before else CHEAPER)
    assert percent is not None
    assert abs(before * (1 + percent / 100) - after) <= before * Decimal("0.0005") + Decimal("1e-9")


def test_nothing_is_different_between_equal_catalogs(plan):
    assert plan() == []


def test_the_models_that_are_named_come_first_then_what_is_gravest(plan):
    found = plan(
        "UPDATE models SET max_context = 1 WHERE id = 'hub/acme/falcon-2'",
        f"UPDATE models SET name = 'Other' WHERE id = '{FALCON}'",
        "DELETE FROM models WHERE id = 'acme/falcon-1'",
        named=(FALCON,),
    )

    assert [(one.model, one.kind, one.is_named) for one in found] == [
        (FALCON, OTHER, True), ("acme/falcon-1", ENDS, False), ("hub/acme/falcon-2", NARROWED, False),
    ]  # fmt: skip
    assert [one.is_finding for one in found] == [False, False, False]
    assert counted(found) == {**dict.fromkeys(KINDS, 0), ENDS: 1, NARROWED: 1, OTHER: 1}


@pytest.mark.parametrize(
    ("statement", "is_finding"),
    [
        ("UPDATE models SET status = 'R' WHERE id = 'acme/falcon-2'", True),
        ("UPDATE models SET max_context = 1 WHERE id = 'acme/falcon-2'", True),
        ("UPDATE models SET caps_yes = 0 WHERE id = 'acme/falcon-2'", True),
        ("UPDATE prices SET amount = '99' WHERE n = (SELECT n FROM models WHERE id = 'acme/falcon-2')", True),
        ("DELETE FROM prices WHERE n = (SELECT n FROM models WHERE id = 'acme/falcon-2')", True),
        ("UPDATE models SET max_context = 9000000 WHERE id = 'acme/falcon-2'", False),
        ("UPDATE models SET name = 'Other' WHERE id = 'acme/falcon-2'", False),
    ],
)
def test_a_named_model_that_loses_is_a_finding(plan, statement: str, is_finding: bool):
    assert any(one.is_finding for one in plan(statement, named=(FALCON,))) is is_finding
    assert not any(one.is_finding for one in plan(statement))
