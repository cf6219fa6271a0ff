"""Names that mean harm go through the whole way: from rows of a catalog to what is written."""

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from modeldex import ModelCatalog
from modeldex.charts.figure import Figure
from modeldex.charts.formats import FORMATS, written
from modeldex.charts.frame import framed
from modeldex.charts.plots.context import context
from modeldex.charts.plots.history import history
from modeldex.charts.plots.providers import providers
from modeldex.charts.plots.quality import quality

SVG = "{http://www.w3.org/2000/svg}"
NAMES = (
    "<script>alert(1)</script>",
    '"onload="x',
    "{datum.x}${y}",
    "']]><g>",
    "a" * 300,
    "回é",
)
"""Of models; each is served by a maker of a name like it."""

KINDS: dict[str, Callable[[ModelCatalog], Figure]] = {
    "quality": lambda catalog: quality(catalog, "gpqa"),
    "context": context,
    "history": lambda catalog: history(catalog, [model.id for model in catalog.all_models()[:6]]),
    "providers": lambda catalog: providers(catalog, catalog.all_models()[0].id),
}
"""Kind of picture -> the picture of a catalog."""


@pytest.fixture(scope="module")
def hostile(compiled, tmp_path_factory: pytest.TempPathFactory) -> ModelCatalog:
    head = "id|name|input_per_1m|output_per_1m|max_context|gpqa|maker|model"
    rows = [
        f"hub/{name}|{name}|{place + 1}|{place * 30 + 1}|{9000 * place + 1}|{50 + place}|{name}|{name}/{name}"
        for place, name in enumerate(NAMES)
    ]
    made: ModelCatalog = compiled(tmp_path_factory.mktemp("hostile"), "\n".join([head, *rows]))
    return made


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_text_and_nothing_else_in_every_kind(kind: str, hostile: ModelCatalog):
    figure = KINDS[kind](hostile)
    root = ET.fromstring(framed(figure))

    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    assert tags <= {"svg", "g", "path", "line", "rect", "text", "title", "desc", "tspan"}
    assert [key for element in root.iter() for key in element.attrib if key.startswith("on")] == []


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("kind", KINDS)
def test_it_can_be_written_in_every_form(kind: str, form: str, hostile: ModelCatalog):
    drawn = written(KINDS[kind](hostile), form)

    assert drawn
    assert b"<script" not in drawn


@pytest.mark.parametrize("kind", KINDS)
def test_the_name_of_a_file_is_plain(kind: str, hostile: ModelCatalog):
    name = KINDS[kind](hostile).name

    assert Path(name).name == name
    assert all(char in "abcdefghijklmnopqrstuvwxyz0123456789-" for char in name)
    assert len(name) <= 70
