"""What a name means where layers add, hide and rename: the same order as everywhere, and never a guess."""

import pytest
from tests.registry.conftest import Opener

from modeldex import (
    AmbiguousModelError,
    InvalidValueError,
    ModelCatalog,
    ModelConfig,
    ModelNotFoundError,
    ModelRegistry,
)

FALCON = "acme/falcon-2"


def model(full_id: str, **rest: object) -> dict[str, object]:
    provider, _, model_id = full_id.partition("/")
    return {"provider": provider, "model_id": model_id, **rest}


def meant(registry: ModelRegistry, name: str) -> str | None:
    found = registry.get_model(name)
    return None if found is None else found.id


NAMES = (
    "acme/falcon-2", "falcon-2", "falcon-latest", "acme/falcon-latest", "falcon-two", "acme/falcon-two",
    "acme-ai/falcon-2", "acme-ai/falcon-latest", "acme:falcon-2", "acme::falcon-2", "acme-ai:falcon-2",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_every_spelling_of_a_catalog_goes_on_under_layers(over_small: ModelRegistry, name: str):
    over_small.update_model(FALCON, {"context_window": 5})
    over_small.register_model(model("mine/other"))

    assert over_small.get_model_or_raise(name).id == FALCON
    assert over_small.get_model_or_raise(name).context_window == 5


def test_a_registered_bare_id_comes_before_the_makers_own(over_small: ModelRegistry):
    over_small.register_model(model("mine/falcon-2"))

    assert meant(over_small, "falcon-2") == "mine/falcon-2"
    assert meant(over_small, "acme/falcon-2") == "acme/falcon-2"


def test_a_full_id_comes_before_everything(over_small: ModelRegistry):
    over_small.register_model(model("mine/other", aliases=("hub/auto",)))

    assert meant(over_small, "hub/auto") == "hub/auto"


def test_a_name_that_begins_with_a_provider_is_looked_for_there_alone(over_small: ModelRegistry):
    over_small.register_model(model("mine/x", aliases=("hub/falcon-9",)))

    assert meant(over_small, "hub/falcon-9") is None


def test_a_model_id_may_hold_slashes(over_small: ModelRegistry):
    over_small.register_model(model("mine/acme/falcon-9"))

    assert meant(over_small, "mine/acme/falcon-9") == "mine/acme/falcon-9"
    assert meant(over_small, "mine:acme/falcon-9") == "mine/acme/falcon-9"


def test_what_a_layer_changes_of_a_reseller_is_not_a_registration(over_small: ModelRegistry):
    over_small.update_model("hub/aurora-7b", {"context_window": 5})

    with pytest.raises(AmbiguousModelError, match="hub/aurora-7b") as refusal:
        over_small.get_model_or_raise("aurora-7b")
    assert refusal.value.code == "E4002"
    assert set(refusal.value.candidates) == {"bazaar/aurora-7b", "cellar/aurora-7b", "hub/aurora-7b"}
    assert over_small.get_model("aurora-7b") is None


def test_a_model_that_was_registered_whole_over_a_resellers_is_meant_by_its_bare_id(
    over_small: ModelRegistry,
):
    over_small.register_model(model("hub/aurora-7b"))

    assert meant(over_small, "aurora-7b") == "hub/aurora-7b"


def test_two_registered_models_of_one_bare_id_are_ambiguous():
    registry = ModelRegistry()
    registry.register_models([model("one/m"), model("two/m")])

    assert registry.get_model("m") is None
    assert "m" not in registry
    with pytest.raises(AmbiguousModelError, match="one/m, two/m") as refusal:
        registry.get_model_or_raise("m")
    assert refusal.value.code == "E4002"
    registry.hide_model("two/m")
    assert meant(registry, "m") == "one/m"


def test_an_alias_settles_what_would_be_ambiguous(over_small: ModelRegistry):
    over_small.set_alias("aurora-7b", "hub/aurora-7b")

    assert meant(over_small, "aurora-7b") == "hub/aurora-7b"


def test_an_alias_of_a_registered_model_means_it():
    registry = ModelRegistry()
    registry.register_model(model("one/m", aliases=("small", "mini")))

    assert meant(registry, "small") == meant(registry, "one/mini") == "one/m"
    assert meant(registry, "one/large") is None


def test_an_alias_that_a_layer_gives_a_model_at_home_is_its_own(over_small: ModelRegistry):
    over_small.update_model(FALCON, {"aliases": "peregrine"})

    assert meant(over_small, "acme/peregrine") == FALCON
    assert meant(over_small, "peregrine") == FALCON
    assert meant(over_small, "falcon-latest") == FALCON


def test_an_alias_that_a_layer_gives_a_reseller_needs_its_provider(over_small: ModelRegistry):
    over_small.update_model("hub/auto", {"aliases": "best"})

    assert meant(over_small, "hub/best") == "hub/auto"
    with pytest.raises(AmbiguousModelError, match="hub/auto"):
        over_small.get_model_or_raise("best")


@pytest.mark.parametrize("name", ["falcon-latest", "acme/falcon-latest"])
def test_an_alias_that_a_layer_takes_away_means_nothing(over_small: ModelRegistry, name: str):
    over_small.update_model(FALCON, {"aliases": None})

    assert meant(over_small, name) is None
    assert meant(over_small, "falcon-two") == FALCON
    over_small.remove_model(FALCON)
    assert meant(over_small, name) == FALCON


def test_a_hidden_model_is_meant_by_no_name_of_it(over_small: ModelRegistry):
    over_small.hide_model("falcon-2")

    assert {meant(over_small, name) for name in NAMES} == {None}
    with pytest.raises(ModelNotFoundError, match="hidden by the layer 'in-process'"):
        over_small.get_model_or_raise(FALCON)
    over_small.remove_model(FALCON)
    assert {meant(over_small, name) for name in NAMES} == {FALCON}


def test_what_a_catalog_was_asked_for_by_itself_changes_nothing_for_a_registry(small: ModelCatalog):
    assert {small.get_model(name) for name in NAMES} == {small.get_model(FALCON)}
    changed, hidden = ModelRegistry(small), ModelRegistry(small)
    changed.update_model(FALCON, {"context_window": 5})
    hidden.hide_model(FALCON)

    assert {changed.get_model_or_raise(name).context_window for name in NAMES} == {5}
    assert {meant(hidden, name) for name in NAMES} == {None}


def test_what_is_hidden_is_no_candidate(over_small: ModelRegistry):
    candidates = over_small._view.names.anywhere("aurora-7b")
    over_small.hide_model("bazaar/aurora-7b")

    assert set(over_small._view.names.anywhere("aurora-7b")) == {*candidates} - {"bazaar/aurora-7b"}
    assert over_small.get_model("aurora-7b") is None


def test_nothing_stands_in_for_a_hidden_model_and_its_names_say_what_hides_it(over_small: ModelRegistry):
    over_small.hide_model(FALCON)

    for name in (FALCON, "falcon-2"):
        assert over_small.get_model(name) is None
        with pytest.raises(ModelNotFoundError, match=r"falcon-2 is hidden by the layer 'in-process'; remove"):
            over_small.get_model_or_raise(name)
    over_small.remove_model("falcon-2")
    assert over_small.get_model("falcon-2") is not None


def test_near_names_are_of_what_is_in_force(over_small: ModelRegistry):
    over_small.register_model(model("mine/falcon-22"))
    over_small.set_alias("falcon-best", FALCON)
    over_small.hide_model("acme/falcon-1")

    with pytest.raises(ModelNotFoundError) as refusal:
        over_small.get_model_or_raise("falcon-222")
    assert "mine/falcon-22" in refusal.value.near
    assert "acme/falcon-1" not in refusal.value.near
    with pytest.raises(ModelNotFoundError, match="falcon-best"):
        over_small.get_model_or_raise("falcon-bset")


def test_an_alias_of_a_provider_is_a_name_of_it_everywhere(over_small: ModelRegistry):
    over_small.register_model(model("mine/m"))
    assert over_small.set_alias("zenith", "acme-ai", kind="provider") == "acme"
    over_small.set_alias("ours", "mine", kind="provider")

    assert meant(over_small, "zenith/falcon-2") == meant(over_small, "zenith:falcon-latest") == FALCON
    assert meant(over_small, "ours/m") == "mine/m"
    assert over_small.count_models(provider="zenith") == over_small.count_models(provider="acme") == 3
    assert over_small.provider("zenith").id == "acme"


def test_a_configured_alias_is_overridden_by_one_that_is_told(opened: Opener, tmp_path):
    path = tmp_path / "modeldex.toml"
    path.write_text('[aliases.models]\nfast = "hub/auto"\nbest = "acme/falcon-2"\n')
    registry = opened(path)
    assert registry.aliases() == {"best": FALCON, "fast": "hub/auto"}

    registry.set_alias("fast", "acme/falcon-1")
    assert meant(registry, "fast") == "acme/falcon-1"
    registry.remove_alias("fast")
    assert meant(registry, "fast") == "hub/auto"


def test_an_alias_whose_model_is_hidden_means_nothing(over_small: ModelRegistry):
    over_small.set_alias("best", FALCON)
    over_small.hide_model(FALCON)

    assert meant(over_small, "best") is None
    with pytest.raises(ModelNotFoundError):
        over_small.get_model_or_raise("best")


@pytest.mark.parametrize(
    ("alias", "kind", "told"),
    [
        ("hub/auto", "model", "full id"),
        ("acme/best", "model", "must not begin with the name of a provider"),
        ("zenith falcon", "model", "must be a name without blanks"),
        ("", "model", "must be a name without blanks"),
        ("a\nb", "model", "must be a name without blanks"),
        ("hub", "provider", "is a name of hub already"),
        ("ze/nith", "provider", "must be one word without"),
    ],
)
def test_a_name_that_would_hide_another_is_refused(
    over_small: ModelRegistry, alias: str, kind: str, told: str
):
    target = FALCON if kind == "model" else "acme"
    with pytest.raises(InvalidValueError, match=told):
        over_small.set_alias(alias, target, kind=kind)

    assert over_small.aliases(kind) == {}


def test_an_alias_of_nothing_is_refused(over_small: ModelRegistry):
    with pytest.raises(ModelNotFoundError, match="falcon-9"):
        over_small.set_alias("best", "acme/falcon-9")


def test_a_name_keeps_its_meaning_while_other_models_come_and_go(over_small: ModelRegistry):
    before = over_small.get_model_or_raise("falcon-latest")
    over_small.register_models(ModelConfig(provider="mine", model_id=f"m{number}") for number in range(20))

    assert over_small.get_model_or_raise("falcon-latest") is before
