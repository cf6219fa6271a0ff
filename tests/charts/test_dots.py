"""A dot plot as SVG: rows in their order, marks where there is an amount, words where there is none."""

import re
import xml.etree.ElementTree as ET

import pytest

from modeldex.charts.axis import money_axis
from modeldex.charts.dots import dots, dots_frame
from modeldex.charts.figure import Dot, Dots
from modeldex.charts.theme import SERIES

SVG = "{http://www.w3.org/2000/svg}"
ROWS = (
    Dot("giver", "", None, None, ("free", "free")),
    Dot("cheap", "", 0.1, 0.4, ("0.10", "0.40")),
    Dot("acme", "maker's own", 1, 4, ("1.00", "4.00"), is_marked=True),
    Dot("half", "deprecated", 2, None, ("2.00", "unknown")),
    Dot("silent", "", None, None, ("unknown", "unknown")),
)


def _panel(*rows: Dot) -> Dots:
    amounts = [amount for row in rows for amount in (row.low, row.high) if amount is not None]
    return Dots(money_axis("USD per million tokens", amounts), ("input", "output"), rows)


def _drawn() -> str:
    return dots(_panel(*ROWS))


def _texts(drawn: str) -> list[ET.Element]:
    return list(ET.fromstring(drawn).iter(f"{SVG}text"))


def _height(text: ET.Element) -> float:
    return float(re.findall(r",([\d.-]+)\)", text.attrib["transform"])[0])


def _marks(drawn: str, place: int) -> list[tuple[str, float]]:
    """What each mark of a rate stands for, and how far to the right it is."""
    found = re.findall(
        rf'aria-label="([^"]*)"[^>]*transform="translate\(([\d.-]+),[\d.-]+\)"[^>]*fill="{SERIES[place].light}"',
        drawn,
    )
    return [(told, float(x)) for told, x in found]


def test_rows_stand_in_their_order_from_the_top():
    heights = {text.text: _height(text) for text in _texts(_drawn())}
    names = [row.label for row in ROWS]

    assert names == sorted(names, key=lambda name: heights[name])


def test_every_row_says_both_its_rates_beside_its_name():
    texts = _texts(_drawn())

    for row in ROWS:
        (height,) = [_height(text) for text in texts if text.text == row.label]
        beside = [text.text for text in texts if _height(text) == pytest.approx(height)]
        assert [cell for cell in beside if cell in row.shown] == list(row.shown)


def test_an_amount_has_a_mark_and_a_word_has_none():
    drawn = _drawn()

    assert [told for told, _ in _marks(drawn, 0)] == [
        "cheap: input 0.10, output 0.40",
        "acme: input 1.00, output 4.00",
        "half: input 2.00, output unknown",
    ]
    assert len(_marks(drawn, 1)) == 2


def test_a_factor_is_a_way_on_a_log_axis():
    drawn = _drawn()
    (_, cheap), (_, own), _ = _marks(drawn, 0)
    (_, cheap_out), (_, own_out) = _marks(drawn, 1)

    assert own - cheap == pytest.approx(own_out - cheap_out)
    assert "USD per million tokens, log scale" in [text.text for text in _texts(drawn)]


def test_the_maker_s_own_stands_out_and_notes_are_beside_the_name():
    texts = {text.text: text for text in _texts(_drawn())}

    assert texts["acme"].attrib.get("font-weight") == "bold"
    assert texts["cheap"].attrib.get("font-weight") != "bold"
    assert _height(texts["maker's own"]) == pytest.approx(_height(texts["acme"]), abs=1)
    assert "deprecated" in texts


def test_the_columns_are_headed_by_the_names_of_the_rates():
    names = [text.text for text in _texts(_drawn()) if text.attrib.get("font-weight") == "bold"]

    assert [name for name in names if name in ("input", "output")] == ["input", "output"]


def test_prices_that_are_near_are_drawn_from_zero():
    drawn = dots(_panel(Dot("one", "", 1, 2, ("1.00", "2.00")), Dot("two", "", 2, 3, ("2.00", "3.00"))))
    texts = [text.text for text in _texts(drawn)]

    assert "0" in texts
    assert "USD per million tokens" in texts


def test_a_long_name_is_cut_before_its_note():
    texts = [text.text or "" for text in _texts(dots(_panel(Dot("n" * 90, "maker's own", 1, 2, ("1", "2")))))]

    assert any(text.startswith("nnn") and text.endswith("…") for text in texts)
    assert "maker's own" in texts


@pytest.mark.parametrize("count", [1, 5, 70])
def test_it_is_as_tall_as_it_has_rows(count: int):
    panel = _panel(*(Dot(f"provider {place}", "", 1, 2, ("1.00", "2.00")) for place in range(count)))
    root = ET.fromstring(dots(panel))
    frame = dots_frame(panel)

    assert (
        float(root.attrib["height"])
        == frame.whole_height
        == dots_frame(_panel(ROWS[1])).whole_height + 20 * (count - 1)
    )
    assert float(root.attrib["width"]) == 800
