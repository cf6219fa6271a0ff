"""Conditions as text, `<field><comparison><value>`, read."""

from __future__ import annotations

from modeldex.catalog.criteria.base import COMPARISONS
from modeldex.catalog.criteria.table import criterion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.catalog.criteria.base import Condition, Names

_LIKE = "like max_context>=200000, gpqa>=80, vision=true or cache_read_tokens!=?"


def conditions_of(where: str | Iterable[str], names: Names) -> list[Condition]:
    """The conditions of one text, or of several.

    ValueError names each that cannot be, with what its field takes; UnknownNameError lists the
    fields there are.
    """
    if not isinstance(where, str | list | tuple | set | frozenset):
        raise ValueError(f"must be conditions {_LIKE}, not {where!r}")
    found: list[Condition] = []
    faults: list[str] = []
    for text in (where,) if isinstance(where, str) else where:
        try:
            found += _conditions(text, names)
        except ValueError as error:
            faults.append(f"{text!r}: {error}")
    if faults:
        raise ValueError("; ".join(faults))
    return found


def _conditions(text: object, names: Names) -> tuple[Condition, ...]:
    if not isinstance(text, str):
        raise ValueError(f"must be a text {_LIKE}")
    field, comparison, value = split(text)
    return criterion(field, names).conditions(comparison, value, names)


def split(text: str) -> tuple[str, str, str]:
    """Field, comparison and value of a condition; ValueError where it has no field or no comparison.

    The `>` of a tier belongs to the field: `input_tokens@>200000<=2`.
    """
    at = next((at for at, char in enumerate(text) if char in "<>=!" and not _is_tier(text, at)), len(text))
    comparison = next((one for one in COMPARISONS if text.startswith(one, at)), "")
    field = text[:at].strip()
    if not field or not comparison:
        raise ValueError(f"must be a field, one of {' '.join(COMPARISONS)}, and a value, {_LIKE}")
    return field, comparison, text[at + len(comparison) :].strip()


def _is_tier(text: str, at: int) -> bool:
    before = text[:at]
    return text[at] == ">" and "@" in before and before[-1] in "@,"
