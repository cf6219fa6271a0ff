"""The long example of the registry shows all of it."""

from __future__ import annotations

import re

import pytest
from docs.generate import ROOT
from docs.generating.blocks import blocks

from modeldex import ModelRegistry
from modeldex.registry.layer import LAYERS

GUIDE = (ROOT / "docs" / "guides" / "registry.md").read_text("utf-8")
SHOWN = "\n".join(line for block in blocks(GUIDE) if block.language == "python" for line in block.lines)


@pytest.mark.parametrize("name", [name for name in dir(ModelRegistry) if not name.startswith("_")])
def test_every_public_member_of_a_registry_is_shown_at_work(name: str):
    assert re.search(rf"\w\.{name}\b", SHOWN)


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_is_explained(name: str):
    concept = (ROOT / "docs" / "concepts" / "layers.md").read_text("utf-8")

    assert f"| `{name}` |" in concept
