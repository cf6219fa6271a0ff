"""How likely a token was, as numbers that JSON can hold."""

from __future__ import annotations

from math import isfinite, isnan
from typing import Any

_LEAST = -9999.0
"""OpenAI's number for what is most unlikely; JSON has no infinite one."""


def read_logprob(value: Any) -> float | None:
    """The logarithm of a likelihood; None where it is none."""
    if type(value) is float and not isfinite(value):
        return None if isnan(value) else min(0.0, max(_LEAST, value))
    return value if type(value) in (int, float) else None


def read_octets(value: Any) -> tuple[int, ...] | None:
    """The bytes of a token; None where they are none."""
    if isinstance(value, list) and all(type(one) is int and 0 <= one < 256 for one in value):
        return tuple(value)
    return None
