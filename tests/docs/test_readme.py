"""What the README's Python leaves behind is what its words promise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from docs.generate import ROOT
from docs.generating.blocks import blocks

if TYPE_CHECKING:
    from collections.abc import Mapping


@pytest.fixture(scope="module")
def names() -> Mapping[str, Any]:
    """The names that the Python block of the README leaves behind."""
    left: dict[str, Any] = {}
    for block in blocks((ROOT / "README.md").read_text("utf-8")):
        if block.language == "python":
            exec(compile("\n".join(block.lines), "README.md", "exec"), left)
    return left


def test_a_bare_id_resolves_to_its_makers_own_offering(names: Mapping[str, Any]):
    assert names["model"].id == "openai/gpt-5"


def test_the_question_of_the_readme_finds_models_that_meet_it(names: Mapping[str, Any]):
    cheap = names["cheap"]

    assert len(cheap) >= 10
    assert all(model.supports_vision and model.supports_tool_use for model in cheap)
    assert all(model.cost_per_1m_input_tokens <= 1 and model.context_window >= 200_000 for model in cheap)
    costs = [model.cost_per_1m_input_tokens for model in cheap]
    assert costs == sorted(costs)
