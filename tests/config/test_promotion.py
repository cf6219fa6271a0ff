"""A promoted model is a table of the user's file: what is known as keys, what is not as comments."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modeldex import ModelConfig, Price
from modeldex.config.document import JSON, TOML, YAML
from modeldex.config.loading import check, load
from modeldex.config.promotion import WANTED, Promotion, is_stated, promote
from modeldex.core.errors import ConfigError

if TYPE_CHECKING:
    from tests.config.conftest import Desk

NOTE = "listed by acme on 2026-11-09"
FILE = """\
# Mine.
[registry]   # where
watch = false  # for now

[models."acme/falcon-2"]
rpm = 5 # five
"""
_WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Z", "C")), min_size=1, max_size=12)
_LISTED = st.fixed_dictionaries(
    {},
    optional={
        "name": _WORDS.filter(lambda name: name != "?"),  # which says that it is unknown
        "context_window": st.integers(1, 10**12),
        "max_output_tokens": st.integers(1, 10**12),
        "release_date": st.dates().map(str),
        "open_weights": st.booleans(),
        "supports_vision": st.booleans(),
        "supports_tool_use": st.booleans(),
        "aliases": st.lists(_WORDS, max_size=2, unique=True),
        "status": st.sampled_from(["active", "preview", "deprecated"]),
        "prices": st.lists(
            st.builds(
                Price.of,
                unit=st.sampled_from(["input_tokens", "output_tokens", "requests"]),
                amount=st.sampled_from(["free", "0.4", "12", "1e-6"]),
                service=st.sampled_from(["standard", "batch"]),
                above_tokens=st.sampled_from([0, 200_000]),
                region=st.sampled_from([None, "eu"]),
            ),
            max_size=3,
            unique_by=lambda price: price.key,
        ),
    },
)
"""What a list may state of a model."""


def of(**facts: Any) -> Promotion:
    return Promotion.of(ModelConfig(provider="acme", model_id="falcon-9", **facts), NOTE)


def test_what_is_known_stands_as_keys_and_the_rest_as_comments(desk: Desk) -> None:
    promotion = of(name="Falcon 9", context_window=64_000, supports_vision=True, supports_tool_use=False)

    lines = promotion.toml.splitlines()

    assert lines[:5] == [
        '[models."acme/falcon-9"]  # listed by acme on 2026-11-09',
        'status = "active"',
        'name = "Falcon 9"',
        "max_context = 64000",
        'caps = ["vision", "-tool_use"]',
    ]
    assert [line.split()[1] for line in lines[5:]] == list(promotion.wanted)
    assert set(promotion.wanted) == set(WANTED) - {"max_context", "caps"}
    assert lines[5].startswith("# input_per_1m = ?  # USD per million input tokens")
    assert all(line.startswith("# ") and line.endswith("; unknown") for line in lines[5:])


def test_the_rest_of_the_file_stays(desk: Desk) -> None:
    path = desk.write(FILE)
    promotion = of(context_window=64_000)

    promote(path, promotion, desk.catalog)

    assert path.read_text("utf-8") == f"{FILE}\n{promotion.toml}"
    assert is_stated(path, "acme/falcon-9", desk.catalog)


def test_the_ends_of_lines_and_the_mark_of_a_file_stay(desk: Desk) -> None:
    begun = ("\ufeff" + FILE.replace("\n", "\r\n")).encode().removesuffix(b"\r\n")
    path = desk.write(begun)

    promote(path, of(), desk.catalog)

    written = path.read_bytes()
    assert written.startswith(begun + b"\r\n\r\n[models.")
    assert written.count(b"\n") == written.count(b"\r\n")


def test_a_file_is_made_where_there_is_none(desk: Desk) -> None:
    path = desk.folder / "new" / "modeldex.toml"

    promote(path, of(context_window=5), desk.catalog)

    assert path.read_text("utf-8") == of(context_window=5).toml


def test_a_dry_run_writes_nothing(desk: Desk) -> None:
    path = desk.write(FILE)

    promote(path, of(), desk.catalog, dry_run=True)
    promote(desk.folder / "none.toml", of(), desk.catalog, dry_run=True)

    assert path.read_text("utf-8") == FILE
    assert [one.name for one in desk.folder.iterdir()] == [path.name]


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[lifecycle]\nwarn_within_days = -1\n", "lifecycle.warn_within_days"),
        ('[models."acme/falcon-9"]\nrpm = 5\n', "acme/falcon-9"),
        ('models = { "acme/falcon-2" = { rpm = 5 } }\n', "models"),
        ("[registry\n", "modeldex.toml"),
    ],
)
def test_what_would_be_at_fault_is_not_written(desk: Desk, text: str, problem: str, dry_run: bool) -> None:
    path = desk.write(text)

    with pytest.raises(ConfigError, match=problem):
        promote(path, of(), desk.catalog, dry_run=dry_run)

    assert path.read_text("utf-8") == text


def test_a_provider_that_nobody_knows_is_a_fault(desk: Desk) -> None:
    model = ModelConfig(provider="my-server", model_id="llama")
    promotion = Promotion.of(model, NOTE)
    path = desk.write(FILE)

    with pytest.raises(ConfigError, match="my-server"):
        promote(path, promotion, desk.catalog)

    path = desk.write('[providers.my-server]\nbase_url = "http://localhost:8000"\n', "own.toml")
    promote(path, promotion, desk.catalog)
    assert is_stated(path, "my-server/llama", desk.catalog)


def test_base_rates_have_keys_of_their_own_and_conditions_make_a_list(desk: Desk) -> None:
    plain = of(cost_per_1m_input_tokens="0.4", cost_per_1m_output_tokens="free")
    tiered = of(
        prices=(
            Price.of(unit="input_tokens", amount="0.4"),
            Price.of(unit="input_tokens", amount="0.8", above_tokens=200_000, region="eu"),
        )
    )

    assert (plain.known["input_per_1m"], plain.known["output_per_1m"]) == ("0.4", "free")
    assert tiered.known["prices"][1] == {
        "unit": "input_tokens", "amount": "0.8", "above_tokens": 200_000, "region": "eu",
    }  # fmt: skip
    assert "output_per_1m" in tiered.wanted
    assert "input_per_1m" not in (*tiered.wanted, *tiered.known)


@given(facts=_LISTED)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_list_states_is_what_the_file_says(desk: Desk, facts: dict[str, Any]) -> None:
    model = ModelConfig(provider="acme", model_id="falcon-9", **facts)
    path = desk.write(FILE)

    promote(path, Promotion.of(model, NOTE), desk.catalog)

    found = load(path, desk.catalog)
    check(found, desk.catalog)
    made = found.entries[model.id].over(None)
    assert made is not None
    assert {name: getattr(made, name) for name in facts if name != "prices"} == {
        name: getattr(model, name) for name in facts if name != "prices"
    }
    assert {(price.key, price.amount_text) for price in made.prices} == {
        (price.key, price.amount_text) for price in model.prices
    }


@given(facts=_LISTED)
@settings(max_examples=60, deadline=None)
def test_every_language_says_the_same(facts: dict[str, Any]) -> None:
    promotion = of(**facts)

    toml = tomllib.loads(promotion.text(TOML), parse_float=Decimal)

    assert json.loads(promotion.text(JSON)) == toml
    assert yaml.safe_load(promotion.text(YAML)) == toml
    assert promotion.text(TOML) == promotion.toml


def test_the_comments_stand_in_yaml_too() -> None:
    lines = of().text(YAML).splitlines()

    assert lines[1] == '  "acme/falcon-9":  # listed by acme on 2026-11-09'
    assert "    # max_context: ?  # tokens of input and output together; unknown" in lines


def test_a_file_that_does_not_speak_of_a_model_says_so(desk: Desk) -> None:
    assert not is_stated(desk.write(FILE), "acme/falcon-9", desk.catalog)
    path = desk.write("models: {acme-ai/falcon-2: {rpm: 5}}", "own.yaml")
    assert is_stated(path, "acme/falcon-2", desk.catalog)
