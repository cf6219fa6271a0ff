"""Every command that reads answers in JSON, JSON lines and CSV, and says the same in each."""

import csv
import io
import json

import pytest

READS = {
    "list": ("list",),
    "search": ("search", "falcon"),
    "show": ("show", "falcon-2"),
    "show a canonical model": ("show", "borealis/aurora-7b"),
    "compare": ("compare", "falcon-1", "falcon-2"),
    "cost": ("cost", "falcon-1", "falcon-2", "--in", "10"),
    "history": ("history", "falcon-2"),
    "deprecations": ("deprecations", "--within", "90d", "--as-of", "2026-12-01"),
    "providers": ("providers",),
    "one provider": ("providers", "acme"),
    "who serves": ("providers", "borealis/aurora-7b"),
    "aliases": ("aliases",),
    "sql": ("sql", "SELECT id FROM models"),
    "why": ("why", "falcon-2"),
    "conflicts": ("conflicts",),
    "sources": ("sources",),
    "stats": ("stats",),
    "spotcheck": ("spotcheck", "--n", "5", "--seed", "1"),
    "missing": ("missing",),
    "missing of a field": ("missing", "--field", "max_output"),
}
ONE_RECORD = ("one provider", "stats", "compare", "show")
WITH_A_HEAD = ("spotcheck", "missing", "missing of a field")
"""JSON puts more around the records than lines and rows can."""


@pytest.mark.parametrize("name", READS)
def test_json_lines_are_the_records_of_json(name: str, run):
    whole = json.loads(run(*READS[name], "--json").out)
    lines = [json.loads(line) for line in run(*READS[name], "--jsonl").out.splitlines()]

    assert lines
    if name not in WITH_A_HEAD:
        assert lines == (whole if isinstance(whole, list) else [whole])


@pytest.mark.parametrize("name", READS)
def test_csv_has_a_header_and_as_many_cells_in_every_row(name: str, run):
    header, *rows = csv.reader(io.StringIO(run(*READS[name], "--csv").out))

    assert len(set(header)) == len(header)
    assert rows
    assert {len(row) for row in rows} == {len(header)}
    assert "?" not in {cell for row in rows for cell in row}
    assert not {"None", "True", "False"} & {cell for row in rows for cell in row}


@pytest.mark.parametrize(
    "name", [name for name in READS if name not in (*ONE_RECORD, "show a canonical model")]
)
def test_csv_has_a_row_for_each_line_of_json(name: str, run):
    lines = run(*READS[name], "--jsonl").out.splitlines()
    _, *rows = csv.reader(io.StringIO(run(*READS[name], "--csv").out))

    assert len(rows) == len(lines)


@pytest.mark.parametrize("form", ["--json", "--jsonl", "--csv"])
@pytest.mark.parametrize("name", READS)
def test_programs_get_data_alone(name: str, form: str, run):
    ran = run(*READS[name], form)

    assert (ran.code, ran.err) == (0, "")
    assert "\x1b" not in ran.out
    assert ran.out.endswith("\n")
