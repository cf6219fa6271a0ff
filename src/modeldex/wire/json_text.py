"""JSON as it goes over the wire: read with an error that names the place, written without blanks."""

from __future__ import annotations

import json
from typing import Any

from modeldex.core.errors import InvalidRequestError

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def read_json(body: bytes | str, *, what: str = "body") -> Any:
    """The value of a JSON text; InvalidRequestError names `what` and the place where it is none."""
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        place = str(error) if isinstance(error, ValueError) else "it is nested too deeply"
        raise InvalidRequestError({what: f"is no JSON: {place}"}) from None


def write_json(value: Any) -> bytes:
    """A value as JSON text in UTF-8; letters of a broken pair are escaped."""
    text = _encode(value)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")
