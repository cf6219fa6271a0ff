"""Every value in force with its origin; secrets as references, never as values."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from modeldex.config.effective import EffectiveValue, effective
from modeldex.core.plain import plain
from modeldex.settings import Settings

if TYPE_CHECKING:
    from tests.config.conftest import Desk

SECRET = "hunter2"
TEXT = """\
[registry]
database_url = "postgresql://app:${PW}@db/models"
[lifecycle]
warn_within_days = 30
[models."acme-ai/falcon-2"]
max_context = 5
caps = "vision -code"
mmlu = 50
output_per_1m = "?"
prices = [{ unit = "input_tokens", amount = 1.50, service = "batch" }]
[providers.mine]
api_key = "${MY_KEY}"
[providers.hub]
api_key = "env:HUB_KEY"
[aliases.models]
best = "falcon-2"
[client]
allow_origins = ["http://10.0.0.5:8000"]
ca_file = "/etc/ssl/ours.pem"
connect_seconds = 2.5
[order]
providers = ["hub"]
[providers.hub.secrets]
auth_token = "command:pass show hub/token"
[providers.hub.quirks]
lacks = ["seed"]
"""


def environment(**stated: str) -> Settings:
    return Settings.from_environment({"HOME": "/home/ada"} | stated, Path("/nowhere"))


def rows(desk: Desk, settings: Settings) -> dict[str, tuple[object, str]]:
    configuration = desk.load(TEXT, settings=settings)
    found = effective(configuration, settings, {"MY_KEY": SECRET, "PW": SECRET})
    start = f"{desk.folder}/"
    return {one.key: (one.value, one.origin.removeprefix(start)) for one in found}


def test_every_value_has_its_origin(desk: Desk) -> None:
    settings = environment(
        MODELDEX_PORT="5000",
        MODELDEX_CONFIG_YAML="lifecycle:\n  when_retired: block\n",
        MODELDEX_OFFLINE="1",
        MODELDEX_GATEWAY_URL="https://gateway.example.com",
    )

    found = rows(desk, settings)
    assert {key: it for key, it in found.items() if not key.startswith("routing.")} == {
        "MODELDEX_CONFIG": (None, "default"),
        "MODELDEX_REDIS_URL": (None, "default"),
        "MODELDEX_MASTER_KEY": (None, "default"),
        "MODELDEX_HOST": ("127.0.0.1", "default"),
        "MODELDEX_PORT": (5000, "MODELDEX_PORT"),
        "MODELDEX_DATA_DIR": ("/home/ada/.local/share/modeldex", "default"),
        "registry.database_url": ("postgresql://app:${PW}@db/models (set)", "modeldex.toml:2"),
        "registry.watch": (True, "default"),
        "registry.offline": (True, "MODELDEX_OFFLINE"),
        "client.gateway_url": ("https://gateway.example.com", "MODELDEX_GATEWAY_URL"),
        "client.gateway_style": ("modeldex", "default"),
        "client.allow_origins": (["http://10.0.0.5:8000"], "modeldex.toml:18"),
        "client.ca_file": ("/etc/ssl/ours.pem", "modeldex.toml:19"),
        "client.connect_seconds": (2.5, "modeldex.toml:20"),
        "client.first_token_seconds": (120, "default"),
        "client.between_tokens_seconds": (60, "default"),
        "client.total_seconds": (600, "default"),
        "client.attempts": (3, "default"),
        "client.record_shapes": (None, "default"),
        "order.providers": (["hub"], "modeldex.toml:22"),
        "order.models": (None, "default"),
        "lifecycle.warn_within_days": (30, "modeldex.toml:4"),
        "lifecycle.when_retired": ("block", "MODELDEX_CONFIG_YAML:2"),
        "lifecycle.block_within_days": (0, "default"),
        "lifecycle.max_price_ratio": ("1.2", "default"),
        'models."acme/falcon-2".context_window': (5, "modeldex.toml:6"),
        'models."acme/falcon-2".supports_vision': (True, "modeldex.toml:7"),
        'models."acme/falcon-2".supports_code': (False, "modeldex.toml:7"),
        'models."acme/falcon-2".benchmarks.mmlu': (50.0, "modeldex.toml:8"),
        'models."acme/falcon-2".cost_per_1m_output_tokens': ("?", "modeldex.toml:9"),
        'models."acme/falcon-2".prices': (["input_tokens@batch=1.5"], "modeldex.toml:10"),
        "providers.mine.api_key": ("env:MY_KEY (set)", "modeldex.toml:12"),
        "providers.hub.api_key": ("env:HUB_KEY (not set)", "modeldex.toml:14"),
        "providers.hub.secrets.auth_token": ("command:pass ...", "modeldex.toml:24"),
        "providers.hub.quirks.lacks": (["seed"], "modeldex.toml:26"),
        "aliases.models.best": ("falcon-2", "modeldex.toml:16"),
    }


ROUTING = """\
[routing]
policy = "thrifty"
health = { open_seconds = 10 }
[routing.policies.thrifty]
weights = { cost = 3, quality = 0.5 }
[routing.pools.quick]
members = [{ model = "falcon-2", weight = 2, canary = true }]
[routing.rules.long]
when = "true"
pool = "quick"
"""


def test_how_requests_are_routed_is_shown_key_by_key(desk: Desk) -> None:
    settings = environment()
    start = f"{desk.folder}/modeldex.toml:"
    found = {
        one.key.removeprefix("routing."): (one.value, one.origin.removeprefix(start))
        for one in effective(desk.load(ROUTING), settings, {})
        if one.key.startswith("routing.")
    }
    member = {"model": "falcon-2", "weight": 2.0, "priority": 0, "is_canary": True}

    assert {key: it for key, it in found.items() if it[1] != "default"} == {
        "policy": ("thrifty", "2"),
        "health.open_seconds": (10.0, "3"),
        "policies.thrifty.weights.cost": (3.0, "5"),
        "policies.thrifty.weights.quality": (0.5, "5"),
        "pools.quick.members": ([member], "7"),
        "rules.long.when": ("true", "9"),
        "rules.long.pool": ("quick", "10"),
    }
    assert found["retry.budget_ratio"] == (0.2, "default")
    assert len([it for it in found.values() if it[1] == "default"]) == 11


def test_secrets_of_the_environment_are_masked(desk: Desk) -> None:
    settings = environment(
        MODELDEX_DATABASE_URL=f"postgresql://app:{SECRET}@h/d",
        MODELDEX_REDIS_URL=f"redis://:{SECRET}@h/1",
        MODELDEX_MASTER_KEY=SECRET,
    )

    found = rows(desk, settings)

    assert found["registry.database_url"] == ("postgresql://app:***@h/d", "MODELDEX_DATABASE_URL")
    assert found["MODELDEX_REDIS_URL"] == ("redis://:***@h/1", "MODELDEX_REDIS_URL")
    assert found["MODELDEX_MASTER_KEY"] == ("***", "MODELDEX_MASTER_KEY")
    assert SECRET not in str(found)


def test_a_file_that_was_found_says_so(desk: Desk) -> None:
    path = desk.write("")
    settings = Settings.from_environment({"HOME": "/home/ada"}, desk.folder)

    first, *_ = effective(desk.load(""), settings)

    assert first == EffectiveValue(key="MODELDEX_CONFIG", value=str(path), origin="folder")


def test_a_model_of_which_nothing_is_stated_is_listed(desk: Desk) -> None:
    found = effective(desk.load('[models."cellar/llama"]\n[models."hub/auto"]\nhidden = true'), environment())

    stated = [(one.key, one.value) for one in found if one.key.startswith("models")]
    assert stated == [('models."cellar/llama"', {}), ('models."hub/auto".hidden', True)]


@pytest.mark.parametrize("text", ["", TEXT])
def test_the_values_can_be_written_as_json(desk: Desk, text: str) -> None:
    found = effective(desk.load(text), environment(), {})

    assert json.loads(json.dumps(plain(found)))[0].keys() == {"key", "value", "origin"}
