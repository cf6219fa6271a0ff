"""On which days a catalog's models change by their own dates."""

from __future__ import annotations

import pytest

from modeldex import InvalidValueError, ModelCatalog
from modeldex.catalog.calendar import first_day

CATALOG = ModelCatalog.bundled()
FROM, UNTIL = "2026-06-01", "2026-10-01"


def test_what_changes_between_two_days_is_what_a_walk_over_all_models_finds():
    def changes(day: str | None) -> bool:
        return day is not None and FROM < day <= UNTIL

    found = [
        model.id
        for model in CATALOG.all_models()
        if changes(model.retires_on)
        or changes(model.deprecated_on)
        or any(changes(price.valid_from) or changes(price.valid_to) for price in model.prices)
    ]

    assert CATALOG.changing_between(FROM, UNTIL) == tuple(found)
    assert len(found) > 10


def test_between_a_day_and_itself_nothing_changes():
    assert CATALOG.changing_between(FROM, FROM) == ()


def test_after_the_last_date_nothing_changes():
    assert CATALOG.changing_between("9000-01-01", "9999-01-01") == ()


@pytest.mark.parametrize(
    ("day", "first"), [("2026", "2026-01-01"), ("2026-06", "2026-06-01"), ("2026-06-15", "2026-06-15")]
)
def test_a_date_to_the_month_or_the_year_comes_on_its_first_day(day: str, first: str):
    assert first_day(day) == first


def test_what_is_no_day_is_an_error():
    with pytest.raises(InvalidValueError, match="changing_between"):
        CATALOG.changing_between("yesterday", UNTIL)
