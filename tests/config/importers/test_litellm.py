"""LiteLLM: deployments become models at providers, their names aliases, their words references."""

import tomllib
from typing import Any

import pytest

from modeldex import ModelCatalog
from modeldex.config.importers.base import Converted
from modeldex.config.importers.table import convert


def one(catalog: ModelCatalog, *deployments: str) -> Converted:
    """The conversion of some deployments, each as YAML in one line."""
    return convert("litellm", "model_list:\n" + "".join(f"- {line}\n" for line in deployments), "c", catalog)


def toml(made: Converted) -> dict[str, Any]:
    return tomllib.loads(made.document)


def messages(notes: tuple[Any, ...]) -> dict[str, str]:
    return {note.place: note.message for note in notes}


@pytest.mark.parametrize("spelling", ["os.environ/MY_KEY", "env:MY_KEY", "env.MY_KEY", '"${MY_KEY}"'])
def test_a_reference_is_kept_in_our_spelling(spelling: str, catalog: ModelCatalog):
    made = one(catalog, f"{{model_name: x, litellm_params: {{model: openai/gpt-4o, api_key: {spelling}}}}}")

    assert toml(made)["providers"] == {"openai": {"api_key": "env:MY_KEY"}}
    assert made.to_do == ()


def test_a_literal_key_becomes_a_reference_and_something_to_do(catalog: ModelCatalog):
    made = one(
        catalog, "{model_name: x, litellm_params: {model: groq/llama-3.3-70b-versatile, api_key: gsk-1}}"
    )

    place = "model_list[0].litellm_params.api_key"
    assert (
        'api_key = "env:GROQ_API_KEY" # set GROQ_API_KEY to the key that stands at ' + place in made.document
    )
    assert [str(note) for note in made.to_do] == [
        f"2: {place}: set GROQ_API_KEY to the key that stands at {place}"
    ]


def test_a_literal_key_takes_no_variable_that_holds_another(catalog: ModelCatalog):
    made = one(
        catalog,
        "{model_name: a, litellm_params: {model: openai/gpt-4o, api_key: sk-1}}",
        "{model_name: b, litellm_params: {model: openai/gpt-4o, api_key: os.environ/OPENAI_API_KEY}}",
    )

    keys = {name: stated["api_key"] for name, stated in toml(made)["providers"].items()}
    assert keys == {"openai": "env:OPENAI_API_KEY_2", "openai-2": "env:OPENAI_API_KEY"}


def test_the_usual_variable_and_no_key_are_one_account(catalog: ModelCatalog):
    made = one(
        catalog,
        "{model_name: a, litellm_params: {model: openai/gpt-4o}}",
        "{model_name: b, litellm_params: {model: openai/gpt-4o-mini, api_key: os.environ/OPENAI_API_KEY}}",
    )

    assert toml(made)["providers"] == {"openai": {"api_key": "env:OPENAI_API_KEY"}}


@pytest.mark.parametrize(
    ("key", "value", "field", "amount"),
    [
        ("input_cost_per_token", "1e-06", "input_per_1m", "1"),
        ("input_cost_per_token", "0.000000075", "input_per_1m", "0.075"),
        ("output_cost_per_token", "2.4e-6", "output_per_1m", "2.4"),
        ("output_cost_per_token", '"0.00001"', "output_per_1m", "10"),
        ("cache_read_input_token_cost", "1.25e-07", "cache_per_1m", "0.125"),
        ("cache_creation_input_token_cost", "0.00000375", "cache_write_per_1m", "3.75"),
        ("input_cost_per_token", "0", "input_per_1m", "free"),
        ("input_cost_per_image", "0.001", "cost_per_input_image", "0.001"),
    ],
)
def test_a_price_of_one_becomes_an_exact_one_of_ours(
    key: str, value: str, field: str, amount: str, catalog: ModelCatalog
):
    made = one(catalog, f"{{model_name: x, litellm_params: {{model: openai/gpt-4o, {key}: {value}}}}}")

    assert toml(made)["models"]["openai/gpt-4o"] == {field: amount}


def test_a_tier_and_a_service_are_rows_which_replace_the_catalogs(catalog: ModelCatalog):
    info = "{input_cost_per_token_above_200k_tokens: 5e-06, output_cost_per_token_flex: 1e-06}"
    made = one(catalog, f"{{model_name: x, litellm_params: {{model: openai/gpt-4o}}, model_info: {info}}}")

    assert toml(made)["models"]["openai/gpt-4o"]["prices"] == [
        {"unit": "input_tokens", "amount": "5", "above_tokens": 200_000},
        {"unit": "output_tokens", "amount": "1", "service": "flex"},
    ]
    assert "takes the place of all that the catalog states" in made.to_do[0].message


@pytest.mark.parametrize("value", ["lots", "-1", "true", "[]", ".nan"])
def test_what_is_no_price_and_no_limit_is_left_out(value: str, catalog: ModelCatalog):
    params = f"{{model: openai/gpt-4o, rpm: {value}, input_cost_per_token: {value}}}"
    made = one(catalog, f"{{model_name: x, litellm_params: {params}}}")

    left_out = messages(made.left_out)
    assert left_out["model_list[0].litellm_params.input_cost_per_token"] == "is no price"
    assert left_out["model_list[0].litellm_params.rpm"].startswith("is no value of rpm: requests per minute")


def test_an_azure_deployment_is_its_base_model_under_the_name_that_is_sent(catalog: ModelCatalog):
    deployment = "{model_name: %s, litellm_params: {model: azure/%s}, model_info: {base_model: %s}}"
    made = one(catalog, deployment % ("a", "ours", "azure/gpt-4o"), deployment % ("b", "theirs", "gpt-4o"))

    assert toml(made)["models"] == {
        "azure/gpt-4o": {"api_name": "ours"},
        "azure/theirs": {"canonical_model": "openai/gpt-4o"},
    }
    assert toml(made)["aliases"]["models"] == {"a": "azure/gpt-4o", "b": "azure/theirs"}


def test_a_deployment_that_bears_the_name_of_the_model_keeps_it(catalog: ModelCatalog):
    made = one(
        catalog,
        "{model_name: a, litellm_params: {model: azure/ours}, model_info: {base_model: azure/gpt-4o}}",
        "{model_name: b, litellm_params: {model: azure/gpt-4o}}",
    )

    assert toml(made)["aliases"]["models"] == {"a": "azure/ours", "b": "azure/gpt-4o"}
    assert "api_name" not in made.document


@pytest.mark.parametrize(
    ("model", "params", "provider", "stated"),
    [
        ("openai/ours", "api_base: 'http://box:8000/v1'", "openai-2", ("http://box:8000", "/v1")),
        ("hosted_vllm/ours", "api_base: 'http://box:8000/v1/'", "hosted-vllm", ("http://box:8000", "/v1")),
        (
            "ours",
            "api_base: 'https://b.c/x/v1', custom_llm_provider: openai",
            "openai-2",
            ("https://b.c", "/x/v1"),
        ),
    ],
)
def test_a_server_of_ones_own_is_a_provider_of_its_own(
    model: str, params: str, provider: str, stated: tuple[str, str], catalog: ModelCatalog
):
    made = one(catalog, f"{{model_name: x, litellm_params: {{model: {model}, {params}}}}}")

    base_url, root = stated
    assert toml(made)["providers"] == {
        provider: {"base_url": base_url, "wire_formats": {"openai_chat": root}}
    }
    assert list(toml(made)["models"]) == [f"{provider}/ours"]
    assert made.to_do == ()


def test_an_unknown_provider_at_an_address_is_to_be_looked_at(catalog: ModelCatalog):
    made = one(
        catalog, "{model_name: x, litellm_params: {model: frob/m, api_base: 'https://frob.example/v2'}}"
    )

    assert "check these roots" in made.document
    assert toml(made)["providers"]["frob"]["wire_formats"] == {"openai_chat": "/v2"}
    assert messages(made.to_do) == {
        "model_list[0].litellm_params.api_base": "check the wire formats and roots of its provider"
    }


def test_the_providers_own_models_behind_a_proxy_keep_their_facts(catalog: ModelCatalog):
    made = one(
        catalog, "{model_name: x, litellm_params: {model: openai/gpt-4o, api_base: 'https://proxy.corp/v1'}}"
    )

    assert toml(made)["providers"] == {"openai": {"base_url": "https://proxy.corp"}}
    assert toml(made)["aliases"]["models"] == {"x": "openai/gpt-4o"}


@pytest.mark.parametrize(
    "model",
    [
        "bedrock/us-west-2/anthropic.claude-3-haiku-20240307-v1:0",
        "bedrock/converse/anthropic.claude-3-haiku-20240307-v1:0",
    ],
)
def test_words_for_a_wire_and_a_region_are_no_part_of_an_id(model: str, catalog: ModelCatalog):
    made = one(catalog, f"{{model_name: haiku, litellm_params: {{model: '{model}'}}}}")

    target = "amazon-bedrock/anthropic.claude-3-haiku-20240307-v1:0"
    assert toml(made)["aliases"]["models"] == {"haiku": target}
    assert ("us-west-2.amazonaws.com" in made.document) is ("us-west-2" in model)


def test_two_regions_are_two_providers(catalog: ModelCatalog):
    model = "bedrock/anthropic.claude-3-haiku-20240307-v1:0"
    line = f"{{model_name: %s, litellm_params: {{model: {model}, aws_region_name: %s}}}}"
    made = one(catalog, line % ("a", "eu-west-1"), line % ("b", "us-east-1"), line % ("c", "eu-west-1"))

    assert {name: stated["base_url"] for name, stated in toml(made)["providers"].items()} == {
        "amazon-bedrock": "https://bedrock-runtime.eu-west-1.amazonaws.com",
        "amazon-bedrock-2": "https://bedrock-runtime.us-east-1.amazonaws.com",
    }


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("two words", "is blank or holds blanks"),
        ("groq/fast", "begins with the name of the provider groq"),
        ("anthropic/claude-sonnet-4-5", "begins with the name of the provider anthropic"),
    ],
)
def test_a_name_that_can_be_no_alias_is_left_out(name: str, problem: str, catalog: ModelCatalog):
    made = one(catalog, f"{{model_name: {name}, litellm_params: {{model: openai/gpt-4o}}}}")

    assert "aliases" not in toml(made)
    assert problem in messages(made.left_out)["model_list[0].model_name"]


def test_a_credential_is_read_where_it_is_named(catalog: ModelCatalog):
    made = convert(
        "litellm",
        "model_list:\n"
        "- {model_name: x, litellm_params: {model: openai/gpt-4o, litellm_credential_name: shared}}\n"
        "credential_list:\n- {credential_name: shared, credential_values: {api_key: os.environ/SHARED}}\n"
        "- {credential_name: unused, credential_values: {api_key: sk-0001}}\n",
        "c",
        catalog,
    )

    assert toml(made)["providers"] == {"openai": {"api_key": "env:SHARED"}}
    assert messages(made.left_out)["credential_list[1]"] == "no deployment uses it"


def test_a_variable_in_small_letters_keeps_a_key_and_is_replaced_elsewhere(catalog: ModelCatalog):
    params = "{model: openai/gpt-4o, api_key: os.environ/my_key, organization: os.environ/my_org}"
    made = one(catalog, f"{{model_name: x, litellm_params: {params}}}")

    assert toml(made)["providers"] == {"openai": {"api_key": "env:my_key"}}
    assert messages(made.to_do) == {
        "model_list[0].litellm_params.organization": "set OPENAI_ORG_ID to what stands at"
        " model_list[0].litellm_params.organization"
    }


def test_names_for_names_are_aliases_too(catalog: ModelCatalog):
    made = convert(
        "litellm",
        "model_list: [{model_name: fast, litellm_params: {model: openai/gpt-4o}}]\n"
        "router_settings: {model_group_alias: {quick: fast, lost: nobody, hid: {model: fast}}}\n",
        "c",
        catalog,
    )

    assert toml(made)["aliases"]["models"] == {"fast": "openai/gpt-4o", "quick": "openai/gpt-4o"}
    assert [note.place for note in made.left_out] == [
        "router_settings.model_group_alias.lost",
        "router_settings.model_group_alias.hid",
    ]
