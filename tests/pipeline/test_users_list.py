"""Where a provider is asked for what it lists to a user: at the user's own address, else at its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from modeldex.config.references import SecretReference
from modeldex.core.provider import Provider
from modeldex.pipeline.users_list import UsersList, users_list
from modeldex.providers.configured import NOTHING_CONFIGURED, Configured
from modeldex.providers.credentials import Credentials
from modeldex.sources.table import SOURCES

if TYPE_CHECKING:
    from pathlib import Path

ENV = {"api_key": ["ACME_API_KEY"], "base_url": ["ACME_BASE_URL"]}


def acme(slug: str = "acme", **changes: Any) -> Provider:
    stated = {
        "base_url": "https://api.acme.example", "category": "core", "wire_formats": {"openai_chat": "/v1"},
        "env": ENV,
    }  # fmt: skip
    return Provider(id=slug, name=slug, **{**stated, **changes})


def referring(kind: str, value: str) -> Configured:
    """A configuration that says where the key is."""
    return Configured(references={"acme": {"api_key": SecretReference(kind=kind, value=value)}})


def asked(provider: Provider, environ: dict[str, str] | None = None, **how: Any) -> UsersList:
    configured = how.pop("configured", NOTHING_CONFIGURED)
    return users_list(provider, Credentials(environ or {}, keyring=False, configured=configured), **how)


def test_a_provider_is_asked_at_its_own_address_with_a_key() -> None:
    made = asked(acme(), {"ACME_API_KEY": "k-1"})

    assert (made.address, made.reason, made.allowed) == ("https://api.acme.example/v1/models", None, None)


def test_without_a_key_the_reason_says_what_to_set() -> None:
    assert asked(acme()).reason == "set ACME_API_KEY"
    assert asked(acme(), is_named=True).reason == "set ACME_API_KEY"


@pytest.mark.parametrize(
    ("own", "address"),
    [
        ("http://localhost:8000/v1", "http://localhost:8000/v1/models"),
        ("http://localhost:8000", "http://localhost:8000/v1/models"),
        ("https://proxy.example/acme/v2", "https://proxy.example/acme/v2/models"),
    ],
)
def test_the_users_own_address_counts_more_and_needs_no_key(own: str, address: str) -> None:
    made = asked(acme(), {"ACME_BASE_URL": own})

    assert (made.address, made.reason) == (address, None)
    assert made.allowed is not None
    assert own.startswith(made.allowed)


def test_the_public_address_is_no_address_of_ones_own() -> None:
    made = asked(acme(), {"ACME_BASE_URL": "https://api.acme.example/v1"})

    assert (made.is_users_own, made.reason) == (False, "set ACME_API_KEY")


def test_an_address_that_cannot_be_one_is_told_and_withheld() -> None:
    made = asked(acme(), {"ACME_BASE_URL": "https://user:pass@host/v1"})

    assert made.reason is not None
    assert "$ACME_BASE_URL must be an address" in made.reason
    assert "pass@" not in made.reason


@pytest.mark.parametrize("base", ["http://[bad", "http://Bad:1", "http://h:99999"])
def test_a_bad_address_of_the_configuration_is_that_providers_fault_alone(base: str) -> None:
    made = asked(acme(base_url=base), is_moved=True)

    assert made.reason is not None
    assert "its address" in made.reason


def test_a_server_of_the_configuration_needs_no_key_and_no_public_address() -> None:
    made = asked(acme(base_url="http://10.0.0.7:8000", env={}), is_moved=True)

    assert (made.reason, made.allowed) == (None, "http://10.0.0.7:8000")


def test_a_key_that_the_configuration_names_is_waited_for_even_at_an_address_of_ones_own() -> None:
    mine = acme(base_url="http://10.0.0.7:8000", env={})
    told = referring("env", "mine")

    made = asked(mine, {"mine": "k-1"}, is_moved=True, configured=told)

    assert asked(mine, is_moved=True, configured=told).reason == "set mine"
    assert made.reason is None
    assert made.source is not None
    assert made.source.fetch is not None
    assert made.source.fetch.signing == "bearer"


def test_a_key_in_a_file_is_a_key_and_a_file_that_is_not_there_is_the_reason(tmp_path: Path) -> None:
    told = referring("file", str(tmp_path / "key"))

    missing = asked(acme(), configured=told).reason
    (tmp_path / "key").write_text("k-1\n", "utf-8")

    assert missing is not None
    assert str(tmp_path / "key") in missing
    assert asked(acme(), configured=told).reason is None


def test_all_that_is_missing_is_said_at_once() -> None:
    env = {"api_key": ["ACME_API_KEY"], "account_id": ["ACME_ACCOUNT"], "gateway_id": ["ACME_GATEWAY"]}
    path = "/v1/${ACME_ACCOUNT}/${ACME_GATEWAY}"
    provider = acme(wire_formats={"openai_chat": path}, env=env)

    assert asked(provider).reason == "set ACME_API_KEY, and set ACME_ACCOUNT, and set ACME_GATEWAY"
    assert asked(provider, {"ACME_API_KEY": "k-1", "ACME_ACCOUNT": "a"}).reason == "set ACME_GATEWAY"
    whole = {"ACME_API_KEY": "k-1", "ACME_ACCOUNT": "a", "ACME_GATEWAY": "g"}
    assert asked(provider, whole).reason is None


def test_who_answers_anybody_is_asked_without_a_key_only_by_name() -> None:
    public = acme("openrouter", env={"api_key": ["OPENROUTER_API_KEY"]})

    assert asked(public, is_named=True).reason is None
    reason = asked(public).reason
    assert reason is not None
    assert "name it" in reason
    assert "OPENROUTER_API_KEY" in reason
    assert asked(public, {"OPENROUTER_API_KEY": "k-1"}).reason is None


def test_a_parser_of_its_own_reads_the_list_where_there_is_one() -> None:
    made = asked(acme("groq", base_url="https://api.groq.com", wire_formats={"openai_chat": "/openai/v1"}))

    assert made.source is SOURCES["groq"]


def test_of_several_sources_the_one_at_the_address_of_the_list_reads_it() -> None:
    face = acme("huggingface", base_url="https://router.huggingface.co")

    assert asked(face).source is SOURCES["huggingface_router"]


def test_a_maker_with_a_format_of_its_own_is_asked_below_the_users_address() -> None:
    maker = acme("anthropic", base_url="https://api.anthropic.com", wire_formats={"anthropic": "/v1"})

    made = asked(maker, {"ACME_BASE_URL": "https://proxy.example/deep"})

    assert made.source is SOURCES["anthropic"]
    assert made.address == "https://proxy.example/deep"


def test_models_of_ones_own_account_are_not_left_out() -> None:
    listing = {"least": 1, "most": 9, "owners": ("acme",)}
    made = asked(acme(listing=listing), {"ACME_API_KEY": "k-1"})
    assert made.source is not None

    reading = made.source.parse(
        {"data": [{"id": "falcon", "owned_by": "acme"}, {"id": "ft:falcon:me", "owned_by": "me"}]},
        lambda _: None,
    )

    assert set(reading.offerings) == {"acme/falcon", "acme/ft:falcon:me"}


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"wire_formats": {}}, "below [providers.acme] of the configuration"),
        ({"base_url": None}, "below [providers.acme] of the configuration"),
        ({"closed_on": "2025-01-31"}, "stopped serving on 2025-01-31"),
        ({"closed_on": "?"}, "stopped serving"),
        ({"slug": "predictable", "category": "local"}, "is played inside the client"),
    ],
)
def test_where_there_is_no_list_the_reason_says_so(changes: dict[str, Any], word: str) -> None:
    reason = asked(acme(**changes), {"ACME_API_KEY": "k-1"}, is_named=True).reason

    assert reason is not None
    assert word in reason
