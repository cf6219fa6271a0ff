"""How far the catalog reaches: floors below which a rebuild must not fall unnoticed."""

from __future__ import annotations

from collections import defaultdict

import pytest

from modeldex import ModelCatalog, ModelConfig, ModelStatus


@pytest.fixture(scope="module")
def models() -> tuple[ModelConfig, ...]:
    return tuple(ModelCatalog.bundled().all_models())


@pytest.fixture(scope="module")
def served(models: tuple[ModelConfig, ...]) -> list[ModelConfig]:
    return [model for model in models if model.status is not ModelStatus.RETIRED]


def is_complete(model: ModelConfig) -> bool:
    rates = (model.cost_per_1m_input_tokens, model.cost_per_1m_output_tokens)
    limits = (model.context_window, model.max_output_tokens)
    return all(value is not None for value in (*rates, *limits))


def test_offerings_and_providers(models: tuple[ModelConfig, ...], served: list[ModelConfig]) -> None:
    assert len(models) >= 8_500
    assert len(served) >= 5_500
    assert len({model.provider for model in served}) >= 150


def test_what_is_known_of_them(models: tuple[ModelConfig, ...]) -> None:
    abilities = [(model.supports_vision, model.supports_tool_use) for model in models]

    assert sum(map(is_complete, models)) >= 6_500
    assert sum(None not in known for known in abilities) >= 6_000
    assert sum(bool(model.quality_scores.known()) for model in models) >= 1_000
    assert sum(model.retires_on is not None for model in models) >= 800


def test_dated_price_changes(models: tuple[ModelConfig, ...]) -> None:
    changes = 0
    for model in models:
        rows: dict[str, int] = defaultdict(int)
        for price in model.prices:
            rows[price.key] += 1
        changes += sum(count - 1 for count in rows.values())

    assert changes >= 1_000


@pytest.mark.parametrize(
    ("providers", "least"),
    [
        (("openrouter",), 353),
        (("amazon-bedrock",), 85),
        (("togetherai",), 200),
        (("groq",), 15),
        (("huggingface",), 100),
        (("alibaba", "alibaba-cn"), 30),
        (("baidu",), 20),
        (("zhipuai", "zai"), 20),
        (("moonshotai", "moonshotai-cn"), 10),
        (("stepfun", "stepfun-ai"), 10),
        (("sarvam",), 3),
    ],
)
def test_providers(providers: tuple[str, ...], least: int, models: tuple[ModelConfig, ...]) -> None:
    assert sum(model.provider in providers for model in models) >= least


@pytest.mark.parametrize("family", ["nova", "titan", "claude", "llama"])
def test_bedrock_has_the_families_with_their_regions(family: str, models: tuple[ModelConfig, ...]) -> None:
    ids = [
        model.model_id for model in models if model.provider == "amazon-bedrock" and family in model.model_id
    ]

    assert ids
    assert family == "titan" or any(model_id.startswith("us.") for model_id in ids)


def test_groq_has_whisper_and_hugging_face_is_what_it_is(models: tuple[ModelConfig, ...]) -> None:
    routed = [model for model in models if model.provider == "huggingface"]

    assert any("whisper" in model.model_id for model in models if model.provider == "groq")
    assert {model.category for model in routed} == {"community"}
    assert {model.quality for model in routed} <= {"partial", "unknown"}


def test_abilities_and_categories(served: list[ModelConfig]) -> None:
    assert sum(model.supports_vision is True for model in served) >= 150
    assert sum(model.supports_thinking is True for model in served) >= 15
    assert sum(model.category == "specialized" for model in served) >= 60
    assert sum(model.category == "regional" for model in served) >= 100


@pytest.mark.parametrize(
    "name",
    [
        "anthropic/claude-sonnet-4-5",
        "anthropic/claude-opus-4-5",
        "anthropic/claude-haiku-4-5",
        "google/gemini-3-flash-preview",
        "openai/o3",
        "openai/gpt-4.1",
        "openai/gpt-5.6-sol",
        "xai/grok-4.3",
    ],
)
def test_the_makers_current_models_are_complete(name: str) -> None:
    model = ModelCatalog.bundled().get_model_or_raise(name)

    assert is_complete(model)
    assert None not in (
        model.supports_vision,
        model.supports_tool_use,
        model.release_date,
        model.canonical_model,
    )
    assert model.status is not ModelStatus.RETIRED


def test_the_development_defaults_stand_as_the_platform_states_them() -> None:
    catalog = ModelCatalog.bundled()
    large, small, seeing = (
        catalog.get_model_or_raise(f"ollama/{name}")
        for name in ("llama3.1:8b", "llama3.2:3b", "llava-llama3:latest")
    )

    assert [model.source for model in (large, small, seeing)] == ["official"] * 3
    assert [model.quality_scores.reasoning for model in (large, small)] == [0.75, 0.65]
    assert [model.context_window for model in (large, small, seeing)] == [131_072, 131_072, 8_192]
    assert all(model.supports_streaming for model in (large, small, seeing))
    assert large.supports_json_mode
    assert small.supports_json_mode
    assert seeing.supports_vision


def test_a_closed_provider_is_listed_as_such() -> None:
    (closed,) = [provider for provider in ModelCatalog.bundled().providers() if provider.id == "octoai"]

    assert closed.closed_on == "?"
