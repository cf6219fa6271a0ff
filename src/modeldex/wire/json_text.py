"""JSON as it goes over the wire: read with an error that names the place, written without blanks."""

from __future__ import annotations

import json
from json.encoder import encode_basestring, encode_basestring_ascii
from math import isinf
from typing import Any

from modeldex.core.errors import InvalidRequestError

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _finite(text: str) -> float:
    number = float(text)
    if isinf(number):
        raise ValueError(f"{text[:20]} is too large a number")
    return number


DECODER = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite)
"""Reads JSON and nothing more: `NaN` and `Infinity` are none, nor is a number that would become one."""


def _number(text: str) -> float | None:
    number = float(text)
    return None if isinf(number) else number


LENIENT = json.JSONDecoder(parse_constant=lambda _: None, parse_float=_number)
"""Reads what providers stream: `NaN` and `Infinity`, which some write for want of a number, and what
would become one of them, are null."""


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


def json_value(text: bytes | str) -> Any:
    """The value of a JSON text; None where it is none, whatever it is."""
    try:
        return DECODER.decode(text if isinstance(text, str) else text.decode())
    except (ValueError, RecursionError):  # the first of these also where bytes are not in UTF-8
        return None


def write_json(value: Any) -> bytes:
    """A value as JSON text in UTF-8; letters of a broken pair are escaped."""
    text = _encode(value)
    try:
        return text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"), allow_nan=False).encode()


def quoted(text: str) -> bytes:
    """A text as a string of JSON, quickly; letters of a broken pair are escaped."""
    try:
        return encode_basestring(text).encode()
    except UnicodeEncodeError:
        return encode_basestring_ascii(text).encode()
