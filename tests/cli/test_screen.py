"""What people see on a terminal: colours, widths, the pager; and what they do not see in a pipe."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest


def _on_a_terminal(package: Path, *arguments: str, lines: int = 24, **environment: str) -> str:
    """What a command writes on a terminal of 80 columns that has so many lines."""
    kept = {
        name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "FORCE_COLOR", "LESS")
    }
    leader, follower = pty.openpty()
    ran = subprocess.Popen(
        [sys.executable, "-m", "modeldex", *arguments],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        cwd=package,
        env={
            **kept, "PYTHONPATH": str(package), "PYTHONUTF8": "1", "TERM": "xterm-256color",
            "COLUMNS": "80", "LINES": str(lines), **environment,
        },
    )  # fmt: skip
    os.close(follower)
    written = b""
    try:
        while chunk := os.read(leader, 65_536):
            written += chunk
    except OSError:  # the other end is closed: the command has ended
        pass
    os.close(leader)
    assert ran.wait(60) == 0
    return written.decode().replace("\r\n", "\n")


def test_a_terminal_is_written_to_in_colour(package: Path):
    shown = _on_a_terminal(package, "list", "--status", "any", lines=60)

    assert "\x1b[31mR\x1b[0m" in shown
    assert "acme/falcon-0" in shown


def test_no_color_takes_the_colour_away(package: Path):
    assert "\x1b[3" not in _on_a_terminal(package, "list", "--status", "any", lines=60, NO_COLOR="1")
    assert "\x1b[3" not in _on_a_terminal(package, "--color", "never", "list", "--status", "any", lines=60)


def test_what_fits_the_terminal_is_not_paged(package: Path):
    shown = _on_a_terminal(package, "list", lines=60, PAGER="sh -c 'echo PAGED; cat'")

    assert "PAGED" not in shown


def test_what_is_longer_than_the_terminal_is_paged_and_the_talk_comes_after_it(package: Path):
    shown = _on_a_terminal(package, "list", "--limit", "5", lines=4, PAGER="sed s/^/PAGED:/")

    assert "PAGED:" in shown
    assert shown.rstrip().endswith("--limit 0 shows all")
    assert "PAGED:5 of" not in shown


def test_a_terminal_that_does_not_know_how_many_lines_it_has_is_not_paged(package: Path):
    shown = _on_a_terminal(package, "list", lines=0, PAGER="sed s/^/PAGED:/")

    assert "PAGED" not in shown
    assert "acme/falcon-2" in shown


def test_the_pager_can_be_left_out(package: Path):
    shown = _on_a_terminal(package, "--no-pager", "list", lines=4, PAGER="sed s/^/PAGED:/")

    assert "PAGED" not in shown


def test_a_pipe_gets_no_colour_and_no_fold_unless_asked(shell):
    plain = shell("list", COLUMNS="")
    coloured = shell("list", "--status", "any", COLUMNS="", FORCE_COLOR="1")

    assert "\x1b" not in plain.out
    assert [line for line in plain.out.splitlines() if line.startswith("cellar/aurora-7b ")]
    assert "\x1b[31m" in coloured.out
    assert "\x1b[31m" in shell("--color", "always", "list", "--status", "any", COLUMNS="").out


@pytest.mark.parametrize("columns", ["40", "80", "200"])
def test_a_table_is_as_wide_as_the_terminal_at_most(columns: str, shell):
    out = shell("list", "--status", "any", COLUMNS=columns).out

    assert max(map(len, out.splitlines())) <= int(columns)


@pytest.mark.parametrize("columns", [20, 40, 60, 80])
def test_no_digit_of_a_number_is_lost_in_a_narrow_terminal(columns: int, shell):
    asked = ("list", "--columns", "input_per_1m,output_per_1m,max_context,release_date,retires_on,mmlu")
    narrow = shell(*asked, COLUMNS=str(columns)).out
    wide = shell(*asked, COLUMNS="300").out

    values = {word for word in wide.split() if word[0].isdigit()}
    assert values
    assert values <= set(narrow.split())


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no device that is full")
def test_output_that_cannot_be_written_is_told_in_a_line(package: Path):
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [sys.executable, "-m", "modeldex", "stats"],
            stdout=full,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(package)},
            check=False,
        )

    assert ran.returncode == 2
    assert ran.stderr.decode() == "modeldex: standard output: No space left on device\n"


def test_a_closed_output_is_told_in_a_line(package: Path):
    command = f"{sys.executable} -m modeldex stats >&-"
    ran = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(package)},
        check=False,
    )

    assert ran.returncode == 2
    assert b"standard output is closed" in ran.stderr


def test_a_width_that_is_no_number_is_no_obstacle(shell):
    assert shell("list", COLUMNS="\u00b2").code == 0
