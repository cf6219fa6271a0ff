"""The file to begin with: it is right as it stands, and with every example taken up."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from modeldex.config.client_settings import ClientSettings
from modeldex.config.loading import check
from modeldex.config.policy import LifecyclePolicy, RegistrySettings
from modeldex.config.template import template

if TYPE_CHECKING:
    from tests.config.conftest import Desk

    from modeldex import ModelCatalog

_EXAMPLE = re.compile(r"(?m)^# ?(?=\[|[a-z_]+ = )")


def test_as_it_stands_it_states_nothing(desk: Desk) -> None:
    found = desk.load(template())

    assert found.lifecycle == LifecyclePolicy()
    assert found.registry == RegistrySettings()
    assert found.client == ClientSettings()
    assert not found.order
    assert not found.entries
    assert not found.providers


def test_every_example_in_it_is_right(desk: Desk, small: ModelCatalog) -> None:
    text = _EXAMPLE.sub("", template()).replace("openai/gpt-4o-mini", "falcon-1").replace(
        "openai/gpt-4o", "acme/falcon-2").replace('"anthropic", "openai"', '"acme", "hub"')  # fmt: skip

    found = desk.load(text)

    check(found, small)
    assert list(found.entries) == ["acme/falcon-2", "my-server/llama-3.1-8b"]
    assert found.entries["acme/falcon-2"].changes["supports_audio_input"] is False
    assert found.lifecycle == LifecyclePolicy()
    assert found.secrets.keys() == {"my-server"}
    assert found.providers["my-server"].default_parameters == {"temperature": 0.7}
    assert found.order.models == ("acme/falcon-2",)
    assert found.client.allow_origins == ("http://10.0.0.5:8000",)
    assert found.provider_aliases == {"home": "my-server"}
    assert "fast" in found.model_aliases


def test_no_line_is_long_and_the_defaults_are_those_in_force() -> None:
    text = template()

    assert max(map(len, text.splitlines())) <= 100
    assert f"# warn_within_days = {LifecyclePolicy().warn_within_days}\n" in text
    assert f'# max_price_ratio = "{LifecyclePolicy().max_price_ratio}"\n' in text
