"""The report as Markdown and as HTML: third-party text stays text, whatever it holds."""

import json
import xml.etree.ElementTree as ET
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt

from modeldex.catalog.row_schema import row_schema
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.report.facts import gather
from modeldex.pipeline.report.html import html
from modeldex.pipeline.report.markdown import markdown
from modeldex.pipeline.report.page import RIGHT, BarFigure, Column, Page, Section, Table, TimeFigure
from modeldex.pipeline.report.sections import page

HOSTILE = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>', "a | b",
    "a \\| b", "`code`", "``` fence", "**bold** _it_ ~~gone~~", "[link](https://evil.example)", "![i](x)",
    "&lt;b&gt;", "</td></table>", "$x$", "a\\", "max_context", "__init__", "#1", "https://evil.example",
    "www.evil.example", "mail@evil.example", "' onclick='x", "ünïcode 回",
)  # fmt: skip


def _page(cell: str, *, is_code: bool = False) -> Page:
    table = Table((Column("name", is_code=is_code), Column("count", RIGHT)), [(cell, "1")])
    return Page("Title", "Lead.", [Section("Part", (), (table,))])


def _cells_of_markdown(text: str) -> list[str]:
    """What the cells of the tables read as, after a parser of Markdown; markup in them is an error."""
    tokens = MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(text)
    cells = []
    for before, token in pairwise(tokens):
        if before.type == "td_open":
            kinds = {child.type for child in token.children or ()}
            assert kinds <= {"text", "code_inline", "text_special"}, kinds
            cells.append("".join(child.content for child in token.children or ()))
    return cells


class _Cells(HTMLParser):
    """The texts of table cells, and every tag and attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.seen |= {tag, *(name for name, _ in attrs)}
        if tag == "td":
            self.cells.append("")

    def handle_data(self, data):
        if self.cells and self.lasttag in {"td", "code"} and data.strip():
            self.cells[-1] += data


def _read(text: str) -> _Cells:
    parser = _Cells()
    parser.feed(text)
    return parser


@pytest.mark.parametrize("is_code", [False, True])
@pytest.mark.parametrize("cell", HOSTILE)
def test_a_cell_of_markdown_reads_as_it_is(cell: str, is_code: bool):
    assert _cells_of_markdown(markdown(_page(cell, is_code=is_code))) == [cell, "1"]


@pytest.mark.parametrize("is_code", [False, True])
@pytest.mark.parametrize("cell", HOSTILE)
def test_a_cell_of_html_reads_as_it_is(cell: str, is_code: bool):
    plain, read = _read(html(_page("plain", is_code=is_code))), _read(html(_page(cell, is_code=is_code)))

    assert read.cells == [cell, "1"]
    assert read.seen == plain.seen


@pytest.mark.parametrize("cell", ["https://evil.example", "http://evil.example/x", "www.evil.example"])
def test_no_address_becomes_a_link_by_itself(cell: str):
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown(_page(cell)))

    assert cell not in markdown(_page(cell))
    assert [token for token in tokens if "link" in token.type] == []


@pytest.mark.parametrize("cell", ["two\nlines", "tab\tbed", "bell\x07", "turn\u202e", "zero\x00", "a\u2028b"])
def test_control_characters_reach_no_page(cell: str):
    for text in (markdown(_page(cell)), html(_page(cell))):
        assert not {"\x07", "\u202e", "\x00", "\t", "\u2028"} & set(text)
    assert len(_cells_of_markdown(markdown(_page(cell)))) == 2


def test_titles_and_paragraphs_are_text_too():
    hostile = Page("<b>T</b>", "<i>lead</i>", [Section("<u>S</u>", ("<s>p</s>",))])
    tags = _read(html(hostile)).seen

    assert {"b", "i", "u", "s"}.isdisjoint(tags)
    assert "<b>" not in markdown(hostile)


def test_numbers_stand_at_the_right():
    assert "----:" in markdown(_page("x"))
    assert '<td class="number">1</td>' in html(_page("x"))


def test_a_table_of_markdown_reads_as_text_too():
    table = Table((Column("name"), Column("count", RIGHT)), [("a long name", "1"), ("b", "1,000")])
    lines = markdown(Page("T", "L.", [Section("S", (), (table,))])).splitlines()

    assert len({len(line) for line in lines if line.startswith("|")}) == 1


def test_nothing_to_show_is_said():
    empty = Page("T", "L.", [Section("S", (), (Table((Column("name"),), [], "Gaps"),))])

    assert "None." in markdown(empty)
    assert "None." in html(empty)


def test_figures_without_numbers_are_left_out():
    empty = Page("T", "L.", [Section("S", (), (), (BarFigure("Bars", []), TimeFigure("Time", [])))])

    assert "<svg" not in html(empty)


def test_a_hostile_source_harms_neither_page(house):
    house.write("schema.json", json.dumps(row_schema()))
    house.edit(
        "sources/manifest.csv", ",MIT,,2026-03-01,3", ",a | <img src=x onerror=alert(1)>,,2026-03-01,3"
    )
    house.append("sources/litellm.csv", "bazaar/<script>x</script>,C,1,2,,,,,,,,")
    house.append("sources/models_dev.csv", "bazaar/<script>x</script>,N,C,9,90,,,,,,,,")
    facts = gather(house.data, read_directory(house.data), house.merged(), date(2026, 3, 11))
    text, web = markdown(page(facts)), html(page(facts))

    assert "bazaar/<script>x</script>" in _cells_of_markdown(text)
    assert "a | <img src=x onerror=alert(1)>" in _cells_of_markdown(text)
    read = _read(web)
    assert "a | <img src=x onerror=alert(1)>" in read.cells
    assert {"script", "img", "onerror"}.isdisjoint(read.seen)


def test_html_is_well_formed(house):
    house.write("schema.json", json.dumps(row_schema()))
    facts = gather(house.data, read_directory(house.data), house.merged(), date(2026, 3, 11))
    body = html(page(facts)).partition("<body>")[2].partition("</body>")[0]

    assert ET.fromstring(f"<body>{body}</body>").tag == "body"


def test_shares_are_not_rounded_to_all_or_nothing(house):
    rows = "".join(f"bazaar/m{number},M{number},C,1,2,,,,,,,,\n" for number in range(1500))
    house.write("schema.json", json.dumps(row_schema()))
    house.write("sources/models_dev.csv", house.read("sources/models_dev.csv") + rows)
    facts = gather(house.data, read_directory(house.data), house.merged(), date(2026, 3, 11))
    text = markdown(page(facts))

    fields = {line.split("|")[1].strip(): line for line in text.splitlines() if line.startswith("| `")}
    assert "under 0.1 %" in fields["`prompt_cache`"] or "under 0.1 %" in fields["`audio_input`"]
    assert "100 %" not in fields["`vision`"]
