"""`ModelStatus`: names, letters, and what the dates make of a status."""

from __future__ import annotations

import pytest

from modeldex import InvalidValueError, ModelConfig, ModelStatus, UnknownNameError

LETTERS = {
    "ACTIVE": "C",
    "PREVIEW": "P",
    "DEPRECATED": "D",
    "RETIRED": "R",
    "DISABLED": "X",
    "MAINTENANCE": "M",
}


def test_there_are_six_states_with_these_letters() -> None:
    assert {status.name: status.value for status in ModelStatus} == LETTERS


@pytest.mark.parametrize(("name", "letter"), LETTERS.items())
def test_a_status_is_found_by_its_name_in_any_case_or_its_letter(name: str, letter: str) -> None:
    status = ModelStatus[name]

    assert ModelStatus.named(name) is status
    assert ModelStatus.named(name.lower()) is status
    assert ModelStatus.named(letter) is status
    assert ModelStatus.named(status) is status


@pytest.mark.parametrize("name", ["alive", "", "c", "A"])
def test_an_unknown_status_lists_the_known_ones(name: str) -> None:
    with pytest.raises(UnknownNameError, match="known: active, preview, deprecated, retired, disabled"):
        ModelStatus.named(name)


@pytest.mark.parametrize(
    ("day", "status"),
    [
        ("2025-05-31", ModelStatus.ACTIVE),
        ("2025-06-01", ModelStatus.DEPRECATED),
        ("2025-12-31", ModelStatus.DEPRECATED),
        ("2026-01-01", ModelStatus.RETIRED),
    ],
)
def test_the_dates_deprecate_and_retire_a_model(day: str, status: ModelStatus) -> None:
    model = ModelConfig(model_id="m", provider="p", deprecated_on="2025-06-01", retires_on="2026-01-01")

    assert model.status_on(day) is status


def test_a_date_that_has_not_come_changes_nothing() -> None:
    assert ModelStatus.PREVIEW.on("2025-01-01", "2025-06-01", "2026-01-01") is ModelStatus.PREVIEW


def test_without_dates_a_status_stays() -> None:
    for status in ModelStatus:
        assert status.on("2099-01-01", None, None) is status


def test_a_preview_can_be_deprecated() -> None:
    assert ModelStatus.PREVIEW.on("2025-06-01", "2025-06-01", None) is ModelStatus.DEPRECATED


@pytest.mark.parametrize("status", [ModelStatus.DISABLED, ModelStatus.MAINTENANCE])
def test_a_switch_set_by_hand_stays_until_the_model_retires(status: ModelStatus) -> None:
    assert status.on("2025-06-01", "2025-01-01", "2026-01-01") is status
    assert status.on("2026-01-01", "2025-01-01", "2026-01-01") is ModelStatus.RETIRED


def test_a_retired_model_stays_retired() -> None:
    assert ModelStatus.RETIRED.on("2025-06-01", "2025-01-01", None) is ModelStatus.RETIRED


def test_a_date_to_the_month_holds_after_it_and_not_before() -> None:
    model = ModelConfig(model_id="m", provider="p", retires_on="2025-06")

    assert model.status_on("2025-05-31") is ModelStatus.ACTIVE
    assert model.status_on("2025-07-01") is ModelStatus.RETIRED


@pytest.mark.parametrize("day", ["tomorrow", "", "2025-02-30", "2025-06"])
def test_a_text_that_is_no_day_is_refused(day: str) -> None:
    model = ModelConfig(model_id="m", provider="p", retires_on="2030-01-01")

    with pytest.raises(InvalidValueError, match="must be a day like 2025-06-01"):
        model.status_on(day)


@pytest.mark.parametrize(
    ("status", "day", "expected"),
    [
        (ModelStatus.DEPRECATED, "2026-05-31", ModelStatus.ACTIVE),
        (ModelStatus.DEPRECATED, "2026-06-01", ModelStatus.DEPRECATED),
        (ModelStatus.RETIRED, "2026-05-31", ModelStatus.ACTIVE),
        (ModelStatus.RETIRED, "2026-12-30", ModelStatus.DEPRECATED),
        (ModelStatus.RETIRED, "2026-12-31", ModelStatus.RETIRED),
        (ModelStatus.DISABLED, "2026-05-31", ModelStatus.DISABLED),
    ],
)
def test_what_a_date_has_brought_about_is_taken_back_before_it(
    status: ModelStatus, day: str, expected: ModelStatus
) -> None:
    assert status.on(day, "2026-06-01", "2026-12-31") is expected


@pytest.mark.parametrize("status", list(ModelStatus))
def test_what_was_stated_without_a_date_stays(status: ModelStatus) -> None:
    assert status.on("2020-01-01", None, None) is status
