"""Counts per period, as SVG text."""

import re
import xml.etree.ElementTree as ET

import pytest

from modeldex.charts.columns import standing_bars

SVG = "{http://www.w3.org/2000/svg}"


def _years(drawn: str) -> list[str]:
    texts = [text.text or "" for text in ET.fromstring(drawn).iter(f"{SVG}text")]
    return [text for text in texts if re.fullmatch(r"20\d\d", text)]


def _heights(drawn: str) -> list[float]:
    return [float(h) for h in re.findall(r'aria-roledescription="bar" d="M[^h]*h[\d.]+v([\d.]+)h', drawn)]


def _months(first: int, last: int) -> list[tuple[str, int]]:
    return [(f"{year}-{month:02}", month) for year in range(first, last + 1) for month in range(1, 13)]


def test_a_bar_per_period_in_the_order_of_the_calendar_in_proportion_to_its_count():
    low, none, high = _heights(standing_bars([("2025-12", 2), ("2026-01", 0), ("2026-02", 8)]))

    assert none == 0
    assert high == pytest.approx(4 * low)


def test_each_year_is_named_once_at_its_beginning():
    assert _years(standing_bars(_months(2023, 2026))) == ["2023", "2024", "2025", "2026"]


def test_quarters_are_named_by_their_years_too():
    quarters = [(f"{year}-Q{n}", n) for year in (2024, 2025) for n in (1, 2, 3, 4)]

    assert _years(standing_bars(quarters)) == ["2024", "2025"]


def test_a_year_whose_name_would_run_into_the_next_is_not_named():
    assert _years(standing_bars([("2022-12", 5), *_months(2023, 2026)])) == ["2023", "2024", "2025", "2026"]


def test_one_period_alone_can_be_drawn():
    drawn = standing_bars([("2026-01", 1)])

    assert len(_heights(drawn)) == 1
    assert _years(drawn) == ["2026"]


def test_counts_are_whole_numbers_on_the_axis():
    texts = [text.text or "" for text in ET.fromstring(standing_bars([("2026-01", 1)])).iter(f"{SVG}text")]

    assert not any("." in text for text in texts)
