"""Importing costs nothing: no network, no environment, no file, nothing outside the standard library."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import modeldex

PACKAGE = Path(modeldex.__file__).parent

_WATCHED = """
import json, os, sys
before = set(sys.modules)
seen = {"files": [], "network": [], "environment": [], "processes": []}

def watch(event, arguments):
    if event == "open":
        seen["files"].append(str(arguments[0]))
    elif event.startswith(("socket.", "urllib.", "http.", "ssl.")):
        seen["network"].append(event)
    elif event.startswith(("subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn")):
        seen["processes"].append(event)
    elif event.startswith(("os.putenv", "os.unsetenv")):
        seen["environment"].append(event)

environment = type(os.environ)
read = environment.__getitem__

def watched_read(self, key):
    seen["environment"].append(key)
    return read(self, key)

environment.__getitem__ = watched_read
sys.addaudithook(watch)
exec(sys.argv[1])
environment.__getitem__ = read
seen = {kind: list(things) for kind, things in seen.items()}
seen["modules"] = sorted(set(sys.modules) - before)
print(json.dumps(seen))
"""


def _watch(statements: str) -> dict[str, Any]:
    ran = subprocess.run(
        [sys.executable, "-B", "-c", _WATCHED, statements],
        capture_output=True,
        text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")},
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    found = json.loads(ran.stdout)
    assert isinstance(found, dict)
    return found


def _foreign(modules: list[str]) -> set[str]:
    return {name.partition(".")[0] for name in modules} - set(sys.stdlib_module_names) - {"modeldex"}


@pytest.fixture(scope="module")
def imported() -> dict[str, Any]:
    return _watch("import modeldex")


@pytest.fixture(scope="module")
def asked() -> dict[str, Any]:
    return _watch("import modeldex; assert modeldex.get_model('openai/gpt-4o').name")


def test_the_watch_itself_sees_what_it_should():
    seen = _watch(
        "import socket; socket.socket().close(); open('/dev/null' if __import__('os').sep == '/' else 'nul')"
        ".close(); __import__('os').environ.get('HOME')"
    )

    assert seen["network"]
    assert seen["files"]
    assert "HOME" in seen["environment"]
    assert "socket" in seen["modules"]


def test_importing_loads_the_face_and_the_version_alone(imported: dict[str, Any]):
    assert [name for name in imported["modules"] if name.startswith("modeldex")] == [
        "modeldex",
        "modeldex._version",
    ]
    assert _foreign(imported["modules"]) == set()


def test_importing_opens_no_file_but_its_own_modules(imported: dict[str, Any]):
    opened = [Path(name) for name in imported["files"]]

    assert {path.suffix for path in opened} <= {".py", ".pyc"}
    assert {path.name.partition(".")[0] for path in opened} == {"__init__", "_version", "__future__"}
    assert [path for path in opened if PACKAGE not in path.parents and path.name[:10] != "__future__"] == []


def test_importing_asks_neither_network_nor_environment_nor_another_process(imported: dict[str, Any]):
    assert imported["network"] == []
    assert imported["environment"] == []
    assert imported["processes"] == []


def test_a_first_look_up_loads_the_standard_library_alone(asked: dict[str, Any]):
    assert _foreign(asked["modules"]) == set()


def test_a_first_look_up_asks_no_network_and_only_where_an_update_would_lie(asked: dict[str, Any]):
    assert asked["network"] == []
    assert set(asked["environment"]) <= {"MODELDEX_DATA_DIR", "XDG_DATA_HOME", "HOME"}
    assert asked["processes"] == []
    assert not {"socket", "ssl", "http.client", "asyncio", "urllib.request"} & set(asked["modules"])


def test_a_first_look_up_reads_the_package_and_nothing_else(asked: dict[str, Any]):
    roots = (str(PACKAGE), *(str(Path(part).resolve()) for part in sys.path if part), "file:")

    outside = [name for name in asked["files"] if not name.startswith(roots)]

    assert outside == []


@pytest.mark.parametrize(
    "heavy", ["typing", "dataclasses", "inspect", "json", "pathlib", "difflib", "tomllib"]
)
def test_a_first_look_up_leaves_slow_modules_alone(heavy: str, asked: dict[str, Any]):
    assert heavy not in asked["modules"]


@pytest.mark.parametrize("room", ["cli", "pipeline", "sources"])
def test_a_look_up_needs_no_upper_room(room: str, asked: dict[str, Any]):
    assert not [name for name in asked["modules"] if name.startswith(f"modeldex.{room}")]
