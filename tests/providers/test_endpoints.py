"""The whole URL of a call, as it leaves: every kind of provider, as its file in the catalog has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.providers.groq import KEY

from modeldex import ModelCatalog, ModelConfig, NotReadyError
from modeldex.config.document import TOML, document_of
from modeldex.config.loading import configuration_of
from modeldex.providers.configured import Configured
from modeldex.providers.credentials import Credentials
from modeldex.providers.endpoint import endpoint_of
from modeldex.providers.gateway import Gateway
from modeldex.providers.prerequisites import WIRE, not_ready_reason
from modeldex.wire.table import format_named

if TYPE_CHECKING:
    from modeldex.core.provider import Provider
    from modeldex.providers.endpoint import Endpoint

AWS_KEYS = {"AWS_ACCESS_KEY_ID": "A" * 20, "AWS_SECRET_ACCESS_KEY": "s" * 40}
VERTEX = {
    "GOOGLE_VERTEX_ACCESS_TOKEN": KEY, "GOOGLE_VERTEX_PROJECT": "p-1", "GOOGLE_VERTEX_LOCATION": "global",
}  # fmt: skip
PROFILE = "arn:aws:bedrock:eu-west-1:123456789012:application-inference-profile/abc"


def known(slug: str) -> Provider:
    return ModelCatalog.bundled().provider(slug)


def model(full_id: str) -> ModelConfig:
    """A model of the catalog, or one that it does not know."""
    slug, _, model_id = full_id.partition("/")
    found = ModelCatalog.bundled().get_model(full_id)
    return found if found is not None else ModelConfig(model_id=model_id, provider=slug)


def url(endpoint: Endpoint, *, is_stream: bool = False) -> str:
    return endpoint.root + format_named(endpoint.wire).path(endpoint.model, is_stream=is_stream)


def called(full_id: str, environ: dict[str, str], wire: str | None = None) -> Endpoint:
    one = model(full_id)
    return endpoint_of(one, known(one.provider), Credentials(environ, keyring=False), wire=wire)


@pytest.mark.parametrize(
    ("full_id", "environ", "address", "signing"),
    [
        (
            "openai/gpt-4o", {"OPENAI_API_KEY": KEY},
            "https://api.openai.com/v1/chat/completions", "bearer",
        ),
        ("openai/o3-pro", {"OPENAI_API_KEY": KEY}, "https://api.openai.com/v1/responses", "bearer"),
        (
            "openai/gpt-4o", {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "https://eu.api.openai.com/v1"},
            "https://eu.api.openai.com/v1/chat/completions", "bearer",
        ),
        (
            "azure/gpt-4o", {"AZURE_API_KEY": KEY, "AZURE_API_BASE": "https://acme.openai.azure.com"},
            "https://acme.openai.azure.com/openai/v1/chat/completions", "api-key",
        ),
        (
            "azure/gpt-4o", {"AZURE_API_KEY": KEY, "AZURE_API_BASE": "https://acme.openai.azure.com/openai/v1/"},
            "https://acme.openai.azure.com/openai/v1/chat/completions", "api-key",
        ),
        (
            "azure/gpt-4o", {"AZURE_API_KEY": KEY, "AZURE_RESOURCE_NAME": "acme"},
            "https://acme.openai.azure.com/openai/v1/chat/completions", "api-key",
        ),
        (
            "azure-ai/claude-opus-4-5", {"AZURE_AI_API_KEY": KEY, "AZURE_RESOURCE_NAME": "acme"},
            "https://acme.services.ai.azure.com/anthropic/v1/messages", "x-api-key",
        ),
        (
            "anthropic/claude-opus-4-5", {"ANTHROPIC_API_KEY": KEY},
            "https://api.anthropic.com/v1/messages", "x-api-key",
        ),
        (
            "anthropic/claude-opus-4-5", {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": "https://own.example"},
            "https://own.example/v1/messages", "x-api-key",
        ),
        (
            "anthropic/claude-opus-4-5",
            {"ANTHROPIC_API_KEY": KEY, "ANTHROPIC_BASE_URL": "https://own.example/claude/v1"},
            "https://own.example/claude/v1/messages", "x-api-key",
        ),
        (
            "google/gemini-2.5-pro", {"GEMINI_API_KEY": KEY},
            "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-pro:generateContent",
            "x-goog-api-key",
        ),
        (
            "google-vertex/gemini-2.5-pro", VERTEX,
            "https://aiplatform.googleapis.com/v1/projects/p-1/locations/global/publishers/google/models/"
            "gemini-2.5-pro:generateContent", "google-token",
        ),
        (
            "google-vertex/meta/llama-3.3-70b-instruct-maas", VERTEX | {"GOOGLE_VERTEX_LOCATION": "us-east5"},
            "https://us-east5-aiplatform.googleapis.com/v1/projects/p-1/locations/us-east5/endpoints/openapi"
            "/chat/completions", "google-token",
        ),
        (
            "amazon-bedrock/us.anthropic.claude-opus-4-5-20251101-v1:0",
            {"AWS_BEARER_TOKEN_BEDROCK": KEY, "AWS_REGION": "us-east-1"},
            "https://bedrock-runtime.us-east-1.amazonaws.com/model/"
            "us.anthropic.claude-opus-4-5-20251101-v1%3A0/converse", "aws-sigv4",
        ),
        (
            "amazon-bedrock/amazon.nova-lite-v1:0", AWS_KEYS | {"AWS_DEFAULT_REGION": "eu-west-1"},
            "https://bedrock-runtime.eu-west-1.amazonaws.com/model/amazon.nova-lite-v1%3A0/converse",
            "aws-sigv4",
        ),
        (
            f"amazon-bedrock/{PROFILE}", AWS_KEYS | {"AWS_REGION": "eu-west-1"},
            "https://bedrock-runtime.eu-west-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3Aeu-west-1"
            "%3A123456789012%3Aapplication-inference-profile%2Fabc/converse", "aws-sigv4",
        ),
        (
            "bedrock-mantle/openai.gpt-oss-120b",
            {"AWS_BEARER_TOKEN_BEDROCK": KEY, "AWS_REGION": "us-east-1"},
            "https://bedrock-mantle.us-east-1.api.aws/v1/chat/completions", "aws-sigv4",
        ),
        (
            "bedrock-mantle/anthropic.claude-haiku-4-5",
            {"AWS_BEARER_TOKEN_BEDROCK": KEY, "AWS_REGION": "us-east-1"},
            "https://bedrock-mantle.us-east-1.api.aws/anthropic/v1/messages", "aws-sigv4",
        ),
        (
            "groq/llama-3.3-70b-versatile", {"GROQ_API_KEY": KEY},
            "https://api.groq.com/openai/v1/chat/completions", "bearer",
        ),
        (
            "openrouter/anthropic/claude-opus-4.5", {"OPENROUTER_API_KEY": KEY},
            "https://openrouter.ai/api/v1/chat/completions", "bearer",
        ),
        ("opencode/gpt-5", {"OPENCODE_API_KEY": KEY}, "https://opencode.ai/zen/v1/responses", "bearer"),
        (
            "opencode/claude-sonnet-4-5", {"OPENCODE_API_KEY": KEY},
            "https://opencode.ai/zen/v1/messages", "x-api-key",
        ),
        ("ollama/llama3.2", {}, "http://localhost:11434/v1/chat/completions", "none"),
        ("ollama/llama3.2", {"OLLAMA_HOST": "10.0.0.7"}, "http://10.0.0.7:11434/v1/chat/completions", "none"),
    ],
)  # fmt: skip
def test_a_call_goes_to(full_id: str, environ: dict[str, str], address: str, signing: str) -> None:
    found = called(full_id, environ)

    assert (url(found), found.signing) == (address, signing)


@pytest.mark.parametrize(
    ("full_id", "environ", "asked", "wire"),
    [
        ("opencode/claude-sonnet-4-5", {"OPENCODE_API_KEY": KEY}, "openai_chat", "anthropic"),
        ("opencode/glm-5", {"OPENCODE_API_KEY": KEY}, "anthropic", "openai_chat"),
        ("google-vertex/meta/llama-3.3-70b-instruct-maas", VERTEX, "gemini", "openai_chat"),
        ("google-vertex/gemini-2.5-pro", VERTEX, "openai_chat", "openai_chat"),
        ("ollama/llama3.2", {}, "ollama", "ollama"),
        ("openrouter/anthropic/claude-opus-4.5", {"OPENROUTER_API_KEY": KEY}, "anthropic", "openai_chat"),
    ],
)
def test_what_is_served_in_one_format_is_called_in_no_other(full_id, environ, asked, wire) -> None:
    assert called(full_id, environ, asked).wire == wire


def test_a_stream_has_an_address_of_its_own_where_the_format_wants_one() -> None:
    gemini = called("google/gemini-2.5-pro", {"GEMINI_API_KEY": KEY})
    nova = called("amazon-bedrock/amazon.nova-lite-v1:0", AWS_KEYS | {"AWS_REGION": "eu-west-1"})

    assert url(gemini, is_stream=True).endswith(":streamGenerateContent?alt=sse")
    assert url(nova, is_stream=True).endswith("/model/amazon.nova-lite-v1%3A0/converse-stream")


@pytest.mark.parametrize(
    ("full_id", "environ"),
    [
        ("google-vertex/claude-opus-4-5", VERTEX),
        ("google-vertex/mistral-medium-3", VERTEX),
        ("google-vertex/jamba-1.5-large", VERTEX),
        ("azure/claude-opus-4-5", {"AZURE_API_KEY": KEY, "AZURE_RESOURCE_NAME": "acme"}),
    ],
)
def test_what_is_served_in_another_way_is_not_ready_and_not_called(full_id, environ) -> None:
    one, kept = model(full_id), Credentials(environ, keyring=False)
    found = not_ready_reason(one, known(one.provider), kept, is_named=True)

    assert found is not None
    assert found.kinds == (WIRE,)
    assert found.mend == f"call it elsewhere: modeldex providers {one.canonical_model}"
    with pytest.raises(NotReadyError, match="no wire format"):
        endpoint_of(one, known(one.provider), kept, gateway=Gateway("https://gw.example"))


def test_beside_it_the_others_of_the_provider_are_ready() -> None:
    kept = Credentials(VERTEX, keyring=False)
    for full_id in ("google-vertex/gemini-2.5-pro", "google-vertex/meta/llama-3.3-70b-instruct-maas"):
        assert not_ready_reason(model(full_id), known("google-vertex"), kept, is_named=True) is None


def test_a_server_of_the_configuration_is_called_where_it_says() -> None:
    text = '[providers.mine]\nbase_url = "http://10.0.0.5:8000"\nwire_formats = { openai_chat = "/v1" }\n'
    told = configuration_of(None, [document_of("modeldex.toml", text, TOML)], ModelCatalog.bundled())
    mine = told.providers["mine"]
    kept = Credentials({}, keyring=False, configured=Configured.of(told))
    found = endpoint_of(ModelConfig(model_id="qwen", provider=mine.id), mine, kept)

    assert (url(found), found.signing) == ("http://10.0.0.5:8000/v1/chat/completions", "none")
    assert (found.is_operators, found.source) == (True, "the configuration")
