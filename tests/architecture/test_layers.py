"""The walls of the house: who may import whom, and what the library may not need."""

import ast
import importlib.metadata
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import modeldex

PACKAGE = Path(modeldex.__file__).parent
ROOT = PACKAGE.parent.parent
MODULES = sorted(PACKAGE.rglob("*.py"))
LIBRARIES = {
    "cli": {"click", "rich"},
    "charts": {"altair", "vl_convert"},
    "config": {"tomlkit", "yaml"},
    "http/aiohttp_failure.py": {"aiohttp"},
    "http/aiohttp_session.py": {"aiohttp"},
    "http/aiohttp_transport.py": {"aiohttp", "yarl"},
    "pipeline/report/compliance.py": {"fastjsonschema"},
    "providers/aws.py": {"botocore"},
    "providers/google.py": {"google"},
    "providers/keyring.py": {"keyring"},
    "router/conditions/program.py": {"cel_expr_python"},
    "registry/file_watch.py": {"watchfiles"},
    "registry/metrics.py": {"prometheus_client"},
    "storage": {"alembic", "psycopg", "redis", "sqlalchemy"},
    "updates/keys.py": {"cryptography"},
}
"""Room, or file, -> the libraries that it alone may import."""


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_the_contracts_of_import_linter_hold():
    ran = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert ", 0 broken" in ran.stdout


def test_there_are_contracts_and_they_cover_every_room():
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = next(contract for contract in linter["contracts"] if contract["type"] == "layers")

    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert rooms <= set(layers["layers"])
    assert layers["exhaustive"] is True


def test_the_library_requires_no_package():
    needs = importlib.metadata.requires("modeldex") or []

    assert [need for need in needs if "extra ==" not in need] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_what_its_room_may(path: Path):
    third_party = {
        name
        for name in _imports(path)
        if name.partition(".")[0] not in {*sys.stdlib_module_names, "modeldex"}
    }

    place = path.relative_to(PACKAGE)
    allowed = LIBRARIES.get(place.as_posix(), LIBRARIES.get(place.parts[0], set()))
    assert {name.partition(".")[0] for name in third_party} <= allowed


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_room_imports_the_face(path: Path):
    assert "modeldex" not in _imports(path)


def test_what_the_build_hook_imports_is_standard_library_only():
    script = (
        "import sys, modeldex.pipeline.build\n"
        "print({n.partition('.')[0] for n in sys.modules} - set(sys.stdlib_module_names)"
        " - {'__main__', 'modeldex'}, *sorted(n for n in sys.modules if n.startswith('modeldex.')))"
    )
    bare = [sys.executable, "-S", "-c", f"import sys; sys.path.insert(0, {str(PACKAGE.parent)!r})\n{script}"]

    ran = subprocess.run(bare, capture_output=True, text=True, timeout=60, check=True)

    assert ran.stdout.startswith("set()")
    assert "modeldex.cli" not in ran.stdout
    assert "modeldex.sources" not in ran.stdout
