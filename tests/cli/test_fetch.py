"""`modeldex fetch`: what it writes for programs and for people, and how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from tests.cli.fetching import LONGEST, Fetching, frames, plain
from tests.http.server import AnswerServer, Reply
from tests.pipeline.conftest import House
from tests.pipeline.running import KEY, LUMEN, command

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANY = 40
LISTED = [{"id": "lumi-1", "object": "model", "owned_by": "lumen"}]


@pytest.fixture
def fetching(tmp_path: Path) -> Iterator[Fetching]:
    with AnswerServer() as server:
        yield Fetching(House(tmp_path), server)


def furnish_many(fetching: Fetching) -> list[str]:
    """Forty providers with an own list each; where each is asked."""
    names = [f"provider-with-a-long-name-{number}" for number in range(MANY)]
    for number, name in enumerate(names):
        fetching.house.write(
            f"providers/{name}.toml",
            f'name = "P {number}"\ncategory = "aggregators"\nbase_url = "https://api-{number}.example"\n'
            '[wire_formats]\nopenai_chat = "/v1"\n[listing]\nleast = 1\nmost = 9\n',
        )
    fetching.server.answer(LUMEN, Reply(json={"data": LISTED}, delay_seconds=0.1))
    return [*names, *(f"--origin={name}={fetching.server.origin}" for name in names)]


def test_answers_are_kept_in_the_data_folder_unless_another_is_named(fetching: Fetching) -> None:
    led = f"--origin=lumen={fetching.server.origin}"
    ran = command("fetch", "lumen", led, f"--data={fetching.house.data}", folder=fetching.root)
    kept = fetching.root / "kept" / "modeldex"

    assert ran.stderr == f"answers: {kept / 'fetched'}\n"
    assert (kept / "fetched" / "lumen.json").is_file()
    assert list((kept / "http").glob("*.answer"))
    assert [path for path in kept.rglob("*") if path.is_file() and KEY.encode() in path.read_bytes()] == []


def test_in_a_pipe_each_source_is_a_line_of_json_and_nothing_else(fetching: Fetching) -> None:
    ran = fetching.run("lumen")

    (line,) = ran.stdout.splitlines()
    assert json.loads(line) | {"seconds": 0} == {
        "source": "lumen", "outcome": "fetched", "reason": None, "rows": 2, "requests": 1, "seconds": 0,
        "last_good": json.loads(line)["last_good"], "unknown_fields": {},
    }  # fmt: skip
    assert ran.stderr == f"answers: {fetching.into}\n"
    assert ran.exit_code == 0
    assert [row["id"] for row in json.loads((fetching.into / "lumen.json").read_bytes())["data"]] == [
        "lumi-1", "lumi-2",
    ]  # fmt: skip


def test_a_line_comes_as_soon_as_its_source_is_through(fetching: Fetching) -> None:
    fetching.server.answer("/slow/v1/models", Reply(json={"data": LISTED}, delay_seconds=600))
    fetching.house.write(
        "providers/slow.toml",
        'name = "Slow"\ncategory = "aggregators"\nbase_url = "https://slow.example"\n'
        '[wire_formats]\nopenai_chat = "/slow/v1"\n[listing]\nleast = 1\nmost = 9\n',
    )
    led = [f"--origin={name}={fetching.server.origin}" for name in ("slow", "lumen")]
    with fetching.start("slow", "lumen", *led, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        is_running = process.poll() is None
        process.kill()
        process.communicate(timeout=LONGEST)

    assert (first["source"], is_running) == ("lumen", True)


@pytest.mark.parametrize("form", ["--json", "--jsonl", "--csv"])
def test_every_form_has_the_same_records(form: str, fetching: Fetching) -> None:
    ran = fetching.run("lumen", "quarry", form)

    assert (ran.exit_code, ran.stderr) == (1, "")
    if form == "--csv":
        header, *rows = ran.stdout.splitlines()
        assert header == "source,outcome,rows,last_good,reason,requests,seconds"
        assert [row.split(",")[:3] for row in rows] == [["lumen", "fetched", "2"], ["quarry", "skipped", ""]]
        return
    records = json.loads(ran.stdout) if form == "--json" else list(map(json.loads, ran.stdout.splitlines()))
    assert sorted((one["source"], one["outcome"]) for one in records) == [
        ("lumen", "fetched"), ("quarry", "skipped"),
    ]  # fmt: skip


def test_a_dry_run_asks_nobody_and_says_what_is_missing(fetching: Fetching) -> None:
    ran = fetching.run("lumen", "openrouter", "ai21", "--dry-run", "--json", LUMEN_API_KEY="")
    plan = {one["source"]: one for one in json.loads(ran.stdout)}

    assert ran.exit_code == 0
    assert fetching.server.requests == []
    assert not fetching.into.exists()
    assert "LUMEN_API_KEY" in plan["lumen"]["missing"]
    assert plan["openrouter"]["missing"] is None
    assert plan["openrouter"]["per_minute"] == 100
    assert "ai21" in plan["ai21"]["missing"]


def test_a_program_of_the_users_own_is_asked_only_by_its_name(fetching: Fetching) -> None:
    plan = {one["source"] for one in json.loads(fetching.run("--dry-run", "--json").stdout)}
    named = [one["source"] for one in json.loads(fetching.run("quarry", "--dry-run", "--json").stdout)]

    assert "lumen" in plan
    assert "quarry" not in plan
    assert named == ["quarry"]


def test_what_was_kept_is_told_as_kept(fetching: Fetching) -> None:
    first, again = (json.loads(fetching.run("lumen").stdout) for _ in range(2))
    anew = json.loads(fetching.run("lumen", "--refresh").stdout)

    assert [(one["outcome"], one["requests"]) for one in (first, again, anew)] == [
        ("fetched", 1), ("unchanged", 0), ("unchanged", 1),
    ]  # fmt: skip
    assert again["reason"] == "kept: asked less than a day ago; --refresh asks again"
    assert first["reason"] is anew["reason"] is None


def test_a_source_that_was_never_fetched_here_tells_the_day_of_the_facts(fetching: Fetching) -> None:
    line = "lumen,Lumen,https://api.lumen.example,facts only,lumen,2026-03-04,2\n"
    fetching.house.write("sources/manifest.csv", fetching.house.read("sources/manifest.csv") + line)
    told = json.loads(fetching.run("lumen", LUMEN_API_KEY="").stdout)

    assert (told["outcome"], told["last_good"]) == ("skipped", "2026-03-04")


def test_a_plan_names_the_address_that_would_be_asked(fetching: Fetching) -> None:
    def planned(*more: str, **variables: Any) -> str:
        (one,) = json.loads(fetching.run("quarry", "--dry-run", "--json", *more, **variables).stdout)
        return str(one["url"])

    assert planned() == "http://localhost:11999/v1/models"
    assert planned(QUARRY_HOST="http://127.0.0.1:4000") == "http://127.0.0.1:4000/v1/models"
    assert planned("--origin=quarry=http://127.0.0.1:5000") == "http://127.0.0.1:5000/v1/models"


def test_where_nothing_was_fetched_no_folder_of_answers_is_named(fetching: Fetching) -> None:
    assert fetching.run("lumen", LUMEN_API_KEY="").stderr == ""


@pytest.mark.parametrize(
    "words", ["fetch", "pipeline run", "pipeline held", "validate", "report", "build", "ingest"]
)
def test_outside_a_checkout_the_mend_is_told(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = command(*words.split(), folder=tmp_path)

    assert (ran.exit_code, ran.stdout) == (2, "")
    assert "run it in a checkout of modeldex, or give --data DIR" in " ".join(ran.stderr.split())


def test_nobody_is_asked_twice_within_a_day_unless_it_is_wished(fetching: Fetching) -> None:
    assert [fetching.run("lumen", *more).exit_code for more in ((), (), ("--refresh",))] == [0, 0, 0]
    assert len(fetching.server.asked(LUMEN)) == 2


@pytest.mark.parametrize(
    ("names", "reply", "code"),
    [
        (("lumen",), Reply(json={"data": LISTED}), 0),
        (("lumen", "openrouter"), Reply(status=404), 1),
        (("lumen",), Reply(status=404), 3),
        (("lumen",), Reply(json={"data": [{"id": 7}]}), 3),
        (("lumen", "quarry"), Reply(json={"data": LISTED}), 1),
    ],
    ids=["well", "one failed", "all failed", "another shape", "one skipped"],
)
def test_the_exit_code_says_how_it_ended(
    names: tuple[str, ...], reply: Reply, code: int, fetching: Fetching, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("modeldex.http.pace._MINUTE", 0.0)
    fetching.server.answer(LUMEN, reply)

    assert fetching.run(*names).exit_code == code


def test_a_failed_source_says_why_and_keeps_its_last_good_answer(fetching: Fetching) -> None:
    fetching.run("lumen")
    before = (fetching.into / "lumen.json").read_bytes()
    fetching.server.answer(LUMEN, Reply(status=403, json={"error": f"no entry for {KEY}"}))
    ran = fetching.run("lumen", "--refresh")
    one = json.loads(ran.stdout)

    assert (one["outcome"], one["rows"]) == ("failed", None)
    assert '403 Forbidden: {"error": "no entry for ***"}' in one["reason"]
    assert one["last_good"] is not None
    assert (fetching.into / "lumen.json").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("lumne",), 2, "did you mean lumen?"),
        (("arena",), 2, "modeldex ingest arena FILE"),
        (("lumen", "--origin=lumen"), 2, "must be like openrouter=https://mirror.example.com"),
        (("lumen", "--origin=lumen=mirror.example.com"), 2, "must be like"),
        (("lumen", "--origin=lumen=https://mirror.example.com/path"), 2, "must be like"),
        (("lumen", "--origin=groq=https://mirror.example.com"), 2, "no such source is asked here"),
        (("lumen", "--offline"), 3, "leave out --offline"),
    ],
)
def test_what_cannot_be_done_is_told_with_the_mend(
    arguments: tuple[str, ...], code: int, told: str, fetching: Fetching
) -> None:
    ran = fetching.run(*arguments, origins=False)

    assert (ran.exit_code, ran.stdout) == (code, "")
    assert told in ran.stderr
    assert fetching.server.requests == []


def test_the_environment_can_keep_it_offline(fetching: Fetching) -> None:
    ran = fetching.run("lumen", "--origin=lumen=http://127.0.0.1:9", origins=False, MODELDEX_OFFLINE="1")

    assert (ran.exit_code, ran.stdout) == (3, "")
    assert "unset MODELDEX_OFFLINE" in ran.stderr


def test_an_address_that_is_not_public_is_asked_only_by_name(fetching: Fetching) -> None:
    fetching.house.edit("providers/lumen.toml", "https://api.lumen.example", "https://127.0.0.1")
    ran = fetching.run("lumen", origins=False)

    assert ran.exit_code == 3
    assert "private network" in json.loads(ran.stdout)["reason"]


def test_on_a_terminal_there_is_a_table_and_no_json(fetching: Fetching) -> None:
    fetching.server.answer(LUMEN, Reply(json={"data": [LISTED[0] | {"colour": "blue"}]}))
    code, seen = fetching.on_a_terminal("lumen", "quarry", f"--origin=lumen={fetching.server.origin}")
    text = plain(seen)

    assert code == 1
    assert "{" not in text
    assert "model.colour" in text
    assert "fetched: 1, skipped: 1" in text


@pytest.mark.parametrize("lines", [24, 10])
def test_bars_stay_within_the_terminal_and_go_away(lines: int, fetching: Fetching) -> None:
    code, seen = fetching.on_a_terminal(*furnish_many(fetching), lines=lines)
    drawn = frames(seen)

    assert code == 0
    assert len(drawn) > 1
    assert max(frame.count("\n") for frame in drawn) < lines
    assert max(len(line) for frame in drawn for line in frame.split("\n")) <= 80
    assert all(frame.lstrip().startswith("sources") for frame in drawn)
    assert "0/40" in seen
    assert "━" not in seen[seen.rindex("\x1b[2K") :].partition("fetched:")[0]


def test_nothing_is_drawn_where_nobody_watches(fetching: Fetching) -> None:
    led = f"--origin=lumen={fetching.server.origin}"
    with fetching.start("lumen", led, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        out, err = process.communicate(timeout=LONGEST)

    assert b"\x1b" not in out + err
    assert err.decode() == f"answers: {fetching.into}\n"


def test_ctrl_c_ends_it_and_leaves_the_last_good_answer(fetching: Fetching) -> None:
    fetching.run("lumen")
    before = (fetching.into / "lumen.json").read_bytes()
    asked = len(fetching.server.requests)
    fetching.server.answer(LUMEN, Reply(json={"data": LISTED}, delay_seconds=600))
    led = f"--origin=lumen={fetching.server.origin}"
    with fetching.start("lumen", led, "--refresh", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while len(fetching.server.requests) == asked and process.poll() is None:
            pass
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=LONGEST)

    assert (process.returncode, out) == (130, b"")
    assert err.decode().strip() == "modeldex: interrupted"
    assert (fetching.into / "lumen.json").read_bytes() == before
    assert list(fetching.into.glob(".*.new")) == []
