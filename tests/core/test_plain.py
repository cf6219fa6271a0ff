"""Records as plain values for JSON: money is text, unknown is null, statuses are names."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from modeldex import Cost, ModelCapabilities, ModelConfig, ModelStatus, Price, Provider, QualityScores, Usage
from modeldex.core.plain import plain

MODEL = ModelConfig(
    model_id="m",
    provider="p",
    maker="acme",
    status="preview",
    cost_per_1m_input_tokens="0.10",
    cost_per_1m_output_tokens="free",
    context_window=128_000,
    supports_chat=True,
    supports_vision=False,
    aliases=["n"],
    benchmarks={"mmlu": 88.7},
)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, None),
        (5, 5),
        (0.5, 0.5),
        (True, True),
        ("text", "text"),
        (Decimal("2.50"), "2.5"),
        (Decimal("1E+2"), "100"),
        (ModelStatus.ACTIVE, "active"),
        ((1, Decimal(2)), [1, "2"]),
        ([ModelStatus.RETIRED], ["retired"]),
        ({"a": Decimal("0.1"), 5: None}, {"a": "0.1", "5": None}),
        (
            QualityScores(coding=0.5),
            {"reasoning": None, "coding": 0.5, "creative": None, "summarization": None},
        ),
        (ModelCapabilities(supports_vision=True, supports_code=False), {"vision": True, "code": False}),
        (ModelCapabilities(), {}),
    ],
    ids=repr,
)
def test_a_value_becomes_plain(value: Any, shown: Any) -> None:
    assert plain(value) == shown


def test_a_model_begins_with_its_id_and_ends_with_its_description() -> None:
    shown = plain(MODEL)

    assert list(shown)[:3] == ["id", "model_id", "provider"]
    assert (shown["id"], list(shown)[-1]) == ("p/m", "description")
    assert shown["description"] == "Chat model of acme: 128K context."


def test_a_models_money_is_text_and_what_is_unknown_is_null() -> None:
    shown = plain(MODEL)

    assert shown["cost_per_1m_input_tokens"] == "0.1"
    assert shown["cost_per_1m_output_tokens"] == "0"
    assert shown["cost_per_1m_cache_read_tokens"] is None
    assert shown["max_output_tokens"] is None


def test_a_models_capabilities_are_those_that_somebody_stated() -> None:
    shown = plain(MODEL)

    assert shown["capabilities"] == {"chat": True, "vision": False}
    assert not [name for name in shown if name.startswith("supports_")]


def test_a_models_lists_maps_and_records_are_plain_too() -> None:
    shown = plain(MODEL)

    assert (shown["status"], shown["aliases"], shown["benchmarks"]) == ("preview", ["n"], {"mmlu": 88.7})
    assert [(price["unit"], price["amount"]) for price in shown["prices"]] == [
        ("input_tokens", "0.1"),
        ("output_tokens", "0"),
    ]


def test_a_variable_price_has_no_amount() -> None:
    assert plain(Price.of("input_tokens", "variable"))["amount"] is None


def test_an_unknown_cost_is_null_and_not_zero() -> None:
    cost = ModelConfig(model_id="m", provider="p").cost(Usage(input_tokens=5))

    assert plain(cost) == {"status": "unknown", "amount": None, "parts": [], "missing": ["input_tokens"]}


@pytest.mark.parametrize(
    "record",
    [
        MODEL,
        MODEL.cost(Usage(input_tokens=5, output_tokens=5)),
        Cost.total([MODEL.cost(Usage(input_tokens=5))]),
        Provider(id="acme", name="Acme", category="core", env={"api_key": ("ACME_KEY",)}),
        Usage(audio_input_seconds=2.5),
    ],
    ids=lambda record: type(record).__name__,
)
def test_every_record_can_be_written_as_json(record: Any) -> None:
    shown = plain(record)

    assert json.loads(json.dumps(shown, allow_nan=False)) == shown
