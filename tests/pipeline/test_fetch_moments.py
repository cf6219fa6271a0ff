"""An answer is of one moment, and counts for the day on which it was had."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.http.server import AnswerServer, Reply
from tests.pipeline.fetch_bench import Bench
from tests.pipeline.running import DAY, LISTED, LUMEN, NEXT_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pipeline.conftest import House


@pytest.fixture
def bench(house: House, tmp_path: Path) -> Iterator[Bench]:
    with AnswerServer() as server:
        yield Bench(house, server, tmp_path)


def dated(kept: Path, at: datetime) -> None:
    """Let a kept answer be of another moment."""
    head, _, body = kept.read_bytes().partition(b"\n")
    told = json.loads(head) | {"fetched_at": at.isoformat()}
    kept.write_bytes(json.dumps(told).encode() + b"\n" + body)


def pages(bench: Bench) -> list[str | None]:
    """Which pages of OpenRouter's list were asked for."""
    return [seen.query.get("offset") for seen in bench.server.asked(LISTED)]


def shortened(bench: Bench) -> None:
    """Let the first model of OpenRouter's go: each page now begins with what stood second on it."""
    bench.upstreams.models.pop("quartz-ai/quartz-0")


def test_pages_of_a_failed_answer_are_not_joined_with_later_ones(bench: Bench) -> None:
    one = f"{LISTED}/quartz-ai/quartz-250/endpoints"
    bench.server.answer(one, Reply(status=500))
    assert bench.fetch("openrouter")["openrouter"].outcome == "failed"
    bench.server.answer(one, Reply(json={"data": {"endpoints": []}}))
    shortened(bench)
    again = bench.fetch("openrouter")["openrouter"]

    assert (again.outcome, again.rows) == ("fetched", 259)
    assert [row["id"] for row in bench.answer("openrouter")["data"]] == list(bench.upstreams.models)


def test_where_some_pages_are_not_kept_any_more_all_are_asked_for_anew(bench: Bench) -> None:
    bench.fetch("openrouter")
    kept = [path for path in bench.kept.glob("*.answer") if b"?offset=200" in path.read_bytes()]
    assert len(kept) == 1, "the second page leads to the third"
    kept[0].unlink()
    shortened(bench)
    again = bench.fetch("openrouter")["openrouter"]

    assert (again.outcome, again.rows, again.requests) == ("fetched", 259, 3 + 259)
    assert [row["id"] for row in bench.answer("openrouter")["data"]] == list(bench.upstreams.models)
    assert pages(bench)[-3:] == [None, "100", "200"]


def test_kept_pages_of_two_moments_are_asked_for_anew(bench: Bench) -> None:
    bench.fetch("openrouter")
    some = next(path for path in bench.kept.glob("*.answer") if b"?offset=200" in path.read_bytes())
    dated(some, datetime.now(UTC) - timedelta(hours=2))
    shortened(bench)

    assert bench.fetch("openrouter")["openrouter"].rows == 259


def test_an_answer_out_of_the_cache_counts_for_the_day_on_which_it_was_had(bench: Bench) -> None:
    today = datetime.now(UTC).date()
    bench.fetch("lumen", day=today.isoformat())
    (kept,) = bench.kept.glob("*.answer")
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
    dated(kept, midnight - timedelta(seconds=1))
    again = bench.fetch("lumen", day=today.isoformat())["lumen"]

    yesterday = (today - timedelta(days=1)).isoformat()
    assert (again.outcome, again.last_good) == ("unchanged", yesterday)
    assert len(bench.server.asked(LUMEN)) == 1
    assert bench.fetch("lumen", day=today.isoformat(), is_forced=True)["lumen"].last_good == today.isoformat()


def test_an_answer_counts_for_no_later_day_than_was_said(bench: Bench) -> None:
    assert bench.fetch("lumen", day=DAY)["lumen"].last_good == DAY


def test_an_answer_that_turned_out_to_be_of_no_use_is_asked_for_within_the_day(bench: Bench) -> None:
    bench.fetch("lumen")
    bench.folder.forget("lumen")
    again = bench.fetch("lumen", day=NEXT_DAY)["lumen"]

    assert (again.outcome, again.last_good) == ("unchanged", NEXT_DAY)
    assert len(bench.server.asked(LUMEN)) == 2
    assert bench.fetch("lumen", day=NEXT_DAY)["lumen"].outcome == "unchanged"
    assert len(bench.server.asked(LUMEN)) == 2
