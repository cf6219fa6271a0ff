"""The JSON that an answer is."""

from __future__ import annotations

import json
from typing import Any

from modeldex.core.errors import WireDataError


def value_in(body: bytes) -> Any:
    """The JSON value that a body is; WireDataError where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise WireDataError("body", "it is no JSON") from None


def checked_object(value: Any) -> dict[str, Any]:
    """A JSON value that is an object; WireDataError where it is none."""
    if not isinstance(value, dict):
        raise WireDataError("body", f"it is no JSON object, but a {type(value).__name__}")
    return value
