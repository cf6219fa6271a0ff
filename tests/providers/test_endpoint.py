"""Where a model is called: address, format, name and signature, for every kind of provider."""

from __future__ import annotations

from typing import Any

import pytest
from tests.providers.groq import KEY, credentials, provider

from modeldex import CredentialError, ModelCatalog, ModelConfig, NotReadyError
from modeldex.core.provider import USUAL_SIGNING, Provider
from modeldex.providers.configured import Configured
from modeldex.providers.credentials import Credentials
from modeldex.providers.endpoint import Endpoint, endpoint_of, wire_of
from modeldex.providers.gateway import Gateway
from modeldex.providers.signing import is_ready
from modeldex.wire.quirks import NO_QUIRKS

GATEWAY = Gateway("https://gw.example")
PLAIN = Gateway("https://proxy.example/v1", "plain")


def known(slug: str) -> Provider:
    return ModelCatalog.bundled().provider(slug)


def model(of: Provider | str, model_id: str = "m-1", **fields: Any) -> ModelConfig:
    return ModelConfig(model_id=model_id, provider=of if isinstance(of, str) else of.id, **fields)


def called(slug: str, model_id: str = "m-1", /, gateway: Any = None, **environ: str) -> Endpoint:
    """Where a model of a known provider is called."""
    return endpoint_of(model(slug, model_id), known(slug), credentials(**environ), gateway=gateway)


@pytest.mark.parametrize(
    ("slug", "environ", "root", "signing"),
    [
        ("openai", {"OPENAI_API_KEY": KEY}, "https://api.openai.com/v1", "bearer"),
        ("anthropic", {"ANTHROPIC_API_KEY": KEY}, "https://api.anthropic.com/v1", "x-api-key"),
        (
            "google",
            {"GEMINI_API_KEY": KEY},
            "https://generativelanguage.googleapis.com/v1beta",
            "x-goog-api-key",
        ),
        ("groq", {"GROQ_API_KEY": KEY}, "https://api.groq.com/openai/v1", "bearer"),
        (
            "amazon-bedrock",
            {"AWS_BEARER_TOKEN_BEDROCK": KEY, "AWS_REGION": "eu-west-1"},
            "https://bedrock-runtime.eu-west-1.amazonaws.com",
            "aws-sigv4",
        ),
    ],
)
def test_a_provider_is_called_at_its_own_address(slug: str, environ: dict[str, str], root: str, signing: str):
    found = called(slug, **environ)

    assert (found.root, found.signing) == (root, signing)
    assert root.startswith(found.origin)
    assert (found.is_operators, found.source) == (False, "the provider's own address")
    assert (found.provider.id, found.model) == (slug, "m-1")


@pytest.mark.parametrize("key", ["AZURE_API_KEY", "AZURE_OPENAI_API_KEY"])
def test_azure_is_called_at_a_resource_or_an_endpoint(key: str):
    by_name = called("azure", AZURE_RESOURCE_NAME="acme", **{key: KEY})
    by_address = called("azure", AZURE_OPENAI_ENDPOINT="https://acme.openai.azure.com/", **{key: KEY})
    whole = called("azure", AZURE_API_BASE="https://acme.openai.azure.com/openai/v1", **{key: KEY})

    assert by_name.root == by_address.root == whole.root == "https://acme.openai.azure.com/openai/v1"
    assert (by_name.is_operators, by_address.is_operators) == (False, True)
    assert by_address.source == "$AZURE_OPENAI_ENDPOINT"


def test_a_dated_version_of_azures_older_api_changes_nothing():
    found = called("azure", AZURE_RESOURCE_NAME="acme", AZURE_API_KEY=KEY, AZURE_API_VERSION="2024-10-21")

    assert found.root == "https://acme.openai.azure.com/openai/v1"


VERTEX = provider(
    "google-vertex",
    "https://${LOCATION}-aiplatform.googleapis.com",
    location="LOCATION",
    project="PROJECT",
    auth_token="TOKEN",
).replace(
    wire_formats={
        "openai_chat": "/v1/projects/${PROJECT}/locations/${LOCATION}/endpoints/openapi",
        "gemini": "/v1/projects/${PROJECT}/locations/${LOCATION}/publishers/google",
    },
    signing={"openai_chat": "google-token", "gemini": "google-token"},
)


def test_vertex_is_called_in_a_project_and_a_location():
    kept = credentials(TOKEN=KEY, PROJECT="p-1", LOCATION="europe-west4")
    gemini = model(VERTEX, "gemini-2.5-pro", canonical_model="google/gemini-2.5-pro")
    at = endpoint_of(gemini, VERTEX, kept)
    worldwide = endpoint_of(gemini, VERTEX, credentials(TOKEN=KEY, PROJECT="p-1", LOCATION="global"))

    assert at.wire == "gemini"
    assert at.root == (
        "https://europe-west4-aiplatform.googleapis.com/v1/projects/p-1/locations/europe-west4/publishers/google"
    )
    assert at.signing == "google-token"
    assert worldwide.origin == "https://aiplatform.googleapis.com"


def test_openais_format_on_vertex_wants_the_publisher_before_the_name():
    kept = credentials(TOKEN=KEY, PROJECT="p-1", LOCATION="global")
    gemini = endpoint_of(model(VERTEX, "gemini-2.5-pro"), VERTEX, kept, wire="openai_chat")
    llama = endpoint_of(model(VERTEX, "meta/llama-4-maas"), VERTEX, kept)

    assert (gemini.wire, gemini.model) == ("openai_chat", "google/gemini-2.5-pro")
    assert (llama.wire, llama.model) == ("openai_chat", "meta/llama-4-maas")


def test_the_name_to_send_is_that_of_the_wire():
    groq = known("groq")
    one = model(groq, "llama", api_name="meta-llama/llama-4")

    assert endpoint_of(one, groq, credentials(GROQ_API_KEY=KEY)).model == "meta-llama/llama-4"


MANY = provider("many", "https://api.many.example", api_key="MANY_KEY").replace(
    wire_formats={"anthropic": "/v1", "gemini": "/v1beta", "openai_chat": "/v1", "openai_responses": "/v1"},
    quirks={"responses_only": ("o9-", "codex"), "output_limit": "max_completion_tokens"},
)


@pytest.mark.parametrize(
    ("model_id", "maker", "asked", "wire"),
    [
        ("m-1", None, None, "openai_chat"),
        ("m-1", None, "anthropic", "anthropic"),
        ("m-1", None, "bedrock", "openai_chat"),
        ("claude-x", "anthropic/claude-x", None, "anthropic"),
        ("claude-x", "anthropic/claude-x", "openai_chat", "openai_chat"),
        ("gemini-x", "google/gemini-x", None, "gemini"),
        ("o9-mini", None, None, "openai_responses"),
        ("codex-2", None, "openai_chat", "openai_responses"),
    ],
)
def test_the_format_is_the_one_asked_for_or_the_makers_or_the_first(model_id, maker, asked, wire):
    assert wire_of(model(MANY, model_id, canonical_model=maker), MANY, asked) == wire


def test_quirks_are_those_of_the_provider_but_behind_a_proxy_that_translates():
    kept = credentials(MANY_KEY=KEY)

    assert endpoint_of(model(MANY), MANY, kept).quirks.output_limit == "max_completion_tokens"
    assert (
        endpoint_of(model(MANY), MANY, kept, gateway=GATEWAY).quirks.output_limit == "max_completion_tokens"
    )
    assert endpoint_of(model(MANY), MANY, kept, gateway=PLAIN).quirks == NO_QUIRKS


def test_a_provider_that_speaks_no_known_format_cannot_be_called():
    mute = provider("mute", "https://mute.example", api_key="MUTE_KEY")

    with pytest.raises(NotReadyError, match=r"mute/m-1 is not ready: .* no wire format") as raised:
        endpoint_of(model(mute), mute, credentials(MUTE_KEY=KEY))
    assert raised.value.model == "mute/m-1"


@pytest.mark.parametrize("gateway", [None, GATEWAY, PLAIN])
def test_without_a_key_there_is_no_address_with_or_without_a_gateway(gateway: Gateway | None):
    with pytest.raises(CredentialError) as raised:
        called("groq", gateway=gateway)

    assert raised.value.problem == "set GROQ_API_KEY"
    assert raised.value.missing[0] == "GROQ_API_KEY"


def test_through_a_gateway_the_root_is_its_own_and_the_rest_as_before():
    found = called("anthropic", gateway=GATEWAY, ANTHROPIC_API_KEY="implicit")

    assert found.root == "https://gw.example/_/gateway/anthropic/v1"
    assert (found.wire, found.signing, found.model) == ("anthropic", "x-api-key", "m-1")
    assert (found.origin, found.is_operators, found.source) == ("https://gw.example", True, "the gateway")


def test_a_gateway_counts_more_than_an_address_in_the_environment():
    found = called("openai", gateway=GATEWAY, OPENAI_API_KEY=KEY, OPENAI_BASE_URL="https://other.example/v1")

    assert found.root == "https://gw.example/_/gateway/openai/v1"


def test_behind_a_gateway_the_words_of_the_providers_host_are_not_needed():
    assert called("azure", gateway=GATEWAY, AZURE_API_KEY=KEY).root.startswith(
        "https://gw.example/_/gateway/"
    )
    with pytest.raises(CredentialError, match="set AZURE_RESOURCE_NAME"):
        called("azure", AZURE_API_KEY=KEY)


def test_a_plain_proxy_gets_the_key_as_a_bearer_and_the_provider_in_the_name():
    found = called("anthropic", "claude-x", gateway=PLAIN, ANTHROPIC_API_KEY=KEY)

    assert (found.wire, found.signing) == ("openai_chat", "bearer")
    assert (found.root, found.model) == ("https://proxy.example/v1", "anthropic/claude-x")


def test_a_server_of_ones_own_is_called_without_a_key_and_past_the_gateway():
    ollama = called("ollama", gateway=GATEWAY)
    studio = called("lmstudio")
    keyed = called("lmstudio", LMSTUDIO_API_KEY=KEY)

    assert (ollama.origin, ollama.signing, ollama.is_operators) == ("http://localhost:11434", "none", True)
    assert (studio.signing, studio.source) == ("none", "the provider's own address")
    assert keyed.signing == USUAL_SIGNING["openai_chat"]


def test_a_server_of_ones_own_that_is_to_be_asked_with_a_key_is_not_asked_without():
    class Variable:
        kind, value = "env", "STUDIO_KEY"

    kept = Credentials(
        {}, keyring=False, configured=Configured(references={"lmstudio": {"api_key": Variable()}})
    )

    with pytest.raises(CredentialError, match="set STUDIO_KEY"):
        endpoint_of(model("lmstudio"), known("lmstudio"), kept)


def test_an_address_of_the_configuration_is_the_users():
    moved = known("groq").replace(base_url="http://10.0.0.5:8000")
    kept = Credentials({"GROQ_API_KEY": KEY}, keyring=False, configured=Configured(moved=frozenset({"groq"})))
    found = endpoint_of(model(moved), moved, kept)

    assert (found.root, found.is_operators) == ("http://10.0.0.5:8000/openai/v1", True)
    assert found.source == "the configuration"


def test_an_endpoint_holds_no_key():
    assert KEY not in repr(called("openai", OPENAI_API_KEY=KEY))


@pytest.mark.parametrize("gateway", [None, GATEWAY, PLAIN])
def test_every_known_provider_with_all_its_variables_has_an_endpoint(gateway: Gateway | None):
    for one in ModelCatalog.bundled().providers():
        if not one.wire_formats or one.base_url is None:
            continue
        named = {name: "word" for names in one.env.values() for name in names}
        addresses = [name for role in ("host", "base_url") for name in one.env.get(role, ())]
        kept = credentials(**named | dict.fromkeys(addresses, "https://own.example"))
        for wire in one.wire_formats:
            if is_ready(one.signing.get(wire, USUAL_SIGNING[wire]), one, kept) is not None:
                continue  # the file of an account is no word, and some name no variable for a key
            found = endpoint_of(model(one), one, kept, gateway=gateway, wire=wire)
            assert "${" not in found.root
            assert found.wire == wire or gateway is PLAIN
