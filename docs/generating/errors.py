"""The errors: their tree, and an entry for each."""

from __future__ import annotations

import inspect

from docs.generating.tables import table
from modeldex.core import errors
from modeldex.core.errors import ModeldexError


def error_classes() -> list[type[ModeldexError]]:
    """Every public error, the root first, each before its own kinds."""
    found = [ModeldexError]
    for cls in found:
        found.extend(cls.__subclasses__())
    return [cls for cls in found if cls.__module__.startswith(f"{errors.__name__}.")]


def error_table() -> str:
    """Code, class and meaning of every error."""
    rows = [
        (f"`{cls.code}`", f"[{cls.__name__}](#{cls.__name__.lower()})", _first_line(cls))
        for cls in sorted(error_classes(), key=lambda cls: (cls.code, cls is not ModeldexError))
    ]
    return table(("code", "class", "meaning"), rows)


def _first_line(cls: type) -> str:
    return inspect.cleandoc(cls.__doc__ or "").splitlines()[0]
