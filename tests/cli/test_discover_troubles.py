"""`modeldex discover` where something is wrong: people learn what it is, and what mends it."""

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


@pytest.mark.parametrize(
    "asked", [("search", "falcon"), ("discover", "--list"), ("promote", "llama-of-mine")]
)
def test_a_damaged_file_is_told_and_the_rest_is_an_answer(
    asked: tuple[str, ...], data: Path, run: Run
) -> None:
    run("discover")
    (data / "discovered" / "acme.json").write_text("{", "utf-8")

    told = run(*asked)

    assert told.code == 0
    assert "acme.json: is damaged" in told.err
    assert "modeldex discover acme" in told.err
    assert asked[0] != "search" or "acme/falcon-2" in told.out
    assert run("discover", "acme").code == 0
    assert "is damaged" not in run("search", "falcon").err


def test_ids_that_cannot_be_read_are_counted_for_people_too(
    data: Path, run: Run, server: AnswerServer
) -> None:
    named = [{"id": one} for one in ("falcon-9", "", None, 7)]
    server.answer("/v1/models", Reply(json={"data": [*named, {"name": "x"}]}))

    ran = run("discover", "acme")

    assert ran.code == 0
    assert ran.out.splitlines()[2].split()[:5] == ["acme", "refreshed", "5", "0", "1"]
    assert "acme: 4 of 5 have no id that can be read" in ran.err
    assert rows(run("discover", "acme", "--json"))["acme"]["unreadable"] == 4


@pytest.mark.parametrize("ids", [(), ("", " x")])
def test_a_list_without_a_model_leaves_what_was_known(
    ids: tuple[str, ...], data: Path, run: Run, server: AnswerServer
) -> None:
    run("discover", "acme")
    before = (data / "discovered" / "acme.json").read_bytes()
    server.answer("/v1/models", listed(*ids))

    ran = run("discover", "acme", "--json")

    row = rows(ran)["acme"]
    assert (ran.code, row["outcome"], row["gone"]) == (3, "failed", [])
    assert "what was discovered there before stays" in row["reason"]
    assert (data / "discovered" / "acme.json").read_bytes() == before


def test_a_key_that_is_refused_is_named_by_its_place(data: Path, run: Run, server: AnswerServer) -> None:
    server.answer("/v1/models", Reply(status=401, json={"error": {"message": f"bad key {KEY}"}}))

    ran = run("discover", "acme", "--json")

    reason = rows(ran)["acme"]["reason"]
    assert reason.endswith("; the key in ACME_API_KEY is refused")
    assert KEY not in ran.out + ran.err


def test_who_has_no_key_at_all_is_told_how_to_begin(
    folder: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MODELDEX_DATA_DIR", str(folder / "data"))

    ran = run("discover")

    assert (ran.code, ran.out) == (3, "")
    assert "set a key such as OPENAI_API_KEY, or start Ollama" in ran.err
    assert ran.err.count("\n") <= 3


def test_a_folder_that_cannot_be_written_to_is_noticed_before_anybody_is_asked(
    data: Path, run: Run, server: AnswerServer
) -> None:
    data.write_text("no folder", "utf-8")

    ran = run("discover", "acme")

    assert (ran.code, ran.out, server.requests) == (2, "", [])
    assert "cannot be written to" in ran.err
    assert "set MODELDEX_DATA_DIR to a folder of yours" in ran.err


def test_show_says_that_a_model_was_discovered_and_what_to_do(data: Path, run: Run) -> None:
    run("discover", "acme")

    ran = run("show", "acme/falcon-9")

    assert ran.code == 4
    assert "acme/falcon-9 was discovered" in ran.err
    assert "modeldex promote acme/falcon-9" in ran.err
    assert "was discovered" not in run("show", "acme/falcon-8").err


def test_an_exact_id_that_was_discovered_stands_first(data: Path, run: Run) -> None:
    run("discover", "acme")

    people = run("search", "acme/falcon-9").out
    programs = json.loads(run("search", "acme/falcon-9", "--json").out)

    assert people.startswith("discovered, and not in the catalog: acme 20")
    assert people.index("acme/falcon-9") < people.index("in the catalog\n") < people.index("acme/falcon-2")
    assert [one["id"] for one in programs].index("acme/falcon-9") == 0
    assert [one["id"] for one in programs].count("acme/falcon-9") == 1
