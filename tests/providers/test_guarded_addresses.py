"""Addresses that nobody is ever asked at: whoever has one is not ready, and hears it before the call."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.providers.groq import GROQ, KEY, credentials

from modeldex import InvalidValueError, ModelConfig, NotReadyError
from modeldex.http.guard import EgressGuard
from modeldex.pipeline.directory import read_directory
from modeldex.providers.endpoint import endpoint_of
from modeldex.providers.gateway import Gateway
from modeldex.providers.prerequisites import ADDRESS, WIRE, not_ready_reason
from modeldex.providers.reaching import Question
from modeldex.settings import variables_of

if TYPE_CHECKING:
    from modeldex.core.provider import Provider

PROVIDERS = read_directory(Path(__file__).parents[2] / "data").providers
SPEAKING = [one for one in PROVIDERS.values() if one.wire_formats and one.closed_on is None]
NOBODY = [
    "http://169.254.169.254/v1",
    "http://127.1/v1",
    "http://2130706433/v1",
    "https://224.0.0.1/v1",
    "http://[::ffff:127.0.0.1]:80/v1",
]


def model(of: Provider, model_id: str = "m-1") -> ModelConfig:
    return ModelConfig(model_id=model_id, provider=of.id)


@pytest.mark.parametrize("one", SPEAKING, ids=[one.id for one in SPEAKING])
def test_what_a_provider_needs_being_set_its_own_address_may_be_asked(one: Provider):
    words = {name for text in (one.base_url or "", *one.wire_formats.values()) for name in variables_of(text)}
    needed = {} if one.base_url is not None else {one.env["base_url"][0]: "https://own.example"}
    held = credentials(**dict.fromkeys(words, "a-1"), **needed)
    endpoint = endpoint_of(model(one), one.replace(signing=dict.fromkeys(one.wire_formats, "none")), held)

    EgressGuard([endpoint.origin] if endpoint.is_operators else []).check(endpoint.root)


def test_a_proxy_of_a_provider_on_the_users_machine_is_the_users():
    proxy = PROVIDERS["privatemode-ai"]
    held = credentials(PRIVATEMODE_API_KEY=KEY)

    assert not_ready_reason(model(proxy), proxy, held) is None
    assert endpoint_of(model(proxy), proxy, held).is_operators
    assert Question.to(proxy, held).is_users


@pytest.mark.parametrize("host", ["127.evil.example", "localhost.example", "notlocalhost"])
def test_a_name_that_looks_like_this_machine_is_none(host: str):
    far = GROQ.replace(base_url=f"https://{host}")

    assert not endpoint_of(model(far), far, credentials(GROQ_API_KEY=KEY)).is_operators


@pytest.mark.parametrize("url", NOBODY)
def test_an_address_that_nobody_is_asked_at_makes_nothing_ready(url: str):
    found = not_ready_reason(model(GROQ), GROQ, credentials(GROQ_API_KEY=KEY, GROQ_API_BASE=url))

    assert found is not None
    assert found.kinds == (ADDRESS,)
    assert found.reason.startswith("$GROQ_API_BASE ")
    assert found.mend


def test_a_file_with_an_address_in_a_private_network_makes_nothing_ready():
    inside = GROQ.replace(base_url="http://10.0.0.5")
    found = not_ready_reason(model(inside), inside, credentials(GROQ_API_KEY=KEY))

    assert found is not None
    assert found.kinds == (ADDRESS,)
    assert found.reason.startswith("its address is not asked without encryption")


def test_a_server_in_the_users_network_that_the_user_names_is_ready():
    held: Any = credentials(GROQ_API_KEY=KEY, GROQ_API_BASE="http://10.0.0.5:8000/v1")

    assert not_ready_reason(model(GROQ), GROQ, held) is None


@pytest.mark.parametrize(
    "url", [*NOBODY, "https://gw.example.", "https://gw..example", "https://gw.example:010"]
)
def test_a_gateway_that_nobody_is_asked_at_is_an_error(url: str):
    with pytest.raises(InvalidValueError, match="the value is withheld"):
        Gateway(url)


def test_capitals_in_the_host_of_a_gateway_are_no_others_and_those_of_its_path_are():
    gateway = Gateway("HTTPS://Gateway.Example.COM/Team")

    assert gateway.url == "https://gateway.example.com/Team"
    assert gateway.origin == "https://gateway.example.com"


@pytest.mark.parametrize("name", ["..", ".", "../x", "x/..", "a/../b", "./a"])
def test_a_name_that_leads_elsewhere_is_no_model(name: str):
    held = credentials(GROQ_API_KEY=KEY)
    found = not_ready_reason(model(GROQ, name), GROQ, held, is_named=True)

    assert found is not None
    assert found.kinds == (WIRE,)
    with pytest.raises(NotReadyError, match="its name is a path"):
        endpoint_of(model(GROQ, name), GROQ, held)


@pytest.mark.parametrize("name", ["a.b", "maker/v1.5", ".hidden", "v1.", "a..b"])
def test_full_stops_within_a_name_are_fine(name: str):
    assert endpoint_of(model(GROQ, name), GROQ, credentials(GROQ_API_KEY=KEY)).model == name
