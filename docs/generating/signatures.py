"""Signatures with their types, as the reference shows them."""

from __future__ import annotations

import inspect
from enum import Enum

_WIDEST = 88
_LONGEST_DEFAULT = 40
_SIGNS: dict[object, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}


def signature(name: str, function: object) -> str:
    """`name(a: int, *, b: str = 'x') -> bool`; on several lines where it is long."""
    assert callable(function)
    taken = inspect.signature(function)
    words = _parameters(taken)
    result = f" -> {taken.return_annotation}" if taken.return_annotation is not taken.empty else ""
    line = f"{name}({', '.join(words)}){result}"
    if len(line) <= _WIDEST:
        return line
    return "\n".join([f"{name}(", *(f"    {word}," for word in words), f"){result}"])


def _parameters(taken: inspect.Signature) -> list[str]:
    words: list[str] = []
    for parameter in taken.parameters.values():
        if parameter.name in ("self", "cls"):
            continue
        if parameter.kind is parameter.KEYWORD_ONLY and "*" not in words:
            words.append("*")
        words.append(_parameter(parameter))
    return words


def _parameter(parameter: inspect.Parameter) -> str:
    text = f"{_SIGNS.get(parameter.kind, '')}{parameter.name}"
    if parameter.annotation is not parameter.empty and parameter.kind is not parameter.VAR_KEYWORD:
        text += f": {parameter.annotation}"
    if parameter.default is not parameter.empty:
        default = parameter.default
        shown = str(default) if isinstance(default, Enum) else repr(default)
        text += f" = {shown if len(shown) <= _LONGEST_DEFAULT else '...'}"
    return text


def read_type(cls: type, name: str) -> str:
    """The type that an attribute of a record gives when it is read."""
    for base in cls.__mro__:
        descriptor = vars(base).get(name)
        getter = getattr(type(descriptor), "__get__", None)
        stated = getattr(getter, "__annotations__", {}).get("return")
        if stated is not None:
            return str(stated).removeprefix("Self | ")
        if name in (annotations := inspect.get_annotations(base)):
            return str(annotations[name])
    raise LookupError(f"{cls.__name__}.{name} states no type")
