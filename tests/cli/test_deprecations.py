"""`modeldex deprecations`: what retires, when, and what follows it."""

import io
import json
import os
from pathlib import Path

import pytest

AS_OF = ("--as-of", "2026-12-01")


def test_it_lists_what_retires_within_the_span(run):
    ran = run("deprecations", "--within", "90d", *AS_OF, "--json")

    assert ran.code == 0
    assert json.loads(ran.out) == [
        {
            "model": "acme/falcon-1",
            "status": "deprecated",
            "deprecated_on": "2026-06-01",
            "retires_on": "2027-01-15",
            "days_left": 45,
            "successor": "acme/falcon-2",
        }
    ]


@pytest.mark.parametrize(
    ("span", "count"), [("44d", 0), ("45d", 1), ("6w", 0), ("2m", 1), ("1y", 1), ("45", 1)]
)
def test_a_span_may_be_written_in_days_weeks_months_or_years(span: str, count: int, run):
    assert len(json.loads(run("deprecations", "--within", span, *AS_OF, "--json").out)) == count


def test_models_that_are_named_are_checked_and_end_with_1(run):
    found = run("deprecations", "falcon-1", "falcon-2", "--within", "90d", *AS_OF)
    clean = run("deprecations", "falcon-2", "--within", "90d", *AS_OF)

    assert (found.code, clean.code) == (1, 0)
    assert "acme/falcon-1" in found.out
    assert clean.out == ""
    assert "1 of the 2 named: retired, or retiring by" in found.err


def test_a_named_model_that_is_gone_already_is_listed(run):
    ran = run("deprecations", "acme/falcon-0", *AS_OF, "--json")

    assert ran.code == 1
    assert [one["model"] for one in json.loads(ran.out)] == ["acme/falcon-0"]


def test_what_is_gone_is_left_out_of_the_whole_unless_asked_for(run):
    assert "falcon-0" not in run("deprecations", *AS_OF).out
    assert "falcon-0" in run("deprecations", "--past", *AS_OF).out


def test_a_file_names_the_models_that_are_in_use(run, tmp_path: Path):
    used = tmp_path / "models.txt"
    used.write_text("# mine\nfalcon-1   # the old one\n\nfalcon-2\n", "utf-8")

    ran = run("deprecations", "--from", str(used), "--within", "90d", *AS_OF)

    assert (ran.code, "falcon-1" in ran.out) == (1, True)


def test_standard_input_names_them_too(run, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"falcon-2\n")))

    assert run("deprecations", "--from", "-", *AS_OF).code == 0


def test_every_name_that_means_no_model_is_an_error_at_once(run):
    ran = run("deprecations", "falcon-9", "hawk-1", "falcon-2", *AS_OF)

    assert (ran.code, ran.out) == (4, "")
    assert "'falcon-9'" in ran.err
    assert "'hawk-1'" in ran.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--within", "soon"), ("soon", "90d")),
        (("--within", "-3d"), ("-3d",)),
        (("--as-of", "tomorrow"), ("tomorrow", "2026-01-31")),
        (("--provider", "acmee"), ("acmee", "acme")),
        (("falcon-2", "--provider", "acme"), ("--provider",)),
        (("--from", "no-such-file.txt"), ("no-such-file.txt",)),
        (("--from", os.devnull), ("--from", "names no model")),
    ],
)
def test_a_wrong_option_is_named_with_the_mend(options: tuple[str, ...], words: tuple[str, ...], run):
    ran = run("deprecations", *options)

    assert (ran.code, ran.out) == (2, "")
    for word in words:
        assert word in ran.err
