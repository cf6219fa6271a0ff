"""What faults show: no secret wherever one may stand, and nothing that a terminal would obey."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modeldex.config.loading import load
from modeldex.core.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.config.conftest import Desk

    from modeldex import ModelCatalog

WHERE_SECRETS_MAY_STAND = (
    {"registry": {"database_url": "{}"}},
    {"registry": {"database_url": "postgresql://app:{}@h/d"}},
    {"registry": {"database_url": "postgresql://h/d?password={}"}},
    {"registry": {"database_url": ["{}"]}},
    {"providers": {"mine": {"api_key": "{}"}}},
    {"providers": {"mine": {"api_key": {"value": "{}"}}}},
    {"providers": {"mine": {"base_url": "https://{}@h"}}},
    {"providers": {"mine": {"base_url": "https://h/v1?key={}"}}},
    {"providers": {"mine": {"env": {"api_key": "{}"}}}},
    {"providers": {"mine": {"env": {"api_key": ["{}"]}}}},
    {"providers": {"mine": {"env": "{}"}}},
    {"providers": {"mine": {"apikey": "{}"}}},
    {"api_key": "{}"},
    {"providers": "{}"},
    {"providers": {"mine": "{}"}},
    {"providers": {"mine": {"wire_formats": "{}"}}},
    {"providers": {"mine": {"wire_formats": {"openai_chat": "{}"}}}},
    {"providers": {"mine": {"aliases": "{}"}}},
    {"registry": "{}"},
    {"models": {"acme/falcon-2": "{}"}},
    {"models": {"acme/falcon-2": {"prices": "{}"}}},
    {"models": {"acme/falcon-2": {"prices": ["{}"]}}},
    {"models": {"acme/falcon-2": {"benchmarks": "{}"}}},
    {"gateway": {"master_key": "{}"}},
)


def message(path: Path, catalog: ModelCatalog) -> str:
    with pytest.raises(ConfigError) as error:
        load(path, catalog)
    return f"{error.value}{error.value!r}"


@pytest.mark.parametrize("stated", WHERE_SECRETS_MAY_STAND, ids=json.dumps)
@pytest.mark.parametrize("name", ["modeldex.json", "modeldex.yaml"])
@given(st.from_regex(r"sk-[A-Za-z0-9/:_-]{12,20}", fullmatch=True))
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_secret_is_never_shown(desk: Desk, name: str, stated: dict[str, object], secret: str) -> None:
    path = desk.write(json.dumps(stated).replace("{}", secret), name)

    assert secret not in message(path, desk.catalog)


NAMES = st.text("a\x1b\x07\r\n\u202e/\\\"'é ", min_size=1, max_size=6)


@given(st.sampled_from(["key", "model", "field", "provider", "alias", "target", "word", "capability"]), NAMES)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_control_character_is_shown(desk: Desk, where: str, name: str) -> None:
    stated = {
        "key": {name: 1},
        "model": {"models": {name: {}}},
        "field": {"models": {"acme/falcon-2": {name: 1}}},
        "provider": {"providers": {name: {"name": 5}}},
        "alias": {"aliases": {"models": {name: "none"}, "providers": {name: "none"}}},
        "target": {"aliases": {"models": {"x": name}, "providers": {"x": name}}},
        "word": {"lifecycle": {"when_retired": name}, "models": {"acme/falcon-2": {"status": name}}},
        "capability": {"models": {"acme/falcon-2": {"caps": [name], "name": f"{name}\n", "quality": name}}},
    }[where]
    path = desk.write(json.dumps(stated), "modeldex.json")

    lines = message(path, desk.catalog).splitlines()

    assert all(line.isprintable() for line in lines)
    assert len(lines) <= 4
