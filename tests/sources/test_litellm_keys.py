"""LiteLLM's keys: a provider, a region or the size of an image may stand before the model id."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from modeldex import SourceError
from modeldex.sources.litellm.keys import no_model, split_key

if TYPE_CHECKING:
    from modeldex.pipeline.directory import Directory


@pytest.mark.parametrize(
    ("key", "litellm_provider", "provider", "model_id", "region", "variant"),
    [
        ("quill-6", "openai", "openai", "quill-6", None, None),
        ("openai/quill-6", "openai", "openai", "quill-6", None, None),
        ("gemini/quill-6", "gemini", "google", "quill-6", None, None),
        ("quill.quill-6-v1:0", "bedrock_converse", "amazon-bedrock", "quill.quill-6-v1:0", None, None),
        ("eu.quill.quill-6-v1:0", "bedrock", "amazon-bedrock", "eu.quill.quill-6-v1:0", None, None),
        ("bedrock/us-gov-west-1/quill-6", "bedrock", "amazon-bedrock", "quill-6", "us-gov-west-1", None),
        ("azure/eu/quill-6", "azure", "azure", "quill-6", "eu", None),
        ("1024-x-1024/easel-1", "openai", "openai", "easel-1", None, "1024x1024"),
        ("high/1024-x-1024/easel-1", "openai", "openai", "easel-1", None, "high/1024x1024"),
        ("azure/hd/1024-x-1024/easel-1", "azure", "azure", "easel-1", None, "hd/1024x1024"),
        ("standard/1024-x-1024/easel-1", "openai", "openai", "easel-1", None, "standard/1024x1024"),
        ("512-x-512/max-steps/brush", "bedrock", "amazon-bedrock", "brush", None, "512x512/max-steps"),
        ("openrouter/quill/quill-6", "openrouter", "openrouter", "quill/quill-6", None, None),
        ("deepinfra/low/quill-6", "deepinfra", "deepinfra", "low/quill-6", None, None),
        ("eu/quill-6", "openai", "openai", "eu/quill-6", None, None),
        ("fal_ai/easel/brush", "fal_ai", "fal-ai", "easel/brush", None, None),
    ],
)
def test_a_key_is_taken_apart(
    key: str,
    litellm_provider: str,
    provider: str,
    model_id: str,
    region: str | None,
    variant: str | None,
    directory: Directory,
) -> None:
    found = split_key(key, litellm_provider, directory.provider_named)

    assert (found.provider, found.model_id, found.region, found.variant) == (
        provider, model_id, region, variant,
    )  # fmt: skip
    assert found.alias is None


@pytest.mark.parametrize(
    ("key", "litellm_provider", "alias"),
    [
        ("azure/global/quill-6", "azure", "global/quill-6"),
        ("azure/global-standard/quill-6", "azure", "global-standard/quill-6"),
        ("bedrock/invoke/quill-6", "bedrock", "invoke/quill-6"),
    ],
)
def test_a_route_that_says_nothing_more_is_another_name(
    key: str, litellm_provider: str, alias: str, directory: Directory
) -> None:
    found = split_key(key, litellm_provider, directory.provider_named)

    assert (found.model_id, found.region, found.variant, found.alias) == ("quill-6", None, None, alias)


def test_a_provider_without_a_file_is_an_error_that_says_where_it_belongs(directory: Directory) -> None:
    with pytest.raises(SourceError) as caught:
        split_key("quill-6", "nobody_ai", directory.provider_named)

    assert "quill-6" in str(caught.value)
    assert "'nobody_ai'" in str(caught.value)
    assert "data/providers" in str(caught.value)
    assert "data/aliases.csv" in str(caught.value)


CHAT = {"litellm_provider": "openai", "mode": "chat"}


@pytest.mark.parametrize(
    ("key", "row", "reason"),
    [
        ("sample_spec", {"mode": "chat"}, "it names no provider"),
        ("quill-search", CHAT | {"mode": "search"}, "mode search is no model"),
        ("quill-guard", CHAT | {"mode": "guardrail"}, "mode guardrail is no model"),
        ("quill-store", CHAT | {"mode": "vector_store"}, "mode vector_store is no model"),
        ("together-ai-4.1b-8b", CHAT, "it prices a size of model, not a model"),
        ("fireworks-ai-default", CHAT, "it prices a size of model, not a model"),
        ("bedrock/*/1-month-commitment/quill", CHAT, "it prices reserved machines, not calls"),
        ("bedrock/us-east-1/6-month-commitment/quill", CHAT, "it prices reserved machines, not calls"),
        ("quill large", CHAT, "its id has blanks"),
        ("quill-6", CHAT, None),
        ("quill-6-8b", CHAT, None),
    ],
)
def test_a_row_that_is_no_model_says_why(key: str, row: dict[str, Any], reason: str | None) -> None:
    assert no_model(key, row) == reason
