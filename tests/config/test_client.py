"""The sections `[client]` and `[order]`, and what a configuration says of a provider's dialect and keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from modeldex import InvalidValueError, Settings
from modeldex.config.client_settings import ClientSettings
from modeldex.config.provider_keys import PROVIDER
from modeldex.config.references import SecretReference
from modeldex.core.display_order import DisplayOrder
from modeldex.core.provider import Provider

if TYPE_CHECKING:
    from tests.config.conftest import Desk

CLIENT = """
[client]
gateway_url = "https://gateway.example.com/llm"
gateway_style = "plain"
allow_origins = ["http://10.0.0.5:8000", "https://[fd00::1]"]
ca_file = "~/ours.pem"
connect_seconds = 2
first_token_seconds = 30.5
between_tokens_seconds = 10
total_seconds = 86400
attempts = 1
record_shapes = "shapes.json"
"""


def test_calls_are_set_by_the_section_client(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")

    assert desk.load(CLIENT).client == ClientSettings(
        gateway_url="https://gateway.example.com/llm",
        gateway_style="plain",
        allow_origins=("http://10.0.0.5:8000", "https://[fd00::1]"),
        ca_file=Path("/home/ada/ours.pem"),
        connect_seconds=2.0,
        first_token_seconds=30.5,
        between_tokens_seconds=10.0,
        total_seconds=86400.0,
        attempts=1,
        record_shapes=desk.folder / "shapes.json",
    )
    assert desk.load("").client == ClientSettings()


def test_a_file_that_a_variable_names_lies_where_the_process_runs(desk: Desk) -> None:
    settings = Settings(config_yaml="client: {record_shapes: shapes.jsonl}")

    assert desk.load("", settings=settings).client.record_shapes == Path("shapes.jsonl")


def test_the_variable_of_the_gateway_counts_more_than_the_file(desk: Desk) -> None:
    settings = Settings(gateway_url="http://localhost:9000", variables=("MODELDEX_GATEWAY_URL",))

    assert desk.load(CLIENT, settings=settings).client.gateway_url == "http://localhost:9000"
    assert desk.load(CLIENT, settings=Settings()).client.gateway_url == "https://gateway.example.com/llm"


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('gateway_url = "https://me:sk-1@h"', "must be a URL like https://gateway.example.com"),
        ('gateway_url = "https://h?key=sk-1"', "the value is withheld"),
        ('gateway_url = "https://${HOST}"', "must be a URL like https://gateway.example.com"),
        ('gateway_style = "litellm"', 'must be one of modeldex, plain, not "litellm"'),
        ('allow_origins = ["https://h/v1"]', "must be bare origins like http://10.0.0.5:8000"),
        ('allow_origins = ["*"]', "must be bare origins like http://10.0.0.5:8000"),
        ("connect_seconds = 0", "must be a number of seconds above 0, of at most 86400, not 0"),
        ("connect_seconds = 1e5", "must be a number of seconds above 0, of at most 86400"),
        ('total_seconds = "10"', "must be a number of seconds above 0"),
        ("attempts = 0", "must be a whole number of at least 1, not 0"),
        ("timeout = 5", "is not a key here"),
    ],
)
def test_a_wrong_setting_of_calls_is_told_with_its_place(desk: Desk, line: str, fault: str) -> None:
    (found,) = desk.faults(f"[client]\n{line}")

    assert found.startswith("2:1: client.")
    assert fault in found
    assert "sk-1" not in found


def test_settings_of_calls_that_cannot_be_are_refused_whoever_makes_them() -> None:
    wrong: dict[str, Any] = {
        "gateway_style": "x", "connect_seconds": 0, "total_seconds": True, "between_tokens_seconds": "1",
        "attempts": 0,
    }  # fmt: skip

    with pytest.raises(InvalidValueError) as refusal:
        ClientSettings(**wrong)

    assert refusal.value.problems.keys() == wrong.keys()


def test_the_order_is_stated_under_any_names(desk: Desk) -> None:
    found = desk.load('[order]\nproviders = ["hub", "acme-ai"]\nmodels = ["falcon-2", "acme-ai/falcon-1"]')

    assert found.order == DisplayOrder(providers=("hub", "acme"), models=("acme/falcon-2", "acme/falcon-1"))


def test_what_nobody_knows_cannot_come_first(desk: Desk) -> None:
    first, second = desk.faults('[order]\nproviders = ["hub", "hup"]\nmodels = ["falcon-9"]')

    assert first == '2:21: order.providers[1]: means no provider: "hup"; did you mean hub?'
    assert second.startswith('3:11: order.models[0]: means no model: "falcon-9"; did you mean acme/falcon-')


def test_a_provider_of_ones_own_states_all_that_a_shipped_file_can(desk: Desk) -> None:
    found = desk.load("""
[providers.mine]
name = "Mine"
category = "local"
base_url = "http://localhost:8000"
docs = "https://mine.example/docs"
gateway_path = "mine/inference"
home_of = ["acme"]
aliases = ["my"]
closed_on = "?"
[providers.mine.wire_formats]
openai_chat = "/v1"
[providers.mine.env]
api_key = ["MINE_KEY"]
[providers.mine.signing]
openai_chat = "none"
[providers.mine.quirks]
lacks = ["seed", "tool_choice"]
system_role = ""
responses_only = ["big-"]
[providers.mine.default_parameters]
temperature = 0.5
max_output_tokens = 1000
[providers.mine.listing]
path = "/v1/models"
least = 1
most = 9
is_complete = true
owners = ["me"]
[providers.mine.data_policy]
trains_on_input = false
zero_retention = true
retention_days = 0
regions = ["eu", "eu-west-1"]
""")

    mine = found.providers["mine"]
    assert mine == Provider(
        id="mine", name="Mine", category="local", base_url="http://localhost:8000",
        docs="https://mine.example/docs", gateway_path="mine/inference", home_of=("acme",), aliases=("my",),
        closed_on="?", wire_formats={"openai_chat": "/v1"}, env={"api_key": ("MINE_KEY",)},
        signing={"openai_chat": "none"},
        quirks={"lacks": ("seed", "tool_choice"), "system_role": "", "responses_only": ("big-",)},
        default_parameters={"temperature": 0.5, "max_output_tokens": 1000},
        listing={"path": "/v1/models", "least": 1, "most": 9, "is_complete": True, "owners": ("me",)},
        data_policy={
            "trains_on_input": False, "zero_retention": True, "retention_days": 0,
            "regions": ("eu", "eu-west-1"),
        },
    )  # fmt: skip
    assert all(value for name, value in mine._given().items()), "every field of a provider can be stated"


def test_every_field_of_a_provider_is_a_key() -> None:
    assert Provider.__fields__.keys() - {"id"} == PROVIDER.keys.keys() - {"api_key", "secrets"}


def test_a_part_of_a_dialect_joins_what_is_known_in_every_spelling(desk: Desk) -> None:
    toml = desk.load(
        '[providers.acme]\nquirks.lacks = ["n"]\nquirks.json_schema = ""\ndefault_parameters.seed = 7'
    )
    yaml = desk.load(
        'providers:\n  acme: {quirks: {lacks: [n], json_schema: ""}, default_parameters: {seed: 7}}',
        "modeldex.yaml",
    )

    assert toml.provider_changes == yaml.provider_changes == {
        "acme": {"quirks": {"lacks": ("n",), "json_schema": ""}, "default_parameters": {"seed": 7}}
    }  # fmt: skip


def test_secrets_are_referred_to_by_role(desk: Desk) -> None:
    found = desk.load("""
[providers.acme]
api_key = "file:/run/secrets/acme"
secrets = { auth_token = "keyring:modeldex/acme", admin_key = "env:ACME_ADMIN" }
[providers.hub.secrets]
bearer_token = "command:pass show hub"
[providers.mine]
api_key = "env:my_key"
""")

    def named(kind: str, value: str) -> SecretReference:
        return SecretReference(kind=kind, value=value)

    assert found.references == {
        "acme": {
            "api_key": named("file", "/run/secrets/acme"),
            "auth_token": named("keyring", "modeldex/acme"),
            "admin_key": named("env", "ACME_ADMIN"),
        },
        "hub": {"bearer_token": named("command", "pass show hub")},
        "mine": {"api_key": named("env", "my_key")},
    }
    assert found.secrets == {"acme": named("file", "/run/secrets/acme"), "mine": named("env", "my_key")}
    assert not found.provider_changes
