"""Recorded answers in the shapes of their upstreams, and a reader for them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from modeldex.pipeline.directory import Directory, read_directory
from modeldex.pipeline.normalise import read_answer
from modeldex.sources.base import Bounds, Reading
from modeldex.sources.table import sources_of

if TYPE_CHECKING:
    from collections.abc import Callable

RECORDED = Path(__file__).parents[1] / "recorded"
DATA = Path(__file__).parents[2] / "data"
DIRECTORY = read_directory(DATA)
"""The project's own providers, by which answers name theirs."""
KNOWN = sources_of(DIRECTORY.providers)
"""Every source: those with code, and the lists that providers' files name."""
OLDER_AND_NEWER = {
    "genai_prices_published": "genai_prices",
    "huggingface_router_live": "huggingface_router",
    "ollama_installed": "ollama",
    "together_older": "together",
    "venice_newer": "venice",
}
"""Sample -> source, where a source gives more than one shape."""
SAMPLES = {name: name for name in KNOWN} | OLDER_AND_NEWER
"""Every sample -> its source."""


@pytest.fixture(scope="session")
def directory() -> Directory:
    """The project's own directory."""
    return DIRECTORY


@pytest.fixture
def recorded() -> Callable[[str], Any]:
    """The sample of a source, decoded anew each time: parsers take their answer apart."""
    return lambda name: json.loads((RECORDED / f"{name}.json").read_bytes())


@pytest.fixture
def read(tmp_path: Path, directory: Directory) -> Callable[[str, Any], Reading]:
    """Read an answer of a few rows as the pipeline reads a whole one, under bounds that it meets."""

    def read_it(name: str, answer: Any) -> Reading:
        path = tmp_path / f"{name}.json"
        path.write_text(json.dumps(answer), encoding="utf-8")
        source = replace(KNOWN[name], bounds=Bounds(least=0, most=10, fill={}))
        return read_answer(source, path, directory)

    return read_it
