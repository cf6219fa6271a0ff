"""The command as a process: where it writes, how it ends, and what it says without its extra."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import modeldex


def test_data_goes_to_standard_output_and_talk_to_standard_error(shell):
    ran = shell("list", "--status", "any", "--limit", "2")

    assert ran.code == 0
    assert "acme/falcon-0" in ran.out
    assert "2 of 9" not in ran.out
    assert ran.err == "2 of 9 models; --offset 2 shows more; --limit 0 shows all\n"


def test_json_stands_alone_on_standard_output(shell):
    ran = shell("show", "falcon-2", "--json")

    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out)["id"] == "acme/falcon-2"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("stats",), 0),
        (("--version",), 0),
        (("--help",), 0),
        (("list", "--can", "visoin"), 2),
        (("list", "--no-such-option"), 2),
        (("lst",), 2),
        ((), 2),
        (("show", "no-such-model"), 4),
        (("show", "aurora-7b"), 4),
        (("why", "no-such-model"), 4),
        (("why", "falcon-2", "no_such_field"), 2),
    ],
)
def test_the_exit_code_says_how_it_ended(arguments: tuple[str, ...], code: int, shell):
    assert shell(*arguments).code == code


def test_a_damaged_installation_is_named_and_is_no_finding(shell, package: Path, tmp_path: Path):
    catalog = package / "modeldex" / "catalog" / "bundled.sqlite"
    whole = catalog.read_bytes()
    try:
        catalog.write_bytes(b"not a catalog" * 100)
        ran = shell("list")
    finally:
        catalog.write_bytes(whole)

    assert (ran.code, ran.out) == (2, "")
    assert "[E4201]" in ran.err
    assert str(catalog) in ran.err
    assert "Traceback" not in ran.err


def test_a_name_that_is_no_utf_8_is_a_miss(shell):
    ran = shell("show", "caf\udce9")

    assert (ran.code, ran.out) == (4, "")
    assert "[E4001]" in ran.err
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("command", [("list",), ("show", "falcon-2"), ("stats",), ("list", "--json")])
def test_a_narrow_output_encoding_is_no_obstacle(command: tuple[str, ...], shell):
    ran = shell(*command, PYTHONUTF8="0", PYTHONIOENCODING="ascii")

    assert (ran.code, "Traceback" in ran.err) == (0, False)
    assert "falcon" in ran.out or "9" in ran.out
    assert ran.out.isascii()


def test_json_loses_no_letter_to_a_narrow_encoding(shell):
    ran = shell("show", "bazaar/echo", "--json", PYTHONUTF8="0", PYTHONIOENCODING="ascii")

    assert json.loads(ran.out)["name"] == "Écho 回"


_WITHOUT = """
import sys
class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == {package!r}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Missing())
from modeldex.cli.main import main
main()
"""


@pytest.mark.parametrize("package_name", ["click", "rich"])
def test_without_its_extra_the_command_says_what_to_install(package_name: str, shell):
    ran = shell("list", python=("-c", _WITHOUT.format(package=package_name)))

    assert (ran.code, ran.out) == (2, "")
    assert package_name in ran.err
    assert "pip install 'modeldex[cli]'" in ran.err
    assert "Traceback" not in ran.err


def test_an_import_that_fails_for_another_reason_is_not_explained_away(shell):
    ran = shell("list", python=("-c", _WITHOUT.format(package="sqlite3")))

    assert ran.code == 1
    assert "No module named 'sqlite3'" in ran.err
    assert "modeldex[cli]" not in ran.err


def test_a_reader_that_stops_early_is_no_fault():
    writing = subprocess.Popen(
        [sys.executable, "-m", "modeldex", "list", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert writing.stdout is not None
    assert writing.stderr is not None
    with writing, writing.stderr:
        first = writing.stdout.readline()
        writing.stdout.close()
        said = writing.stderr.read().decode()

    assert first.strip() == b"["
    assert said == ""


def test_the_installed_command_is_the_same_as_the_module(shell):
    assert shell("--version").out == f"modeldex, version {modeldex.__version__}\n"
