"""What may not be published: each reason names the thing, the place and the mend."""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pipeline.conftest import House
from tests.pipeline.runs import LISTING, Runs

from modeldex import ReleaseError
from modeldex.pipeline.gates import check, notes, refusals
from modeldex.sources.base import Bounds

PEN, NIB = "openrouter/quill/pen", "openrouter/quill/nib"
BY_HAND = "id,input_per_1m,caps,url,updated\n"


@pytest.fixture(autouse=True)
def small_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sources of the house, of which one offering is enough."""
    bounds = Bounds(least=1, most=99, fill={})
    named = {
        name: replace(LISTING, name=name, bounds=bounds)
        for name in ("openrouter", "litellm", "models_dev", "catalog")
    }
    monkeypatch.setattr("modeldex.pipeline.gates.sources_of", lambda _: named)


class Pair:
    """The facts that were published last, and those that are to be."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.before = house.data.with_name("published")
        self.publish()

    def publish(self) -> None:
        """Let the facts as they are be what was published last, merged tables and all."""
        self.house.tables()
        shutil.rmtree(self.before, ignore_errors=True)
        shutil.copytree(self.house.data, self.before)

    def refusals(self) -> list[str]:
        self.house.tables()
        return refusals(self.before, self.house.data)

    def see(self, day: str, **answers: Any) -> None:
        Runs(self.house.data).see(day, **answers)


@pytest.fixture
def pair(house: House) -> Pair:
    return Pair(house)


def test_facts_in_order_pass(pair: Pair) -> None:
    assert pair.refusals() == []
    assert refusals(None, pair.house.data) == []
    assert notes(pair.house.data) == []
    check(pair.before, pair.house.data)


def models(count: int) -> dict[str, dict[str, object]]:
    return {f"openrouter/quill/nib-{n}": {"input_tokens": 2} for n in range(count)}


@pytest.mark.parametrize(("left", "is_refused"), [(10, False), (8, False), (7, True), (1, True)])
def test_a_catalog_may_lose_a_fifth_of_its_offerings_at_once(left: int, is_refused: bool, pair: Pair) -> None:
    pair.see("2026-04-01", catalog=models(10))
    pair.publish()
    pair.see("2026-05-01", catalog=models(left))

    found = pair.refusals()
    assert bool(found) is is_refused
    for reason in found:
        assert f"catalog.csv: {left} offerings of 10 are left" in reason
        assert "fetch it again" in reason


def test_offerings_that_others_take_the_place_of_are_lost_all_the_same(pair: Pair) -> None:
    pair.see("2026-04-01", catalog=models(10))
    pair.publish()
    others = {full_id.replace("nib", "quill"): said for full_id, said in models(10).items()}
    pair.see("2026-05-01", catalog=others)

    (reason,) = pair.refusals()
    assert "catalog.csv: 0 offerings of 10 are left" in reason


@pytest.mark.parametrize(("left", "is_refused"), [(10, False), (7, True)])
def test_of_the_beginning_of_a_longer_list_only_the_number_counts(
    left: int, is_refused: bool, pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds = Bounds(least=1, most=99, fill={})
    named = {"catalog": replace(LISTING, name="catalog", bounds=bounds, is_excerpt=True)}
    monkeypatch.setattr("modeldex.pipeline.gates.sources_of", lambda _: named)
    pair.see("2026-04-01", catalog=models(10))
    pair.publish()
    pair.see("2026-05-01", catalog={full_id.replace("nib", "quill"): {} for full_id in models(left)})

    assert bool(pair.refusals()) is is_refused


def test_what_a_complete_listing_retires_is_not_lost(pair: Pair) -> None:
    pair.see("2026-04-01", catalog=models(10))
    pair.publish()
    path = pair.house.data / "sources" / "catalog.csv"
    rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
    for row in rows[3:]:
        row |= {"status": "R", "original": "status=last_listed:2026-04-01"}
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)

    assert pair.refusals() == []


def test_a_source_below_its_bounds_is_refused(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    large = replace(LISTING, name="litellm", bounds=Bounds(least=4, most=99, fill={}))
    monkeypatch.setattr("modeldex.pipeline.gates.sources_of", lambda _: {"litellm": large})

    (reason,) = refusals(None, pair.house.data)
    assert "litellm.csv: 3 offerings, its bounds ask for 4" in reason


def test_a_source_whose_table_or_line_is_gone_is_refused(pair: Pair) -> None:
    pair.see("2026-04-01", catalog=models(10))
    pair.publish()
    (pair.house.data / "sources" / "catalog.csv").unlink()
    assert any("0 offerings of 10 are left" in reason for reason in pair.refusals())

    manifest = pair.house.read("sources/manifest.csv")
    pair.house.write("sources/manifest.csv", re.sub("(?m)^catalog,.*\n", "", manifest))
    assert any("catalog is gone; put its line" in reason for reason in pair.refusals())


def test_a_rate_that_moved_more_than_tenfold_is_refused_unless_two_say_so(pair: Pair, house: House) -> None:
    pair.see("2026-04-01", catalog={PEN: {"input_tokens": 2}})
    pair.publish()
    # the listing of the provider itself is heard first, and says something else alone
    listed = {"openrouter/quartz-ai/quartz-7": {"input_tokens": 0.55}}
    pair.see("2026-05-01", openrouter={PEN: {"input_tokens": 30}, **listed})

    (reason,) = pair.refusals()
    assert re.search(r"openrouter\.csv:\d+: openrouter/quill/pen: input_tokens 2 -> 30 ", reason)
    assert "openrouter alone says so" in reason
    assert "state the rate in curated/openrouter.csv" in reason
    with pytest.raises(ReleaseError) as caught:
        check(pair.before, house.data)
    assert caught.value.reasons == (reason,)

    pair.see("2026-05-02", catalog={PEN: {"input_tokens": 30}})
    assert pair.refusals() == []


def test_a_rate_that_a_fact_kept_by_hand_states_passes(pair: Pair, house: House) -> None:
    pair.see("2026-04-01", catalog={PEN: {"input_tokens": 2}})
    pair.publish()
    house.write("curated/openrouter.csv", f"{BY_HAND}{PEN},30,,https://quill.example,2026-04-02\n")

    assert pair.refusals() == []


def test_a_rate_that_somebody_accepted_passes(pair: Pair, house: House) -> None:
    runs = Runs(house.data)
    runs.see("2026-04-01", openrouter={PEN: {"input_tokens": 2}})
    pair.publish()
    runs.see("2026-05-01", openrouter={PEN: {"input_tokens": 30}})
    assert pair.refusals() == []  # it is held back, and in no table
    assert ["1 jump is held back" in told for told in notes(house.data)] == [True]

    runs.accept(PEN, "input_tokens", "2026-05-02")
    runs.see("2026-05-08", openrouter={PEN: {"input_tokens": 30}})
    assert pair.refusals() == []
    assert house.merged().models[PEN]["input_per_1m"] == "30"
    assert notes(house.data) == []


def test_a_value_kept_by_hand_that_lost_its_page_or_its_day_is_refused(pair: Pair, house: House) -> None:
    cited = "https://lumen.example/models/lumi-1,2026-02-20"
    for without, what in ((",2026-02-20", "page (url)"), ("https://lumen.example,", "day (updated)")):
        house.edit("curated/lumen.csv", cited, without)
        (reason,) = refusals(pair.before, house.data)
        assert f"lumen.csv:2: lumen/lumi-1 has lost its {what}" in reason
        house.edit("curated/lumen.csv", without, cited)


def test_a_value_kept_by_hand_that_went_is_refused_unless_somebody_else_states_it(
    pair: Pair, house: House
) -> None:
    house.write("curated/lumen.csv", "id,url,updated\n")
    (reason,) = pair.refusals()
    assert "lumen.csv: lumen/lumi-1 stood there with max_output 8192, vision false, which nobody" in reason

    house.edit(
        "sources/litellm.csv",
        "lumen/lumi-1,C,1,4,32000,32000,4096,",
        "lumen/lumi-1,C,1,4,32000,32000,8192,-vision",
    )
    assert pair.refusals() == []


def test_one_cell_kept_by_hand_that_went_is_refused_and_one_that_changed_is_not(
    pair: Pair, house: House
) -> None:
    house.edit("curated/lumen.csv", ",8192,-vision,", ",,vision,")

    (reason,) = pair.refusals()
    assert "stood there with max_output 8192, which" in reason


def test_an_error_of_a_rule_is_refused_with_its_mend(pair: Pair, house: House) -> None:
    house.append("aliases.csv", "model,lumi-old,lumen/lumi-99,it never was")

    (reason,) = refusals(pair.before, house.data, house.merged())
    assert reason.startswith("unresolvable-alias: lumi-old: alias: ")
    assert "mend its target" in reason


def test_of_one_rule_only_the_first_twenty_are_written_out(pair: Pair, house: House) -> None:
    for n in range(25):
        house.append("aliases.csv", f"model,lumi-old-{n},lumen/lumi-99,it never was")

    reasons = refusals(pair.before, house.data, house.merged())
    assert len(reasons) == 21
    assert reasons[-1].startswith("unresolvable-alias: and 5 more")


AMOUNTS = st.integers(100, 1_000)
"""Hundredths of a USD: none is more than ten times another."""
FACTS = st.fixed_dictionaries(
    {"input_tokens": AMOUNTS.map(lambda cents: f"{cents / 100:g}")},
    optional={"max_context": st.integers(5_000, 9_000), "output_tokens": st.just("free")},
)
TABLES = st.lists(FACTS, min_size=5, max_size=10)


@settings(max_examples=25, deadline=None)
@given(TABLES, TABLES, st.booleans())
def test_tables_without_any_of_these_pass(
    old: list[dict[str, Any]], new: list[dict[str, Any]], with_fact: bool
) -> None:
    new += old[len(new) :]  # nothing goes

    def said(facts: list[dict[str, Any]]) -> dict[str, Any]:
        return {f"openrouter/quill/nib-{n}": one for n, one in enumerate(facts)}

    with TemporaryDirectory() as folder:
        pair = Pair(House(Path(folder)))
        pair.see("2026-04-01", catalog=said(old))
        pair.publish()
        pair.see("2026-05-01", catalog=said(new))
        if with_fact:
            path = "curated/openrouter.csv"
            pair.house.write(path, f"{BY_HAND}openrouter/quill/nib-0,3,,https://quill.example,2026-05-01\n")
        assert pair.refusals() == []
