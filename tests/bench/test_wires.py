"""What the bench of wire formats translates is what its bars speak of."""

import json
from pathlib import Path

from bench.bars import BARS
from bench.wires import BYTES, EVENTS, PAIRS, WIRE_FIGURES, answered, asked, wire_figures

from modeldex.core.provider import WIRE_FORMATS
from modeldex.wire.events import PartGrew
from modeldex.wire.losses import Losses
from modeldex.wire.table import format_named


def test_every_pair_of_formats_is_measured_each_way() -> None:
    assert len(PAIRS) == len(WIRE_FORMATS) * (len(WIRE_FORMATS) - 1)


def test_the_request_has_about_a_kilobyte_in_each_format() -> None:
    for wire in WIRE_FORMATS:
        body = format_named(wire).write_request(asked(), Losses())
        assert 0.8 * BYTES < len(json.dumps(body)) < 1.6 * BYTES


def test_the_stream_has_the_events_that_its_figure_is_divided_by() -> None:
    pieces = [event for event in answered() if isinstance(event, PartGrew) and event.what == "text"]

    assert len(pieces) == EVENTS


def test_every_figure_has_a_bar_and_is_measured(tmp_path: Path) -> None:
    figures, reasons = wire_figures(1, tmp_path)

    assert reasons == {}
    assert {bar.name for bar in BARS} >= figures.keys() == set(WIRE_FIGURES)
    assert all(figure > 0 for figure in figures.values())
