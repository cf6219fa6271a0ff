"""Counts and shares as the page writes them."""

from __future__ import annotations


def number(count: int) -> str:
    """A count: `12,860`."""
    return f"{count:,}"


def percent(share: float) -> str:
    """A share; what is not nothing or all is never written as 0 or 100 %."""
    if 0 < share < 0.001:
        return "under 0.1 %"
    return f"{min(share, 0.999) * 100:.1f} %" if share < 1 else "100 %"


def share_of(part: int, whole: int) -> str:
    """A part of a whole; a dash where there is no whole."""
    return percent(part / whole) if whole else "-"


def part_of(part: int, whole: int) -> str:
    """A count with its share of a whole: `10,999 (85.5 %)`."""
    return f"{number(part)} ({share_of(part, whole)})"


def yes_or_no(is_so: bool | None) -> str:
    """Whether something is so; what nobody measured is neither."""
    return "not measured" if is_so is None else "yes" if is_so else "no"


def of_things(count: int, thing: str) -> str:
    """A count with its noun: `1 change`, `2 changes`."""
    return f"{number(count)} {thing}{'' if count == 1 else 's'}"


def rounded(share: float | None) -> float | None:
    """A share as data: to six places, of which nobody needs more; None where it is not measured."""
    return None if share is None else round(share, 6)
