"""LiteLLM's history: what each rate was from when until when, without what never held."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import Reading
from modeldex.sources.litellm.keys import provider_of_key

if TYPE_CHECKING:
    from modeldex.pipeline.directory import Directory

Read = Callable[[str, Any], Reading]
Row = tuple[str, str, str | None, str | None, str]


@pytest.fixture
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("litellm_events", recorded("litellm_events"))


def held(reading: Reading, full_id: str) -> list[Row]:
    rows = reading.offerings[full_id].dated
    return sorted((row.key, row.amount_text, row.valid_from, row.valid_to, row.kind) for row in rows)


def history(read: Read, recorded: Callable[[str], Any], **keys: Any) -> Reading:
    """The reading of a history of other keys; each event without the place of its source."""
    events = {name.replace("__", "/"): [[*event, 0] for event in rows] for name, rows in keys.items()}
    return read("litellm_events", recorded("litellm_events") | {"events": events})


def price(day: str, old: Any, new: Any, flag: str = "", field: str = "input_cost_per_token") -> list[Any]:
    return [day, "price", field, old, new, flag]


def test_a_value_holds_from_its_change_until_the_next_and_the_first_since_its_key_was_added(
    reading: Reading,
) -> None:
    assert held(reading, "openai/gpt-quill") == [
        ("input_tokens", "2", "2025-12-01", None, "market"),
        ("input_tokens", "2.5", "2025-06-01", "2025-12-01", "market"),
        ("input_tokens", "5", "2025-01-10", "2025-06-01", "market"),
        ("input_tokens@>272000,batch", "1.25", "2025-09-01", None, "market"),
    ]


def test_a_value_in_another_unit_never_held_and_its_successor_is_a_correction(reading: Reading) -> None:
    rows = held(reading, "novita-ai/quill/ink")

    assert [row for row in rows if row[0] == "output_tokens"] == [
        ("output_tokens", "0.05", "2025-03-01", None, "correction")
    ]


def test_of_a_likely_correction_both_values_are_kept(reading: Reading) -> None:
    rows = held(reading, "novita-ai/quill/ink")

    assert [row for row in rows if row[0] == "input_tokens"] == [
        ("input_tokens", "2", "2025-03-01", None, "correction"),
        ("input_tokens", "4", "2025-02-01", "2025-03-01", "market"),
    ]


def test_a_removed_key_ends_its_rates_and_its_region_is_a_condition(reading: Reading) -> None:
    assert held(reading, "azure/quill") == [
        ("input_tokens@region:eu", "1.1", "2025-02-01", "2025-03-01", "market"),
        ("input_tokens@region:eu", "2.2", "2025-03-01", "2025-08-01", "market"),
    ]


def test_what_is_left_out_is_counted_with_its_reason(reading: Reading) -> None:
    assert sorted(reading.skipped.values()) == [
        "1 left out: prices that are no single number",
        "1 left out: values in another unit",
        "2 left out: the unit of output_cost_per_image is unclear",
        "2 left out: values that were put back",
        "whose model it is cannot be told",
    ]


def test_it_states_no_price_of_today(reading: Reading) -> None:
    assert all(offering.prices == [] for offering in reading.offerings.values())


def test_a_key_that_comes_back_starts_anew(read: Read, recorded: Callable[[str], Any]) -> None:
    found = history(
        read,
        recorded,
        claude_quill=[],
        xai__quill=[
            ["2025-01-01", "added", "", None, None, ""],
            price("2025-02-01", 1e-6, 2e-6),
            ["2025-03-01", "removed", "", None, None, ""],
            ["2025-04-01", "added", "", None, None, ""],
            price("2025-05-01", 3e-6, 4e-6),
        ],
    )

    assert held(found, "xai/quill") == [
        ("input_tokens", "1", "2025-01-01", "2025-02-01", "market"),
        ("input_tokens", "2", "2025-02-01", "2025-03-01", "market"),
        ("input_tokens", "3", "2025-04-01", "2025-05-01", "market"),
        ("input_tokens", "4", "2025-05-01", None, "market"),
    ]


def test_a_change_that_nobody_saw_leaves_a_gap(read: Read, recorded: Callable[[str], Any]) -> None:
    rows = [price("2025-02-01", None, 1e-6), price("2025-03-01", 2e-6, 3e-6)]
    found = history(read, recorded, xai__quill=rows)

    assert held(found, "xai/quill") == [("input_tokens", "3", "2025-03-01", None, "market")]
    assert list(found.skipped.values()) == ["1 left out: values that changed unseen"]


def test_changes_of_one_day_and_rates_dropped_leave_no_empty_rows(
    read: Read, recorded: Callable[[str], Any]
) -> None:
    rows = [price("2025-02-01", None, 1e-6), price("2025-02-01", 1e-6, 2e-6), price("2025-03-01", 2e-6, None)]

    assert held(history(read, recorded, xai__quill=rows), "xai/quill") == [
        ("input_tokens", "2", "2025-02-01", "2025-03-01", "market")
    ]


def test_a_key_of_zeros_says_only_when_it_was_touched(read: Read, recorded: Callable[[str], Any]) -> None:
    (offering,) = history(read, recorded, xai__quill=[price("2025-02-01", None, 0)]).offerings.values()

    assert (offering.cells, offering.dated, offering.listed) == ({"updated": "2025-02-01"}, [], False)


def test_a_key_that_was_removed_was_not_touched_since(read: Read, recorded: Callable[[str], Any]) -> None:
    rows = [price("2025-02-01", None, 1e-6), ["2025-03-01", "removed", "", None, None, ""]]

    (offering,) = history(read, recorded, xai__quill=rows).offerings.values()

    assert offering.cells == {}


def test_of_two_keys_of_a_model_the_one_that_stands_longer_has_the_word(
    read: Read, recorded: Callable[[str], Any]
) -> None:
    old = [["2024-01-01", "added", "", None, None, ""], price("2025-02-01", None, 1e-6)]
    new = [["2025-01-01", "added", "", None, None, ""], price("2025-02-01", None, 6e-6)]
    found = read(
        "litellm_events",
        recorded("litellm_events") | {"events": {"grok-quill": new, "xai/grok-quill": old}},
    )

    assert held(found, "xai/grok-quill") == [("input_tokens", "1", "2025-02-01", None, "market")]
    assert list(found.skipped.values()) == ["1 left out: another key or field states the same rate"]


@pytest.mark.parametrize(("place", "what"), [(1, "events[renamed]"), (5, "events.flag[renamed]")])
def test_a_new_kind_or_flag_is_reported(
    place: int, what: str, read: Read, recorded: Callable[[str], Any]
) -> None:
    sample = recorded("litellm_events")
    sample["events"]["gpt-quill"][1][place] = "renamed"

    assert read("litellm_events", sample).unknown_fields[what] == 1


def test_events_of_other_fields_are_refused(read: Read, recorded: Callable[[str], Any]) -> None:
    with pytest.raises(SourceError, match="the history has changed its shape"):
        read("litellm_events", recorded("litellm_events") | {"fields": ["day", "field", "old", "new"]})


@pytest.mark.parametrize("amount", ["a lot", -3e-6, True, {"amount": 1}])
def test_an_amount_of_another_type_is_a_source_error_or_left_out(
    amount: Any, read: Read, recorded: Callable[[str], Any]
) -> None:
    rows = [price("2025-02-01", None, amount)]

    if isinstance(amount, dict):
        (offering,) = history(read, recorded, xai__quill=rows).offerings.values()
        assert offering.dated == []
    else:
        with pytest.raises(SourceError):
            history(read, recorded, xai__quill=rows)


@pytest.mark.parametrize(
    ("key", "provider"),
    [
        ("quill/quill-6", None),
        ("gemini/quill-6", "gemini"),
        ("high/1024-x-1024/gpt-image-9", "openai"),
        ("1024-x-1024/50-steps/bedrock/quill.brush", "bedrock"),
        ("eu.quill.quill-6-v1:0", "bedrock"),
        ("claude-quill-9-v1:0", "bedrock"),
        ("claude-quill-9", "anthropic"),
        ("gpt-9.5", "openai"),
        ("o9-mini", "openai"),
        ("gemini-9-pro", "vertex_ai"),
        ("gemini-9-pro-live", "gemini"),
        ("quill", None),
    ],
)
def test_a_key_tells_its_provider_by_how_it_begins_or_not_at_all(
    key: str, provider: str | None, directory: Directory
) -> None:
    assert provider_of_key(key, directory.provider_named) == provider
