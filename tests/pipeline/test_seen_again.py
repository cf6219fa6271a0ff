"""A source that is seen again: what it prices otherwise is dated, what it no longer lists is retired."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex import DataError
from modeldex.pipeline.normalise import Changes, write_source
from modeldex.sources.base import Reading
from modeldex.sources.table import SOURCES

if TYPE_CHECKING:
    from collections.abc import Callable

LISTING = replace(SOURCES["openrouter"], is_complete=True)
CATALOG = replace(SOURCES["openrouter"], is_complete=False)
PEN, INK = "openrouter/quill/pen", "openrouter/quill/ink"


def reading(**amounts: Any) -> Reading:
    """An answer that lists models of quill at an input rate."""
    answer = Reading(source="openrouter")
    for name, amount in amounts.items():
        offering = answer.offering("openrouter", f"quill/{name}")
        offering.say("status", "C")
        offering.price("input_tokens", amount)
    return answer


@pytest.fixture
def see(tmp_path: Path) -> Callable[..., Changes]:
    def see_answer(day: str, source: Any = LISTING, answer: Reading | None = None, **amounts: Any) -> Changes:
        return write_source(tmp_path, source, answer or reading(**amounts), day)

    return see_answer


def rows(tmp_path: Path, table: str = "sources") -> list[dict[str, str]]:
    path = tmp_path / table / "openrouter.csv"
    return list(csv.DictReader(path.read_text("utf-8").splitlines())) if path.exists() else []


def history(tmp_path: Path) -> list[tuple[str, str, str, str]]:
    return [
        (row["amount"], row["valid_from"], row["valid_to"], row["kind"]) for row in rows(tmp_path, "history")
    ]


def test_a_first_answer_changes_nothing(see: Any, tmp_path: Path) -> None:
    assert see("2026-01-01", pen=2) == Changes()
    assert rows(tmp_path, "history") == []


def test_a_rate_stated_otherwise_becomes_two_dated_rates(see: Any, tmp_path: Path) -> None:
    see("2026-01-01", pen=2, ink=1)

    assert see("2026-02-01", pen=3, ink=1).repriced == [PEN]
    assert history(tmp_path) == [
        ("2", "2026-01-01", "2026-02-01", "market"), ("3", "2026-02-01", "", "market"),
    ]  # fmt: skip


def test_a_rate_that_changes_twice_makes_one_chain(see: Any, tmp_path: Path) -> None:
    for day, amount in (("2026-01-01", 2), ("2026-02-01", 3), ("2026-03-01", 3), ("2026-04-01", 30)):
        see(day, pen=amount)

    assert history(tmp_path) == [
        ("2", "2026-01-01", "2026-02-01", "market"),
        ("3", "2026-02-01", "2026-04-01", "market"),
        ("30", "2026-04-01", "", "correction"),
    ]


def test_a_rate_that_is_new_or_gone_is_no_change_of_price(see: Any, tmp_path: Path) -> None:
    see("2026-01-01", pen=2)
    priceless = reading(pen=None)

    assert see("2026-02-01", answer=priceless).repriced == []
    assert see("2026-03-01", pen=3).repriced == []
    assert history(tmp_path) == []


def test_what_a_complete_listing_no_longer_lists_stays_as_a_retired_row(see: Any, tmp_path: Path) -> None:
    see("2026-01-01", pen=2, ink=1)

    assert see("2026-02-01", pen=2).gone == [INK]
    gone = rows(tmp_path)[0]
    assert (gone["id"], gone["status"], gone["input_per_1m"]) == (INK, "R", "1")
    assert gone["original"] == "status=last_listed:2026-01-01"


def test_what_is_gone_stays_gone_since_the_day_on_which_it_was_last_listed(see: Any, tmp_path: Path) -> None:
    for day in ("2026-01-01", "2026-02-01"):
        see(day, pen=2, ink=1)
    see("2026-03-01", pen=2)
    see("2026-04-01", pen=2)

    assert rows(tmp_path)[0]["original"] == "status=last_listed:2026-02-01"


def test_what_is_listed_again_is_back(see: Any, tmp_path: Path) -> None:
    see("2026-01-01", pen=2, ink=1)
    see("2026-02-01", pen=2)
    changes = see("2026-03-01", pen=2, ink=1)

    assert changes == Changes()
    assert [(row["id"], row["status"], row["original"]) for row in rows(tmp_path)] == [
        (INK, "C", ""), (PEN, "C", ""),
    ]  # fmt: skip


def test_what_an_incomplete_source_no_longer_lists_goes(see: Any, tmp_path: Path) -> None:
    see("2026-01-01", CATALOG, pen=2, ink=1)

    assert see("2026-02-01", CATALOG, pen=2).gone == []
    assert [row["id"] for row in rows(tmp_path)] == [PEN]


def test_the_same_answer_again_changes_no_byte(see: Any, tmp_path: Path) -> None:
    see("2026-01-01", pen=2, ink=1)
    see("2026-02-01", pen=3)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.csv")}

    assert see("2026-02-01", pen=3) == Changes()
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.csv")} == before


def test_of_the_answers_of_a_day_the_last_one_counts(see: Any, tmp_path: Path) -> None:
    see("2026-01-01", pen=2)
    see("2026-02-01", pen=3)

    assert see("2026-02-01", pen=20).repriced == [PEN]
    assert history(tmp_path) == [
        ("2", "2026-01-01", "2026-02-01", "market"), ("20", "2026-02-01", "", "correction"),
    ]  # fmt: skip
    see("2026-02-01", pen=2)
    assert history(tmp_path) == [("2", "2026-01-01", "", "market")]


def test_a_rate_that_changes_late_on_a_day_is_dated_by_it(see: Any, tmp_path: Path) -> None:
    for day in ("2026-01-01", "2026-01-08"):
        see(day, pen=2)
    see("2026-01-08", pen=3)

    assert history(tmp_path) == [
        ("2", "", "2026-01-08", "market"), ("3", "2026-01-08", "", "market"),
    ]  # fmt: skip
    see("2026-01-08", pen=2)
    assert history(tmp_path) == []


def test_a_rate_of_an_earlier_day_ends_on_the_day_on_which_a_late_answer_changes_it(
    see: Any, tmp_path: Path
) -> None:
    for day, amount in (("2026-01-01", 2), ("2026-02-01", 3), ("2026-03-01", 3), ("2026-03-01", 4)):
        see(day, pen=amount)

    assert history(tmp_path) == [
        ("2", "2026-01-01", "2026-02-01", "market"),
        ("3", "2026-02-01", "2026-03-01", "market"),
        ("4", "2026-03-01", "", "market"),
    ]


AMOUNTS = st.integers(1, 4)
SAID = st.lists(st.lists(AMOUNTS, min_size=1, max_size=3), min_size=1, max_size=5)
"""Day by day what a source says, answer by answer."""


@settings(deadline=None)
@given(SAID)
def test_the_last_answers_of_the_days_make_the_history_and_no_day_has_two_rates(
    said: list[list[int]],
) -> None:
    with TemporaryDirectory() as folder:
        data = Path(folder)
        for number, amounts in enumerate(said, 1):
            for amount in amounts:
                write_source(data, LISTING, reading(pen=amount), f"2026-01-{number:02}")
        chain = history(data)

    changes = [amounts[-1] for amounts in said]
    changes = [amount for place, amount in enumerate(changes) if not place or amount != changes[place - 1]]
    assert [row[0] for row in chain][-len(changes) :] == list(map(str, changes)) or len(changes) == 1
    assert [row[2] for row in chain] == [*(row[1] for row in chain[1:]), ""][: len(chain)]
    assert all(row[1] < row[2] for row in chain[:-1])


def test_what_a_complete_listing_drops_within_a_day_is_retired_too(see: Any, tmp_path: Path) -> None:
    see("2026-01-01", pen=2, ink=1)

    assert see("2026-01-01", pen=2).gone == [INK]
    assert rows(tmp_path)[0]["original"] == "status=last_listed:2026-01-01"
    assert see("2026-01-01", pen=2) == see("2026-02-01", pen=2) == Changes()


def test_an_older_answer_is_refused_and_changes_nothing(see: Any, tmp_path: Path) -> None:
    see("2026-02-01", pen=2)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.csv")}

    with pytest.raises(DataError, match="openrouter was seen on 2026-02-01: read older answers first"):
        see("2026-01-01", pen=3)

    assert {path: path.read_bytes() for path in tmp_path.rglob("*.csv")} == before


def test_dated_rates_that_an_answer_states_take_the_place_of_those_known_before(
    see: Any, tmp_path: Path
) -> None:
    see("2026-01-01", pen=2)
    see("2026-02-01", pen=3)
    answer = reading(pen=3)
    pen = answer.offering("openrouter", "quill/pen")
    pen.held("input_tokens", 3, valid_from="2026-01-20")
    pen.held("input_tokens", 2, valid_from="2025-06-01", valid_to="2026-01-20")
    see("2026-03-01", answer=answer)

    assert history(tmp_path) == [
        ("2", "2025-06-01", "2026-01-20", "market"),
        ("3", "2026-01-20", "", "market"),
    ]


def test_an_offering_of_which_only_the_past_is_known_has_dated_rates_and_no_row(
    see: Any, tmp_path: Path
) -> None:
    answer = reading(pen=2)
    old = answer.offering("openrouter", "quill/quill-0")
    old.listed = False
    old.held("input_tokens", 9, valid_from="2024-01-01", valid_to="2025-01-01")
    see("2026-01-01", answer=answer)

    assert [row["id"] for row in rows(tmp_path)] == [PEN]
    assert [row["id"] for row in rows(tmp_path, "history")] == ["openrouter/quill/quill-0"]
