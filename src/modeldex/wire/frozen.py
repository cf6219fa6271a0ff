"""`frozen`: a frozen, slotted dataclass, and one that is made twice as fast.

A request of a kilobyte is some twenty objects of the hub. The `__init__` that `dataclasses` writes for a
frozen class looks up each slot by its name; this one puts values into the slots themselves.
"""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def frozen(made: type[T]) -> type[T]:
    """The class as a dataclass of keyword arguments whose fields do not change."""
    return _quick(dataclass(frozen=True, slots=True, kw_only=True)(made), "*, ")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen_in_order(made: type[T]) -> type[T]:
    """The same for a class whose arguments are given by place."""
    return _quick(dataclass(frozen=True, slots=True)(made), "")


def _quick(made: type[T], before: str) -> type[T]:
    held: dict[str, Any] = {"_MISSING": MISSING}
    arguments, steps = [], []
    for one in fields(made):  # type: ignore[arg-type]
        name = one.name
        held[f"_put_{name}"] = getattr(made, name).__set__
        value = name
        if one.default_factory is not MISSING:
            held[f"_make_{name}"] = one.default_factory
            arguments.append(f"{name}=_MISSING")
            value = f"_make_{name}() if {name} is _MISSING else {name}"
        elif one.default is not MISSING:
            held[f"_default_{name}"] = one.default
            arguments.append(f"{name}=_default_{name}")
        else:
            arguments.append(name)
        steps.append(f"    _put_{name}(self, {value})")
    named = before + ", ".join(arguments) if arguments else ""
    code = "\n".join([f"def __init__(self, {named}):", *(steps or ["    pass"])])
    exec(code, held)  # noqa: S102 - the names are those of the class, as in `dataclasses` itself
    init: Callable[..., None] = held["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    init.__doc__ = made.__init__.__doc__
    made.__init__ = init  # type: ignore[method-assign]
    return made
