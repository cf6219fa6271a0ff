"""What can be wrong with the values of the records of `config.routing`, in words; None where nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


def found(faults: Mapping[str, str | None]) -> dict[str, str]:
    """Of what may be wrong, by field, what is."""
    return {name: fault for name, fault in faults.items() if fault}


def name_fault(name: object) -> str | None:
    """What is wrong with a name."""
    if isinstance(name, str) and name and name.isprintable() and name == name.strip():
        return None
    return f"must be a name, not {name!r}"


def text_fault(text: object) -> str | None:
    """What is wrong with a condition, as far as it can be told without reading it."""
    return None if isinstance(text, str) and text.strip() else f"must be a condition, not {text!r}"


def word_fault(word: object, known: tuple[str, ...]) -> str | None:
    """What is wrong with a word out of a closed list."""
    return None if word in known else f"must be one of {', '.join(known)}, not {word!r}"


def flag_fault(value: object) -> str | None:
    """What is wrong with a truth value."""
    return None if isinstance(value, bool) else f"must be True or False, not {value!r}"


def whole_fault(value: object, least: int) -> str | None:
    """What is wrong with a whole number of at least this."""
    is_right = type(value) is int and value >= least
    return None if is_right else f"must be a whole number of at least {least}, not {value!r}"


def number_fault(value: object, least: float, most: float = 1e9) -> str | None:
    """What is wrong with a number between these."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if is_number and least <= value <= most:  # type: ignore[operator]
        return None
    return f"must be a number from {least:g} to {most:g}, not {value!r}"


def above_zero_fault(value: object) -> str | None:
    """What is wrong with a number above 0."""
    return f"must be above 0, not {value!r}" if value == 0 else number_fault(value, 0)
