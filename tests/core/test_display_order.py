"""`DisplayOrder`: what is shown before the rest."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from modeldex import ModelConfig
from modeldex.core.display_order import DisplayOrder, in_display_order


def models(*full_ids: str) -> list[ModelConfig]:
    parts = (full_id.partition("/") for full_id in full_ids)
    return [ModelConfig(provider=provider, model_id=model_id) for provider, _, model_id in parts]


def shown(order: DisplayOrder, *full_ids: str) -> list[str]:
    return [one.id for one in in_display_order(models(*full_ids), order)]


def test_listed_models_come_first_then_listed_providers_then_the_rest_by_id() -> None:
    order = DisplayOrder(providers=("bazaar", "acme"), models=("acme/falcon-2", "hub/owl", "acme/falcon-9"))

    assert shown(
        order, "zoo/a", "acme/falcon-1", "bazaar/b", "cellar/c", "hub/owl", "bazaar/a", "acme/falcon-2"
    ) == ["acme/falcon-2", "hub/owl", "bazaar/a", "bazaar/b", "acme/falcon-1", "cellar/c", "zoo/a"]


def test_without_an_order_models_come_by_provider_and_id() -> None:
    assert not DisplayOrder()
    assert shown(DisplayOrder(), "b-c/a", "b/z", "a/b", "b/a") == ["a/b", "b/a", "b/z", "b-c/a"]


def test_an_order_lies_over_another_and_what_it_does_not_name_follows() -> None:
    mine = DisplayOrder(providers=("hub",), models=("hub/owl",))
    below = DisplayOrder(providers=("acme", "hub"), models=("acme/falcon-2", "hub/owl"))

    assert mine.over(below) == DisplayOrder(providers=("hub", "acme"), models=("hub/owl", "acme/falcon-2"))
    assert DisplayOrder().over(below) == below
    assert mine.over(DisplayOrder()) == mine


IDS = st.lists(st.sampled_from([f"{p}/{m}" for p in "abcd" for m in "wxyz"]), unique=True)


@given(IDS, IDS, st.lists(st.sampled_from("abcd"), unique=True), st.randoms())
def test_every_model_is_shown_once_however_they_came(
    ids: list[str], first: list[str], providers: list[str], chance: object
) -> None:
    order = DisplayOrder(providers=tuple(providers), models=tuple(first))
    mixed = list(ids)
    chance.shuffle(mixed)  # type: ignore[attr-defined]

    found = shown(order, *mixed)

    assert sorted(found) == sorted(ids)
    assert found == shown(order, *ids)
    listed = [one for one in first if one in ids]
    assert found[: len(listed)] == listed
