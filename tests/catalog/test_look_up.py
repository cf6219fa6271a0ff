"""What a name means: one model, or an error that says what to write instead."""

import pickle
from decimal import Decimal

import pytest

from modeldex import AmbiguousModelError, ModelCatalog, ModelNotFoundError, ModelStatus

SPELLINGS = (
    "acme/falcon-2",  # full id
    "falcon-2",  # bare id, at its maker's own provider
    "falcon-latest",  # alias that the provider states
    "acme/falcon-latest",
    "falcon-two",  # alias of data/aliases.csv
    "acme/falcon-two",
    "acme-ai/falcon-2",  # another name of the provider
    "acme-ai/falcon-latest",
    "acme:falcon-2",  # as other tools write it
    "acme::falcon-2",
    "acme-ai:falcon-2",
)


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_spelling_means_the_same_model(name: str, small: ModelCatalog):
    assert small.get_model_or_raise(name).id == "acme/falcon-2"
    assert small.get_model(name) is small.get_model(name)
    assert name in small


def test_a_found_model_has_its_facts(small: ModelCatalog):
    model = small.get_model_or_raise("falcon-2")

    assert model.cost_per_1m_input_tokens == Decimal("2.5")
    assert model.cost_per_1m_output_tokens == Decimal(10)
    assert model.cost_per_1m_cache_read_tokens == Decimal("0.25")
    assert model.cost_per_1m_batch_input_tokens == Decimal("1.25")
    assert model.context_window == 1_000_000
    assert model.max_output_tokens == 64_000
    assert model.supports_vision is True
    assert model.supports_audio_input is None
    assert model.status is ModelStatus.ACTIVE
    assert dict(model.benchmarks) == {"mmlu": 88.0, "gpqa": 60.0}
    assert model.quality_scores.reasoning == 0.74
    assert model.aliases == ("falcon-latest",)
    assert (model.maker, model.canonical_model, model.category) == ("acme", "acme/falcon-2", "core")


def test_what_nobody_states_is_none(small: ModelCatalog):
    model = small.get_model_or_raise("cellar/aurora-7b")

    assert model.pricing == "unknown"
    assert model.cost_per_1m_input_tokens is None
    assert model.context_window is None
    assert model.supports_chat is None
    assert model.prices == ()


def test_a_reseller_is_meant_only_where_it_is_named(small: ModelCatalog):
    assert small.get_model_or_raise("hub/acme/falcon-2").provider == "hub"
    assert small.get_model_or_raise("acme/falcon-2").provider == "acme"


def test_a_named_provider_is_never_left_for_another(small: ModelCatalog):
    assert small.get_model("hub/falcon-2") is None
    assert small.get_model("acme/aurora-7b") is None
    assert small.get_model("acme:aurora-7b") is None


@pytest.mark.parametrize("name", ["Falcon-2", "ACME/falcon-2", "falcon", " falcon-2", "falcon-2 ", "", "/"])
def test_a_name_is_never_bent_to_fit(name: str, small: ModelCatalog):
    assert small.get_model(name) is None
    assert name not in small


@pytest.mark.parametrize("name", ["caf\udce9", "falcon\0two", "'; DROP TABLE models; --", "%", "fal*", '"'])
def test_any_text_may_be_asked_for(name: str, small: ModelCatalog):
    assert small.get_model(name) is None
    with pytest.raises(ModelNotFoundError) as caught:
        small.get_model_or_raise(name)
    assert caught.value.code == "E4001"


def test_a_miss_comes_with_near_matches(small: ModelCatalog):
    with pytest.raises(ModelNotFoundError) as caught:
        small.get_model_or_raise("falcn-2")

    assert caught.value.code == "E4001"
    assert caught.value.name == "falcn-2"
    assert caught.value.near[0] == "acme/falcon-2"
    assert "'falcn-2'" in str(caught.value)
    assert "did you mean acme/falcon-2" in str(caught.value)


def test_a_miss_like_nothing_suggests_nothing(small: ModelCatalog):
    with pytest.raises(ModelNotFoundError) as caught:
        small.get_model_or_raise("zzz")

    assert caught.value.near == ()
    assert "did you mean" not in str(caught.value)


def test_a_bare_id_that_only_resellers_serve_is_an_error_with_the_candidates(small: ModelCatalog):
    assert small.get_model("aurora-7b") is None
    assert "aurora-7b" not in small
    with pytest.raises(AmbiguousModelError) as caught:
        small.get_model_or_raise("aurora-7b")

    assert caught.value.code == "E4002"
    assert caught.value.candidates == ("bazaar/aurora-7b", "cellar/aurora-7b", "hub/aurora-7b")
    for candidate in caught.value.candidates:
        assert candidate in str(caught.value)


def test_one_reseller_alone_is_not_picked_either(small: ModelCatalog):
    assert small.get_model("echo") is None
    with pytest.raises(AmbiguousModelError) as caught:
        small.get_model_or_raise("echo")
    assert caught.value.candidates == ("bazaar/echo",)


@pytest.mark.parametrize("name", ["falcn-2", "aurora-7b"])
def test_a_miss_keeps_its_facts_between_processes(name: str, small: ModelCatalog):
    with pytest.raises(ModelNotFoundError) as caught:
        small.get_model_or_raise(name)

    again = pickle.loads(pickle.dumps(caught.value))

    assert type(again) is type(caught.value)
    assert (again.name, again.near, str(again)) == (
        caught.value.name,
        caught.value.near,
        str(caught.value),
    )


def test_what_is_no_text_is_not_in_a_catalog(small: ModelCatalog):
    assert 3 not in small
    assert None not in small


def test_a_catalog_is_walked_by_full_id(small: ModelCatalog):
    ids = [model.id for model in small]

    assert ids == [
        "acme/falcon-0",
        "acme/falcon-1",
        "acme/falcon-2",
        "bazaar/aurora-7b",
        "bazaar/echo",
        "cellar/aurora-7b",
        "hub/acme/falcon-2",
        "hub/aurora-7b",
        "hub/auto",
    ]
    assert len(small) == 9
