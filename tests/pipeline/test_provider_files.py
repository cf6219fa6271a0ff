"""The providers of the repository: how each lets in, under which names of keys, and what comes first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from modeldex import ModelCatalog, ModelStatus
from modeldex.core.display_order import in_display_order
from modeldex.core.provider import ONLY_WIRES, USUAL_SIGNING, Provider
from modeldex.pipeline.directory import read_directory

if TYPE_CHECKING:
    from collections.abc import Mapping

DATA = Path(__file__).parents[2] / "data"
PROVIDERS: Mapping[str, Provider] = read_directory(DATA).providers

SPELLINGS = """\
openai: OPENAI_API_KEY OPENAI_BASE_URL OPENAI_ORG_ID OPENAI_PROJECT OPENAI_ADMIN_KEY
anthropic: ANTHROPIC_API_KEY ANTHROPIC_BASE_URL ANTHROPIC_AUTH_TOKEN
google: GEMINI_API_KEY GOOGLE_API_KEY GOOGLE_GENERATIVE_AI_API_KEY
google-vertex: GOOGLE_APPLICATION_CREDENTIALS GOOGLE_VERTEX_PROJECT GOOGLE_VERTEX_LOCATION
google-vertex: GOOGLE_CLOUD_PROJECT
azure: AZURE_API_KEY AZURE_OPENAI_API_KEY AZURE_RESOURCE_NAME
azure: AZURE_OPENAI_ENDPOINT AZURE_API_BASE AZURE_API_VERSION
amazon-bedrock: AWS_BEARER_TOKEN_BEDROCK AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_REGION
amazon-bedrock: AWS_DEFAULT_REGION
mistral: MISTRAL_API_KEY
cohere: COHERE_API_KEY CO_API_KEY
xai: XAI_API_KEY
groq: GROQ_API_KEY
cerebras: CEREBRAS_API_KEY
deepseek: DEEPSEEK_API_KEY
perplexity: PERPLEXITY_API_KEY PERPLEXITYAI_API_KEY
deepinfra: DEEPINFRA_API_KEY
togetherai: TOGETHER_API_KEY TOGETHERAI_API_KEY
fireworks-ai: FIREWORKS_API_KEY FIREWORKS_AI_API_KEY
openrouter: OPENROUTER_API_KEY
moonshotai: MOONSHOT_API_KEY
zai: ZHIPU_API_KEY ZAI_API_KEY
zhipuai: ZHIPU_API_KEY ZAI_API_KEY
alibaba: DASHSCOPE_API_KEY
minimax: MINIMAX_API_KEY
nvidia: NVIDIA_API_KEY NVIDIA_NIM_API_KEY
huggingface: HF_TOKEN HUGGINGFACE_API_KEY
github-models: GITHUB_TOKEN
github-copilot: GITHUB_TOKEN
novita-ai: NOVITA_API_KEY
nebius: NEBIUS_API_KEY
baseten: BASETEN_API_KEY
siliconflow: SILICONFLOW_API_KEY
vercel: AI_GATEWAY_API_KEY VERCEL_AI_GATEWAY_API_KEY
cloudflare-workers-ai: CLOUDFLARE_API_TOKEN CLOUDFLARE_ACCOUNT_ID
cloudflare-ai-gateway: CLOUDFLARE_API_TOKEN CLOUDFLARE_ACCOUNT_ID CLOUDFLARE_GATEWAY_ID
databricks: DATABRICKS_HOST DATABRICKS_TOKEN
wandb: WANDB_API_KEY
poe: POE_API_KEY
venice: VENICE_API_KEY
ollama-cloud: OLLAMA_API_KEY
lmstudio: LMSTUDIO_API_KEY LM_STUDIO_API_KEY
ollama: OLLAMA_HOST
"""
"""Provider -> the variables in which users of this field keep what lets them in."""


@pytest.mark.parametrize("line", SPELLINGS.splitlines(), ids=lambda line: line.partition(":")[0])
def test_every_spelling_that_users_have_is_read(line: str) -> None:
    slug, _, names = line.partition(": ")
    read = {name for spellings in PROVIDERS[slug].env.values() for name in spellings}

    assert set(names.split()) <= read


@pytest.mark.parametrize(
    ("slug", "root"),
    [
        ("anthropic", "anthropic/v1"),
        ("openai", "openai/v1"),
        ("google", "gemini/v1beta"),
        ("fireworks-ai", "fireworks/inference/v1"),
    ],
)
def test_a_gateway_has_a_path_for_a_provider(slug: str, root: str) -> None:
    provider = PROVIDERS[slug]

    assert (provider.gateway_path or slug) + next(iter(provider.wire_formats.values())) == root


SECRETS_OF = {
    "bearer": {"api_key", "auth_token", "bearer_token"},
    "x-api-key": {"api_key", "auth_token"},
    "api-key": {"api_key", "auth_token"},
    "x-goog-api-key": {"api_key"},
    "aws-sigv4": {"api_key", "bearer_token", "access_key_id"},
    "google-token": {"auth_token", "credentials_file"},
}
"""Way of signing -> the roles of which one lets the user in."""
UNKNOWN_KEYS = {"aiml", "chatgpt", "inferenceapis", "openinfer", "prism"}
"""Providers of which nobody states the variable of a key; none of their models is ready."""


def test_every_way_of_being_let_in_has_a_variable_for_its_secret() -> None:
    without = set()
    for provider in PROVIDERS.values():
        for wire in provider.wire_formats:
            how = provider.signing.get(wire, USUAL_SIGNING[wire])
            if how == "none":
                assert provider.category == "local", f"{provider.id} lets anybody in"
            elif not SECRETS_OF[how] & provider.env.keys():
                without.add(provider.id)

    assert without == UNKNOWN_KEYS


def test_a_model_that_is_served_in_one_format_alone_is_at_a_provider_that_has_that_format() -> None:
    for provider in PROVIDERS.values():
        for quirk in provider.quirks.keys() & ONLY_WIRES.keys():
            assert ONLY_WIRES[quirk] in {*provider.wire_formats, None}, provider.id


def test_claude_on_vertex_is_not_claimed_to_speak_a_format_that_it_changes() -> None:
    assert not PROVIDERS[
        "google-vertex-anthropic"
    ].wire_formats  # the model is in its URL, the version in the body


def test_what_comes_first_is_served_and_makers_stand_before_clouds() -> None:
    catalog = ModelCatalog.bundled()
    order = catalog.display_order

    first = [catalog.get_model_or_raise(full_id) for full_id in order.models]
    assert all(one.status is ModelStatus.ACTIVE and one.supports_tool_use for one in first)
    is_at_home = [one.maker in PROVIDERS[one.provider].home_of for one in first]
    assert is_at_home == sorted(is_at_home, reverse=True)
    assert set(order.providers) <= PROVIDERS.keys()
    assert {one.provider for one in first} <= set(order.providers)
    shown = in_display_order(catalog.find_models(status="active"), order)
    assert shown[: len(first)] == tuple(first)


def test_the_predictable_provider_is_there_and_in_nobodys_way() -> None:
    catalog = ModelCatalog.bundled()
    echo, embed = (catalog.get_model_or_raise(f"predictable/{name}") for name in ("echo", "embed"))

    assert PROVIDERS["predictable"].category == "local"
    assert (echo.supports_tool_use, echo.supports_vision, embed.supports_embedding) == (True, True, True)
    assert echo.pricing == embed.pricing == "unknown"
    assert echo.canonical_model is None
    cheapest = catalog.find_models(capabilities=("vision", "tool_use"), sort="input_per_1m", limit=50)
    assert not any(one.provider == "predictable" for one in cheapest)
