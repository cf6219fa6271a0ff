"""The four functions of the package ask the bundled catalog."""

import pytest

import modeldex
from modeldex import AmbiguousModelError, ModelCatalog, ModelNotFoundError


def test_get_model_answers_from_the_bundled_catalog():
    model = modeldex.get_model("openai/gpt-4o")

    assert model is not None
    assert model is ModelCatalog.bundled().get_model("openai/gpt-4o")
    assert model is modeldex.get_model("openai/gpt-4o")
    assert model is modeldex.get_model_or_raise("openai/gpt-4o")


def test_a_miss_is_none_or_an_error():
    assert modeldex.get_model("openai/gpt-400o") is None
    with pytest.raises(ModelNotFoundError) as caught:
        modeldex.get_model_or_raise("openai/gpt-4oo")
    assert "openai/gpt-4o" in caught.value.near


def test_a_name_that_means_several_is_none_or_an_error():
    resold = next(
        model.model_id
        for model in modeldex.find_models(provider="together")
        if modeldex.get_model(model.model_id) is None
    )

    with pytest.raises(AmbiguousModelError) as caught:
        modeldex.get_model_or_raise(resold)
    assert any(candidate.startswith("together") for candidate in caught.value.candidates)


def test_all_models_and_find_models_are_the_catalogs():
    catalog = ModelCatalog.bundled()

    assert modeldex.all_models() == catalog.all_models()
    assert modeldex.find_models(provider="openai", capabilities="vision") == catalog.find_models(
        provider="openai", capabilities="vision"
    )


def test_the_bundled_catalog_is_opened_once():
    assert ModelCatalog.bundled() is ModelCatalog.bundled()
