"""A configuration as a whole: sections, precedence, references between its parts, and the catalog below."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from modeldex import Provider
from modeldex.config.loading import check, load
from modeldex.config.policy import LifecyclePolicy, RegistrySettings
from modeldex.config.references import DatabaseUrl, SecretReference
from modeldex.core.errors import ConfigError, InvalidValueError
from modeldex.core.secret import Secret
from modeldex.settings import Settings

if TYPE_CHECKING:
    from tests.config.conftest import Desk

    from modeldex import ModelCatalog

WHOLE = """
[registry]
database_url = "postgresql://app:${PW}@db/models"
watch = false
[lifecycle]
warn_within_days = 30
when_retired = "redirect"
block_within_days = 7
max_price_ratio = 1.5
[models."mine/llama"]
vision = true
[models."acme/falcon-2"]
rpm = 5
[providers.mine]
base_url = "http://localhost:8000"
aliases = ["home"]
api_key = "${MY_KEY}"
[providers.acme-ai]
env = { base_url = ["ACME_URL"] }
wire_formats = { anthropic = "" }
[aliases.models]
best = "falcon-2"
own = "home/llama"
"old/one" = "acme:falcon-1"
[aliases.providers]
a = "acme"
"""


def variables(**stated: str) -> Settings:
    return Settings.from_environment({"HOME": "/nowhere"} | stated, Path("/nowhere"))


def test_nothing_to_read_is_an_empty_configuration(small: ModelCatalog) -> None:
    for settings in (None, variables()):
        configuration = load(None, small, settings=settings)

        assert configuration.path is None
        assert configuration.lifecycle == LifecyclePolicy()
        assert configuration.registry == RegistrySettings()
        assert not configuration.entries
        assert not configuration.model_aliases


@pytest.mark.parametrize(
    ("stated", "problem"),
    [
        ({"warn_within_days": -1}, "warn_within_days: must be a whole number of at least 0, not -1"),
        ({"block_within_days": True}, "block_within_days: must be a whole number of at least 0, not True"),
        ({"when_retired": "Block"}, "when_retired: must be one of warn, block, redirect, not 'Block'"),
        ({"max_price_ratio": 1.2}, "max_price_ratio: must be a Decimal of at least 0, not 1.2"),
        ({"max_price_ratio": Decimal("NaN")}, "max_price_ratio: must be a Decimal"),
    ],
)
def test_a_policy_that_means_nothing_is_refused(stated: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        LifecyclePolicy(**stated)

    assert problem in str(caught.value)


def test_many_unknown_names_are_told_and_the_first_helped(desk: Desk) -> None:
    lines = "\n".join(f'n{number} = "falcon-{number}x"' for number in range(60))

    faults = desk.faults(f"[aliases.models]\n{lines}\n[registry]\n{lines}")

    assert len(faults) == 120
    assert 0 < sum("did you mean" in fault or "known:" in fault for fault in faults) <= 40


def test_a_provider_that_no_text_can_name_is_refused(desk: Desk) -> None:
    faults = desk.faults('{"providers": {"\\ud800": {}}}', "modeldex.json")

    assert [fault.rpartition(": ")[2] for fault in faults] == ["must be one line of text"]


def test_every_section_is_read(desk: Desk) -> None:
    found = desk.load(WHOLE)

    assert found.registry == RegistrySettings(
        database_url=DatabaseUrl(text="postgresql://app:${PW}@db/models"), watch=False
    )
    assert found.lifecycle == LifecyclePolicy(
        warn_within_days=30, when_retired="redirect", block_within_days=7, max_price_ratio=Decimal("1.5")
    )
    assert list(found.entries) == ["mine/llama", "acme/falcon-2"]
    assert found.model_aliases == {
        "best": "acme/falcon-2", "own": "mine/llama", "old/one": "acme/falcon-1",
    }  # fmt: skip
    assert found.provider_aliases == {"a": "acme", "home": "mine"}
    assert found.secrets == {"mine": SecretReference(value="MY_KEY")}
    assert found.providers == {
        "mine": Provider(
            id="mine", name="mine", category="local", base_url="http://localhost:8000", aliases=("home",)
        )
    }
    assert found.provider_changes == {
        "acme": {
            "env": {"api_key": ("ACME_API_KEY", "ACME_KEY"), "base_url": ("ACME_URL",)},
            "wire_formats": {"openai_chat": "/v1", "anthropic": ""},
        }
    }


def test_two_that_say_the_same_are_equal(desk: Desk) -> None:
    first, again = desk.load(WHOLE), desk.load(f"# moved\n{WHOLE}")

    assert first == again
    assert hash(first) == hash(again)
    assert first != desk.load(WHOLE.replace("rpm = 5", "rpm = 6"))
    assert repr(first) == f"<Configuration {desk.folder / 'modeldex.toml'}: 2 models>"


def test_the_yaml_of_the_environment_overrides_the_file_key_by_key(desk: Desk) -> None:
    yaml = """
registry: {watch: true}
lifecycle: {when_retired: block}
models:
  acme-ai/falcon-2: {rpm: 6, tpm: 7}
"""

    found = desk.load(WHOLE, settings=variables(MODELDEX_CONFIG_YAML=yaml))

    assert found.registry.watch is True
    assert found.registry.database_url == DatabaseUrl(text="postgresql://app:${PW}@db/models")
    assert (found.lifecycle.when_retired, found.lifecycle.warn_within_days) == ("block", 30)
    assert found.entries["acme/falcon-2"].changes == {"rate_limit_rpm": 6, "rate_limit_tpm": 7}
    assert found.entries["mine/llama"].changes == {"supports_vision": True}


def test_single_variables_override_both(desk: Desk) -> None:
    yaml = "registry: {offline: true, database_url: 'sqlite:///yaml.db'}"
    url = "postgresql://app:pw@h/d"
    settings = variables(MODELDEX_CONFIG_YAML=yaml, MODELDEX_DATABASE_URL=url, MODELDEX_OFFLINE="0")

    found = desk.load(WHOLE, settings=settings)

    assert found.registry.offline is False
    assert found.database_url({}) == Secret(url)
    assert desk.load(WHOLE, settings=variables(MODELDEX_CONFIG_YAML=yaml)).registry.offline is True
    assert desk.load("", settings=Settings(offline=True)).registry.offline is True


def test_a_file_that_is_named_counts_more_than_that_of_the_settings(desk: Desk) -> None:
    other = desk.write("[registry]\nwatch = false", "other.toml")
    settings = Settings(config_file=other)

    assert load(None, desk.catalog, settings=settings).path == other
    assert desk.load("", settings=settings).registry.watch is True


def test_faults_of_both_are_told_the_files_first(desk: Desk) -> None:
    settings = variables(MODELDEX_CONFIG_YAML="registry:\n  watch: maybe")

    assert desk.faults("x = 1\n[registry]\nofline = true", settings=settings) == [
        "1:1: x: is not a key here;"
        " known: registry, client, order, lifecycle, routing, models, providers, aliases, $schema",
        "3:1: registry.ofline: is not a key here; did you mean offline?",
        'MODELDEX_CONFIG_YAML:2:3: registry.watch: must be true or false, not "maybe"',
    ]
    broken = variables(MODELDEX_CONFIG_YAML="- x")
    assert desk.faults("x = ", settings=broken) == [
        '1:5: is no TOML: Invalid value; text stands in quotes, "like this"',
        "MODELDEX_CONFIG_YAML:1:1: must hold tables of keys, not a single value or a list",
    ]


def test_the_url_of_the_database_is_resolved_when_it_is_asked_for(desk: Desk) -> None:
    found = desk.load(WHOLE)

    assert found.database_url({"PW": "pw"}) == Secret("postgresql://app:pw@db/models")
    assert desk.load("").database_url({}) is None
    with pytest.raises(ConfigError) as refusal:
        found.database_url({})
    assert str(refusal.value) == (
        f"[E4401] {desk.folder / 'modeldex.toml'}:3:1: registry.database_url: refers to PW, which is not set"
    )


def test_check_tells_what_contradicts_the_catalog_with_its_place(desk: Desk) -> None:
    found = desk.load(
        """
[models."acme/falcon-2"]
deprecated_on = 2026-05-01
retires_on = 2026-01-01
[models."acme/falcon-1"]
input_per_1m = 1
prices = [{ unit = "input_tokens", amount = 2 }]
[models."cellar/new"]
benchmarks = { artificial_analysis_coding_index = 120 }
""".replace("arena = 5\n", "")
    )

    with pytest.raises(ConfigError) as refusal:
        check(found, desk.catalog)

    start = f"{desk.folder / 'modeldex.toml'}:"
    assert [str(fault).removeprefix(start) for fault in refusal.value.faults] == [
        '4:1: models."acme/falcon-2".retires_on: must not be before deprecated_on 2026-05-01, got 2026-01-01',
        '6:1: models."acme/falcon-1".input_per_1m: is stated twice: 1, 2',
        '9:1: models."cellar/new".benchmarks: must be percentages from 0 to 100, and'
        " artificial_analysis_coding_index is more",
    ]


def test_check_is_content_with_what_is_right(desk: Desk) -> None:
    check(desk.load(WHOLE), desk.catalog)


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("rate_limit_rpm", '2:1: models."acme/falcon-2".rpm: is wrong'),
        ("supports_vision", '3:1: models."acme/falcon-2".caps: is wrong'),
        ("benchmarks", '4:1: models."acme/falcon-2".mmlu: is wrong'),
        ("max_output_tokens", '1:9: models."acme/falcon-2": max_output_tokens: is wrong'),
        ("", '1:9: models."acme/falcon-2": is wrong'),
    ],
)
def test_a_fault_of_a_field_has_the_place_that_states_it(desk: Desk, field: str, place: str) -> None:
    found = desk.load('[models."acme/falcon-2"]\nrpm = 5\ncaps = "vision"\nmmlu = 5')

    fault = found.fault("acme/falcon-2", field, "is wrong")

    assert str(fault) == f"{desk.folder / 'modeldex.toml'}:{place}"


def test_a_fault_of_a_model_that_is_not_stated_names_the_file(desk: Desk) -> None:
    fault = desk.load("").fault("acme/falcon-2", "rpm", "is wrong")

    assert str(fault) == f"{desk.folder / 'modeldex.toml'}: acme/falcon-2: rpm: is wrong"


def test_it_is_frozen(desk: Desk) -> None:
    found: Any = desk.load(WHOLE)

    with pytest.raises(TypeError):
        found.entries["x"] = None
    with pytest.raises(AttributeError):
        found.path = None
