"""Chains of dated rates: what has ended keeps its end, and a rate that is left out for a while goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.pipeline.runs import LISTING, reading

from modeldex.core.price import Price
from modeldex.pipeline.normalise import Changes, write_source
from modeldex.pipeline.price_history import lengthened, read_chains, write_chains

if TYPE_CHECKING:
    from pathlib import Path

PEN = "openrouter/quill/pen"


def see(data: Path, day: str, **rates: Any) -> Changes:
    return write_source(data, LISTING, reading("openrouter", {PEN: {"max_context": 8_000} | rates}), day)


def chain(data: Path) -> list[tuple[str, str | None, str | None]]:
    chains = read_chains(data / "history" / "openrouter.csv")
    return [(price.amount_text, price.valid_from, price.valid_to) for one in chains.values() for price in one]


def rate(amount: int, since: str, until: str | None = None) -> Price:
    return Price.of("input_tokens", amount, model=PEN, valid_from=since, valid_to=until)


def test_a_rate_that_is_left_out_for_a_while_goes_on_where_it_was(tmp_path: Path) -> None:
    for month, amount in enumerate((2, 3, None, 3, None, 4), 1):
        see(tmp_path, f"2026-0{month}-01", **({"input_tokens": amount} if amount else {}))

    assert chain(tmp_path) == [
        ("2", "2026-01-01", "2026-02-01"),
        ("3", "2026-02-01", "2026-06-01"),
        ("4", "2026-06-01", None),
    ]


def test_a_rate_that_was_left_out_and_comes_back_as_it_was_is_no_change(tmp_path: Path) -> None:
    see(tmp_path, "2026-01-01", input_tokens=2)
    see(tmp_path, "2026-02-01", input_tokens=3)
    see(tmp_path, "2026-03-01")

    assert see(tmp_path, "2026-04-01", input_tokens=3).repriced == []


@pytest.mark.parametrize(("day", "since"), [("2026-04-01", "2026-04-01"), ("2026-02-15", "2026-03-01")])
def test_a_chain_that_has_ended_keeps_its_end(day: str, since: str) -> None:
    ended = [rate(2, "2026-01-01", "2026-02-01"), rate(3, "2026-02-01", "2026-03-01")]

    grown = lengthened(ended, rate(4, "2026-01-01"), day)

    assert grown[:-1] == ended
    assert (grown[-1].amount_text, grown[-1].valid_from, grown[-1].valid_to) == ("4", since, None)


def test_a_table_of_rates_without_a_row_is_no_file(tmp_path: Path) -> None:
    path = tmp_path / "history" / "openrouter.csv"
    write_chains(path, [[rate(2, "2026-01-01")]])
    assert path.exists()

    write_chains(path, [])
    assert not path.exists()
