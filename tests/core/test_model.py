"""`ModelConfig`: two required fields, everything else unknown until stated; frozen, by value."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from modeldex import (
    InvalidValueError,
    Model,
    ModelCapabilities,
    ModelConfig,
    ModelStatus,
    Price,
    QualityScores,
    UnknownNameError,
)

LLAMA = ModelConfig(
    model_id="llama3.1:8b",
    provider="ollama",
    context_window=128000,
    capabilities=ModelCapabilities(supports_streaming=True, supports_json_mode=True),
    quality_scores=QualityScores(reasoning=0.75),
)

FULL = ModelConfig(
    model_id="claude-opus-4-5",
    provider="anthropic",
    name="Claude Opus 4.5",
    aliases=["claude-opus-4-5-20251101"],
    status="preview",
    cost_per_1m_input_tokens=5,
    cost_per_1m_output_tokens="25",
    cost_per_1m_batch_input_tokens=2.5,
    supports_vision=True,
    supports_audio_input=False,
    context_window=200_000,
    max_output_tokens=64_000,
    benchmarks={"swe_bench": 80.9},
    can_classify=True,
    category="core",
    release_date="2025-11-24",
    default_parameters={"temperature": 1},
    prices=[Price.of("input_tokens", 6, region="us")],
)


def test_a_local_model_as_a_user_writes_it_down() -> None:
    assert LLAMA.id == "ollama/llama3.1:8b"
    assert LLAMA.context_window == 128000
    assert LLAMA.supports_streaming is True
    assert LLAMA.supports_json_mode is True
    assert LLAMA.quality_scores.reasoning == 0.75
    assert LLAMA.status is ModelStatus.ACTIVE


def test_what_nobody_said_of_it_is_unknown() -> None:
    assert LLAMA.supports_vision is None
    assert LLAMA.quality_scores.coding is None
    assert LLAMA.cost_per_1m_input_tokens is None
    assert LLAMA.max_output_tokens is None
    assert LLAMA.pricing == "unknown"


def test_only_model_id_and_provider_are_required() -> None:
    bare = ModelConfig(model_id="m", provider="p")

    stated = {name: getattr(bare, name) for name in ModelConfig.__fields__}
    for name in ("model_id", "provider", "capabilities", "quality_scores", "status", "api_name"):
        del stated[name]
    assert all(value in (None, (), {}) for value in stated.values())
    assert bare.capabilities == ModelCapabilities()
    assert bare.quality_scores == QualityScores()


def test_none_is_unknown_in_every_field_that_is_not_required() -> None:
    optional: dict[str, Any] = dict.fromkeys(ModelConfig.__fields__.keys() - {"model_id", "provider"})

    assert ModelConfig(model_id="m", provider="p", **optional) == ModelConfig(model_id="m", provider="p")


def test_the_full_id_keeps_the_providers_own_id_as_it_is() -> None:
    assert ModelConfig(model_id="openai/gpt-4o", provider="openrouter").id == "openrouter/openai/gpt-4o"


def test_the_model_id_is_sent_unless_another_name_is_stated() -> None:
    assert LLAMA.api_name == "llama3.1:8b"
    assert LLAMA.replace(api_name="llama3.1").api_name == "llama3.1"
    assert LLAMA.replace(model_id="llama3.2").api_name == "llama3.2"


def test_every_stated_field_is_read_back() -> None:
    assert FULL.aliases == ("claude-opus-4-5-20251101",)
    assert FULL.status is ModelStatus.PREVIEW
    assert FULL.benchmarks == {"swe_bench": 80.9}
    assert FULL.can_classify is True
    assert FULL.release_date == "2025-11-24"
    assert FULL.default_parameters == {"temperature": 1}


@pytest.mark.parametrize("status", ["deprecated", "DEPRECATED", "D", ModelStatus.DEPRECATED])
def test_a_status_is_given_by_name_letter_or_itself(status: Any) -> None:
    assert ModelConfig(model_id="m", provider="p", status=status).status is ModelStatus.DEPRECATED


def test_the_schema_of_a_status_lists_its_letters() -> None:
    assert ModelConfig.status.schema == {"enum": ["C", "P", "D", "R", "X", "M"]}


def test_a_capability_may_be_a_flag_or_part_of_the_capabilities() -> None:
    by_flag = ModelConfig(model_id="m", provider="p", supports_vision=True, supports_code=False)
    together = ModelConfig(
        model_id="m", provider="p", capabilities=ModelCapabilities(supports_vision=True, supports_code=False)
    )
    mixed = ModelConfig(
        model_id="m", provider="p", capabilities=ModelCapabilities(supports_vision=True), supports_code=False
    )

    assert by_flag == together == mixed
    assert by_flag.capabilities.format() == "vision -code"


def test_a_capability_is_asked_for_by_name() -> None:
    assert FULL.supports("vision") is True
    assert FULL.supports("audio_input") is False
    assert FULL.supports("code") is None
    with pytest.raises(UnknownNameError, match="did you mean vision"):
        FULL.supports("visoin")


def test_a_model_is_frozen() -> None:
    model: Any = FULL

    with pytest.raises(AttributeError, match=r"ModelConfig is frozen; use replace\(context_window=\.\.\.\)"):
        model.context_window = 5
    with pytest.raises(AttributeError, match="frozen"):
        del model.context_window
    with pytest.raises(AttributeError, match="frozen"):
        model.nickname = "Opus"
    assert not hasattr(model, "__dict__")


@pytest.mark.parametrize("name", [n for n in ModelConfig.__fields__ if n not in ("model_id", "provider")])
def test_each_field_is_frozen_even_behind_the_models_back(name: str) -> None:
    with pytest.raises(AttributeError, match=f"{name} is frozen"):
        object.__setattr__(FULL, name, None)


@pytest.mark.parametrize("name", [n for n in ModelConfig.__fields__ if n not in ("model_id", "provider")])
def test_the_class_describes_each_field(name: str) -> None:
    assert getattr(ModelConfig, name) is ModelConfig.__fields__[name]


def test_models_are_equal_by_value_and_usable_in_sets() -> None:
    again = FULL.replace()

    assert again == FULL
    assert hash(again) == hash(FULL)
    assert len({FULL, again, LLAMA}) == 2
    assert FULL.replace(context_window=1) != FULL
    assert FULL.replace(prices=()) != FULL
    assert FULL != "anthropic/claude-opus-4-5"


@pytest.mark.parametrize("model", [LLAMA, FULL], ids=lambda model: str(model.id))
def test_a_model_survives_pickling_and_copying(model: ModelConfig) -> None:
    for copied in (pickle.loads(pickle.dumps(model)), copy.copy(model), copy.deepcopy(model)):
        assert copied == model
        assert hash(copied) == hash(model)
        assert copied.prices == model.prices
        assert copied.api_name == model.api_name


def test_the_repr_names_the_model_its_status_and_what_is_known_of_its_price() -> None:
    assert repr(LLAMA) == "<ModelConfig ollama/llama3.1:8b: active, unknown, context_window=128000>"
    assert repr(FULL.replace(context_window=None)) == (
        "<ModelConfig anthropic/claude-opus-4-5: preview, priced>"
    )


def test_a_canonical_model_states_what_is_true_wherever_it_is_served() -> None:
    model = Model(
        id="anthropic/claude-opus-4.5",
        maker="anthropic",
        name="Claude Opus 4.5",
        capabilities=ModelCapabilities(supports_vision=True),
        offerings=("anthropic/claude-opus-4-5", "bedrock/anthropic.claude-opus-4-5"),
    )

    assert model.capabilities.supports("vision") is True
    assert (model.family, model.open_weights, model.release_date) == (None, None, None)
    assert pickle.loads(pickle.dumps(model)) == model


def test_a_canonical_model_needs_id_maker_and_name() -> None:
    nothing: dict[str, Any] = {}

    with pytest.raises(InvalidValueError) as refusal:
        Model(**nothing)

    assert set(refusal.value.problems) == {"id", "maker", "name"}
