"""A question that cannot be meant is refused with what is wrong, never answered with everything."""

from __future__ import annotations

from typing import Any

import pytest

import modeldex
from modeldex import InvalidValueError


@pytest.mark.parametrize(
    ("conditions", "field", "complaint"),
    [
        ({"min_context": "many"}, "min_context", "must be a whole number of tokens, not 'many'"),
        ({"min_context": True}, "min_context", "must be a whole number of tokens, not True"),
        ({"min_context": 2**70}, "min_context", "must be a whole number of tokens"),
        ({"min_output": -1}, "min_output", "must be a whole number of tokens, not -1"),
        ({"open_weights": "yes"}, "open_weights", "must be True, False or None, not 'yes'"),
        ({"max_input_cost": "cheap"}, "max_input_cost", "must be a number, not 'cheap'"),
        ({"max_output_cost": -1}, "max_output_cost", "must not be negative"),
        ({"limit": -5}, "limit", "must be a whole number or None, not -5"),
        ({"limit": "all"}, "limit", "must be a whole number or None, not 'all'"),
        ({"capabilities": None}, "capabilities", "must be names, not None"),
    ],
)
def test_a_condition_that_cannot_be_is_named(conditions: dict[str, Any], field: str, complaint: str) -> None:
    with pytest.raises(InvalidValueError) as refusal:
        modeldex.find_models(**conditions)

    assert list(refusal.value.problems) == [field]
    assert complaint in refusal.value.problems[field]


@pytest.mark.parametrize("name", [None, 5, b"gpt-5", ["gpt-5"]])
def test_a_name_is_text(name: Any) -> None:
    with pytest.raises((InvalidValueError, TypeError)):
        modeldex.get_model(name)


@pytest.mark.parametrize("name", [None, 5, b"openai"])
def test_a_provider_is_asked_for_by_text(name: Any) -> None:
    with pytest.raises(InvalidValueError, match="must be text"):
        modeldex.ModelCatalog.bundled().provider(name)


def test_strangers_cannot_fill_the_memory_with_spellings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modeldex.catalog.reader._MOST_FOUND", 3)
    catalog = modeldex.ModelCatalog.open(modeldex.ModelCatalog.bundled().path)
    model = "amazon.nova-pro-v1:0"

    found = {
        catalog.get_model_or_raise(f"arn:aws:bedrock:us-east-1:{account}:inference-profile/{model}").id
        for account in range(100000000000, 100000000020)
    }

    assert found == {f"amazon-bedrock/{model}"}
    assert len(catalog.found) <= 4
