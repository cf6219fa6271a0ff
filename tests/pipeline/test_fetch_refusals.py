"""What one source stumbles over is told of it alone, in words that are safe to show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.http.server import AnswerServer, Reply
from tests.pipeline.fetch_bench import Bench
from tests.pipeline.running import DAY, KEY, LUMEN, NEXT_DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pipeline.conftest import House

GOOD = {"id": "lumi-1", "object": "model", "owned_by": "lumen"}


@pytest.fixture
def bench(house: House, tmp_path: Path) -> Iterator[Bench]:
    with AnswerServer() as server:
        yield Bench(house, server, tmp_path)


@pytest.mark.parametrize(
    "model_id", ["", " ", " lumi-2", "lumi-2 ", "lumi\n2", "lumi-\x1b[31m2", "lumi-\ud800"]
)
def test_an_id_that_no_table_can_hold_fails_its_source_alone(bench: Bench, model_id: str) -> None:
    bench.fetch("lumen")
    body = json.dumps({"data": [GOOD, GOOD | {"id": model_id}]}).encode()
    bench.server.answer(LUMEN, Reply(body=body))
    outcomes = bench.fetch("lumen", "openrouter", day=NEXT_DAY, is_forced=True)

    failed = outcomes["lumen"]
    assert (failed.outcome, failed.last_good) == ("failed", DAY)
    assert failed.reason is not None
    assert failed.reason.startswith("lumen: ")
    assert failed.reason.isprintable()
    assert ".new" not in failed.reason
    assert outcomes["openrouter"].outcome == "fetched"


@pytest.mark.parametrize("text", ["half \ud800", "bell \x07", "\x00"])
def test_a_text_that_no_table_can_hold_fails_its_source_alone(bench: Bench, text: str) -> None:
    bench.upstreams.models["quartz-ai/quartz-5"]["name"] = text
    outcomes = bench.fetch("lumen", "openrouter")

    assert outcomes["lumen"].outcome == "fetched"
    assert outcomes["openrouter"].outcome == "failed"
    assert "quartz-ai/quartz-5" in str(outcomes["openrouter"].reason)
    assert str(outcomes["openrouter"].reason).isprintable()


def test_odd_text_that_nobody_carries_over_does_no_harm(bench: Bench) -> None:
    body = json.dumps({"data": [GOOD | {"description\ud800\x1b]0;": "\ud800"}]}).encode()
    bench.server.answer(LUMEN, Reply(body=body))
    one = bench.fetch("lumen")["lumen"]

    assert one.outcome == "fetched"
    assert all(path.isprintable() for path in one.unknown_fields)
    assert len(one.unknown_fields) == 1


def test_a_name_of_a_field_that_repeats_the_key_is_masked(bench: Bench) -> None:
    bench.server.answer(LUMEN, Reply(json={"data": [GOOD | {f"for {KEY}": 1}]}))
    one = bench.fetch("lumen")["lumen"]

    assert one.unknown_fields == {"model.for ***": 1}
    assert KEY.encode() not in bench.folder.place("lumen").read_bytes()


def test_a_disk_that_is_full_for_one_answer_stops_no_other(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if "lumen.json" in path.name:
            raise OSError(28, "No space left on device", str(path))
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    outcomes = bench.fetch("lumen", "openrouter")

    assert outcomes["openrouter"].outcome == "fetched"
    assert outcomes["lumen"].outcome == "failed"
    assert outcomes["lumen"].reason == (
        f"{bench.folder.place('lumen')}: cannot be kept: No space left on device"
    )


def test_a_folder_that_cannot_be_one_is_told(bench: Bench) -> None:
    bench.folder.path.write_text("a file where the folder should be")
    one = bench.fetch("lumen")["lumen"]

    assert one.outcome == "failed"
    assert f"{bench.folder.path}: cannot be kept" in str(one.reason)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(json={"data": []}, cut_after=4),
        Reply(raw=b"SSH-2.0-OpenSSH_9\r\n"),
        Reply(raw=b""),
        Reply(json={"data": []}, headers={"content-encoding": "br"}),
        Reply(status=304),
    ],
    ids=["cut", "no http", "closed", "encoding", "304"],
)
def test_a_program_of_the_users_own_that_answers_badly_has_failed(bench: Bench, reply: Reply) -> None:
    bench.server.answer(LUMEN, reply)

    assert bench.fetch("quarry", environ={"QUARRY_HOST": bench.server.origin})["quarry"].outcome == "failed"


def test_an_answer_that_is_nested_without_end_fails_its_source_alone(bench: Bench) -> None:
    ends = set()
    for depth in (*range(800, 1_000, 7), 200_000):
        nested = b"[" * depth + b"]" * depth
        bench.server.answer(LUMEN, Reply(body=b'{"data": [{"id": "lumi-1", "x": %b}]}' % nested))
        ends.add(bench.fetch("lumen", is_forced=True)["lumen"].outcome)

    assert ends == {"fetched", "failed"}
