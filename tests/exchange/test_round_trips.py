"""What a format carries comes back exactly, for real models and for made-up ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modeldex import ModelCapabilities, ModelCatalog, ModelConfig, Price
from modeldex.catalog.evidence import is_rate
from modeldex.core.capability import CAPABILITIES
from modeldex.core.usage import UNITS
from modeldex.exchange.exporting import export
from modeldex.exchange.rows import DERIVED, rates_in_force, row_of
from modeldex.exchange.table import FORMATS

DAY = "2026-11-24"
Travel = Callable[..., Any]
every_format = pytest.mark.parametrize("name", FORMATS)
INFERRED = {"prompt_cache", "batch"}
"""What a reader concludes from a rate for cached or for batched tokens."""


def assert_comes_back(name: str, trip) -> None:
    read = trip.read
    for full_id, said in trip.carried.items():
        if full_id in trip.ledger.left_out:
            assert full_id not in read
            continue
        if full_id not in read:
            words = " ".join(trip.imported.skipped)
            assert not said or full_id.partition("/")[2] in words
            continue
        carried, found = said, read[full_id]
        if full_id in trip.imported.mended:  # a reader takes such rates for slips, and says so
            carried, found = ({f: v for f, v in one.items() if not is_rate(f)} for one in (said, found))
        extra = {field for field in found.keys() - carried.keys() if field not in INFERRED}
        assert extra == set(), (name, full_id)
        assert {field: found.get(field) for field in carried} == carried, (name, full_id)
    assert read.keys() <= trip.carried.keys()


@pytest.fixture(scope="module")
def sample(catalog: ModelCatalog) -> tuple[ModelConfig, ...]:
    """Some hundreds of real models: every fortieth, and all that have rates of rare kinds."""
    models = catalog.all_models()
    rare = [model for model in models if len({price.conditions for price in model.prices}) > 8]
    return tuple({model.id: model for model in (*models[::40], *rare)}.values())


@every_format
def test_what_is_carried_of_real_models_comes_back(name: str, sample, there_and_back: Travel) -> None:
    trip = there_and_back(name, sample)

    assert len(trip.read) > 200
    assert_comes_back(name, trip)


@pytest.mark.parametrize("name", ["csv", "json"])
def test_our_own_formats_carry_whole_rows(name: str, sample, there_and_back: Travel) -> None:
    rows = {row["id"]: row for row in there_and_back(name, sample).imported.rows}

    for model in sample:
        whole = row_of(model, rates_in_force(model, DAY))
        assert rows[model.id] == {
            column: cell for column, cell in whole.items() if cell and column not in DERIVED
        }


@every_format
def test_two_exports_are_the_same_bytes_in_whatever_order_models_come(name: str, sample) -> None:
    forward, backward = (export(name, models, day=DAY).text() for models in (sample, sample[::-1]))

    assert forward == backward


@every_format
def test_an_export_of_nothing_can_be_read(name: str, there_and_back: Travel) -> None:
    trip = there_and_back(name, ())

    assert (trip.ledger.models, trip.imported.rows) == (0, [])


@every_format
def test_a_whole_catalog_is_told_apart_from_the_other_formats(name: str, sample, taken: Travel) -> None:
    text = export(name, sample, day=DAY).text()

    assert taken(text).format == name


WORDS = st.text("abcdefghijklmnop", min_size=1, max_size=8)
IDS = st.builds("{}-{}".format, st.text("qwxyz", min_size=2, max_size=6), st.integers(1, 999))
TOKENS = st.integers(1, 3_000_000).filter(lambda count: set(str(count)) != {"9"})
AMOUNTS = st.integers(1, 900_000_000).map(lambda millionths: Decimal(millionths).scaleb(-6))
WAYS = st.sampled_from([
    {}, {}, {"service": "batch"}, {"service": "flex"}, {"service": "fast"}, {"above_tokens": 200_000},
    {"above_tokens": 32_000}, {"above_tokens": 262_144}, {"above_tokens": 272_000, "service": "priority"},
    {"region": "eu"}, {"variant": "low"}, {"variant": "1080p"}, {"currency": "CNY"},
])  # fmt: skip
PRICES = st.lists(
    st.builds(
        lambda unit, amount, way: Price(unit=unit, amount=amount, **way),
        st.sampled_from([*list(UNITS)[:8], *UNITS]),
        st.one_of(AMOUNTS, AMOUNTS, AMOUNTS, st.just(Decimal(0)), st.none()),
        WAYS,
    ),
    max_size=10,
    unique_by=lambda price: price.key,
)
DAYS = st.dates(date(2018, 1, 1), date(2089, 12, 31)).map(lambda day: day.isoformat())
CAPS = st.tuples(*[st.integers(0, 2 ** len(CAPABILITIES) - 1)] * 2).map(
    lambda masks: ModelCapabilities.of_masks(masks[0], masks[1] & ~masks[0])
)
MODELS = st.builds(
    ModelConfig,
    provider=st.sampled_from(
        ["openai", "google", "amazon-bedrock", "openrouter", "ollama", "alibaba", "zenmux"]
    ),
    model_id=IDS,
    name=st.none() | st.builds("{} {}".format, WORDS, WORDS),
    aliases=st.lists(WORDS, max_size=2, unique=True),
    prices=PRICES,
    context_window=st.none() | TOKENS,
    max_input_tokens=st.none() | TOKENS,
    max_output_tokens=st.none() | TOKENS,
    rate_limit_rpm=st.none() | TOKENS,
    status=st.sampled_from(["active", "preview", "deprecated", "retired"]),
    family=st.none() | WORDS,
    open_weights=st.none() | st.booleans(),
    can_classify=st.none() | st.booleans(),
    release_date=st.none() | DAYS,
    retires_on=st.none() | DAYS,
    knowledge_cutoff=st.none() | DAYS.map(lambda day: day[:7]),
    default_parameters=st.dictionaries(WORDS, st.floats(0, 9).map(lambda x: round(x, 3)), max_size=2),
    benchmarks=st.dictionaries(
        st.sampled_from(["mmlu", "math", "artificial_analysis_x"]), st.integers(0, 100)
    ),
    capabilities=CAPS,
).map(lambda model: model.replace(aliases=[f"{model.model_id}-{alias}" for alias in model.aliases]))


@every_format
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(models=st.lists(MODELS, min_size=1, max_size=4, unique_by=lambda model: model.id))
def test_what_is_carried_of_any_models_comes_back(name: str, models, there_and_back: Travel) -> None:
    assert_comes_back(name, there_and_back(name, models))
