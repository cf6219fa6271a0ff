"""`modeldex discover`: providers are asked for their lists, and `modeldex search` shows what was found."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.cli.discovering import KEY, data, listed, rows, server
from tests.http.server import AnswerServer, Reply

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

__all__ = ["data", "server"]


def test_a_provider_tells_what_the_catalog_lacks(data: Path, run: Run) -> None:
    ran = run("discover", "acme", "--json")

    assert (ran.code, ran.err) == (0, "")
    row = rows(ran)["acme"]
    assert (row["outcome"], row["listed"], row["known"], row["discovered"]) == ("refreshed", 3, 1, 2)
    assert (row["new"], row["gone"]) == (["acme/falcon-9", "acme/falcon-10"], [])
    assert [path.name for path in data.rglob("*.json")] == ["acme.json"]


def test_asked_again_it_tells_what_is_new_and_what_is_gone(
    data: Path, run: Run, server: AnswerServer
) -> None:
    run("discover", "acme")
    server.answer("/v1/models", listed("falcon-2", "falcon-10", "falcon-11"))

    row = rows(run("discover", "acme", "--json"))["acme"]

    assert (row["new"], row["gone"], row["discovered"]) == (["acme/falcon-11"], ["acme/falcon-9"], 2)


def test_people_see_a_table_and_the_ids(data: Path, run: Run) -> None:
    ran = run("discover", "acme", "my-server")

    assert ran.code == 0
    assert ran.out.splitlines()[0].split() == [
        "provider", "outcome", "listed", "known", "discovered", "new", "gone",
    ]  # fmt: skip
    assert ran.out.splitlines()[2].split() == ["acme", "refreshed", "3", "1", "2", "2", "0"]
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "new: acme/falcon-9, acme/falcon-10" in ran.err
    assert "modeldex promote ID" in ran.err


def test_without_a_name_those_are_asked_who_can_be(data: Path, run: Run) -> None:
    ran = run("discover", "--json")

    assert ran.code == 0
    found = rows(ran)
    assert {name for name, row in found.items() if row["outcome"] == "refreshed"} == {"acme", "my-server"}
    assert "nobody says where its list is" in found["bazaar"]["reason"]
    assert found["hub"]["outcome"] == "skipped"
    people = run("discover")
    assert "bazaar" not in people.out
    assert "modeldex discover --dry-run" in people.err


def test_the_key_of_the_configuration_is_sent(data: Path, run: Run, server: AnswerServer) -> None:
    run("discover", "my-server")

    assert [seen.headers.get("authorization") for seen in server.asked("/mine/models")] == [
        "Bearer of-mine-0123456789"
    ]


def test_without_the_key_of_the_configuration_nobody_is_asked(
    data: Path, run: Run, server: AnswerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MY_SERVER_KEY")

    planned = rows(run("discover", "my-server", "--dry-run", "--json"))["my-server"]
    ran = run("discover", "my-server", "--json")

    assert planned["missing"] == "set MY_SERVER_KEY"
    assert (rows(ran)["my-server"]["outcome"], server.requests) == ("skipped", [])


@pytest.mark.parametrize("kind", ["file", "command"])
def test_a_key_may_be_in_a_file_or_in_what_a_command_writes(
    kind: str, data: Path, run: Run, server: AnswerServer
) -> None:
    kept = data.parent / "kept-key"
    kept.write_text("of-mine-9876543210\n", "utf-8")
    kept.chmod(0o600)
    where = f"file:{kept}" if kind == "file" else f"command:cat {kept}"
    config = data.parent / "modeldex.toml"
    config.write_text(config.read_text("utf-8").replace("env:MY_SERVER_KEY", where), "utf-8")

    ran = run("discover", "my-server", "--json")
    kept.unlink()
    without = run("discover", "my-server", "--json")

    assert rows(ran)["my-server"]["outcome"] == "refreshed"
    assert [seen.headers["authorization"] for seen in server.asked("/mine/models")] == [
        "Bearer of-mine-9876543210"
    ]
    assert rows(without)["my-server"]["outcome"] == "skipped"


def test_a_key_stands_nowhere(data: Path, run: Run, server: AnswerServer) -> None:
    server.answer("/mine/models", Reply(status=401, json={"error": f"no such key {KEY}"}))

    ran = run("discover", "acme", "my-server")

    assert server.asked("/v1/models")[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in ran.out + ran.err
    assert all(KEY not in path.read_text("utf-8") for path in data.rglob("*") if path.is_file())


def test_one_that_fails_leaves_the_others_and_what_was_known_of_it(
    data: Path, run: Run, server: AnswerServer
) -> None:
    run("discover")
    before = (data / "discovered" / "acme.json").read_bytes()
    server.answer("/v1/models", Reply(status=403))

    ran = run("discover", "--json")

    assert ran.code == 1
    found = rows(ran)
    assert found["acme"]["outcome"] == "failed"
    assert "403" in found["acme"]["reason"]
    assert found["acme"]["refreshed_at"] == json.loads(before)["refreshed_at"]
    assert found["acme"]["gone"] == []
    assert found["my-server"]["outcome"] == "refreshed"
    assert (data / "discovered" / "acme.json").read_bytes() == before


def test_where_nobody_answers_the_command_ends_with_3(data: Path, run: Run, server: AnswerServer) -> None:
    server.answer("/v1/models", Reply(status=403))

    assert run("discover", "acme").code == 3
    assert run("discover", "bazaar").code == 3
    assert run("discover", "bazaar", "my-server").code == 1


def test_a_dry_run_asks_nobody_and_says_what_is_missing(
    data: Path, run: Run, server: AnswerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = run("discover", "--dry-run", "--json")

    assert ran.code == 0
    plan = rows(ran)
    assert plan["acme"] == {"provider": "acme", "url": f"{server.origin}/v1/models", "missing": None}
    assert "[providers.bazaar]" in plan["bazaar"]["missing"]
    assert (server.requests, data.exists()) == ([], False)
    people = run("discover", "--dry-run")
    assert "bazaar" not in people.out
    assert "2 of 5 would be asked" in people.err


@pytest.mark.parametrize("how", ["option", "variable", "configuration"])
def test_offline_nobody_is_asked(
    how: str, data: Path, run: Run, server: AnswerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    if how == "variable":
        monkeypatch.setenv("MODELDEX_OFFLINE", "1")
    if how == "configuration":
        path = data.parent / "modeldex.toml"
        path.write_text(f"{path.read_text('utf-8')}\n[registry]\noffline = true\n", "utf-8")

    ran = run(*(["--offline"] if how == "option" else []), "discover", "acme")

    assert (ran.code, ran.out, server.requests) == (3, "", [])
    assert "offline" in ran.err
    assert run(*(["--offline"] if how == "option" else []), "discover", "--dry-run").code == 0


def test_a_name_that_is_no_provider_is_told(data: Path, run: Run) -> None:
    ran = run("discover", "acmee")

    assert ran.code == 2
    assert "unknown provider 'acmee'; did you mean acme?" in ran.err


def test_another_name_of_a_provider_means_it(data: Path, run: Run) -> None:
    assert list(rows(run("discover", "acme-ai", "acme", "--json"))) == ["acme"]


def test_what_was_discovered_is_listed_without_asking(data: Path, run: Run, server: AnswerServer) -> None:
    assert "nothing was discovered yet" in run("discover", "--list").err
    run("discover")
    asked = len(server.requests)

    ran = run("--offline", "discover", "--list")

    assert ran.code == 0
    assert "acme, refreshed 20" in ran.out
    assert "my-server/llama-of-mine" in ran.out
    assert len(server.requests) == asked
    assert [one["id"] for one in json.loads(run("discover", "--list", "my-server", "--json").out)] == [
        "my-server/llama-of-mine"
    ]


def test_search_shows_what_was_discovered_apart_with_its_time(data: Path, run: Run) -> None:
    run("discover", "acme")

    shipped, _, apart = run("search", "falcon 9").out.partition("discovered, and not in the catalog: acme 20")

    assert "acme/falcon-9" in apart
    assert " UTC" in apart.splitlines()[0]
    assert "acme/falcon-2" in shipped
    assert "acme/falcon-2" not in apart


def test_a_program_sees_that_a_model_was_discovered(data: Path, run: Run) -> None:
    run("discover", "acme")

    found = {one["id"]: one for one in json.loads(run("search", "falcon", "--json").out)}

    assert found["acme/falcon-9"]["layer"] == "discovered"
    assert found["acme/falcon-9"]["refreshed_at"].endswith("+00:00")
    assert (found["acme/falcon-9"]["status"], found["acme/falcon-9"]["quality"]) == ("preview", "unknown")
    assert "layer" not in found["acme/falcon-2"]
    lines = run("search", "falcon", "--csv", "--columns", "status").out.splitlines()
    assert lines[0] == "id,status,layer"
    assert "acme/falcon-9,preview,discovered" in lines


def test_what_was_discovered_is_no_answer_of_the_catalog(data: Path, run: Run) -> None:
    run("discover", "acme")

    assert "falcon-9" not in run("list", "--limit", "0", "--csv").out
    assert run("show", "acme/falcon-9").code == 4


def test_who_discovered_nothing_searches_as_before(run: Run, data: Path) -> None:
    before = run("search", "falcon").out

    run("discover", "my-server")

    assert run("search", "falcon").out == before
