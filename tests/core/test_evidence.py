"""Statements: who said what; the winner of a conflict; what changed."""

from __future__ import annotations

from typing import Any

import pytest

from modeldex import InvalidValueError, Statement
from modeldex.core.evidence import Change, Conflict, DatedValue

OFFICIAL = Statement(
    model="p/m",
    field="max_context",
    value="128000",
    source="official",
    url="https://example.com/m",
    wins=True,
)
OTHER = Statement(
    model="p/m",
    field="max_context",
    value="131072",
    source="litellm",
    original="131,072",
    seen_on="2025-06-01",
)


def test_a_statement_keeps_the_sources_own_words_and_the_day() -> None:
    assert (OTHER.value, OTHER.original, OTHER.seen_on) == ("131072", "131,072", "2025-06-01")
    assert not OTHER.wins
    assert OFFICIAL.original is None


def test_a_statement_needs_model_field_value_and_source() -> None:
    nothing: dict[str, Any] = {}

    with pytest.raises(InvalidValueError) as refusal:
        Statement(**nothing)

    assert set(refusal.value.problems) == {"model", "field", "value", "source"}


def test_statements_are_compared_by_value() -> None:
    assert OTHER.replace(wins=True) != OTHER
    assert len({OTHER, OTHER.replace(), OFFICIAL}) == 2


def test_the_winner_of_a_conflict_is_the_statement_that_was_taken() -> None:
    conflict = Conflict(model="p/m", field="max_context", statements=(OTHER, OFFICIAL))

    assert conflict.winner == OFFICIAL


def test_a_conflict_may_have_no_winner() -> None:
    assert Conflict(model="p/m", field="max_context", statements=(OTHER,)).winner is None


def test_a_value_that_still_holds_has_no_end() -> None:
    value = DatedValue(model="p/m", field="input_tokens", value="2.5", since="2025-06-01")

    assert (value.since, value.until, value.source, value.price_id) == ("2025-06-01", None, None, None)


def test_a_change_has_no_value_before_a_model_was_there() -> None:
    change = Change(model="p/m", field="id", before=None, after="p/m")

    assert (change.before, change.after) == (None, "p/m")
