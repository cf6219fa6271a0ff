"""genai-prices: prices with days, hours and services; a row's aliases are the ids it is for."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import Reading

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]


@pytest.fixture
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("genai_prices", recorded("genai_prices"))


def rates(offering: Offering) -> dict[str, str]:
    return {price.key: price.amount_text for price in offering.prices}


def held(offering: Offering) -> set[tuple[str, str, str | None, str | None]]:
    return {(price.key, price.amount_text, price.valid_from, price.valid_to) for price in offering.dated}


def row(model_id: str, *aliases: str, prices: Any = None, **fields: Any) -> dict[str, Any]:
    plain = {"constraint": None, "prices": {"input_mtok": "1", "output_mtok": "2"}}
    return {
        "id": model_id,
        "aliases": list(aliases),
        "context": None,
        "deprecated": None,
        "prices": [plain] if prices is None else prices,
        "variants": [],
    } | fields


def book(recorded: Callable[[str], Any], section: str, *rows: dict[str, Any]) -> dict[str, Any]:
    """A book of one section, beside OpenRouter's, which says of which day it is."""
    dated = {"openrouter": recorded("genai_prices")["openrouter"]}
    rows_before = dated["openrouter"]["models"] if section == "openrouter" else []
    return dated | {section: {"models": [*rows_before, *rows], "pricing_urls": []}}


def ids(reading: Reading, provider: str) -> list[str]:
    return [item.model_id for item in reading.offerings.values() if item.provider == provider]


def test_the_step_in_force_is_the_price_and_dated_steps_are_history(reading: Reading) -> None:
    quill = reading.offerings["openrouter/quill/quill-6"]

    assert rates(quill) == {"input_tokens": "2", "output_tokens": "10"}
    assert held(quill) == {
        ("input_tokens", "2.5", "2026-09-01", "2026-10-19"),
        ("input_tokens", "2", "2026-10-19", None),
        ("output_tokens", "10", "2026-10-19", None),
    }


def test_what_is_announced_is_not_in_force_yet(reading: Reading) -> None:
    quill = reading.offerings["openai/quill-6.1"]

    assert rates(quill) == {
        "input_tokens": "1.25",
        "input_tokens@>272000": "2.5",
        "cache_read_tokens": "0.125",
        "output_tokens": "10",
        "web_searches": "0.01",
        "input_tokens@batch": "0.625",
        "output_tokens@batch": "5",
    }
    assert held(quill) == {
        ("input_tokens@batch", "0.625", "2026-10-14", "2027-01-01"),
        ("output_tokens@batch", "5", "2026-10-14", "2027-01-01"),
        ("input_tokens@batch", "0.5", "2027-01-01", None),
        ("output_tokens@batch", "4", "2027-01-01", None),
    }


def test_hours_are_a_condition_beside_the_price_of_the_longer_part_of_the_day(
    reading: Reading, read: Read, recorded: Callable[[str], Any]
) -> None:
    peak = "hours:1-7T01:00-04:00+1-7T06:00-10:00"
    by_day = row(
        "quill-day",
        prices=[
            {"constraint": None, "prices": {"input_mtok": "0.5"}},
            {
                "constraint": {"start_time": "00:30:00+00:00", "end_time": "16:30:00+00:00"},
                "prices": {"input_mtok": "1"},
            },
        ],
    )
    day = read("genai_prices", book(recorded, "deepseek", by_day)).offerings["deepseek/quill-day"]

    assert rates(reading.offerings["deepseek/quill-night"]) == {
        "input_tokens": "0.5",
        "output_tokens": "2",
        f"input_tokens@{peak}": "1",
        f"output_tokens@{peak}": "4",
    }
    assert rates(day) == {
        "input_tokens": "1",
        "input_tokens@hours:1-7T00:00-00:30+1-7T16:30-24:00": "0.5",
    }


def test_the_router_of_hugging_face_charges_by_host(reading: Reading) -> None:
    quill = reading.offerings["huggingface/quill/Quill-6"]

    assert rates(quill) == {
        "input_tokens@variant:novita": "0.4",
        "output_tokens@variant:novita": "1.6",
        "input_tokens@variant:together": "0.6",
        "output_tokens@variant:together": "1.8",
    }
    assert quill.cells["max_context"] == "131072"
    assert quill.cells["alias"] == "quill/quill-6"


def test_a_regional_row_of_bedrock_is_about_the_profiles_that_it_names(
    reading: Reading, read: Read, recorded: Callable[[str], Any]
) -> None:
    rows = (row("regional.quill.quill-7-v1:0"), row("global.anthropic.claude-quill-5-v1:0"))
    bare = read("genai_prices", book(recorded, "aws", *rows))

    assert ids(reading, "amazon-bedrock") == ["eu.quill.quill-6"]
    assert ids(bare, "amazon-bedrock") == ["quill.quill-7-v1:0", "global.anthropic.claude-quill-5"]


def test_another_spelling_is_an_alias_and_another_id_an_offering(
    read: Read, recorded: Callable[[str], Any]
) -> None:
    aliases = ("quill-6", "quill-6.1", "quill-6-1", "quill-6-codex", "quill-6-2026-01-31")
    found = read("genai_prices", book(recorded, "openai", row("quill-6", *aliases)))

    assert ids(found, "openai") == ["quill-6", "quill-6.1", "quill-6-codex", "quill-6-2026-01-31"]
    assert found.offerings["openai/quill-6.1"].cells["alias"] == "quill-6-1"
    assert found.offerings["openai/quill-6.1"].originals["id"] == "quill-6"
    assert "alias" not in found.offerings["openai/quill-6"].cells


@pytest.mark.parametrize(
    ("section", "provider", "label", "aliases", "model_id", "alias"),
    [
        ("zai", "zai", "GLM-9", ["GLM-9", "glm-9"], "glm-9", "GLM-9"),
        ("x-ai", "xai", "grok-9-0101", ["grok-9", "grok-9-latest", "x-ai/grok-9"], "grok-9-0101",
         "grok-9 grok-9-latest x-ai/grok-9"),
        ("databricks", "databricks", "databricks-quill", ["system.ai.quill"], "databricks-quill",
         "system.ai.quill"),
        ("fireworks", "fireworks-ai", "quill", ["accounts/fireworks/models/quill"],
         "accounts/fireworks/models/quill", None),
        ("google", "google-vertex", "claude-quill-5", [], "claude-quill-5", None),
        ("perplexity", "perplexity", "quill-v2", ["perplexity/quill-v2", "quill-v2"], "quill-v2",
         "perplexity/quill-v2"),
    ],
)  # fmt: skip
def test_ids_are_those_that_the_provider_takes(
    section: str,
    provider: str,
    label: str,
    aliases: list[str],
    model_id: str,
    alias: str | None,
    read: Read,
    recorded: Callable[[str], Any],
) -> None:
    found = read("genai_prices", book(recorded, section, row(label, *aliases)))

    assert ids(found, provider) == [model_id]
    assert found.offerings[f"{provider}/{model_id}"].cells.get("alias") == alias


def test_openrouter_s_dated_slug_is_an_alias_and_several_are_snapshots(
    reading: Reading, read: Read, recorded: Callable[[str], Any]
) -> None:
    several = row("quill/ink", "quill/ink-2026-01-01", "quill/ink-2026-02-02")
    found = read("genai_prices", book(recorded, "openrouter", several))

    assert reading.offerings["openrouter/quill/quill-6"].cells["alias"] == (
        "quill/quill-6:beta quill/quill-6-20260801"
    )
    assert ids(found, "openrouter")[1:] == ["quill/ink", "quill/ink-2026-01-01", "quill/ink-2026-02-02"]


def test_labels_are_left_out_with_a_reason(reading: Reading) -> None:
    assert reading.skipped == {
        "openrouter/quill-6": "it is no id of OpenRouter: it names no maker",
        "openai/moderation": "it is a label, not an id that the provider takes",
    }


def test_an_alias_stands_at_one_offering_and_is_no_other_s_id(
    read: Read, recorded: Callable[[str], Any]
) -> None:
    rows = (row("quill-6.1", "quill-6-1"), row("quill-6-1"), row("ink.1", "ink-1"), row("INK.1", "ink-1"))
    found = read("genai_prices", book(recorded, "openai", *rows)).offerings

    assert "alias" not in found["openai/quill-6.1"].cells
    assert [found[f"openai/{name}"].cells.get("alias") for name in ("ink.1", "INK.1")] == ["ink-1", None]


def test_no_price_is_free_only_where_the_id_says_so(read: Read, recorded: Callable[[str], Any]) -> None:
    nothing: Any = [{"constraint": None, "prices": {}}]
    rows = (row("quill/ink:free", prices=nothing), row("quill/ink-2", prices=nothing))
    found = read("genai_prices", book(recorded, "openrouter", *rows))

    free, unknown = found.offerings["openrouter/quill/ink:free"], found.offerings["openrouter/quill/ink-2"]
    assert rates(free) == {"input_tokens": "free", "output_tokens": "free"}
    assert rates(unknown) == {}
    assert found.not_priced == [unknown.id]


def test_a_deprecated_row_says_so_and_silence_says_nothing(reading: Reading) -> None:
    assert reading.offerings["deepseek/quill-night"].cells["status"] == "D"
    assert "status" not in reading.offerings["openai/quill-6.1"].cells


def test_the_page_is_the_provider_s_own(reading: Reading) -> None:
    assert reading.offerings["openai/quill-6.1"].url == "https://openai.example/pricing"


@pytest.mark.parametrize(
    "place", [(), ("prices", 0), ("prices", 0, "prices"), ("variants", 1), ("variants", 1, "when")]
)
def test_a_new_field_is_reported(place: tuple[Any, ...], read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("genai_prices")
    record = sample["openai"]["models"][0]
    for key in place:
        record = record[key]
    record["brand_new_field"] = 1

    assert any("brand_new_field" in name for name in read("genai_prices", sample).unknown_fields)


@pytest.mark.parametrize("amount", ["a lot", "-3", 3, True, ["1"], {"amount": "1"}])
def test_a_price_of_another_type_is_a_source_error(
    amount: Any, read: Read, recorded: Callable[[str], Any]
) -> None:
    sample = recorded("genai_prices")
    sample["deepseek"]["models"][0]["prices"][0]["prices"]["output_mtok"] = amount

    with pytest.raises(SourceError):
        read("genai_prices", sample)


def test_a_book_without_a_day_is_refused(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("genai_prices")
    del sample["openrouter"]

    with pytest.raises(SourceError, match="the day of the book is unknown"):
        read("genai_prices", sample)


def test_a_section_of_nobody_is_an_error_that_says_where_it_belongs(
    read: Read, recorded: Callable[[str], Any]
) -> None:
    with pytest.raises(SourceError, match=r"'nobody'.*data/providers.*data/aliases\.csv"):
        read("genai_prices", book(recorded, "nobody", row("quill")))


def test_hours_at_different_prices_are_refused(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("genai_prices")
    sample["deepseek"]["models"][0]["prices"][2]["prices"]["input_mtok"] = "7"

    with pytest.raises(SourceError, match="hours at different prices"):
        read("genai_prices", sample)
