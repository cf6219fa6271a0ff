"""Files as neighbours' users write them, with made-up keys that end in four digits, and the catalog."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from modeldex import ModelCatalog
from modeldex.config.document import document_of
from modeldex.config.importers.table import IMPORTERS

FILES = Path(__file__).parent / "files"
KINDS = {"litellm": "litellm.yaml", "otari": "otari.yml", "bifrost": "bifrost.json"}
"""Kind -> the file of it that shows every trap."""
SECRET = re.compile(r"[A-Za-z]+(?:-[a-z]+)*-\d{4}\b")
"""What the made-up keys of the files look like: `sk-literal-0001`, `pass-0003`."""


def text_of(kind: str) -> str:
    return (FILES / KINDS[kind]).read_text("utf-8")


@cache
def plain_of(kind: str) -> dict[str, Any]:
    """The file of a kind as plain values, anchors followed; nobody may change them."""
    return dict(document_of(KINDS[kind], text_of(kind), IMPORTERS[kind].language).data)


@pytest.fixture(scope="session")
def catalog() -> ModelCatalog:
    return ModelCatalog.bundled()
