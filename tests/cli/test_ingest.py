"""`modeldex ingest`: a captured answer becomes a table of `data/sources/`, or nothing does."""

import copy
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from modeldex import ModelCatalog
from modeldex.sources.base import Bounds
from modeldex.sources.table import SOURCES

GOLDEN = Path(__file__).parent.parent / "golden"
MODEL: dict[str, Any] = {
    "id": "acme/falcon-2",
    "canonical_slug": "acme/falcon-2-20260201",
    "name": "Acme: Falcon 2",
    "created": 1769904000,
    "description": "left out",
    "context_length": 200000,
    "architecture": {
        "modality": "text+image->text",
        "input_modalities": ["text", "image"],
        "output_modalities": ["text"],
        "tokenizer": "Other",
        "instruct_type": None,
    },
    "pricing": {"prompt": "0.0000025", "completion": "0.00001"},
    "top_provider": {"context_length": 200000, "max_completion_tokens": 64000, "is_moderated": False},
    "per_request_limits": None,
    "supported_parameters": ["tools", "temperature"],
    "brand_new_field": 1,
}


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    """Facts that know the provider whose answer is read."""
    folder = Path(shutil.copytree(GOLDEN / "data", tmp_path / "data"))
    (folder / "providers" / "openrouter.toml").write_text('name = "OpenRouter"\ncategory = "aggregators"\n')
    return folder


@pytest.fixture
def ingest(run, facts: Path, tmp_path: Path):
    def run_ingest(answer: object, seen_on: str = "2026-10-24"):
        path = tmp_path / "answer.json"
        path.write_text(answer if isinstance(answer, str) else json.dumps(answer), "utf-8")
        return run("ingest", "openrouter", str(path), "--seen-on", seen_on, "--data", str(facts))

    return run_ingest


@pytest.fixture
def files(facts: Path) -> Callable[[], dict[Path, bytes]]:
    return lambda: {path: path.read_bytes() for path in facts.rglob("*") if path.is_file()}


def _answer(count: int) -> dict[str, Any]:
    """As many models of one shape as a whole answer has, under ids of their own."""
    models = [
        copy.deepcopy(MODEL) | {"id": f"acme/falcon-{n}", "canonical_slug": f"acme/falcon-{n}-20260201"}
        for n in range(count)
    ]
    models[0]["pricing"] = {"prompt": "-1", "completion": "-1"}
    return {"data": models}


def test_a_whole_answer_becomes_a_table_that_the_build_reads(ingest, run, facts: Path, tmp_path: Path):
    ran = ingest(_answer(250))

    assert ran.code == 0
    assert ran.out == "openrouter 2026-10-24: 250 offerings\n"
    assert "unknown field model.brand_new_field: 250 times" in ran.err
    assert "openrouter,OpenRouter,https://openrouter.ai/api/v1/models" in (
        facts / "sources" / "manifest.csv"
    ).read_text("utf-8")

    assert run("build", "--data", str(facts), "--output", str(tmp_path / "out.sqlite")).code == 0
    catalog = ModelCatalog.open(tmp_path / "out.sqlite")
    assert catalog.sources["openrouter"] == 250
    assert [said.original for said in catalog.why("openrouter/acme/falcon-7", "input_tokens")] == [
        "0.0000025"
    ]
    assert catalog.get_model_or_raise("openrouter/acme/falcon-0").pricing == "variable"


def test_the_same_answer_gives_the_same_table(ingest, files):
    ingest(_answer(250))
    first = files()
    ingest(_answer(250))

    assert files() == first


def test_an_answer_cut_short_is_a_finding_and_changes_nothing(ingest, files):
    before = files()

    ran = ingest({"data": [copy.deepcopy(MODEL)]})

    assert (ran.code, ran.out) == (1, "")
    assert "[E4102] openrouter: 1 offerings, expected 250 to 1500" in ran.err
    assert files() == before


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("<html>not found</html>", ["[E4101]", "answer.json", "is no JSON"]),
        ("", ["[E4101]", "answer.json", "is no JSON"]),
        ({"error": "no key"}, ["[E4102]", "the list of models: expected list"]),
        ({"data": ["falcon"]}, ["[E4102]", "expected object, got text"]),
        ({"data": [{**MODEL, "pricing": {"prompt": [1]}}]}, ["[E4102]", "expected a number"]),
    ],
)
def test_an_answer_of_another_shape_is_a_finding(answer: object, words: list[str], ingest, files):
    before = files()

    ran = ingest(answer)

    assert (ran.code, ran.out) == (1, "")
    assert all(word in ran.err for word in words)
    assert "Traceback" not in ran.err
    assert files() == before


def test_what_was_left_out_mended_or_doubted_is_said(
    run, facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    small = replace(SOURCES["litellm"], bounds=Bounds(least=1, most=10, fill={}))
    monkeypatch.setitem(SOURCES, "litellm", small)
    answer = tmp_path / "answer.json"
    chat = {"litellm_provider": "acme", "mode": "chat"}
    answer.write_text(
        json.dumps(
            {
                "acme/per-thousand": {**chat, "input_cost_per_token": 0.002, "output_cost_per_token": 0.004},
                "acme/zeros": {**chat, "input_cost_per_token": 0.0, "output_cost_per_token": 0.0},
                "acme/finder": {"litellm_provider": "acme", "mode": "search"},
            }
        )
    )

    ran = run("ingest", "litellm", str(answer), "--seen-on", "2026-10-24", "--data", str(facts))

    assert (ran.code, ran.out) == (0, "litellm 2026-10-24: 2 offerings\n")
    assert "left out acme/finder: mode search is no model" in ran.err
    assert "mended acme/per-thousand: token rates divided by 1,000" in ran.err
    assert "zeros taken as not priced: 1 offerings" in ran.err


@pytest.mark.parametrize("day", ["yesterday", "2026-10", "2026-13-01", "20261024", ""])
def test_a_day_that_is_none_is_a_usage_error(day: str, ingest, files):
    before = files()

    ran = ingest(_answer(250), seen_on=day)

    assert (ran.code, ran.out) == (2, "")
    assert repr(day) in ran.err
    assert files() == before


def test_an_unknown_source_gets_those_that_are_near(run, facts: Path, tmp_path: Path):
    (tmp_path / "answer.json").write_text("[]")
    (facts / "providers" / "acme-router.toml").write_text(
        'name = "Acme"\ncategory = "aggregators"\nbase_url = "https://router.example"\n'
        'listing = {path = "/all", least = 1, most = 9}\n'
    )

    ran = run(
        "ingest", "openruter", str(tmp_path / "answer.json"), "--seen-on", "2026-10-24", "--data", str(facts)
    )

    assert (ran.code, ran.out) == (2, "")
    assert "unknown source 'openruter'; did you mean openrouter, acme-router? " in ran.err
    assert ran.err.endswith(" more are known\n")


def test_the_day_of_the_capture_must_be_said(run, tmp_path: Path):
    (tmp_path / "answer.json").write_text("[]")

    ran = run("ingest", "openrouter", str(tmp_path / "answer.json"))

    assert (ran.code, ran.out) == (2, "")
    assert "--seen-on" in ran.err


def test_a_missing_answer_is_a_usage_error(run, tmp_path: Path):
    ran = run("ingest", "openrouter", str(tmp_path / "nowhere.json"), "--seen-on", "2026-10-24")

    assert (ran.code, ran.out) == (2, "")
    assert "nowhere.json" in ran.err


@pytest.fixture
def captured(facts: Path, tmp_path: Path) -> Path:
    """Two answers of one source in a folder, the newer one named first in the table of captures."""
    folder = tmp_path / "captured"
    folder.mkdir()
    newer = _answer(250)
    for model in newer["data"][1:]:
        model["pricing"] = {"prompt": "0.000002", "completion": "0.00001"}
    (folder / "old.json").write_text(json.dumps(_answer(251)), "utf-8")
    (folder / "new.json").write_text(json.dumps(newer), "utf-8")
    (facts / "sources" / "captures.csv").write_text(
        "source,answer,seen_on,dated_by\n"
        "openrouter,new.json,2026-10-24,its own day\n"
        "openrouter,old.json,2026-05-01,its own day\n"
    )
    return folder


def test_all_captures_are_read_the_oldest_first_and_what_changed_is_said(run, facts: Path, captured: Path):
    ran = run("ingest", "--from", str(captured), "--data", str(facts))

    assert ran.code == 0
    assert ran.out == "openrouter 2026-05-01: 251 offerings\nopenrouter 2026-10-24: 250 offerings\n"
    assert "priced otherwise than before: 249 offerings" in ran.err
    assert "no longer listed, so retired: 1 offerings" in ran.err


def test_a_capture_of_an_unknown_source_is_refused(run, facts: Path, captured: Path):
    (facts / "sources" / "captures.csv").write_text("source,answer,seen_on\nnobody,old.json,2026-05-01\n")

    ran = run("ingest", "--from", str(captured), "--data", str(facts))

    assert (ran.code, ran.out) == (1, "")
    assert "no source 'nobody'" in ran.err


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ((), "needs SOURCE, ANSWER and --seen-on; or --from FOLDER"),
        (("openrouter",), "needs SOURCE, ANSWER and --seen-on; or --from FOLDER"),
        (("openrouter", "--from", "."), "--from reads all answers"),
        (("--from", ".", "--seen-on", "2026-10-24"), "--from reads all answers"),
        (("--from", "nowhere"), "does not exist"),
    ],
)
def test_it_is_one_answer_or_all_of_them(run, facts: Path, arguments: tuple[str, ...], problem: str):
    ran = run("ingest", *arguments, "--data", str(facts))

    assert ran.code == 2
    assert problem in " ".join(ran.err.split())
