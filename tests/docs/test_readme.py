"""What the README shows is what happens."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

README = Path(__file__).parents[2] / "README.md"


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """The names that the README's Python block leaves behind."""
    block = re.search(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert block is not None
    left: dict[str, Any] = {}
    exec(compile(block[1], str(README), "exec"), left)
    return left


def test_a_bare_id_resolves_to_its_makers_own_offering(names: dict[str, Any]) -> None:
    assert names["model"].id == "openai/gpt-5"


def test_every_value_beside_an_expression_is_what_it_gives(names: dict[str, Any]) -> None:
    lines = README.read_text("utf-8").splitlines()
    shown = [line.split("  # ") for line in lines if re.match(r"(model|cost)\.[^=]*  # ['(TD]", line)]
    assert len(shown) >= 5

    for expression, value in shown:
        stated = re.split(r"[;:] ", value)[0].replace(": exact", "")
        assert eval(expression, names) == eval(stated, {"Decimal": Decimal}), expression


def test_the_question_of_the_readme_finds_models_that_meet_it(names: dict[str, Any]) -> None:
    cheap = names["cheap"]

    assert len(cheap) >= 10
    assert all(model.supports_vision and model.supports_tool_use for model in cheap)
    assert all(model.cost_per_1m_input_tokens <= 1 and model.context_window >= 200_000 for model in cheap)
    costs = [model.cost_per_1m_input_tokens for model in cheap]
    assert costs == sorted(costs)
