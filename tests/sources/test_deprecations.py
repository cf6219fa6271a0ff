"""Retirement notices: what is announced, for which ids, and how far a date goes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import Reading

Read = Callable[[str, Any], Reading]


@pytest.fixture
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("deprecations", recorded("deprecations"))


def notice(**fields: Any) -> dict[str, Any]:
    return {
        "provider": "openai",
        "id": "quill-3",
        "status": "retired",
        "retires_on": "2026-01-01",
        "source": "https://quill.example/deprecations",
        "checked": "2026-03-01",
    } | fields


def read_notices(read: Read, *notices: dict[str, Any]) -> Reading:
    return read("deprecations", {"models": list(notices)})


def test_a_notice_states_status_days_and_page(reading: Reading) -> None:
    quill = reading.offerings["openai/quill-3-0125"]

    assert quill.cells == {
        "status": "D",
        "updated": "2026-03-01",
        "deprecated_on": "2026-01-15",
        "retires_on": "2026-07-15",
        "successor": "openai/quill-4",
    }
    assert quill.url == "https://quill.example/deprecations"
    assert quill.originals == {}


def test_providers_are_found_by_the_names_the_list_has_for_them(reading: Reading) -> None:
    assert reading.offerings.keys() == {
        "openai/quill-3-0125",
        "openai/quill-3",
        "google/easel-1-preview",
        "amazon-bedrock/nib.nib-1-v1:0",
        "cohere/brush-1",
    }
    assert reading.offerings["amazon-bedrock/nib.nib-1-v1:0"].cells["status"] == "R"


def test_google_vertex_ai_is_a_provider_too(read: Read) -> None:
    assert list(read_notices(read, notice(provider="google-vertex-ai")).offerings) == [
        "google-vertex/quill-3"
    ]


def test_a_notice_holds_for_each_other_id_that_it_names(reading: Reading) -> None:
    named, other = reading.offerings["openai/quill-3-0125"], reading.offerings["openai/quill-3"]

    assert other.cells == named.cells
    assert "alias" not in other.cells


def test_an_other_id_with_a_notice_of_its_own_keeps_that(read: Read) -> None:
    reading = read_notices(
        read, notice(id="quill-3-0125", aliases=["quill-3"], retires_on="2025-05-05"), notice()
    )

    assert reading.offerings["openai/quill-3"].cells["retires_on"] == "2026-01-01"


def test_a_notice_of_tuned_models_is_for_the_ids_that_are_sent(read: Read) -> None:
    notices = notice(id="ft-quill-3"), notice(id="ft-quill-3", provider="mistral")

    assert list(read_notices(read, *notices).offerings) == ["openai/ft:quill-3", "mistral/ft-quill-3"]


def test_a_choice_of_replacements_is_no_successor_but_its_text_is_kept(reading: Reading) -> None:
    easel = reading.offerings["google/easel-1-preview"]

    assert "successor" not in easel.cells
    assert easel.originals["successor"] == "easel-2_or_easel-2-lite"


@pytest.mark.parametrize("choice", ["quill-4, quill-5 or quill-6", "quill-4 or Quill 5", "the newest quill"])
def test_no_text_with_several_words_is_a_successor(choice: str, read: Read) -> None:
    reading = read_notices(read, notice(replacement=choice))

    assert "successor" not in reading.offerings["openai/quill-3"].cells


def test_a_replacement_with_a_setting_is_one_successor(read: Read) -> None:
    quill = read_notices(read, notice(replacement="quill-4 (reasoning.mode: pro)")).offerings[
        "openai/quill-3"
    ]

    assert quill.cells["successor"] == "openai/quill-4"
    assert quill.originals["successor"] == "quill-4_(reasoning.mode:_pro)"


def test_a_date_that_is_a_lower_bound_or_holds_in_some_regions_says_so(reading: Reading) -> None:
    easel, nib = (
        reading.offerings["google/easel-1-preview"],
        reading.offerings["amazon-bedrock/nib.nib-1-v1:0"],
    )

    assert easel.cells["retires_on"] == "2026-09-01"
    assert easel.originals["retires_on"] == "not_before"
    assert nib.originals["retires_on"] == "by_region"


def test_a_retirement_not_yet_dated_states_no_day(reading: Reading) -> None:
    brush = reading.offerings["cohere/brush-1"]

    assert "retires_on" not in brush.cells
    assert brush.cells["deprecated_on"] == "2025-07-01"


def test_a_provider_without_a_name_of_ours_is_a_source_error(read: Read) -> None:
    with pytest.raises(SourceError, match=r"no provider 'atelier'; add the name to data/aliases\.csv"):
        read_notices(read, notice(provider="atelier"))


@pytest.mark.parametrize(
    "fields",
    [{"status": "sleeping"}, {"retires_on": "2026-02-30"}, {"aliases": "quill-2"}],
)
def test_a_notice_of_another_shape_is_a_source_error(fields: dict[str, Any], read: Read) -> None:
    with pytest.raises(SourceError, match=r"deprecations: |alias"):
        read_notices(read, notice(**fields))
