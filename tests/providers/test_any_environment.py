"""Whatever stands in the variables of a provider: it is ready, or has a reason that shows none of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.providers.groq import credentials

from modeldex import ModelCatalog, ModelConfig
from modeldex.core.errors import ModeldexError
from modeldex.http.guard import EgressGuard
from modeldex.providers.endpoint import endpoint_of
from modeldex.providers.gateway import Gateway
from modeldex.providers.prerequisites import KINDS, Prerequisites

if TYPE_CHECKING:
    from modeldex.core.provider import Provider

GATEWAYS = [None, Gateway("https://gw.example"), Gateway("https://proxy.example", "plain")]
PROVIDERS = [one for one in ModelCatalog.bundled().providers() if one.env and one.wire_formats]
VALUES = st.one_of(
    st.just(""),
    st.text(max_size=30),
    st.from_regex(r"[a-z0-9.-]{1,20}", fullmatch=True),
    st.sampled_from([
        "https://own.example/v1", "http://[::1]:80", "0.0.0.0", "a,b", "eu-west-1\n", "~", "/etc/passwd",
        "https://user:pw@own.example", "${HOME}", "\0",
    ]),
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PROVIDERS), st.sampled_from(GATEWAYS), st.booleans(), st.data())
def test_a_provider_is_ready_or_says_why_whatever_is_set(
    one: Provider, gateway: Gateway | None, is_named: bool, data: st.DataObject
):
    names = [name for spelt in one.env.values() for name in spelt]
    environ = data.draw(st.dictionaries(st.sampled_from(names), VALUES))
    held = credentials(**environ)
    model = ModelConfig(model_id="m-1", provider=one.id)

    found = Prerequisites(held, gateway=gateway, is_named=is_named).of_model(model, one)

    if found is None:
        endpoint = endpoint_of(model, one, held, gateway=gateway)
        EgressGuard([endpoint.origin] if endpoint.is_operators else []).check(endpoint.root)
        return
    assert set(found.kinds) <= set(KINDS)
    assert found.reason.isprintable()
    secret = "s3cr3t-" * 3
    keyed = {name: f"{value}{secret}" for name, value in environ.items()}
    again = Prerequisites(credentials(**keyed), gateway=gateway, is_named=is_named).of_model(model, one)
    assert secret not in str(again)


@pytest.mark.parametrize("gateway", GATEWAYS)
def test_a_region_that_cannot_be_one_is_told_with_a_gateway_or_without(gateway: Gateway | None):
    bedrock = ModelCatalog.bundled().provider("amazon-bedrock")
    held = credentials(AWS_ACCESS_KEY_ID="A" * 20, AWS_SECRET_ACCESS_KEY="s" * 40, AWS_REGION="eu\n")
    model = ModelConfig(model_id="m-1", provider=bedrock.id)
    found = Prerequisites(held, gateway=gateway).of_model(model, bedrock)

    assert found is not None
    if gateway is None or gateway.style == "modeldex":
        assert "$AWS_REGION holds a line break" in found.reason
        with pytest.raises(ModeldexError):
            endpoint_of(model, bedrock, held)
