"""Names of providers, makers and regions mean the same in any case; what means nothing is an error."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.router.models import model

from modeldex import LLMRouter, ModelCatalog, ModelRegistry, RouteRequest, UnknownNameError
from modeldex.router.frames.candidates import Candidates

CATALOG = ModelCatalog.bundled()


@pytest.fixture(scope="module")
def candidates() -> Candidates:
    return Candidates(CATALOG, 0)


@pytest.mark.parametrize(("written", "slug"), [
    ("Anthropic", "anthropic"), ("OpenAI", "openai"), ("Azure", "azure"),
    ("Amazon Bedrock", "amazon-bedrock"),
    ("Google Vertex", "google-vertex"), ("google-ai-studio", "google"), ("Google AI Studio", "google"),
    ("Together", "togetherai"), ("DeepInfra", "deepinfra"), ("deepinfra/fp8", "deepinfra"),
    ("google-vertex/us", "google-vertex"), ("Fireworks", "fireworks-ai"), ("Novita", "novita-ai"),
    ("Cohere", "cohere"), ("featherless", "featherless-ai"), ("Moonshot AI", "moonshotai"), ("groq", "groq"),
])  # fmt: skip
def test_a_provider_is_understood_as_other_routers_write_it(
    candidates: Candidates, written: str, slug: str
) -> None:
    for field in ("only_providers", "not_providers", "provider_order"):
        assert getattr(candidates.understood(RouteRequest.of({field: written})), field) == (slug,)


def test_two_names_of_one_provider_count_once(candidates: Candidates) -> None:
    asked = RouteRequest(provider_order=("Together", "cohere", "together_ai"))

    assert candidates.understood(asked).provider_order == ("togetherai", "cohere")


def test_a_provider_that_is_not_known_can_be_refused_and_never_asked_for(candidates: Candidates) -> None:
    refused = RouteRequest(not_providers=("parasail", "Groq"))

    assert candidates.understood(refused).not_providers == ("parasail", "groq")
    for field in ("only_providers", "provider_order"):
        with pytest.raises(UnknownNameError, match="unknown provider 'parasail'"):
            candidates.understood(RouteRequest.of({field: "parasail"}))


@pytest.mark.parametrize(("field", "written", "meant"), [
    ("not_makers", "DeepSeek", "deepseek"), ("only_makers", "OpenAI", "openai"),
    ("not_makers", "x-ai", "xai"),
    ("only_regions", "EU", "eu"), ("not_regions", "US_East_1", "us-east-1"), ("not_regions", "cn", "cn"),
    ("only_regions", "global", "global"),
])  # fmt: skip
def test_a_maker_and_a_region_are_understood_in_any_case(
    candidates: Candidates, field: str, written: str, meant: str
) -> None:
    assert getattr(candidates.understood(RouteRequest.of({field: written})), field) == (meant,)


@pytest.mark.parametrize(("field", "written", "words"), [
    ("not_makers", "DeepSeekk", "unknown maker 'DeepSeekk'; did you mean deepseek"),
    ("only_makers", "openia", "unknown maker 'openia'; did you mean openai"),
    ("not_regions", "USA", "unknown region 'USA'; did you mean us"),
    ("only_regions", "mars", "unknown region 'mars'"),
])  # fmt: skip
def test_a_list_that_would_forbid_nothing_or_everything_by_a_slip_is_an_error(
    candidates: Candidates, field: str, written: str, words: str
) -> None:
    with pytest.raises(UnknownNameError, match=words):
        candidates.understood(RouteRequest.of({field: written}))


def test_what_is_named_by_slugs_is_the_same_request(candidates: Candidates) -> None:
    asked = RouteRequest(
        only_providers=("openai",), not_providers=("groq",), provider_order=("openai",),
        only_makers=("openai",), not_makers=("xai",), only_regions=("us",), not_regions=("eu-west-1",),
    )  # fmt: skip

    assert candidates.understood(asked) is asked
    assert not candidates.has_whole


def test_makers_that_a_registry_adds_and_regions_that_a_provider_states_are_known() -> None:
    registry = ModelRegistry(CATALOG)
    registry.register_model(model("openai/mine", maker="Workshop"))

    found = Candidates(registry.snapshot(), 1)

    assert found.understood(RouteRequest(not_makers=("workshop",))).not_makers == ("Workshop",)
    assert "Workshop" in registry.makers()
    assert set(registry.makers()) == {*CATALOG.makers(), "Workshop"}


def test_a_decision_keeps_to_the_names_however_they_are_written() -> None:
    registry = ModelRegistry()
    registry.register_models([model("acme/one", maker="acme"), model("acme/two", maker="bolt")])
    router = LLMRouter(registry)

    decision = router.route({"not_makers": ["ACME"], "unknown": "allow"})

    assert [step.id for step in decision.plan] == ["acme/two"]
    assert decision.request == replace(RouteRequest(unknown="allow"), not_makers=("acme",))
    assert [step.id for step in router.replay(decision.facts()).plan] == ["acme/two"]
