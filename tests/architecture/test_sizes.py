"""Small rooms: files and functions stay short enough to read, and say in their name what they are."""

import ast
from pathlib import Path

import pytest

import modeldex

PACKAGE = Path(modeldex.__file__).parent
TESTS = Path(__file__).parent.parent
MODULES = sorted(PACKAGE.rglob("*.py"))
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "shared", "stuff"}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions(path: Path) -> list[Function]:
    tree = ast.parse(path.read_text("utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def _lines(function: Function) -> int:
    """Lines of the body, without the signature and the docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (function.end_lineno or 0) - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_has_at_most_300_lines(path: Path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", sorted(TESTS.rglob("*.py")), ids=lambda path: str(path.relative_to(TESTS)))
def test_a_test_file_has_at_most_300_lines(path: Path):
    assert len(path.read_text("utf-8").splitlines()) <= 300


def test_no_function_has_more_than_60_lines_and_half_have_at_most_10():
    sizes = {
        f"{path.relative_to(PACKAGE)}:{function.name}": _lines(function)
        for path in MODULES
        for function in _functions(path)
    }

    assert {name: size for name, size in sizes.items() if size > 60} == {}
    assert sorted(sizes.values())[len(sizes) // 2] <= 10


def test_no_module_is_called_by_a_name_that_says_nothing():
    assert [path for path in PACKAGE.rglob("*") if path.stem in VAGUE] == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_class_and_public_function_says_what_it_is(path: Path):
    tree = ast.parse(path.read_text("utf-8"))

    assert ast.get_docstring(tree)
    for node in tree.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            assert ast.get_docstring(node), node.name
