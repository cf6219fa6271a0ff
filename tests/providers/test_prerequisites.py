"""What stands in the way of a call: every kind of it, all at once, each with the step that mends it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.providers.groq import GROQ, KEY, credentials, provider
from tests.providers.showing import shown

from modeldex import ModelCatalog, ModelConfig, ModelStatus
from modeldex.providers.credentials import Credentials
from modeldex.providers.endpoint import endpoint_of
from modeldex.providers.gateway import Gateway
from modeldex.providers.prerequisites import (
    ADDRESS,
    CLOSED,
    EXTRA,
    KINDS,
    OPT_IN,
    REFUSED,
    STATUS,
    WIRE,
    NotReady,
    Prerequisites,
    not_ready_reason,
)
from modeldex.providers.prerequisites import (
    KEY as NO_KEY,
)
from modeldex.providers.signing import SIGNERS

if TYPE_CHECKING:
    from modeldex.core.provider import Provider

GATEWAY = Gateway("https://gw.example")


def model(of: Provider, model_id: str = "m-1", **fields: Any) -> ModelConfig:
    return ModelConfig(model_id=model_id, provider=of.id, **fields)


def known(slug: str) -> Provider:
    return ModelCatalog.bundled().provider(slug)


def reason(of: Provider | str, /, *, gateway: Any = None, is_named: Any = False, **environ: str) -> NotReady:
    """Why a model of a provider is not ready, after it was seen that it is not."""
    one = known(of) if isinstance(of, str) else of
    kept = credentials(**environ)
    found = not_ready_reason(model(one), one, kept, gateway=gateway, is_named=is_named)
    assert found is not None
    assert KEY not in repr(found) + str(found)
    return found


def is_ready(of: Provider | str, /, *, gateway: Any = None, is_named: Any = False, **environ: str) -> bool:
    one = known(of) if isinstance(of, str) else of
    kept = credentials(**environ)
    return not_ready_reason(model(one), one, kept, gateway=gateway, is_named=is_named) is None


@pytest.mark.parametrize(
    ("slug", "mend"),
    [
        ("openai", "set OPENAI_API_KEY"),
        ("anthropic", "set ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN"),
        ("google", "set GEMINI_API_KEY"),
        ("groq", "set GROQ_API_KEY"),
        ("openrouter", "set OPENROUTER_API_KEY"),
    ],
)
def test_a_key_that_is_missing_is_the_reason_and_the_variable_the_step(slug: str, mend: str):
    found = reason(slug)

    assert (found.kinds, found.mend) == ((NO_KEY,), mend)
    assert found.reason == str(found) == f"it has no key: {mend}"


@pytest.mark.parametrize("slug", ["openai", "anthropic", "google", "groq"])
@pytest.mark.parametrize("gateway", [None, GATEWAY, Gateway("https://proxy.example", "plain")])
def test_with_its_key_a_model_is_ready_and_without_it_is_not_whatever_the_gateway(slug: str, gateway: Any):
    variable = known(slug).env["api_key"][0]

    assert is_ready(slug, gateway=gateway, **{variable: KEY})
    assert reason(slug, gateway=gateway).kinds == (NO_KEY,)


def test_all_that_is_missing_is_said_at_once():
    found = reason("azure")

    assert found.kinds == (NO_KEY, ADDRESS)
    assert found.mend == "set AZURE_API_KEY, and set AZURE_RESOURCE_NAME"
    assert is_ready("azure", AZURE_API_KEY=KEY, AZURE_RESOURCE_NAME="acme")
    assert is_ready("azure", AZURE_API_KEY=KEY, AZURE_OPENAI_ENDPOINT="https://acme.openai.azure.com")


def test_the_words_of_a_path_are_said_beside_those_of_a_host():
    found = reason("cloudflare-ai-gateway", CLOUDFLARE_API_TOKEN=KEY)

    assert found.kinds == (ADDRESS,)
    assert found.mend == "set CLOUDFLARE_ACCOUNT_ID, and set CLOUDFLARE_GATEWAY_ID"


def test_behind_a_gateway_only_the_path_needs_its_words():
    assert is_ready("azure", gateway=GATEWAY, AZURE_API_KEY=KEY)
    found = reason("cloudflare-ai-gateway", gateway=GATEWAY, CLOUDFLARE_API_TOKEN=KEY)
    assert found.mend == "set CLOUDFLARE_ACCOUNT_ID, and set CLOUDFLARE_GATEWAY_ID"


def test_a_region_is_missing_where_the_host_or_the_signature_needs_one():
    pair = {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": "s" * 40}

    assert reason("amazon-bedrock", **pair).kinds == (ADDRESS,)
    assert reason("amazon-bedrock", gateway=GATEWAY, **pair).mend == "set AWS_REGION"
    assert is_ready("amazon-bedrock", gateway=GATEWAY, AWS_BEARER_TOKEN_BEDROCK=KEY)
    assert is_ready("amazon-bedrock", AWS_REGION="eu-west-1", **pair)


def test_half_of_a_pair_of_keys_is_none():
    found = reason("amazon-bedrock", AWS_ACCESS_KEY_ID="AKIAIOSFODNN7EXAMPLE", AWS_REGION="eu-west-1")

    assert found.mend == "set AWS_SECRET_ACCESS_KEY beside $AWS_ACCESS_KEY_ID"


def test_a_key_that_cannot_be_one_is_the_reason_without_a_word_of_it():
    found = reason(GROQ, GROQ_API_KEY=f"{KEY}\n")

    assert found.kinds == (NO_KEY,)
    assert found.reason == "$GROQ_API_KEY holds a line break: set it again"


def test_an_address_that_cannot_be_one_is_the_reason_without_a_word_of_it():
    found = reason(GROQ, GROQ_API_KEY=KEY, GROQ_API_BASE=f"https://user:{KEY}@api.example")

    assert found.kinds == (ADDRESS,)
    assert "$GROQ_API_BASE must be an address" in found.reason


@pytest.mark.parametrize(
    ("slug", "environ", "module", "extra"),
    [
        (
            "amazon-bedrock",
            {"AWS_ACCESS_KEY_ID": "A" * 20, "AWS_SECRET_ACCESS_KEY": "s" * 40, "AWS_REGION": "eu-west-1"},
            "botocore",
            "pip install 'modeldex[bedrock]'",
        ),
        ("groq", {"GROQ_API_KEY": KEY}, "aiohttp", "pip install 'modeldex[sync]'"),
    ],
)
def test_an_extra_that_is_not_installed_is_the_reason(slug, environ, module, extra, monkeypatch):
    def find(name: str) -> Any:
        return None if name == module else sys.modules.get(name, object())

    monkeypatch.setattr("modeldex.providers.aws.find_spec", find)
    monkeypatch.setattr("modeldex.providers.prerequisites.find_spec", find)
    found = reason(slug, **environ)

    assert found.kinds == (EXTRA,)
    assert found.mend is not None
    assert found.mend.startswith(extra)


def test_a_key_that_was_refused_is_the_reason_until_there_is_another():
    kept, later = credentials(GROQ_API_KEY=KEY), credentials(GROQ_API_KEY=f"{KEY}2")
    later.refused = kept.refused
    kept.refused.note(GROQ, kept, status=401, message="Invalid API Key")
    found = not_ready_reason(model(GROQ), GROQ, kept)

    assert found is not None
    assert found.kinds == (REFUSED,)
    assert found.mend == "set another"
    assert "the key in $GROQ_API_KEY was refused on " in found.reason
    assert not_ready_reason(model(GROQ), GROQ, later) is None


def test_a_provider_that_speaks_no_known_format_says_so_and_how_to_mend_it():
    mute = provider("mute", "https://mute.example", api_key="MUTE_KEY")
    found = reason(mute, MUTE_KEY=KEY)

    assert found.kinds == (WIRE,)
    assert found.mend is not None
    assert "[providers.mute]" in found.mend


def test_a_provider_whose_file_names_no_variable_for_a_key_says_how_to_give_one():
    found = reason(GROQ.replace(env={}))

    assert found.kinds == (NO_KEY,)
    assert found.mend == "state api_key below [providers.groq] of the configuration"


@pytest.mark.parametrize(("closed_on", "told"), [("2025-06-01", " on 2025-06-01"), ("?", "")])
def test_a_provider_that_closed_is_ready_for_nobody_and_nothing_mends_it(closed_on: str, told: str):
    found = reason(GROQ.replace(closed_on=closed_on), GROQ_API_KEY=KEY, is_named=True)

    assert (found.kinds, found.mend) == ((CLOSED,), None)
    assert found.reason == f"its provider stopped serving{told}"


@pytest.mark.parametrize(
    ("status", "is_served"),
    [(one, one not in (ModelStatus.RETIRED, ModelStatus.DISABLED)) for one in ModelStatus],
)
def test_a_model_that_is_not_served_any_more_is_not_ready(status: ModelStatus, is_served: bool):
    one = model(GROQ, status=status)
    found = not_ready_reason(one, GROQ, credentials(GROQ_API_KEY=KEY))

    assert (found is None) is is_served
    assert found is None or found.kinds == (STATUS,)
    assert not_ready_reason(one, GROQ, credentials(GROQ_API_KEY=KEY), is_named=True) is None


def test_what_follows_a_retired_model_is_the_step():
    one = model(GROQ, status=ModelStatus.RETIRED, successor="m-2")
    found = not_ready_reason(one, GROQ, credentials())

    assert found is not None
    assert found.reason == "it has retired: call m-2; it has no key: set GROQ_API_KEY"


def test_formats_that_are_signed_differently_are_looked_at_apart():
    both = provider("both", "https://both.example", api_key="BOTH_KEY", auth_token="BOTH_TOKEN").replace(
        wire_formats={"openai_chat": "/v1", "gemini": "/v1beta"}
    )
    needs = Prerequisites(credentials(BOTH_TOKEN=KEY))
    gemini = model(both, "gemini-x", canonical_model="google/gemini-x")

    assert needs.of_provider(both) is None
    assert needs.of_model(model(both), both) is None
    assert needs.of_model(gemini, both) is not None


def test_a_provider_is_looked_at_once():
    asked = []

    class Counting(Credentials):
        def where(self, provider: Provider, role: str) -> str | None:
            asked.append(provider.id)
            return super().where(provider, role)

    needs = Prerequisites(Counting({}, keyring=False))
    found = {id(needs.of_model(model(GROQ, f"m-{number}"), GROQ)) for number in range(1_000)}

    assert len(found) == 1
    assert len(asked) < 20


def test_whatever_is_ready_has_an_endpoint_and_whatever_is_not_has_none():
    """Over every known provider: with nothing set, with all keys set, and with everything set."""
    for one in ModelCatalog.bundled().providers():
        names = {role: dict.fromkeys(spelt, "word-0123456789ab") for role, spelt in one.env.items()}
        everything = {name: value for spelt in names.values() for name, value in spelt.items()}
        keys = names.get("api_key", {})
        for environ in ({}, keys, everything):
            kept = credentials(**environ)
            found = not_ready_reason(model(one), one, kept, is_named=True)
            try:
                endpoint_of(model(one), one, kept)
            except Exception:  # noqa: BLE001 - whatever it is, it must have been foreseen
                assert found is not None
                assert set(found.kinds) <= set(KINDS)
                assert found.reason
            else:
                assert found is None or set(found.kinds) <= {CLOSED, ADDRESS}


def test_every_way_of_signing_can_be_looked_at():
    for how in SIGNERS:
        one = GROQ.replace(signing={"openai_chat": how})
        assert reason(one).kinds[0] in (NO_KEY, OPT_IN)


def test_an_error_of_an_endpoint_shows_no_key():
    with pytest.raises(Exception, match="line break") as raised:
        endpoint_of(model(GROQ), GROQ, credentials(GROQ_API_KEY=f"{KEY}\n"))
    assert KEY not in shown(raised.value)
