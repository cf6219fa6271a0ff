"""Bifrost: a provider for each address and key, and the names under which models are sent."""

import json
import tomllib
from typing import Any

import pytest

from modeldex import ModelCatalog
from modeldex.config.importers.base import Converted
from modeldex.config.importers.table import convert


def converted(catalog: ModelCatalog, providers: dict[str, Any]) -> Converted:
    return convert("bifrost", json.dumps({"providers": providers}, indent=1), "c", catalog)


def toml(catalog: ModelCatalog, providers: dict[str, Any]) -> dict[str, Any]:
    return tomllib.loads(converted(catalog, providers).document)


@pytest.mark.parametrize(
    "value",
    [
        "env.MY_KEY",
        {"value": "", "env_var": "env.MY_KEY", "from_env": True},
        {"type": "env", "ref": "MY_KEY"},
    ],
)
def test_a_reference_is_kept_in_our_spelling(value: Any, catalog: ModelCatalog):
    made = toml(catalog, {"openai": {"keys": [{"value": value}]}})

    assert made["providers"] == {"openai": {"api_key": "env:MY_KEY"}}


@pytest.mark.parametrize(
    "value", ["sk-0001", {"value": "sk-0001"}, {"type": "vault", "ref": "sk-0001"}, 10001]
)
def test_what_names_no_variable_is_a_key_that_nobody_sees(value: Any, catalog: ModelCatalog):
    made = converted(catalog, {"openai": {"keys": [{"value": value}]}})

    assert tomllib.loads(made.document)["providers"] == {"openai": {"api_key": "env:OPENAI_API_KEY"}}
    assert [note.place for note in made.to_do] == ["providers.openai.keys[0].value"]
    assert "0001" not in f"{made!r}"


def test_each_key_is_a_provider_and_two_of_one_key_are_one(catalog: ModelCatalog):
    keys = [{"value": "env.A"}, {"value": "env.B"}, {"value": "env.A", "weight": 2}]

    made = toml(catalog, {"groq": {"keys": keys}})["providers"]

    assert {name: stated["api_key"] for name, stated in made.items()} == {"groq": "env:A", "groq-2": "env:B"}
    assert made["groq-2"]["base_url"] == "https://api.groq.com"


def test_a_name_of_a_known_model_is_another_name_of_it(catalog: ModelCatalog):
    key = {"value": "env.HF", "aliases": {"llama-3": "meta-llama/Meta-Llama-3-8B-Instruct"}}

    made = toml(catalog, {"huggingface": {"keys": [key]}})

    assert made["models"] == {"huggingface/meta-llama/Meta-Llama-3-8B-Instruct": {"aliases": ["llama-3"]}}


def test_a_deployment_is_what_is_sent_for_a_model(catalog: ModelCatalog):
    key = {
        "value": "env.AZURE",
        "models": ["gpt-4o"],
        "aliases": {"gpt-4o": "prod", "x": {"model_name": "y"}},
        "azure_key_config": {"endpoint": "https://acme.openai.azure.com"},
    }

    made = converted(catalog, {"azure": {"keys": [key]}})

    assert tomllib.loads(made.document)["models"] == {"azure/gpt-4o": {"api_name": "prod"}}
    assert "providers.azure.keys[0].aliases.x" in [note.place for note in made.left_out]


def test_a_deployment_of_an_older_file_is_sent_too(catalog: ModelCatalog):
    azure = {
        "value": "env.AZ",
        "azure_key_config": {
            "endpoint": "https://x.openai.azure.com",
            "deployments": {"gpt-4o": "my-4o", "n": 5},
        },
    }
    bedrock = {"value": "", "bedrock_key_config": {"deployments": {"sonnet": "acme.inference-profile-1"}}}

    made = converted(catalog, {"azure": {"keys": [azure]}, "bedrock": {"keys": [bedrock]}})

    assert tomllib.loads(made.document)["models"] == {
        "azure/gpt-4o": {"api_name": "my-4o"},
        "amazon-bedrock/sonnet": {"api_name": "acme.inference-profile-1"},
    }
    deployments = "providers.azure.keys[0].azure_key_config.deployments"
    assert f"{deployments}.gpt-4o" in [note.place for note in made.carried]
    assert f"{deployments}.n" in [note.place for note in made.left_out]


@pytest.mark.parametrize(
    ("base_type", "base_url", "stated"),
    [
        ("openai", "https://corp.example", {"openai_chat": "/v1"}),
        ("openai", "https://corp.example/openai/", {"openai_chat": "/openai/v1"}),
        ("anthropic", "https://corp.example", {"anthropic": "/v1"}),
    ],
)
def test_the_root_of_a_custom_provider_is_what_bifrost_adds(
    base_type: str, base_url: str, stated: dict[str, str], catalog: ModelCatalog
):
    entry = {
        "keys": [{"value": "env.CORP"}],
        "network_config": {"base_url": base_url},
        "custom_provider_config": {"base_provider_type": base_type},
    }

    made = toml(catalog, {"corp": entry})["providers"]["corp"]

    assert made["base_url"] == "https://corp.example"
    assert stated.items() <= made["wire_formats"].items()
    assert made["api_key"] == "env:CORP"


def test_a_provider_without_keys_is_reached_without_one(catalog: ModelCatalog):
    made = converted(
        catalog, {"anthropic": {}, "ollama": {"keys": [{"ollama_key_config": {"url": "http://o:1"}}]}}
    )

    assert tomllib.loads(made.document)["providers"] == {"ollama": {"base_url": "http://o:1"}}
    assert made.carried[0].place == "providers.anthropic"
