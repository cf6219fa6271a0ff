"""JSON as it goes over the wire: read with an error that names the place, written without blanks."""

from __future__ import annotations

import json
from typing import Any

from modeldex.core.errors import InvalidRequestError

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


DECODER = json.JSONDecoder(parse_constant=_no_constant)
"""Reads JSON and nothing more: `NaN` and `Infinity` are none."""


def read_json(body: bytes | str, *, what: str = "body") -> Any:
    """The value of a JSON text; InvalidRequestError names `what` and the place where it is none."""
    try:
        return DECODER.decode(body if isinstance(body, str) else body.decode())
    except UnicodeDecodeError as error:
        place = f"it is not in UTF-8 at byte {error.start}"
    except RecursionError:
        place = "it is nested too deeply"
    except ValueError as error:
        place = str(error)
    raise InvalidRequestError({what: f"is no JSON: {place}"})


def write_json(value: Any) -> bytes:
    """A value as JSON text in UTF-8; letters of a broken pair are escaped."""
    text = _encode(value)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()
