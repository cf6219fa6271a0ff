"""Each export in its neighbour's own shape: keys, units, and nothing that nobody states."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from modeldex import ModelCatalog, ModelConfig, Price
from modeldex.exchange.exporting import export
from modeldex.exchange.formats.genai_prices import SECTIONS
from modeldex.exchange.litellm_keys import NAMES

DAY = "2026-11-24"
Written = Callable[..., Any]


def model(**fields: Any) -> ModelConfig:
    return ModelConfig(**{"provider": "google", "model_id": "lyra-2", **fields})


def rates(**amounts: str) -> tuple[Price, ...]:
    return tuple(Price.of(unit, amount) for unit, amount in amounts.items())


LYRA = model(
    name="Lyra 2",
    prices=(
        *rates(input_tokens="2.5", output_tokens="10", cache_read_tokens="0.25", web_searches="0.01"),
        Price.of("input_tokens", "5", above_tokens=200_000),
        Price.of("input_tokens", "1.25", service="batch"),
        Price.of("output_tokens", "20", service="priority"),
        Price.of("input_tokens", "2.75", region="eu"),
        Price.of("input_tokens", "18", currency="CNY"),
    ),
    context_window=1_000_000,
    max_output_tokens=64_000,
    supports_chat=True,
    supports_vision=True,
    supports_audio_input=False,
    supports_tool_use=True,
    release_date="2026-02-01",
    retires_on="2027-03-01",
    updated="2026-03-01",
)


def test_litellm_counts_in_usd_per_token_and_keeps_unknown_flags_out(written: Written) -> None:
    assert written("litellm", LYRA) == {
        "gemini/lyra-2": {
            "litellm_provider": "gemini",
            "mode": "chat",
            "max_tokens": 64000,
            "max_input_tokens": 1000000,
            "max_output_tokens": 64000,
            "input_cost_per_token": 2.5e-06,
            "input_cost_per_token_above_200k_tokens": 5e-06,
            "input_cost_per_token_batches": 1.25e-06,
            "output_cost_per_token": 1e-05,
            "output_cost_per_token_priority": 2e-05,
            "cache_read_input_token_cost": 2.5e-07,
            "search_context_cost_per_query": {
                "search_context_size_low": 0.01,
                "search_context_size_medium": 0.01,
                "search_context_size_high": 0.01,
            },
            "deprecation_date": "2027-03-01",
            "supports_audio_input": False,
            "supports_vision": True,
            "supports_function_calling": True,
        }
    }


def test_models_dev_groups_models_under_their_provider(written: Written) -> None:
    block = written("models.dev", LYRA)["google"]

    assert block["id"] == "google"
    assert "GEMINI_API_KEY" in block["env"]
    assert "npm" not in block
    assert block["models"]["lyra-2"] == {
        "id": "lyra-2",
        "name": "Lyra 2",
        "attachment": True,
        "tool_call": True,
        "release_date": "2026-02-01",
        "last_updated": "2026-03-01",
        "modalities": {"input": ["text", "image"]},
        "unknown": {"input": ["pdf", "video"]},
        "limit": {"context": 1000000, "output": 64000},
        "cost": {
            "input": 2.5,
            "output": 10,
            "cache_read": 0.25,
            "tiers": [{"input": 5, "tier": {"type": "context", "size": 200000}}],
            "context_over_200k": {"input": 5},
        },
        "experimental": {"modes": {"priority": {"cost": {"output": 20}}}},
    }


def test_openrouter_writes_prices_as_text_per_token(written: Written) -> None:
    assert written("openrouter", LYRA) == {
        "data": [
            {
                "id": "google/lyra-2",
                "provider": "google",
                "name": "Lyra 2",
                "description": "Chat model: 1M context, 64K output; vision, tools.",
                "context_length": 1000000,
                "architecture": {"input_modalities": ["text", "image"]},
                "pricing": {
                    "prompt": "0.0000025",
                    "completion": "0.00001",
                    "input_cache_read": "0.00000025",
                    "web_search": "0.01",
                    "overrides": [{"min_prompt_tokens": 200000, "prompt": "0.000005"}],
                },
                "top_provider": {"max_completion_tokens": 64000},
                "supported_parameters": ["tools"],
                "unknown": {
                    "input_modalities": ["file", "video"],
                    "supported_parameters": [
                        "response_format", "structured_outputs", "reasoning", "temperature",
                        "parallel_tool_calls",
                    ],
                },
                "expiration_date": "2027-03-01",
            }
        ]
    }  # fmt: skip


def test_genai_prices_writes_a_book_of_dated_prices(written: Written) -> None:
    dated = LYRA.replace(
        prices=(
            *rates(output_tokens="10"),
            Price.of("input_tokens", "3", valid_to="2026-06-01"),
            Price.of("input_tokens", "2.5", valid_from="2026-06-01"),
            Price.of("input_tokens", "5", above_tokens=200_000),
            Price.of("input_tokens", "1.25", service="batch"),
        ),
        aliases=("lyra.2",),
    )

    assert written("genai-prices", dated) == [
        {
            "id": "google",
            "name": "Google",
            "api_pattern": r"https://generativelanguage\.googleapis\.com",
            "models": [
                {
                    "id": "lyra-2",
                    "match": {"or": [{"equals": "lyra-2"}, {"equals": "lyra.2"}]},
                    "name": "Lyra 2",
                    "context_window": 1000000,
                    "prices": [
                        {
                            "prices": {
                                "input_mtok": {"base": 3, "tiers": [{"start": 200000, "price": 5}]},
                                "output_mtok": 10,
                            }
                        },
                        {
                            "constraint": {"start_date": "2026-06-01"},
                            "prices": {
                                "input_mtok": {"base": 2.5, "tiers": [{"start": 200000, "price": 5}]},
                                "output_mtok": 10,
                            },
                        },
                    ],
                    "price_variants": [{"when": {"processing": "batch"}, "prices": {"input_mtok": 1.25}}],
                }
            ],
        }
    ]


def test_the_short_table_is_thirteen_cells_a_line() -> None:
    free = model(model_id="lyra-0", prices=rates(input_tokens="free", output_tokens="free"))
    made = export("pipe", [LYRA.replace(name="Lyra | 2"), free], day=DAY)

    assert made.text().splitlines() == [
        "id|alias|name|status|pricing|context|caps|benchmarks|description|classify|source|quality|updated",
        "google/lyra-0|||C|free||||Model.||||",
        "google/lyra-2||Lyra ¦ 2|C|2.5/10/0.25|1000000|chat vision tool_use -audio_input||"
        "Chat model: 1M context, 64K output; vision, tools.||||2026-03-01",
    ]
    assert made.ledger.not_carried["name"] == 1


@pytest.mark.parametrize(
    ("amounts", "cell"),
    [
        ({}, "?"),
        ({"input_tokens": "2.5"}, "2.5/?"),
        ({"output_tokens": "free"}, "?/free"),
        ({"input_tokens": "variable", "output_tokens": "variable"}, "variable"),
        ({"input_tokens": "free", "output_tokens": "free", "cache_read_tokens": "0.1"}, "free/free/0.1"),
        ({"cache_read_tokens": "0.1"}, "?/?/0.1"),
    ],
)
def test_a_pricing_cell_says_what_is_known_of_three_rates(amounts: dict[str, str], cell: str) -> None:
    line = export("pipe", [model(prices=rates(**amounts))], day=DAY).text().splitlines()[1]

    assert line.split("|")[4] == cell


@pytest.mark.parametrize("name", ["litellm", "models.dev", "openrouter"])
def test_of_a_model_that_nobody_describes_nothing_is_made_up(name: str, written: Written) -> None:
    text = str(written(name, model()))

    for word in ("False", "True", "None", ": 0", "cost", "limit", "modalities", "supports"):
        assert word not in text


def test_a_model_without_a_price_has_no_place_in_a_book_of_prices() -> None:
    made = export("genai-prices", [model(model_id="lyra-0"), LYRA], day=DAY)

    assert made.text().count('"match"') == 1
    assert made.ledger.left_out == {"google/lyra-0": "no rate of it has a place in a book of prices"}


def test_what_a_model_is_called_decides_its_key_at_litellm(written: Written) -> None:
    ids = {
        ("openai", "gpt-9"): "gpt-9",
        ("openai", "org/gpt-9"): "openai/org/gpt-9",
        ("amazon-bedrock", "eu.anthropic.claude-9-v1:0"): "eu.anthropic.claude-9-v1:0",
        ("togetherai", "meta-llama/Llama-9"): "together_ai/meta-llama/Llama-9",
        ("nvidia", "nvidia/nemo-9"): "nvidia_nim/nvidia/nemo-9",
        ("fal-ai", "fal-ai/paint"): "fal_ai/fal-ai/paint",
        ("perplexity-agent", "openai/gpt-9"): "perplexity/openai/gpt-9",
        ("zenmux", "a/b"): "zenmux/a/b",
    }
    models = [model(provider=provider, model_id=model_id) for provider, model_id in ids]

    assert sorted(written("litellm", *models)) == sorted(ids.values())


def test_a_full_id_that_openrouter_uses_too_stands_once(catalog: ModelCatalog, written: Written) -> None:
    own = model(provider="openrouter", model_id="openai/gpt-9")
    entries = written("openrouter", own, model(provider="openai", model_id="gpt-9"))["data"]

    assert [(one["id"], one["provider"]) for one in entries] == [
        ("openai/gpt-9", "openai"),
        ("openrouter/openai/gpt-9", "openrouter"),
    ]
    assert [one["id"] for one in written("openrouter", own)["data"]] == ["openai/gpt-9"]


def test_every_name_of_a_provider_that_is_written_is_known_to_the_catalog(
    catalog: ModelCatalog,
) -> None:
    written = [*NAMES.items(), *SECTIONS.items()]
    of_others = ("perplexity-agent", "perplexity")  # LiteLLM tells the two apart by a slash in the id

    assert [pair for pair in written if catalog.provider(pair[1]).id != pair[0]] == [of_others]
