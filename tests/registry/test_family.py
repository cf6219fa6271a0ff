"""`model_family`: a family of models without a class or a whole row for each."""

from decimal import Decimal
from typing import Any

import pytest

from modeldex import InvalidModelConfigError, ModelRegistry
from modeldex.registry.family import model_family

SHARED: dict[str, Any] = {
    "caps": "chat tool_use -vision",
    "max_context": 131_072,
    "input_per_1m": "0.5",
    "default_parameters": {"temperature": 0.6},
    "family": "llama",
}


def test_a_family_is_registered_at_once(over_small: ModelRegistry):
    family = model_family(
        "cellar",
        SHARED,
        [
            ("model_id", "name", "max_context", "vision", "cost_per_1m_input_tokens", "mmlu"),
            ("llama-70b", "Llama 70B", "", "", None, 83.6),
            ("llama-8b", "Llama 8B", 8192, True, "0.1", ""),
        ],
    )

    over_small.register_models(family, reason="the new box")

    large, little = (over_small.get_model_or_raise(f"cellar/{name}") for name in ("llama-70b", "llama-8b"))
    assert (large.name, large.context_window, large.supports_vision) == ("Llama 70B", 131_072, False)
    assert (little.name, little.context_window, little.supports_vision) == ("Llama 8B", 8192, True)
    assert (large.cost_per_1m_input_tokens, little.cost_per_1m_input_tokens) == (
        Decimal("0.5"),
        Decimal("0.1"),
    )
    assert (large.benchmarks, little.benchmarks) == ({"mmlu": 83.6}, {})
    assert large.supports_tool_use
    assert little.default_parameters == {"temperature": 0.6}


def test_a_map_says_what_differs_and_none_is_unknown():
    plain, other = model_family(
        "cellar",
        SHARED,
        {
            "llama-70b": {},
            "llama-1b": {"tool_use": None, "max_context": None, "default_parameters": {"top_p": 0.9}},
        },
    )

    assert (plain.id, plain.context_window, plain.supports_tool_use) == ("cellar/llama-70b", 131_072, True)
    assert (other.context_window, other.supports_tool_use, other.supports_chat) == (None, None, True)
    assert other.default_parameters == {"temperature": 0.6, "top_p": 0.9}
    assert plain.family == other.family == "llama"


def test_an_empty_family_is_none():
    assert model_family("cellar", {}, {}) == ()
    assert model_family("cellar", {}, [("model_id",)]) == ()


def test_every_bad_row_is_named():
    with pytest.raises(InvalidModelConfigError) as refusal:
        model_family(
            "cellar",
            SHARED,
            [
                ("id", "max_context", "visoin"),
                ("llama-1", -1, True),
                ("llama-2", 8192, ""),
                ("llama-2", 4096, ""),
                (" llama-3", "many", ""),
            ],
        )

    problems = refusal.value.problems
    assert problems.keys() == {
        "llama-1: context_window", "llama-1: visoin", "llama-2",
        " llama-3: context_window", " llama-3: model_id",
    }  # fmt: skip
    assert problems["llama-2"] == "stands twice; keep one row"
    assert "family of cellar" in str(refusal.value)


@pytest.mark.parametrize(
    ("provider", "defaults", "rows", "name", "complaint"),
    [
        ("Cellar", {}, {}, "provider", "must be lower-case letters"),
        ("cellar", {"max_context": 0}, {"a": {}, "b": {}}, "defaults: context_window", "must be"),
        ("cellar", {"model_id": "a"}, {}, "defaults: model_id", "is no field that models share"),
        ("cellar", [], {}, "defaults: changes", "must be a map of fields"),
        ("cellar", {}, {"a": 5}, "a: changes", "must be a map of fields"),
        ("cellar", {}, [], "rows", "must be a map of model ids to fields"),
        ("cellar", {}, ["model_id"], "rows", "must be a map of model ids to fields"),
        ("cellar", {}, [("name",), ("A",)], "rows", "the header is ('name',)"),
        ("cellar", {}, [("id", "name", "name"), ("a", "A", "B")], "rows", "the header is"),
        ("cellar", {}, [("id", "name"), ("a",)], "row 1", "must have 2 cells"),
    ],
)
def test_what_is_no_family_is_refused(provider: str, defaults: Any, rows: Any, name: str, complaint: str):
    with pytest.raises(InvalidModelConfigError) as refusal:
        model_family(provider, defaults, rows)

    assert list(refusal.value.problems) == [name]
    assert complaint in refusal.value.problems[name]
