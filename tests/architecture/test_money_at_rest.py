"""No money is kept as a binary fraction: in the catalog it is text."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal

import pytest

from modeldex import ModelCatalog
from modeldex.catalog.schema import APPLICATION_ID, SCHEMA_VERSION

MEASURES = {"ttft_ms", "tps", "latency_p50_ms", "latency_p99_ms"}
"""The columns that are measurements, not money."""


@pytest.fixture(scope="module")
def db() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{ModelCatalog.bundled().path}?mode=ro", uri=True)) as connection:
        yield connection


def _columns(db: sqlite3.Connection) -> list[tuple[str, str, str]]:
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return [
        (table, name, kind)
        for table in tables
        if not table.startswith("search")
        for _, name, kind, *_ in db.execute(f"PRAGMA table_info({table})")
    ]


def test_only_measurements_are_binary_fractions(db: sqlite3.Connection):
    binary = {name for _, name, kind in _columns(db) if kind.split()[0] not in ("TEXT", "INTEGER", "BLOB")}

    assert binary <= MEASURES


def test_every_column_of_money_is_text(db: sqlite3.Connection):
    money = {
        (table, name, kind.split()[0])
        for table, name, kind in _columns(db)
        if name == "amount" or name.endswith("_per_1m")
    }

    assert {name for _, name, _ in money} == {
        "amount",
        "input_per_1m",
        "output_per_1m",
        "cache_per_1m",
        "cache_write_per_1m",
    }
    assert {kind for _, _, kind in money} == {"TEXT"}


def test_every_amount_is_stored_as_text_in_canonical_form(db: sqlite3.Connection):
    amounts = {row[0] for row in db.execute("SELECT DISTINCT amount FROM prices")} - {"free", "variable"}

    assert len(amounts) > 100
    for amount in amounts:
        assert isinstance(amount, str)
        assert Decimal(amount) > 0
        assert amount == format(Decimal(amount).normalize(), "f")


def test_base_rates_are_the_price_rows_in_force(db: sqlite3.Connection):
    for column, unit in (("input_per_1m", "input_tokens"), ("output_per_1m", "output_tokens")):
        torn = db.execute(
            f"SELECT m.id, m.{column}, p.amount FROM models m LEFT JOIN prices p ON p.n = m.n"
            " AND p.unit = ? AND p.service = 'standard' AND p.above_tokens = 0 AND p.region IS NULL"
            " AND p.hours_utc IS NULL AND p.variant IS NULL AND p.valid_to IS NULL AND p.currency = 'USD'"
            f" WHERE m.{column} IS NOT p.amount",
            (unit,),
        ).fetchall()
        assert torn == []


def test_the_file_says_what_it_is(db: sqlite3.Connection):
    assert db.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    assert db.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION,)
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
