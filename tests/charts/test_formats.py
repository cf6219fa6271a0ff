"""The forms in which a picture is written: PNG, SVG, HTML; each whole, escaped, and loading nothing."""

import re
import struct
import xml.etree.ElementTree as ET
import zlib
from dataclasses import replace
from html.parser import HTMLParser

import pytest
import vl_convert

from modeldex.charts.axis import linear_axis, log_axis, money_axis
from modeldex.charts.figure import (
    LEFT,
    RIGHT,
    Dot,
    Dots,
    Figure,
    Point,
    Scatter,
    Staircase,
    Step,
    Steps,
    Table,
)
from modeldex.charts.formats import FORMATS, written
from modeldex.charts.frame import WIDTH, framed
from modeldex.charts.png import packed
from modeldex.charts.theme import COLOURS

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "</text><script>alert(1)</script>",
    '" onload="alert(1)',
    "]]>",
    "a & b",
    "{{7*7}} ${x} {datum.x}",
    "é回",
]


def _panels(name: str) -> dict[str, Scatter | Steps | Dots]:
    days = linear_axis("", [739_000.0, 739_100.0])
    steps = (
        Staircase(name, 0, (Step(739_000, 739_100, 1.0, "1.00"),)),
        Staircase("b", 1, (Step(739_000, 739_050, 2.0, "2.00"),)),
    )
    dot = Dot(name, name, 1, 2, ("1.00", "2.00"))
    return {
        "scatter": Scatter(
            log_axis(name, [1, 10]), linear_axis(name, [1, 2]),
            (Point(name, 1, 1, name, name), Point("b", 10, 2, "b")), (name,), (0, 1),
        ),
        "steps": Steps(name, days, money_axis("input", [1.0, 2.0]), steps, (name, "b")),
        "dots": Dots(money_axis(name, [1.0, 2.0]), ("input", "output"), (dot,)),
    }  # fmt: skip


def _figure(name: str, *kinds: str) -> Figure:
    panels = _panels(name)
    return Figure(
        name="sample",
        title=name,
        subtitle=f"What was counted in {name}",
        summary=f"{name} is one of two",
        panels=tuple(panels[kind] for kind in kinds or panels),
        table=Table((("model", LEFT), (name, RIGHT)), ((name, "1.00"), ("b", "2.00"))),
    )


class _Outline(HTMLParser):
    """Tags, attributes and texts of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.texts.append(data)


def _size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize("kind", ["scatter", "steps", "dots"])
def test_a_png_has_its_signature_and_twice_the_size_of_the_drawing(kind: str):
    figure = _figure("plain", kind)
    root = ET.fromstring(framed(figure))
    png = written(figure, "png")

    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    assert _size(png) == (2 * WIDTH, 2 * int(root.attrib["height"]))


def test_a_packed_png_is_smaller_and_the_same_picture():
    loose = vl_convert.svg_to_png(framed(_figure("plain")), scale=1)
    tight = packed(loose)

    def pixels(png: bytes) -> bytes:
        (data,) = re.findall(rb"IDAT(.*)....\x00\x00\x00\x00IEND", png, re.DOTALL)
        return zlib.decompress(data)

    assert len(tight) < len(loose)
    assert pixels(tight) == pixels(loose)
    assert _size(tight) == _size(loose)


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_picture_gives_the_same_bytes(form: str):
    assert written(_figure("plain"), form) == written(_figure("plain"), form)


def test_an_svg_says_in_words_what_it_shows():
    root = ET.fromstring(written(_figure("plain"), "svg"))

    assert root.attrib["role"] == "img"
    assert [root.findtext(f"{SVG}{tag}") for tag in ("title", "desc")] == ["plain", "plain is one of two"]
    texts = [text.text for text in root.iter(f"{SVG}text")]
    assert texts[:2] == ["plain", "What was counted in plain"]


def test_a_mark_says_under_the_pointer_what_it_stands_for():
    root = ET.fromstring(framed(_figure("plain", "scatter")))
    hints = [
        path.findtext(f"{SVG}title")
        for path in root.iter(f"{SVG}path")
        if path.find(f"{SVG}title") is not None
    ]

    assert set(hints) == {"plain", "b"}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_text_in_an_svg_and_nothing_else(name: str):
    plain = {element.tag for element in ET.fromstring(framed(_figure("plain"))).iter()}
    root = ET.fromstring(framed(_figure(name)))

    assert {element.tag for element in root.iter()} == plain
    assert [key for element in root.iter() for key in element.attrib if key.startswith("on")] == []
    assert name in [text.text for text in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_text_in_a_page_and_nothing_else(name: str):
    plain, page = (_Outline(written(_figure(one), "html").decode()) for one in ("plain", name))

    assert set(page.tags) == set(plain.tags)
    assert [key for key, _ in page.attributes if key.startswith("on")] == []
    assert any(name in text for text in page.texts)


def test_a_page_loads_nothing_and_runs_nothing():
    text = written(_figure("plain"), "html").decode()
    outline = _Outline(text)

    assert {"script", "link", "img", "iframe", "object", "image", "use"}.isdisjoint(outline.tags)
    assert {"src", "srcset", "href", "xlink:href", "data", "action"}.isdisjoint(
        key for key, _ in outline.attributes
    )
    assert "http" not in re.sub(r' xmlns(:\w+)?="[^"]*"|http-equiv', "", text)
    assert "url(" not in text
    assert "default-src 'none'" in text


def test_only_the_whole_picture_is_sized_by_the_page_not_the_panels_in_it():
    text = written(_figure("plain"), "html").decode()

    assert text.count("<svg ") == 4
    assert re.findall(r"^([^{\n]*svg[^{\n]*) \{", text, re.MULTILINE) == ["figure > svg"]


def test_a_page_has_title_subtitle_picture_and_table():
    outline = _Outline(written(_figure("plain"), "html").decode())

    assert outline.tags.count("h1") == outline.tags.count("table") == 1
    assert "What was counted in plain" in outline.texts
    cells = outline.texts[outline.texts.index("1.00", outline.texts.index("model")) - 1 :]
    assert [cell for cell in cells if cell.strip()] == ["plain", "1.00", "b", "2.00"]
    assert outline.tags.count("tr") == 3


@pytest.mark.parametrize("form", ["svg", "html"])
def test_a_picture_turns_dark_with_the_reader_s_screen(form: str):
    text = written(_figure("plain"), form).decode()

    assert "prefers-color-scheme: dark" in text
    used = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]{6})"', text))
    assert used <= {colour.light for colour in COLOURS}


def test_a_title_and_a_subtitle_of_many_words_are_folded():
    figure = replace(_figure("many words of a title " * 20), panels=())
    root = ET.fromstring(framed(figure))
    texts = list(root.iter(f"{SVG}text"))
    heights = [float(text.attrib["y"]) for text in texts]

    assert all(len(text.text or "") < 150 for text in texts)
    assert len(texts) > 4
    assert heights == sorted(set(heights))
    assert heights[-1] < float(root.attrib["height"])
