"""How a spelling becomes one full id, in the settled order, or an error; never a guess."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import AmbiguousModelError, ModelNotFoundError
from modeldex.identity.ids import BEDROCK_REGIONS, bedrock_spellings, resolve


class Shelf:
    """Names of a small catalog: full id -> its aliases; which providers are home of its makers."""

    def __init__(
        self,
        offerings: dict[str, tuple[str, ...]],
        homes: tuple[str, ...] = (),
        provider_aliases: dict[str, str] | None = None,
        registered: dict[str, tuple[str, ...]] | None = None,
    ) -> None:
        self.offerings = offerings
        self.by_user = registered or {}
        self.homes = homes
        self.provider_aliases = provider_aliases or {}
        self.providers = {full_id.partition("/")[0] for full_id in offerings}

    def has(self, full_id: str) -> bool:
        return full_id in self.offerings

    def provider_named(self, name: str) -> str | None:
        return name if name in self.providers else self.provider_aliases.get(name)

    def registered(self, name: str) -> tuple[str, ...]:
        return self.by_user.get(name, ())

    def within(self, provider: str, name: str) -> str | None:
        if f"{provider}/{name}" in self.offerings:
            return f"{provider}/{name}"
        found = (full_id for full_id in self.anywhere(name) if full_id.startswith(f"{provider}/"))
        return next(found, None)

    def anywhere(self, name: str) -> tuple[str, ...]:
        return tuple(
            full_id
            for full_id, aliases in self.offerings.items()
            if full_id.partition("/")[2] == name or name in aliases
        )

    def at_home(self, name: str) -> tuple[str, ...]:
        return tuple(found for found in self.anywhere(name) if found.partition("/")[0] in self.homes)


SHELF = Shelf(
    {
        "quill/quill-5": ("quill-latest",),
        "quill/quill-5-mini": (),
        "openrouter/quill/quill-5": ("quill/quill-5-20260101",),
        "openrouter/quill/quill-5-mini:free": (),
        "openrouter/easel/brush:thinking": (),
        "amazon-bedrock/quill.quill-5-v1:0": (),
        "amazon-bedrock/eu.quill.quill-6-v1:0": (),
        "bazaar/quill-5": (),
        "bazaar/brush": (),
        "ollama/llama3.1:8b": (),
    },
    homes=("quill",),
    provider_aliases={"bedrock": "amazon-bedrock", "quill_ai": "quill"},
)


@pytest.mark.parametrize(
    ("spelling", "meaning"),
    [
        ("quill/quill-5", "quill/quill-5"),
        ("openrouter/quill/quill-5", "openrouter/quill/quill-5"),
        ("quill_ai/quill-5", "quill/quill-5"),
        ("quill/quill-latest", "quill/quill-5"),
        ("quill-5", "quill/quill-5"),
        ("quill-latest", "quill/quill-5"),
        ("quill:quill-5", "quill/quill-5"),
        ("quill::quill-5", "quill/quill-5"),
        ("openrouter:quill/quill-5", "openrouter/quill/quill-5"),
        ("ollama:llama3.1:8b", "ollama/llama3.1:8b"),
        ("openrouter/quill/quill-5-20260101", "openrouter/quill/quill-5"),
    ],
)
def test_a_known_spelling_has_one_meaning(spelling: str, meaning: str) -> None:
    assert resolve(spelling, SHELF) == meaning


@pytest.mark.parametrize(
    "spelling",
    [
        "quill-50",
        "Quill-5",
        "quill/Quill-5",
        "quill",
        "",
        "/",
        "quill/",
        "nobody/quill-5",
        "nobody:quill-5",
        "quill:::quill-5",
        "openrouter/quill-5",
    ],
)
def test_a_spelling_that_is_only_near_means_nothing(spelling: str) -> None:
    assert resolve(spelling, SHELF) is None


def test_a_full_id_wins_over_the_provider_in_its_first_segment() -> None:
    shelf = Shelf({"hub/quill/quill-5": (), "quill/quill-5": (), "hub/a": ("quill/quill-5",)})

    assert resolve("quill/quill-5", shelf) == "quill/quill-5"


def test_an_id_beats_an_alias_within_its_provider() -> None:
    shelf = Shelf({"quill/old": ("new",), "quill/new": ()})

    assert resolve("quill/new", shelf) == "quill/new"


def test_a_known_provider_is_never_left_for_another() -> None:
    assert resolve("quill/brush", SHELF) is None
    assert resolve("openrouter/quill-5-mini", SHELF) is None


def test_a_providers_own_ids_may_begin_with_its_name() -> None:
    shelf = Shelf({"quill/quill/pen": (), "quill/ink": (), "bazaar/quill/ink": ()})

    assert resolve("quill/pen", shelf) == "quill/quill/pen"
    assert resolve("quill/ink", shelf) == "quill/ink"


def test_a_bare_id_that_only_a_reseller_serves_is_an_error_that_lists_it() -> None:
    with pytest.raises(AmbiguousModelError) as caught:
        resolve("brush", SHELF)

    assert caught.value.code == "E4002"
    assert caught.value.name == "brush"
    assert caught.value.candidates == ("bazaar/brush",)
    assert caught.value.at_home is False
    assert "bazaar/brush" in str(caught.value)
    assert isinstance(caught.value, ModelNotFoundError)


def test_a_bare_id_that_several_resellers_serve_lists_all_of_them() -> None:
    shelf = Shelf({"bazaar/pen": (), "souk/pen": ()})

    with pytest.raises(AmbiguousModelError) as caught:
        resolve("pen", shelf)

    assert caught.value.candidates == ("bazaar/pen", "souk/pen")


def test_a_bare_id_that_two_makers_claim_lists_their_own_offerings_only() -> None:
    shelf = Shelf({"quill/pen": (), "easel/pen": (), "bazaar/pen": ()}, homes=("quill", "easel"))

    with pytest.raises(AmbiguousModelError) as caught:
        resolve("pen", shelf)

    assert caught.value.candidates == ("quill/pen", "easel/pen")
    assert caught.value.at_home is True


def test_the_error_for_two_makers_does_not_say_that_no_maker_serves_it() -> None:
    shelf = Shelf({"quill/pen": (), "easel/pen": ()}, homes=("quill", "easel"))

    with pytest.raises(AmbiguousModelError) as caught:
        resolve("pen", shelf)

    assert "none is its maker's own" not in str(caught.value)


@pytest.mark.parametrize("variant", ["nitro", "floor"])
def test_openrouter_routing_variants_mean_the_same_offering(variant: str) -> None:
    assert resolve(f"openrouter/quill/quill-5:{variant}", SHELF) == "openrouter/quill/quill-5"
    assert resolve(f"openrouter:quill/quill-5:{variant}", SHELF) == "openrouter/quill/quill-5"


@pytest.mark.parametrize("variant", ["free", "thinking", "extended", "online", "Nitro", ""])
def test_other_openrouter_variants_never_become_the_paid_offering(variant: str) -> None:
    assert resolve(f"openrouter/quill/quill-5:{variant}", SHELF) is None


def test_free_resolves_where_it_is_listed_and_only_there() -> None:
    listed = "openrouter/quill/quill-5-mini:free"

    assert resolve(listed, SHELF) == listed
    assert resolve("openrouter/quill/quill-5-mini", SHELF) is None
    assert resolve(f"{listed}:nitro", SHELF) == listed


def test_routing_variants_are_openrouters_alone() -> None:
    assert resolve("quill/quill-5:nitro", SHELF) is None


@pytest.mark.parametrize("region", BEDROCK_REGIONS)
def test_a_bedrock_region_prefix_names_the_same_model(region: str) -> None:
    model = "amazon-bedrock/quill.quill-5-v1:0"

    assert resolve(f"{region}.quill.quill-5-v1:0", SHELF) == model
    assert resolve(f"bedrock/{region}.quill.quill-5-v1:0", SHELF) == model
    assert resolve(f"bedrock:{region}.quill.quill-5-v1:0", SHELF) == model


def test_an_id_that_is_listed_with_its_prefix_keeps_it() -> None:
    assert resolve("bedrock/eu.quill.quill-6-v1:0", SHELF) == "amazon-bedrock/eu.quill.quill-6-v1:0"
    assert resolve("eu.quill.quill-6-v1:0", SHELF) == "amazon-bedrock/eu.quill.quill-6-v1:0"
    assert resolve("bedrock/us.quill.quill-6-v1:0", SHELF) is None


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:bedrock:us-east-1::foundation-model/quill.quill-5-v1:0",
        "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.quill.quill-5-v1:0",
        "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/quill.quill-5-v1:0",
        "bedrock/arn:aws:bedrock:us-east-1::foundation-model/quill.quill-5-v1:0",
    ],
)
def test_a_bedrock_arn_names_its_model(arn: str) -> None:
    assert resolve(arn, SHELF) == "amazon-bedrock/quill.quill-5-v1:0"


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:bedrock:us-east-1::foundation-model/quill.quill-9-v1:0",
        "arn:aws:s3:us-east-1::foundation-model/quill.quill-5-v1:0",
        "arn:aws:bedrock:us-east-1:123456789012:provisioned-model/quill.quill-5-v1:0",
        "arn:quill.quill-5-v1:0",
    ],
)
def test_an_arn_that_names_no_model_means_nothing(arn: str) -> None:
    assert resolve(arn, SHELF) is None


def test_a_word_that_only_begins_like_a_region_is_left_whole() -> None:
    assert bedrock_spellings("usa.quill-5") == ("usa.quill-5",)
    assert bedrock_spellings("us.quill-5") == ("us.quill-5", "quill-5")
    assert bedrock_spellings("us") == ("us",)


NAMES = st.text("abc:/.-1", min_size=1, max_size=8)


@given(st.sets(st.tuples(st.sampled_from(["quill", "bazaar"]), NAMES), min_size=1, max_size=6))
def test_every_full_id_resolves_to_itself(pairs: set[tuple[str, str]]) -> None:
    shelf = Shelf({f"{provider}/{model_id}": () for provider, model_id in pairs}, homes=("quill",))

    for full_id in shelf.offerings:
        assert resolve(full_id, shelf) == full_id


@given(st.sets(NAMES, min_size=1, max_size=6), NAMES)
def test_what_resolves_is_always_an_offering_and_bare_names_stay_at_home(
    model_ids: set[str], spelling: str
) -> None:
    shelf = Shelf({f"{home}/{m}": () for m in model_ids for home in ("quill", "bazaar")}, homes=("quill",))

    found = resolve(spelling, shelf)

    assert found is None or found in shelf.offerings
    assert found is None or found.startswith("quill/")


def test_what_the_user_registered_comes_before_the_home_of_the_maker():
    shelf = Shelf(
        {"quill/quill-5": (), "acme/quill-5": ()},
        homes=("quill",),
        registered={"quill-5": ("acme/quill-5",), "fast": ("quill/quill-5",)},
    )

    assert resolve("quill-5", shelf) == "acme/quill-5"
    assert resolve("fast", shelf) == "quill/quill-5"
    assert resolve("quill/quill-5", shelf) == "quill/quill-5"


def test_two_registered_models_of_one_name_are_an_error_that_lists_them():
    ids = ("acme/quill-5", "bazaar/quill-5")
    shelf = Shelf(dict.fromkeys((*ids, "quill/quill-5"), ()), ("quill",), registered={"quill-5": ids})

    with pytest.raises(AmbiguousModelError, match="is the name of 2 models that were registered") as told:
        resolve("quill-5", shelf)

    assert told.value.candidates == ids
