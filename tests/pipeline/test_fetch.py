"""Many sources fetched at once: what becomes of each, and what of the last good answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.http.server import AnswerServer, Reply
from tests.pipeline.fetch_bench import Bench
from tests.pipeline.running import DAY, KEY, LISTED, LUMEN, NEXT_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pipeline.conftest import House

    from modeldex.pipeline.fetch import FetchOutcome


@pytest.fixture
def bench(house: House, tmp_path: Path) -> Iterator[Bench]:
    with AnswerServer() as server:
        yield Bench(house, server, tmp_path)


def test_a_first_answer_is_fetched_and_kept_with_its_day(bench: Bench) -> None:
    one = bench.fetch("lumen")["lumen"]

    assert (one.outcome, one.reason, one.rows, one.requests, one.last_good) == ("fetched", None, 2, 1, DAY)
    assert one.unknown_fields == {}
    assert [row["id"] for row in bench.answer("lumen")["data"]] == ["lumi-1", "lumi-2"]
    assert bench.server.asked(LUMEN)[0].headers["authorization"] == f"Bearer {KEY}"


def test_all_pages_and_what_belongs_to_each_row_are_one_answer(bench: Bench) -> None:
    one = bench.fetch("openrouter")["openrouter"]
    answer = bench.answer("openrouter")

    assert (one.outcome, one.rows, one.requests) == ("fetched", 260, 3 + 260)
    assert [seen.query.get("offset") for seen in bench.server.asked(LISTED)] == [None, "100", "200"]
    assert [row["id"] for row in answer["data"]] == list(bench.upstreams.models)
    assert {tuple(row["endpoints"]) for row in answer["data"]} == {()}


def test_the_same_answer_again_is_unchanged_and_seen_on_the_new_day(bench: Bench) -> None:
    bench.fetch("lumen")
    again = bench.fetch("lumen", day=NEXT_DAY, is_forced=True)["lumen"]

    assert (again.outcome, again.last_good, len(bench.server.asked(LUMEN))) == ("unchanged", NEXT_DAY, 2)


def test_within_a_day_nobody_is_asked_twice(bench: Bench) -> None:
    bench.fetch("openrouter", "lumen")
    asked = len(bench.server.requests)
    again = bench.fetch("openrouter", "lumen")

    assert {one.outcome for one in again.values()} == {"unchanged"}
    assert len(bench.server.requests) == asked


def test_a_server_that_is_asked_anyway_can_call_its_answer_unchanged(bench: Bench) -> None:
    body = {"data": [{"id": "lumi-1", "object": "model", "owned_by": "lumen"}]}
    bench.server.answer(LUMEN, Reply(json=body, headers={"etag": '"7"'}))
    bench.fetch("lumen")
    again = bench.fetch("lumen", is_forced=True)["lumen"]

    first, second = bench.server.asked(LUMEN)
    assert "if-none-match" not in first.headers
    assert second.headers["if-none-match"] == '"7"'
    assert (again.outcome, again.rows) == ("unchanged", 1)


def test_a_source_without_its_key_is_skipped_with_the_mend(bench: Bench) -> None:
    one = bench.fetch("lumen", environ={})["lumen"]

    assert (one.outcome, one.requests, one.last_good) == ("skipped", 0, None)
    assert one.reason is not None
    assert "LUMEN_API_KEY" in one.reason
    assert bench.server.requests == []


def test_a_program_of_the_users_own_that_does_not_run_is_skipped(bench: Bench) -> None:
    one = bench.fetch("quarry", environ={"QUARRY_HOST": "127.0.0.1:9"})["quarry"]

    assert (one.outcome, one.rows) == ("skipped", None)
    assert one.reason is not None
    assert one.reason.startswith("http://127.0.0.1:9/v1/models: is not reached")


def test_a_program_of_the_users_own_is_asked_where_the_user_says(bench: Bench) -> None:
    bench.server.answer(LUMEN, Reply(json={"data": [{"id": "quartz:7b", "object": "model"}]}))
    one = bench.fetch("quarry", environ={"QUARRY_HOST": bench.server.origin})["quarry"]

    assert (one.outcome, one.rows) == ("fetched", 1)


def test_an_address_of_the_users_that_is_none_skips_its_source_alone(bench: Bench) -> None:
    outcomes = bench.fetch("quarry", "lumen", environ={"QUARRY_HOST": "http://a b/", "LUMEN_API_KEY": KEY})

    assert outcomes["quarry"].outcome == "skipped"
    assert outcomes["quarry"].reason is not None
    assert "$QUARRY_HOST" in outcomes["quarry"].reason
    assert outcomes["lumen"].outcome == "fetched"


def test_a_program_that_answers_badly_has_failed(bench: Bench) -> None:
    bench.server.answer(LUMEN, Reply(status=500))
    one = bench.fetch("quarry", environ={"QUARRY_HOST": bench.server.origin})["quarry"]

    assert one.outcome == "failed"


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(status=404), "404 Not Found"),
        (Reply(status=401, json={"error": f"bad key {KEY}"}), "401 Unauthorized"),
        (Reply(status=503), "503 Service Unavailable"),
        (Reply(json={"data": []}, cut_after=4), "is cut short"),
        (Reply(body=b"<html>"), "is no JSON"),
        (Reply(json={"data": []}), "0 offerings, expected 1 to 50"),
        (Reply(json={"models": []}), "lumen: "),
        (Reply(json={"error": f"bad key {KEY}"}), "the answer says: bad key ***"),
        (Reply(json={"data": [{"id": 7}]}), "id: expected text, got whole number"),
        (Reply.redirect("https://elsewhere.example/v1/models"), "redirects to another origin"),
    ],
    ids=["404", "401", "503", "cut", "html", "empty", "vanished", "refused by 200", "retyped", "redirected"],
)
def test_a_source_that_fails_keeps_its_last_good_answer_and_stops_no_other(
    reply: Reply, told: str, bench: Bench
) -> None:
    bench.fetch("lumen")
    before = bench.folder.place("lumen").read_bytes()
    bench.server.answer(LUMEN, reply)
    outcomes = bench.fetch("lumen", "openrouter", day=NEXT_DAY, is_forced=True)

    failed = outcomes["lumen"]
    assert (failed.outcome, failed.last_good, failed.rows) == ("failed", DAY, None)
    assert failed.reason is not None
    assert told in failed.reason
    assert KEY not in failed.reason
    assert ".new" not in failed.reason
    assert bench.folder.place("lumen").read_bytes() == before
    assert outcomes["openrouter"].outcome == "fetched"
    assert bench.folder.days() == {"lumen": DAY, "openrouter": NEXT_DAY}
    assert list(bench.folder.path.glob(".*.new")) == []


def test_an_unknown_field_is_told_and_does_no_harm(bench: Bench) -> None:
    bench.upstreams.lumen[0]["colour"] = "blue"
    bench.upstreams.models["quartz-ai/quartz-5"]["pricing"]["moon"] = "0.1"
    outcomes = bench.fetch("lumen", "openrouter")

    assert {one.outcome for one in outcomes.values()} == {"fetched"}
    assert outcomes["lumen"].unknown_fields == {"model.colour": 1}
    assert outcomes["openrouter"].unknown_fields == {"model.pricing.moon": 1}


def test_a_retyped_price_fails_its_source_alone(bench: Bench) -> None:
    bench.upstreams.charge("quartz-ai/quartz-5", {"usd": 1}, "0.0001")  # type: ignore[arg-type]
    outcomes = bench.fetch("lumen", "openrouter")

    assert {name: one.outcome for name, one in outcomes.items()} == {
        "lumen": "fetched",
        "openrouter": "failed",
    }
    assert outcomes["openrouter"].reason is not None
    assert "quartz-ai/quartz-5" in outcomes["openrouter"].reason


def test_an_answer_that_was_no_good_is_asked_for_again_within_the_day(bench: Bench) -> None:
    bench.server.answer(LUMEN, Reply(body=b"<html>down for an hour</html>"))
    assert bench.fetch("lumen")["lumen"].outcome == "failed"
    bench.server.answer(LUMEN, Reply(json={"data": [{"id": "lumi-1"}]}))

    assert bench.fetch("lumen")["lumen"].outcome == "fetched"


def test_what_a_busy_server_asks_for_is_waited_and_it_is_asked_again(bench: Bench) -> None:
    good = Reply(json={"data": bench.upstreams.lumen})
    bench.server.answer(LUMEN, Reply(status=429, headers={"retry-after": "7"}), good)
    one = bench.fetch("lumen")["lumen"]

    assert (one.outcome, one.requests) == ("fetched", 1)
    assert bench.clock.slept[0] == 7.0
    assert len(bench.server.asked(LUMEN)) == 2


def test_a_source_is_asked_no_more_often_in_a_minute_than_it_allows(bench: Bench) -> None:
    assert bench.fetch("openrouter")["openrouter"].outcome == "fetched"

    assert set(bench.paces) == {100}
    turns = bench.paces[100].turns
    assert len(turns) == 3 + 260
    assert sum(bench.clock.slept) >= 120
    assert all(later - earlier >= 60 for earlier, later in zip(turns, turns[100:], strict=False))


def test_who_watches_hears_how_far_each_source_is(bench: Bench) -> None:
    bench.fetch("lumen", "openrouter")
    heard = bench.watch.heard

    of_lumen = [one for one in heard if one[1] == "lumen"]
    assert of_lumen == [("begins", "lumen"), ("steps", "lumen", "1 of 1"), ("ends", "lumen", "fetched")]
    assert ("steps", "openrouter", "1 of 1") in heard
    assert ("steps", "openrouter", "263 of 263") in heard
    assert heard[-1] == ("ends", "openrouter", "fetched")


def test_whatever_else_goes_wrong_ends_all(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_outcome: FetchOutcome) -> None:
        raise KeyError("a mistake of ours")

    monkeypatch.setattr(bench.watch, "ends", broken)
    with pytest.raises(KeyError, match="a mistake of ours"):
        bench.fetch("lumen", "openrouter")
