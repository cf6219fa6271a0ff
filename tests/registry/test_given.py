"""Models and fields as callers give them: by any name of a field, and in plain values."""

import pytest

from modeldex import InvalidModelConfigError, ModelCatalog, ModelConfig, ModelRegistry, Price, RegistryError

FALCON = "acme/falcon-2"
ROWS = [
    {"unit": "input_tokens", "amount": 3},
    {"unit": "input_tokens", "amount": "6", "above_tokens": 200_000},
]


def test_a_map_may_have_the_names_of_files_and_plain_values():
    registry = ModelRegistry()
    registry.register_model(
        {
            "provider": "mine", "model_id": "m", "max_context": 5, "vision": True, "mmlu": 80, "gpqa": 60,
            "caps": ["tool_use", "-audio_input"], "prices": ROWS,
        }
    )  # fmt: skip

    assert registry.get_model_or_raise("m") == ModelConfig(
        provider="mine", model_id="m", context_window=5, supports_vision=True, supports_tool_use=True,
        supports_audio_input=False, benchmarks={"mmlu": 80, "gpqa": 60},
        prices=(Price.of("input_tokens", 3), Price.of("input_tokens", 6, above_tokens=200_000)),
    )  # fmt: skip


def test_changes_may_have_them_too(small: ModelCatalog):
    registry = ModelRegistry(small)
    registry.update_model(FALCON, {"input_per_1m": "1.5", "vision": None, "rpm": 7})

    model = registry.get_model_or_raise(FALCON)
    assert (str(model.cost_per_1m_input_tokens), model.supports_vision, model.rate_limit_rpm) == (
        "1.5",
        None,
        7,
    )


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (
            {"max_context": 5, "context_window": 6},
            "states context_window, which is stated under another name",
        ),
        ({"prices": [{"unit": "input_tokns", "amount": 3}]}, "unit must be one of"),
        ({"prices": [{"amount": 3}]}, "each needs a unit and an amount"),
        ({"caps": "visoin"}, "did you mean vision"),
        ({"contxt_window": 5}, "did you mean context_window"),
        ({}, "must state a field at least"),
        ([], "must be a map of fields"),
        ({"provider": "other"}, "names the model, and cannot be changed"),
    ],
)
def test_what_cannot_be_is_told_with_its_name(small: ModelCatalog, given: object, told: str):
    with pytest.raises(InvalidModelConfigError, match=told):
        ModelRegistry(small).update_model(FALCON, given)  # type: ignore[arg-type]


def test_every_fault_of_every_model_is_told_at_once_and_none_is_registered():
    registry = ModelRegistry()
    bad: list[dict[str, object]] = [
        {"provider": "mine", "model_id": "a"},
        {"provider": "mine", "model_id": "b", "context_window": -3},
        {"provider": "mine", "model_id": "c", "foo": 1},
        {"provider": "Not One", "model_id": "d"},
    ]
    with pytest.raises(InvalidModelConfigError) as refusal:
        registry.register_models(bad)

    told = str(refusal.value)
    assert "model 2 (mine/b): context_window" in told
    assert "model 3 (mine/c): foo" in told
    assert "model 4 (Not One/d): provider" in told
    assert len(registry) == 0


def test_a_change_that_says_nothing_new_is_no_version(small: ModelCatalog):
    registry = ModelRegistry(small)
    first = registry.update_model(FALCON, {"context_window": 5})

    assert registry.update_model(FALCON, {"context_window": 5}) == first
    assert registry.versions(FALCON) == (first,)


def test_a_closed_registry_answers_and_takes_no_changes(small: ModelCatalog):
    registry = ModelRegistry(small)
    registry.close()

    assert registry.get_model(FALCON) is not None
    for change in (
        lambda: registry.update_model(FALCON, {"context_window": 5}),
        lambda: registry.set_alias("fast", FALCON),
        registry.reload,
    ):
        with pytest.raises(RegistryError, match="is closed"):
            change()


def test_an_empty_registry_is_one_all_the_same():
    assert ModelRegistry()


def test_a_listing_with_one_rate_leaves_the_others_to_the_catalog(small: ModelCatalog):
    registry = ModelRegistry(small)
    below = small.get_model_or_raise(FALCON)
    listed = ModelConfig(provider="acme", model_id="falcon-2", cost_per_1m_input_tokens="9")
    registry.discovered("acme", [listed])

    model = registry.get_model_or_raise(FALCON)
    rates = {price.key: price.amount_text for price in model.rates_in_force}
    assert rates == {price.key: price.amount_text for price in below.rates_in_force} | {"input_tokens": "9"}
    assert model.max_output_tokens == below.max_output_tokens


def test_the_development_models_keep_what_a_layer_says_of_them():
    registry = ModelRegistry(ModelCatalog.bundled())
    registry.update_model("ollama/llama3.1:8b", {"context_window": 1234})
    registry.load_default_models()

    assert registry.get_model_or_raise("llama3.1:8b").context_window == 1234
