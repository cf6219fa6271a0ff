"""`Provider`: who serves models; slugs, bare origins, wire formats, environment names."""

from __future__ import annotations

import copy
import pickle
from dataclasses import fields
from typing import Any

import pytest

from modeldex import InvalidValueError, Provider
from modeldex.core.provider import (
    ENV_ROLES,
    ONLY_WIRES,
    PARAMETER_TYPES,
    QUIRK_KEYS,
    QUIRK_WORDS,
    SECRET_ROLES,
    SIGNING_NAMES,
    USUAL_SIGNING,
    WIRE_FORMATS,
    is_origin,
)
from modeldex.wire.quirks import Quirks
from modeldex.wire.request import ChatRequest

GOOD: dict[str, Any] = {"id": "acme-ai", "name": "Acme", "category": "regional"}


def test_a_provider_needs_an_id_a_name_and_a_category() -> None:
    nothing: dict[str, Any] = {}

    provider = Provider(**GOOD)

    assert (provider.base_url, provider.aliases, provider.closed_on) == (None, (), None)
    with pytest.raises(InvalidValueError) as refusal:
        Provider(**nothing)
    assert set(refusal.value.problems) == {"id", "name", "category"}


def test_a_provider_as_its_file_describes_it() -> None:
    provider = Provider(
        **GOOD,
        base_url="https://api.acme.example",
        wire_formats={"openai_chat": "/v1", "anthropic": "/anthropic/v1"},
        env={"api_key": ("ACME_API_KEY", "ACME_KEY"), "base_url": ("ACME_BASE_URL",)},
        home_of=("acme",),
        aliases=("acme_ai",),
    )

    assert provider.wire_formats["openai_chat"] == "/v1"
    assert provider.env["api_key"][0] == "ACME_API_KEY"


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("id", "Acme", "must be lower-case letters"),
        ("id", "acme ai", "must be lower-case letters"),
        ("id", "acme/ai", "must be lower-case letters"),
        ("id", "acmé", "must be lower-case letters"),
        ("id", "", "must be lower-case letters"),
        ("category", "big", "must be one of core, aggregators, regional, specialized, community, local"),
        ("base_url", "https://api.acme.example/v1", "must be a bare origin"),
        ("base_url", "api.acme.example", "must be a bare origin"),
        ("base_url", "https://api.acme.example\n", "must be a bare origin"),
        ("wire_formats", {"openai": "/v1"}, "must be of openai_chat, openai_responses"),
        ("wire_formats", "/v1", "must be a map of names, not '/v1'"),
        ("env", {"password": ("ACME_PASSWORD",)}, "must have roles of api_key"),
        ("env", {"api_key": ()}, "api_key must be a list of environment names"),
        ("env", {"api_key": ("acme_key",)}, "api_key must be a list of environment names"),
        ("env", {"api_key": ("ACME-KEY",)}, "api_key must be a list of environment names"),
        ("env", {"api_key": "ACMEKEY"}, "api_key must be a list of environment names"),
        ("gateway_path", "/acme", "must be segments like fireworks/inference"),
        ("gateway_path", "acme//v1", "must be segments like fireworks/inference"),
        ("gateway_path", "acme/../other", "must be segments like fireworks/inference"),
        ("gateway_path", "acme?x=1", "must be segments like fireworks/inference"),
        (
            "signing",
            {"openai_chat": "bearer"},
            "must be of its own wire_formats; openai_chat is none of them",
        ),
        ("signing", {"openai_chat": "magic"}, "openai_chat must be one of none, bearer, openai"),
        ("signing", {"openai_chat": ["bearer"]}, "openai_chat must be one of none, bearer, openai"),
        ("quirks", {"colour": "red"}, "must have keys of lacks, output_limit"),
        ("quirks", {"lacks": "tools"}, "lacks must be a list, not 'tools'"),
        ("quirks", {"lacks": ("tools", "magic")}, "lacks must be one of tools, tool_choice"),
        ("quirks", {"lacks": (("tools",),)}, "lacks must be one of tools, tool_choice"),
        ("quirks", {"output_limit": ("max_tokens",)}, "output_limit must be a text"),
        (
            "quirks",
            {"output_limit": "limit"},
            "output_limit must be one of max_tokens, max_completion_tokens",
        ),
        ("quirks", {"system_role": "boss"}, "system_role must be one of system, developer, ''; not 'boss'"),
        ("quirks", {"responses_only": ("",)}, "responses_only must be beginnings of model ids, not ''"),
        ("quirks", {"responses_only": (1,)}, "responses_only must be beginnings of model ids, not 1"),
        ("default_parameters", {"magic": 1}, "must have names of max_output_tokens, temperature"),
        ("default_parameters", {"temperature": "0.7"}, "temperature must be a number, not '0.7'"),
        ("default_parameters", {"temperature": True}, "temperature must be a number, not True"),
        (
            "default_parameters",
            {"temperature": float("nan")},
            "temperature must be a number that can be written",
        ),
        ("default_parameters", {"seed": 1.5}, "seed must be a whole number, not 1.5"),
        ("default_parameters", {"is_stored": 1}, "is_stored must be true or false, not 1"),
        ("default_parameters", [("seed", 1)], "must be a map of names"),
    ],
)
def test_a_wrong_field_is_named(field: str, value: Any, complaint: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        Provider(**(GOOD | {field: value}))

    assert list(refusal.value.problems) == [field]
    assert complaint in refusal.value.problems[field]


def test_a_provider_states_how_it_lets_in_where_its_dialect_differs_and_what_it_is_sent() -> None:
    provider = Provider(
        **GOOD,
        gateway_path="acme/inference",
        wire_formats={"anthropic": "/anthropic/v1"},
        signing={"anthropic": "bearer"},
        quirks={"lacks": ["seed"], "system_role": "", "responses_only": ["o9-pro"]},
        default_parameters={"temperature": 1, "service_tier": "flex"},
    )

    assert provider.quirks == {"lacks": ("seed",), "system_role": "", "responses_only": ("o9-pro",)}
    assert provider.default_parameters == {"temperature": 1, "service_tier": "flex"}


@pytest.mark.parametrize("key", QUIRK_WORDS)
def test_every_word_of_a_quirk_is_taken(key: str) -> None:
    for word in QUIRK_WORDS[key]:
        stated = (word,) if QUIRK_KEYS[key] is tuple else word

        assert Provider(**GOOD, quirks={key: stated}).quirks[key] == stated


def test_quirks_and_default_parameters_speak_of_what_a_request_has() -> None:
    in_a_request = {one.name for one in fields(ChatRequest)}

    assert {*QUIRK_WORDS["lacks"], *PARAMETER_TYPES} <= in_a_request
    assert {one.name for one in fields(Quirks)} == QUIRK_KEYS.keys() - ONLY_WIRES.keys()
    assert set(filter(None, ONLY_WIRES.values())) <= set(WIRE_FORMATS)
    assert all(Quirks.of({key: words[0]}) for key, words in QUIRK_WORDS.items())


def test_what_is_secret_is_a_role() -> None:
    assert set(ENV_ROLES) > SECRET_ROLES


def test_every_wire_format_has_a_usual_way_of_being_let_in() -> None:
    assert USUAL_SIGNING.keys() == set(WIRE_FORMATS)
    assert set(USUAL_SIGNING.values()) <= set(SIGNING_NAMES)


def test_every_wrong_field_is_named_at_once() -> None:
    with pytest.raises(InvalidValueError) as refusal:
        Provider(id="Acme", name="Acme", category="big", base_url="acme")

    assert set(refusal.value.problems) == {"id", "category", "base_url"}
    assert "Provider Acme: " in str(refusal.value)


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com",
        "http://localhost:11434",
        "https://${ACME_RESOURCE}.example.com",
        "https://[::1]:8080",
    ],
)
def test_a_bare_origin_is_scheme_host_and_port(url: str) -> None:
    assert is_origin(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://",
        "ftp://example.com",
        "//example.com",
        "https://example.com/",
        "https://example.com?x=1",
        "https://example.com#top",
        "https://me:secret@example.com",
        "https://exa mple.com",
        "https://example.com\n",
    ],
)
def test_anything_more_is_no_bare_origin(url: str) -> None:
    assert not is_origin(url)


def test_a_provider_is_found_in_a_set_and_survives_pickling_and_copying() -> None:
    provider = Provider(**GOOD, env={"api_key": ("ACME_API_KEY",)})

    assert len({provider, Provider(**GOOD, env={"api_key": ("ACME_API_KEY",)})}) == 1
    assert pickle.loads(pickle.dumps(provider)) == provider
    assert copy.deepcopy(provider) == provider


@pytest.mark.parametrize(
    "name", ["wire_formats", "env", "signing", "quirks", "default_parameters", "listing"]
)
def test_a_map_of_a_provider_cannot_be_changed(name: str) -> None:
    provider = Provider(**GOOD)
    table: Any = getattr(provider, name)

    with pytest.raises(TypeError):
        table["api_key"] = ("OTHER_KEY",)
    with pytest.raises(AttributeError, match="frozen"):
        setattr(provider, name, {})
    with pytest.raises(AttributeError, match=f"{name} is frozen"):
        object.__setattr__(provider, name, {})
    assert getattr(Provider, name).name == name


def test_changing_what_a_provider_was_made_of_does_not_change_it() -> None:
    env = {"api_key": ("ACME_API_KEY",)}
    provider = Provider(**GOOD, env=env)

    env["api_key"] = ("OTHER_KEY",)

    assert provider.env["api_key"] == ("ACME_API_KEY",)


@pytest.mark.parametrize(
    ("policy", "complaint"),
    [
        ({"trains": True}, "must have keys of trains_on_input, zero_retention, retention_days, regions; not"),
        ({"trains_on_input": 1}, "trains_on_input must be true or false, not 1"),
        ({"zero_retention": "yes"}, "zero_retention must be true or false, not 'yes'"),
        ({"retention_days": True}, "retention_days must be a whole number, not True"),
        ({"retention_days": -1}, "retention_days must be at least 0, not -1"),
        ({"retention_days": 30, "zero_retention": True}, "must be 0 where zero_retention is true, not 30"),
        ({"regions": "eu"}, "regions must be a list, not 'eu'"),
        ({"regions": ()}, "regions must name one at least"),
        ({"regions": ("EU",)}, "regions must be names like us, eu or eu-west-1, not 'EU'"),
        ({"regions": ("-eu",)}, "not '-eu'"),
        ({"regions": (5,)}, "not 5"),
    ],
)
def test_what_a_provider_does_with_content_is_checked(policy: dict[str, Any], complaint: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        Provider(**GOOD, data_policy=policy)

    assert refusal.value.problems.keys() == {"data_policy"}
    assert complaint in refusal.value.problems["data_policy"]


def test_what_nobody_says_of_content_is_not_there() -> None:
    stated = {"trains_on_input": False, "regions": ["eu", "us-east-1"]}
    provider = Provider(**GOOD, data_policy=stated)

    assert Provider(**GOOD).data_policy == {}
    assert provider.data_policy == {"trains_on_input": False, "regions": ("eu", "us-east-1")}
    assert copy.copy(provider) == provider == pickle.loads(pickle.dumps(provider))
