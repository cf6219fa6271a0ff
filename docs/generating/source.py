"""What the source says of its names beside the code: the lines under attributes, the members of a class."""

from __future__ import annotations

import ast
import inspect
import textwrap
from itertools import pairwise
from typing import NamedTuple


class Keyword(NamedTuple):
    """One keyword that a function takes as `**keywords`."""

    name: str
    type: str
    meaning: str


def attribute_docs(cls: type) -> dict[str, str]:
    """Attribute -> the line under it, in the body of a class or in its `__init__`."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(cls))).body[0]
    assert isinstance(tree, ast.ClassDef)
    found = _lines_under(tree.body)
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name == "__init__":
            found |= _lines_under(node.body)
    return found


def keywords(module: object, name: str) -> list[Keyword]:
    """The keywords of a `TypedDict`, those of its bases in the same module first.

    It may stand where only a type checker looks, so its source is read, not its value.
    """
    tree = ast.parse(inspect.getsource(module))  # type: ignore[arg-type]
    classes = {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    body = classes[name].body
    docs = _lines_under(body)
    return [
        Keyword(node.target.id, ast.unparse(node.annotation), docs[node.target.id])
        for node in body
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    ]


def _lines_under(body: list[ast.stmt]) -> dict[str, str]:
    found: dict[str, str] = {}
    for before, after in pairwise(body):
        name = _assigned(before)
        if name and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            found[name] = " ".join(str(after.value.value).split())
    return found


def _assigned(node: ast.stmt) -> str | None:
    """The attribute that a statement assigns: `name: type = ...`, `NAME = ...`, `self.name = ...`."""
    if isinstance(node, ast.AnnAssign):
        target: ast.expr = node.target
    elif isinstance(node, ast.Assign) and len(node.targets) == 1:
        target = node.targets[0]
    else:
        return None
    if isinstance(target, ast.Attribute):
        return target.attr
    return target.id if isinstance(target, ast.Name) else None
