"""Files of neighbours become rows, under the providers that the catalog knows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from modeldex import UnknownNameError

Taken = Callable[..., Any]


def rows(imported: Any) -> dict[str, dict[str, str]]:
    return {row["id"]: row for row in imported.rows}


ROW = {"litellm_provider": "gemini", "mode": "chat", "input_cost_per_token": 2e-06}


def test_an_absent_flag_of_litellm_is_unknown_and_false_is_no(taken: Taken) -> None:
    read = taken({"gemini/lyra-2": ROW | {"supports_vision": True, "supports_pdf_input": False}})

    assert rows(read)["google/lyra-2"]["caps"] == "chat vision -pdf_input"
    assert rows(read)["google/lyra-2"]["input_per_1m"] == "2"


def test_what_a_row_has_no_place_for_is_counted(taken: Taken) -> None:
    read = taken({
        "sample_spec": {"litellm_provider": "one of the known", "mode": "chat"},
        "gemini/lyra-2": ROW | {"supports_tool_choice": True, "brand_new": 1, "max_tokens": 5},
        "gemini/lyra-3": ROW | {"input_cost_per_token": 0, "output_cost_per_token": 0},
    })  # fmt: skip

    assert read.not_kept == {"supports_tool_choice": 1}
    assert read.unknown_fields == {"brand_new": 1}
    assert read.skipped == {"sample_spec": "it explains the fields, and is no model"}
    assert read.not_priced == ["google/lyra-3"]
    assert read.carried["input_per_1m"] == 1
    assert not read.is_whole


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("litellm", {"openay/lyra-2": ROW | {"litellm_provider": "openay"}}),
        ("models.dev", {"openay": {"models": {"lyra-2": {"name": "Lyra 2"}}}}),
        ("openrouter", {"data": [{"id": "openay/lyra-2", "provider": "openay", "pricing": {"prompt": "1"}}]}),
        ("genai-prices", [{"id": "openay", "models": [{"id": "lyra-2", "prices": {"input_mtok": 2}}]}]),
        ("csv", "id,name\nopenay/lyra-2,Lyra 2\n"),
        ("json", [{"provider": "openay", "model_id": "lyra-2", "name": "Lyra 2"}]),
        ("pipe", "id|name\nopenay/lyra-2|Lyra 2\n"),
    ],
)
def test_a_provider_that_nobody_knows_is_named_with_its_likes(name: str, content: Any, taken: Taken) -> None:
    read = taken(content, name)
    forced = taken(content, name, provider="ollama_chat")

    assert read.rows == []
    assert "no provider 'openay'; did you mean openai" in next(iter(read.skipped.values()))
    assert list(rows(forced)) == ["ollama/lyra-2"]


def test_everything_can_be_put_under_one_provider_once(taken: Taken) -> None:
    read = taken(
        {"gemini/lyra-2": ROW, "vertex_ai/lyra-2": ROW | {"litellm_provider": "vertex_ai"}}, provider="groq"
    )

    assert list(rows(read)) == ["groq/lyra-2"]
    assert list(read.skipped.values()) == ["another entry is groq/lyra-2 already"]


def test_an_unknown_provider_to_put_things_under_is_an_error(taken: Taken) -> None:
    with pytest.raises(UnknownNameError, match="did you mean ollama"):
        taken({"gemini/lyra-2": ROW}, provider="olama")


def test_an_input_limit_is_the_window_unless_a_larger_one_is_known(taken: Taken) -> None:
    limit = {"mode": "chat", "max_input_tokens": 272000}
    read = taken({
        "gpt-5": limit | {"litellm_provider": "openai"},
        "gemini/lyra-2": limit | {"litellm_provider": "gemini"},
    })  # fmt: skip

    assert (rows(read)["openai/gpt-5"].get("max_context"), rows(read)["openai/gpt-5"]["max_input"]) == (
        None,
        "272000",
    )
    assert (rows(read)["google/lyra-2"]["max_context"], rows(read)["google/lyra-2"].get("max_input")) == (
        "272000",
        None,
    )
    assert read.mended == {"openai/gpt-5": "272000 is its input limit: its window is known to be 400000"}


def test_entries_of_openrouter_are_its_own_unless_they_name_a_provider(taken: Taken) -> None:
    entry = {"id": "openai/gpt-9", "pricing": {"prompt": "0.000002"}, "supported_parameters": ["tools"]}
    read = taken({"data": [entry, entry | {"id": "openai/gpt-8", "provider": "openai"}]})

    assert list(rows(read)) == ["openai/gpt-8", "openrouter/openai/gpt-9"]


def test_a_member_that_is_called_unknown_is_not_a_no(taken: Taken) -> None:
    entry = {"id": "a/b", "pricing": {"prompt": "0.000002"}, "supported_parameters": ["tools"]}
    unknown = {"supported_parameters": ["reasoning", "temperature", "response_format"]}

    assert "-thinking" in rows(taken([entry]))["openrouter/a/b"]["caps"]
    caps = rows(taken([entry | {"unknown": unknown}]))["openrouter/a/b"]["caps"]
    assert caps == "tool_use -structured_output -parallel_tool_use"


def test_an_id_that_openrouter_lists_twice_is_read_once(taken: Taken) -> None:
    entry = {"id": "a/b", "pricing": {"prompt": "0.000002"}, "supported_parameters": []}

    assert taken([entry, entry]).skipped == {"model 2": "a/b stands above already"}


STEPS = [
    {"constraint": None, "prices": {"input_mtok": "3"}},
    {
        "constraint": {"start_date": "2026-09-01"},
        "prices": {"input_mtok": {"base": "2.5", "tiers": [{"start": 200000, "price": "5"}]}},
    },
    {"constraint": {"start_date": "2027-09-01"}, "prices": {"input_mtok": "1"}},
]
BATCH = {"when": {"processing": "batch"}, "constraint": None, "prices": {"input_mtok": "1.25"}}
SECTIONS = {
    "x-ai": {
        "models": [
            {"id": "grok-99", "aliases": [], "context": 9000, "deprecated": None, "prices": STEPS,
             "variants": [BATCH]},
        ]
    }
}  # fmt: skip
PACKAGE = [
    {
        "id": "x-ai",
        "name": "X AI",
        "api_pattern": "x",
        "models": [
            {
                "id": "grok-99",
                "match": {"or": [{"equals": "grok-99"}, {"starts_with": "grok-99-"}]},
                "name": "Grok 99",
                "context_window": 9000,
                "prices": [
                    {"prices": {"input_mtok": 3}},
                    {
                        "constraint": {"start_date": "2026-09-01"},
                        "prices": {"input_mtok": {"base": 2.5, "tiers": [{"start": 200000, "price": 5}]}},
                    },
                    {"constraint": {"start_date": "2027-09-01"}, "prices": {"input_mtok": 1}},
                ],
                "price_variants": [{"when": {"processing": "batch"}, "prices": {"input_mtok": 1.25}}],
            }
        ],
    }
]


@pytest.mark.parametrize("book", [PACKAGE, SECTIONS], ids=["the package's data", "a map of sections"])
def test_a_book_of_prices_is_read_as_of_the_day_in_both_its_shapes(book: Any, taken: Taken) -> None:
    read = taken(book)

    row = rows(read)["xai/grok-99"]
    assert read.format == "genai-prices"
    assert (row["input_per_1m"], row["max_context"]) == ("2.5", "9000")
    assert row["rates"] == "input_tokens@>200000=5 input_tokens@batch=1.25"
    assert read.not_kept["days of its rates"] == 1


def test_an_alias_that_is_another_models_id_is_left_out(taken: Taken) -> None:
    read = taken("id,alias\nopenai/lyra-2,gpt-4o lyra-two\nopenai/lyra-3,lyra-two lyra-2\n")

    assert rows(read)["openai/lyra-2"]["alias"] == "lyra-two"
    assert "alias" not in rows(read)["openai/lyra-3"]
    assert read.mended["openai/lyra-2"] == "its other name gpt-4o is left out: that is openai/gpt-4o"


def test_records_may_hold_no_more_than_an_id_and_a_price(taken: Taken) -> None:
    line = '{"id": "openai/lyra-2", "cost_per_1m_batch_input_tokens": "1.10", "supports_vision": false}'

    for text in (line, f"[{line}]", f"{line}\n"):
        row = rows(taken(text, "json"))["openai/lyra-2"]
        assert (row["rates"], row["caps"]) == ("input_tokens@batch=1.1", "-vision")


def test_a_row_of_a_table_states_only_what_its_cells_say(taken: Taken) -> None:
    read = taken("id,input_per_1m,max_context,caps\nbedrock/lyra-2,2.50,-,V ?tool_use\n")

    assert read.rows == [{"id": "amazon-bedrock/lyra-2", "input_per_1m": "2.50", "caps": "V ?tool_use"}]


@pytest.mark.parametrize("name", ["litellm", "models.dev", "openrouter", "genai-prices"])
def test_a_neighbours_own_answer_is_recognised_and_read_without_its_bounds(name: str, taken: Taken) -> None:
    recorded = Path(__file__).parents[1] / "recorded" / f"{name.replace('.', '_').replace('-', '_')}.json"
    read = taken(recorded.read_text("utf-8"))

    assert read.format == name
    assert read.rows
    assert read.unknown_fields == {}
