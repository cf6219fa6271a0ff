"""Otari: its providers go by names of the user's, its prices are per million, its policies wait."""

import tomllib
from typing import Any

import pytest

from modeldex import ModelCatalog
from modeldex.config.importers.table import convert


def toml(text: str, catalog: ModelCatalog) -> dict[str, Any]:
    return tomllib.loads(convert("otari", text, "c", catalog).document)


def test_a_price_is_per_million_as_it_stands(catalog: ModelCatalog):
    prices = (
        "{input_price_per_million: 2.50, output_price_per_million: 0, cache_write_price_per_million: 3.75}"
    )

    made = toml(f"pricing: {{'openai:gpt-4o': {prices}}}", catalog)

    assert made["models"]["openai/gpt-4o"] == {
        "input_per_1m": "2.5",
        "output_per_1m": "free",
        "cache_write_per_1m": "3.75",
    }


def test_a_price_from_a_day_on_is_a_dated_row(catalog: ModelCatalog):
    text = "pricing: {'openai:gpt-4o': {input_price_per_million: 3, effective_at: 2026-02-01T10:00:00Z}}"

    assert toml(text, catalog)["models"]["openai/gpt-4o"]["prices"] == [
        {"unit": "input_tokens", "amount": "3", "valid_from": "2026-02-01"}
    ]


@pytest.mark.parametrize("selector", ["openai:gpt-4o", "openai/gpt-4o"])
def test_both_spellings_of_a_model_are_read(selector: str, catalog: ModelCatalog):
    assert toml(f"aliases: {{fast: '{selector}'}}", catalog)["aliases"]["models"] == {"fast": "openai/gpt-4o"}


def test_a_named_provider_goes_on_being_called_so(catalog: ModelCatalog):
    entry = "{provider_type: openai-compatible, api_base: 'http://10.0.0.5:8000/v1', models: [qwen3-32b]}"

    made = toml(f"providers: {{home_lab: {entry}}}", catalog)

    assert made["providers"] == {
        "home-lab": {"base_url": "http://10.0.0.5:8000", "wire_formats": {"openai_chat": "/v1"}}
    }
    assert made["aliases"]["providers"] == {"home_lab": "home-lab"}
    assert made["models"] == {"home-lab/qwen3-32b": {}}


def test_another_account_of_a_provider_is_a_provider_like_it(catalog: ModelCatalog):
    text = "providers: {azure_eu: {provider_type: azureopenai, api_base: 'https://eu.openai.azure.com'}}"

    made = toml(text, catalog)["providers"]["azure-eu"]

    assert made["name"] == "Azure (azure-eu)"
    assert made["base_url"] == "https://eu.openai.azure.com"
    assert made["wire_formats"] == {"openai_chat": "/openai/v1", "openai_responses": "/openai/v1"}
    assert "base_url" not in made["env"]


@pytest.mark.parametrize("entry", ["{}", "{api_key: sk-0001}", "{provider_type: 7}"])
def test_an_unknown_provider_without_an_address_is_left_out(entry: str, catalog: ModelCatalog):
    made = convert(
        "otari", f"providers: {{frobnicate: {entry}}}\naliases: {{a: 'frobnicate:m'}}", "c", catalog
    )

    assert tomllib.loads(made.document) == {}
    assert [note.place for note in made.left_out] == ["providers.frobnicate", "aliases.a"]


def test_a_policys_name_means_its_default(catalog: ModelCatalog):
    text = (
        "routing: {policies: {smart: {select: [{router: knn, candidates: []}, {default: 'openai:gpt-4o'}]}}}"
    )

    assert toml(text, catalog)["aliases"]["models"] == {"smart": "openai/gpt-4o"}


@pytest.mark.parametrize(
    ("name", "follow", "pool"),
    [
        ("smart", "['anthropic:claude-sonnet-4-5', 'groq:llama-3.3-70b-versatile']", True),
        ("smart", "['nowhere:x']", False),
        ("smart", "[]", False),
        ("openai/x", "['anthropic:claude-sonnet-4-5']", False),
    ],
)
def test_what_follows_on_failure_are_members_of_a_pool(
    name: str, follow: str, pool: bool, catalog: ModelCatalog
):
    select = "select: [{default: 'openai:gpt-4o'}]"
    made = toml(f"routing: {{policies: {{{name}: {{{select}, on_failure: {follow}}}}}}}", catalog)

    if not pool:
        assert "routing" not in made
        assert made.get("aliases", {}).get("models", {}) in ({name: "openai/gpt-4o"}, {})
        return
    assert "aliases" not in made
    assert made["routing"]["pools"] == {
        name: {
            "policy": "priority",
            "members": [
                {"model": "openai/gpt-4o"},
                {"model": "anthropic/claude-sonnet-4-5", "priority": 1},
                {"model": "groq/llama-3.3-70b-versatile", "priority": 2},
            ],
        }
    }


def test_the_servers_own_secrets_are_to_do(catalog: ModelCatalog):
    made = convert("otari", "master_key: sk-0001\ndatabase_url: sqlite:///./otari.db\n", "c", catalog)

    assert [note.message for note in made.to_do] == [
        "set MODELDEX_MASTER_KEY to what stands at master_key",
        "set MODELDEX_DATABASE_URL to a database of its own; the one named here is Otari's",
    ]
