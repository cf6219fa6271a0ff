"""Arena ratings: settings of a model are folded, its snapshots are not."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import MODELS, Reading
from modeldex.sources.table import SOURCES

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]
FIELDS = ["model", "arena name", "rating", "low", "high", "votes", "rank"]


@pytest.fixture
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("arena", recorded("arena"))


def boards(**rows: list[tuple[str, str, Any]]) -> dict[str, Any]:
    return {
        "fields": FIELDS,
        "tasks": {board: [[*row, 1.0, 2.0, 10, 1] for row in listed] for board, listed in rows.items()},
    }


def scores(offering: Offering) -> str:
    return offering.cells["benchmarks"]


def test_it_speaks_of_models_wherever_they_are_served() -> None:
    assert SOURCES["arena"].about == MODELS


def test_each_board_gives_a_benchmark_of_its_own(reading: Reading) -> None:
    quill = reading.offerings["anthropic/quill-4.5"]

    assert scores(quill) == "arena_creative_writing=1440 arena_overall=1480.4 arena_webdev=1533"


def test_efforts_and_other_settings_are_folded_and_what_was_rated_is_kept(reading: Reading) -> None:
    assert reading.offerings["anthropic/quill-4.5"].originals == {
        "arena_overall": "1480.4:Quill_4.5_(High,_32K,_20260203)",
        "arena_creative_writing": "1440.0:Quill_4.5_(Thinking_16K,_20260203)",
        "arena_webdev": "1533.0:quill-4-5-20260203",
    }


def test_snapshots_that_the_boards_file_under_one_name_are_models_of_their_own(reading: Reading) -> None:
    assert scores(reading.offerings["google/easel-2-002"]) == "arena_overall=1301"
    assert scores(reading.offerings["google/easel-2-001"]) == "arena_creative_writing=1282.3"
    assert scores(reading.offerings["google/easel-2"]) == "arena_webdev=1190.2"
    assert reading.offerings["google/easel-2"].originals == {}


@pytest.mark.parametrize(
    ("rated", "name"),
    [
        ("Easel 2 (Codex Harness)", "easel-2"),
        ("Easel 2 (xHigh, Codex Harness)", "easel-2"),
        ("Easel 2 (Non-Thinking)", "easel-2"),
        ("Easel 2 (BF16)", "easel-2"),
        ("easel-2-medium", "easel-2"),
        ("Easel 2 (FP8)", "easel-2-fp8"),
        ("Easel 2 (2025-08-06)", "easel-2-2025-08-06"),
        ("Easel 2 Preview (High, 09-2025)", "easel-2-preview-09-2025"),
        ("Easel-2-20260910 (Max)", "easel-2-20260910"),
    ],
)
def test_what_is_a_setting_and_what_is_a_snapshot(rated: str, name: str, read: Read) -> None:
    answer = boards(
        overall=[("google / easel-2", "Easel 2 (123)", 1000)], coding=[("google / easel-2", rated, 1100)]
    )

    answer["tasks"]["math"] = [["google / easel-2", "Easel 2", 900, 1.0, 2.0, 10, 1]]

    assert "arena_coding=1100" in scores(read("arena", answer).offerings[f"google/{name}"])


def test_a_snapshot_that_all_boards_share_stands_under_the_models_name(read: Read) -> None:
    answer = boards(
        overall=[("google / easel-2", "Easel 2 (002)", 1000)],
        coding=[("google / easel-2", "easel-2-002-high", 1100)],
    )

    assert list(read("arena", answer).offerings) == ["google/easel-2"]


def test_of_two_settings_on_one_board_the_better_is_taken(read: Read) -> None:
    answer = boards(
        overall=[
            ("google / easel-2", "Easel 2 (Medium)", 1000),
            ("google / easel-2", "Easel 2 (Max)", 1010.5),
            ("google / easel-2", "Easel 2 (High)", 1005),
        ]
    )

    reading = read("arena", answer)

    assert scores(reading.offerings["google/easel-2"]) == "arena_overall=1010.5"
    assert "highest" in reading.mended["google/easel-2"]


def test_a_name_with_its_snapshot_in_the_middle_is_spelled_as_its_maker_does(read: Read) -> None:
    answer = boards(
        overall=[("openai / gpt-4-turbo-preview", "GPT-4 Turbo Preview (1106)", 1000)],
        coding=[("openai / gpt-4-turbo-preview", "GPT-4 Turbo Preview (0125)", 1100)],
    )

    assert set(read("arena", answer).offerings) == {"openai/gpt-4-1106-preview", "openai/gpt-4-0125-preview"}


def test_a_snapshot_of_deepseek_is_named_by_month_and_day(read: Read) -> None:
    answer = boards(
        overall=[("deepseek / ink-4", "Ink-4 (High, 20260813)", 1000)],
        coding=[("deepseek / ink-4", "Ink-4", 1100)],
    )

    assert set(read("arena", answer).offerings) == {"deepseek/ink-4-0813", "deepseek/ink-4"}


def test_a_short_name_that_has_moved_on_is_not_given_the_rating_of_an_old_snapshot(read: Read) -> None:
    answer = boards(overall=[("mistral / mistral-large", "Mistral Large (2411)", 1000)])

    assert list(read("arena", answer).offerings) == ["mistral/mistral-large-2411"]


def test_a_model_filed_under_the_maker_of_its_base_is_given_to_its_own(read: Read) -> None:
    answer = boards(
        overall=[("meta / llama-3.1-nemotron-70b-instruct", "Llama 3.1 Nemotron 70B Instruct", 1)]
    )

    assert list(read("arena", answer).offerings) == ["nvidia/llama-3.1-nemotron-70b-instruct"]


def test_boards_of_professions_and_languages_are_left_out(reading: Reading) -> None:
    assert "google/brush-1" not in reading.offerings


def test_a_board_that_is_new_is_reported(read: Read) -> None:
    reading = read("arena", boards(overall=[], juggling=[("google / easel-2", "Easel 2", 1000)]))

    assert reading.unknown_fields == {"tasks.juggling": 1}


def test_an_unknown_organisation_is_left_out_with_the_place_to_add_it(reading: Reading) -> None:
    assert "data/makers.toml" in reading.skipped["atelier / nib-1"]


@pytest.mark.parametrize("rating", ["a lot", None, -3, True, {"value": 1}])
def test_a_rating_that_is_no_number_is_a_source_error(rating: Any, read: Read) -> None:
    with pytest.raises(SourceError, match=r"arena: |easel-2\.rating: "):
        read("arena", boards(overall=[("google / easel-2", "Easel 2", rating)]))


def test_a_row_shorter_than_the_fields_is_a_source_error(read: Read) -> None:
    answer = {"fields": FIELDS, "tasks": {"overall": [["google / easel-2", "Easel 2", 1000]]}}

    with pytest.raises(SourceError, match="the answer"):
        read("arena", answer)


def test_a_model_without_its_organisation_is_a_source_error(read: Read) -> None:
    with pytest.raises(SourceError):
        read("arena", boards(overall=[("easel-2", "Easel 2", 1000)]))
