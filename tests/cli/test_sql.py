"""`modeldex sql`: the catalog file asked in SQL, and never changed."""

import hashlib
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest


def test_rows_come_with_the_names_of_their_columns(run):
    ran = run("sql", "SELECT id, max_context FROM models WHERE provider = 'acme' ORDER BY id", "--json")

    assert json.loads(ran.out) == [
        {"id": "acme/falcon-0", "max_context": 4096},
        {"id": "acme/falcon-1", "max_context": 32000},
        {"id": "acme/falcon-2", "max_context": 1000000},
    ]


def test_an_unknown_value_is_blank_in_csv_and_null_in_json(run):
    query = "SELECT id, max_context FROM models WHERE id = 'cellar/aurora-7b'"

    assert run("sql", query, "--csv").out == "id,max_context\ncellar/aurora-7b,\n"
    assert json.loads(run("sql", query, "--jsonl").out) == {"id": "cellar/aurora-7b", "max_context": None}


def test_the_query_can_come_from_standard_input(run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("SELECT count(*) AS n FROM models"))

    assert json.loads(run("sql", "-", "--json").out) == [{"n": 9}]


def test_people_see_a_hundred_rows_and_are_told_of_more(run):
    series = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 150) SELECT n FROM t"

    shown, whole = run("sql", series), run("sql", series, "--csv")
    assert "--limit 0" in shown.err
    assert len(shown.out.splitlines()) == 102
    assert len(whole.out.splitlines()) == 151


def test_the_schema_lists_tables_and_columns(run):
    rows = run("sql", "--schema", "--csv").out.splitlines()

    assert rows[0] == "table,column,type"
    assert "models,max_context,integer" in rows
    assert "statements,source,text" in rows
    assert not [row for row in rows if row.startswith("search_")]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("DELETE FROM models", "only be read"),
        ("CREATE TABLE x (y)", "only be read"),
        ("ATTACH '/tmp/other.sqlite' AS other", "only be read"),
        ("PRAGMA user_version = 9", "only be read"),
        ("SELECT load_extension('x')", "only be read"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("SELECT * FROM modls", "models"),
        ("SELECT colour FROM models", "--schema"),
        ("SELEC 1", "syntax"),
        ("SELECT 'a\x00b'", "null"),
    ],
)
def test_what_is_no_reading_is_refused_with_the_mend(query: str, words: str, run, small_path: Path):
    before = hashlib.sha256(small_path.read_bytes()).hexdigest()
    ran = run("sql", query)

    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert hashlib.sha256(small_path.read_bytes()).hexdigest() == before


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("SELECT 1 AS a, 2 AS a", "several columns called a"),
        ("SELECT hex(zeroblob(400000000))", "too big"),
        ("SELECT id FROM search", "modeldex search"),
        ("", "no columns"),
    ],
)
def test_what_cannot_be_given_is_named(query: str, words: str, run):
    ran = run("sql", query, "--json")

    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err


def test_a_query_without_an_end_is_broken_off(run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("modeldex.catalog.asking.MOST_SECONDS", 0.05)
    ran = run("sql", "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t")

    assert (ran.code, ran.out) == (2, "")
    assert "takes longer than" in ran.err


def test_a_query_can_be_interrupted(shell, package: Path):
    endless = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t"
    asking = subprocess.Popen(
        [sys.executable, "-m", "modeldex", "sql", endless],
        env={**os.environ, "PYTHONPATH": str(package)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with asking:
        with pytest.raises(subprocess.TimeoutExpired):
            asking.wait(2)
        asking.send_signal(signal.SIGINT)
        _, said = asking.communicate(timeout=20)

    assert asking.returncode == 130
    assert b"Traceback" not in said


def test_bytes_and_numbers_beyond_all_bounds_are_text_that_every_form_can_carry(run):
    query = "SELECT x'00ff' AS b, 1e999 AS n"

    assert json.loads(run("sql", query, "--json").out) == [{"b": "00ff", "n": "inf"}]
    assert run("sql", query, "--csv").out == "b,n\n00ff,inf\n"


def test_functions_that_give_tables_can_be_used(run):
    query = "SELECT value FROM json_each('[1, 2]')"

    assert json.loads(run("sql", query, "--json").out) == [{"value": 1}, {"value": 2}]


def test_after_a_query_the_catalog_answers_as_before(run):
    run("sql", "SELECT 1")

    assert run("show", "falcon-2").code == 0


def test_no_query_at_all_says_what_is_missing(run):
    ran = run("sql")

    assert ran.code == 2
    assert "--schema" in ran.err
