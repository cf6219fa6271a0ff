"""What a run does where a source fails, is refused, or shows less than before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply
from tests.pipeline.running import DAY, LISTED, LUMEN, NEXT_DAY, Desk, Upstreams, command, unhurried

from modeldex.core.errors import InvalidPriceError
from modeldex.pipeline.normalise import write_source
from modeldex.sources.table import sources_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.pipeline.conftest import House


@pytest.fixture
def desk(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    unhurried(monkeypatch)
    with AnswerServer() as server:
        yield Desk(house, Upstreams(server))


def write_nothing(*_: object) -> None:
    raise InvalidPriceError("Price", {"amount": "is none"})


def write_nonsense(staged: Any, source: Any, *more: Any) -> Any:
    """Write a table that no merge can read."""
    changes = write_source(staged, source, *more)
    table = staged / "sources" / "lumen.csv"
    table.write_text(table.read_text("utf-8") + "lumen/lumi-9,much,more,than,one,has,columns," * 9, "utf-8")
    return changes


@pytest.mark.parametrize("refuse", [write_nothing, write_nonsense])
def test_an_answer_of_which_no_facts_can_be_made_fails_its_source_alone_and_is_asked_for_again(
    refuse: Callable[..., Any], desk: Desk
) -> None:
    desk.run()
    desk.upstreams.charge("quartz-ai/quartz-1", "0.0000006", "0.0000004")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "modeldex.pipeline.refresh.write_source",
            lambda data, source, *more: (refuse if source.name == "lumen" else write_source)(
                data, source, *more
            ),
        )
        ran = desk.try_run("--refresh", "--json", day=NEXT_DAY)
    record = json.loads(ran.stdout)
    (failed,) = [one for one in record["sources"] if one["source"] == "lumen"]

    assert (ran.exit_code, record["repriced"]) == (1, 1)
    assert (failed["outcome"], failed["last_good"], failed["rows"]) == ("failed", DAY, None)
    assert "its answer was read, and then refused; the next run asks again: " in failed["reason"]
    assert str(desk.work) not in failed["reason"]
    assert "lumen: failed: its answer was read" in ran.stderr
    fetches = {one["source"]: one["fetch"] for one in json.loads(desk.report.read_text("utf-8"))["sources"]}
    assert fetches["lumen"]["outcome"] == "failed"

    desk.upstreams.server.requests.clear()
    again = desk.run(day=NEXT_DAY)
    assert [seen.path for seen in desk.upstreams.server.requests] == [LUMEN]
    assert {one["source"]: one["outcome"] for one in again["sources"]}["lumen"] == "unchanged"
    assert "lumen,https" not in desk.house.read("sources/manifest.csv").partition(NEXT_DAY)[0]


@pytest.mark.parametrize(
    ("table", "line"), [("aliases.csv", "nonsense,lumi-old,lumen/lumi-2,"), ("wanted.csv", "name\n")]
)
def test_a_fault_in_the_facts_is_told_with_the_file_that_can_be_mended(
    table: str, line: str, desk: Desk
) -> None:
    desk.run()
    desk.house.write(table, (desk.house.read(table) if table in desk.house.files() else "") + line)
    desk.upstreams.charge("quartz-ai/quartz-1", "0.0000006", "0.0000004")
    before = desk.state()
    ran = desk.try_run("--refresh", day=NEXT_DAY)

    assert ran.exit_code == 1
    assert f"{desk.house.data / table}:" in ran.stderr
    assert str(desk.work) not in ran.stderr
    assert desk.state() == before


def plain(desk: Desk, *more: str) -> Any:
    """A run that names no source; of those that the table has, three are there to be asked."""
    arguments = [one for one in desk.arguments("--json", *more) if one not in ("openrouter", "lumen")]
    return command(*arguments, folder=desk.root)


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let there be no other source than these two, and a third without its key."""

    def some(providers: Any) -> Any:
        return {
            name: one
            for name, one in sources_of(providers).items()
            if name in ("openrouter", "lumen", "groq")
        }

    monkeypatch.setattr("modeldex.cli.fetch.sources_of", some)


@pytest.mark.usefixtures("few")
def test_where_everything_is_in_place_a_source_that_was_not_had_is_told_and_is_no_fault(desk: Desk) -> None:
    desk.upstreams.server.answer(LUMEN, Reply(status=404))
    ran = plain(desk)
    outcomes = {one["source"]: one["outcome"] for one in json.loads(ran.stdout)["sources"]}

    assert (ran.exit_code, outcomes) == (0, {"openrouter": "fetched", "lumen": "failed", "groq": "skipped"})
    assert "lumen: failed: " in ran.stderr
    assert "groq: skipped: " in ran.stderr


@pytest.mark.usefixtures("few")
def test_where_no_source_answers_that_is_told_by_the_exit_code(desk: Desk) -> None:
    for path in (LISTED, LUMEN):
        desk.upstreams.server.answer(path, Reply(status=404))

    assert plain(desk).exit_code == 3


def test_a_source_that_is_named_and_fails_is_a_finding_though_all_is_in_place(desk: Desk) -> None:
    desk.upstreams.server.answer(LUMEN, Reply(status=404))
    ran = desk.try_run()

    assert ran.exit_code == 1
    assert "files changed" in ran.stdout


def test_a_list_that_shrinks_is_told(desk: Desk) -> None:
    desk.run()
    left_out = [f"openrouter/quartz-ai/quartz-{number}" for number in range(3, 8)]
    for full_id in left_out:
        del desk.upstreams.models[full_id.removeprefix("openrouter/")]
    del desk.upstreams.lumen[0]
    ran = desk.try_run("--refresh", "--json", day=NEXT_DAY)
    expected = [
        {"source": "lumen", "listed_before": 2, "left_out": ["lumen/lumi-1"], "retired": []},
        {"source": "openrouter", "listed_before": 260, "left_out": [], "retired": left_out},
    ]  # fmt: skip

    assert ran.exit_code == 0
    assert json.loads(ran.stdout)["unlisted"] == expected
    assert "lumen: no longer lists 1 of 2\n" in ran.stderr
    assert "openrouter: no longer lists 5 of 260, 5 of them retired" in ran.stderr
    assert json.loads(desk.report.read_text("utf-8"))["unlisted"] == expected
    page = (desk.work / "report.md").read_text("utf-8")
    assert "No longer listed since the last build" in page
    assert desk.run(day=NEXT_DAY)["unlisted"] == []
