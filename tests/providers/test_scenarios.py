"""Who has which keys, with a gateway or without, and which models that makes ready, over the real catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.providers.groq import KEY, credentials

from modeldex import ModelCatalog, ModelConfig, ModelRegistry, ModelStatus
from modeldex.core.display_order import DisplayOrder, in_display_order
from modeldex.providers.configured import Configured
from modeldex.providers.credentials import Credentials
from modeldex.providers.endpoint import LOCAL
from modeldex.providers.gateway import Gateway
from modeldex.providers.prerequisites import not_ready_reason
from modeldex.providers.ready import default_model, not_ready_reasons, ready_models
from modeldex.storage.conversations import Conversations
from modeldex.storage.database import Database
from modeldex.storage.migrating import upgrade

if TYPE_CHECKING:
    from pathlib import Path

CATALOG = ModelCatalog.bundled()
GATEWAYS = [None, Gateway("https://gw.example"), Gateway("https://proxy.example", "plain")]
OPENAI = {"OPENAI_API_KEY": KEY}
SEVERAL = {**OPENAI, "ANTHROPIC_API_KEY": KEY, "GROQ_API_KEY": KEY}
NOT_SERVED = (ModelStatus.RETIRED, ModelStatus.DISABLED)


def default(*asked: Any, **options: Any) -> ModelConfig:
    found = default_model(*asked, **options)
    assert found is not None
    return found


def providers_of(models: tuple[ModelConfig, ...]) -> set[str]:
    return {model.provider for model in models}


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_one_key_makes_the_models_of_its_provider_ready_and_no_others(gateway):
    ready = ready_models(CATALOG, credentials(**OPENAI), gateway=gateway)

    assert {model.id for model in ready} == {
        model.id for model in CATALOG.find_models(provider="openai") if model.status not in NOT_SERVED
    }
    assert len(ready) > 50


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_several_keys_make_the_models_of_all_their_providers_ready(gateway):
    ready = ready_models(CATALOG, credentials(**SEVERAL), gateway=gateway)

    assert providers_of(ready) == {"openai", "anthropic", "groq"}


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_without_keys_no_model_is_ready_and_each_says_what_would_mend_that(gateway):
    nobody = credentials()

    assert ready_models(CATALOG, nobody, gateway=gateway) == ()
    assert default_model(CATALOG, nobody, gateway=gateway) is None
    reasons = not_ready_reasons(CATALOG, nobody, gateway=gateway)
    assert len(reasons) == len(CATALOG)
    assert str(reasons["anthropic/claude-opus-4-5"].mend).startswith("set ANTHROPIC_API_KEY")


def test_a_gateway_gives_only_models_whose_prerequisites_are_met():
    several = {**SEVERAL, "AZURE_API_KEY": f"{KEY}\n", "CLOUDFLARE_API_TOKEN": KEY}
    ready = ready_models(CATALOG, credentials(**several), gateway=GATEWAYS[1])

    assert providers_of(ready) == {"openai", "anthropic", "groq"}


def test_a_word_that_a_gateway_gave_out_is_a_key_like_any_other():
    held = credentials(OPENAI_API_KEY="implicit")

    assert providers_of(ready_models(CATALOG, held, gateway=GATEWAYS[1])) == {"openai"}


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_an_invalid_key_makes_none_ready_once_it_was_seen_until_it_changes(gateway):
    held = credentials(**SEVERAL)
    held.refused.note(CATALOG.provider("openai"), held, status=401, message="Incorrect API key provided")
    mended = credentials(**{**SEVERAL, "OPENAI_API_KEY": f"{KEY}-new"})
    mended.refused = held.refused

    assert providers_of(ready_models(CATALOG, held, gateway=gateway)) == {"anthropic", "groq"}
    assert "refused" in not_ready_reasons(CATALOG, held, gateway=gateway)["openai/gpt-4o"].reason
    assert "openai" in providers_of(ready_models(CATALOG, mended, gateway=gateway))


def test_an_invalid_key_alone_leaves_nothing():
    held = credentials(**OPENAI)
    held.refused.note(CATALOG.provider("openai"), held, status=401)

    assert ready_models(CATALOG, held) == ()
    assert default_model(CATALOG, held) is None


class Flagships(ModelRegistry):
    """A registry whose display order somebody changed."""

    order = DisplayOrder()

    @property
    def display_order(self) -> DisplayOrder:
        return self.order.over(super().display_order)


def test_a_stored_conversation_keeps_its_model(tmp_path: Path):
    """It stores the model's full id: no key, no flagship and no status turns it into another."""
    database = Database.open(f"sqlite:///{tmp_path / 'kept.db'}")
    upgrade(database)
    conversations, registry, held = Conversations(database), Flagships(CATALOG), credentials(**SEVERAL)
    chosen = default(registry, held)
    stored = conversations.create(chosen.id).id

    def kept() -> ModelConfig:
        return registry.get_model_or_raise(conversations.get_or_raise(stored).model)

    registry.register_model(ModelConfig(model_id="flagship-9", provider=chosen.provider, supports_chat=True))
    registry.order = DisplayOrder(models=(f"{chosen.provider}/flagship-9",))
    assert default(registry, held).id == f"{chosen.provider}/flagship-9"
    assert kept().id == chosen.id

    registry.update_model_status(chosen.id, ModelStatus.DEPRECATED)
    assert kept().id == chosen.id
    assert registry.admit(conversations.get_or_raise(stored).model).model.id == chosen.id
    assert not_ready_reason(kept(), registry.provider(chosen.provider), held) is None

    without = credentials(GROQ_API_KEY=KEY)
    assert default(registry, without).provider == "groq"
    assert kept().id == chosen.id
    assert not_ready_reason(kept(), registry.provider(chosen.provider), without) is not None
    database.close()


def test_the_default_is_the_first_that_is_ready_in_display_order():
    ready = ready_models(CATALOG, credentials(**SEVERAL))
    named = [model.id for model in ready if model.id in CATALOG.display_order.models]

    assert ready == in_display_order(ready, CATALOG.display_order)
    if named:
        assert default(CATALOG, credentials(**SEVERAL)).id == named[0]


@pytest.mark.parametrize("variable", ["OPENAI_API_KEY", "GROQ_API_KEY", "MISTRAL_API_KEY", "GEMINI_API_KEY"])
def test_the_default_is_a_model_that_can_be_talked_to(variable: str):
    found = default(CATALOG, credentials(**{variable: KEY}))

    assert found.supports_chat is not False
    assert not found.supports_embedding
    assert found.status is ModelStatus.ACTIVE


def test_a_registry_and_its_catalog_agree():
    held = credentials(**SEVERAL)

    assert ready_models(ModelRegistry(CATALOG), held) == ready_models(CATALOG, held)


def test_a_model_whose_provider_nobody_describes_is_not_ready():
    registry = ModelRegistry()
    registry.register_model(ModelConfig(model_id="m", provider="nobody"))

    assert ready_models(registry, credentials()) == ()
    assert "nobody describes its provider" in not_ready_reasons(registry, credentials())["nobody/m"].reason


def test_a_server_of_ones_own_is_ready_where_the_user_says_that_it_runs():
    by_host = ready_models(CATALOG, credentials(OLLAMA_HOST="localhost:11434"), gateway=GATEWAYS[1])
    configured = Configured(providers=frozenset({"ollama"}))
    by_table = ready_models(CATALOG, Credentials({}, keyring=False, configured=configured))

    assert providers_of(by_host) == providers_of(by_table) == {"ollama"}


KEYED = [one for one in CATALOG.providers() if one.category != LOCAL and len(one.env.get("api_key", ())) > 0]


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(KEYED), max_size=40), st.sampled_from(GATEWAYS))
def test_a_model_is_ready_or_has_a_reason_and_more_keys_take_nothing_away(providers, gateway):
    names = [one.env["api_key"][0] for one in providers]
    half, held = credentials(**dict.fromkeys(names[::2], KEY)), credentials(**dict.fromkeys(names, KEY))
    ready = [model.id for model in ready_models(CATALOG, held, gateway=gateway)]
    reasons = not_ready_reasons(CATALOG, held, gateway=gateway)

    assert reasons.keys().isdisjoint(ready)
    assert len(reasons) + len(ready) == len(CATALOG)
    assert all(reason.lacks for reason in reasons.values())
    assert {model.id for model in ready_models(CATALOG, half, gateway=gateway)} <= {*ready}
