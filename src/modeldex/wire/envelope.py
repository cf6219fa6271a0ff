"""`Envelope`: a body that is passed on as it is, byte for byte, but for the name of the model."""

from __future__ import annotations

import json
from json.decoder import JSONDecodeError
from typing import Any

from modeldex.core.errors import InvalidRequestError
from modeldex.wire.json_text import DECODER

_BLANKS = " \t\n\r"
_MODEL = "model"


class Envelope:
    """A JSON object as its sender wrote it, and what it means.

    Of a name that stands twice the last one counts, as everywhere in JSON.
    """

    __slots__ = ("_models", "_text", "value")

    def __init__(self, body: bytes) -> None:
        """Read a body; InvalidRequestError where it is no JSON object in UTF-8."""
        try:
            self._text = body.decode()
        except UnicodeDecodeError as error:
            raise InvalidRequestError({"body": f"is not in UTF-8 at byte {error.start}"}) from None
        self._models: list[tuple[int, int]] = []
        self.value: dict[str, Any] = {}
        """The object."""
        try:
            self._read()
        except JSONDecodeError as error:
            raise InvalidRequestError({"body": f"is no JSON: {error}"}) from None
        except (ValueError, StopIteration, RecursionError) as error:
            problem = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
            raise InvalidRequestError({"body": f"is no JSON: {problem}"}) from None

    def with_model(self, model: str) -> bytes:
        """The body with another name at the top-level field `model`; as it is where it has none."""
        text, written = self._text, json.dumps(model)
        for start, end in reversed(self._models):
            text = text[:start] + written + text[end:]
        return text.encode()

    def _read(self) -> None:
        """Take the object apart at its top: each value is decoded where it stands."""
        text = self._text
        place = _past_blanks(text, 0)
        if text[place : place + 1] != "{":
            raise JSONDecodeError("Expecting an object", text, place)
        place = _past_blanks(text, place + 1)
        if text[place : place + 1] == "}":
            return self._see_end(place + 1)
        while True:
            if text[place : place + 1] != '"':
                raise JSONDecodeError("Expecting a name in double quotes", text, place)
            name, place = DECODER.raw_decode(text, place)
            place = _past_blanks(text, place)
            if text[place : place + 1] != ":":
                raise JSONDecodeError("Expecting ':'", text, place)
            start = _past_blanks(text, place + 1)
            self.value[name], place = DECODER.raw_decode(text, start)
            if name == _MODEL:
                self._models.append((start, place))
            place = _past_blanks(text, place)
            mark = text[place : place + 1]
            if mark == "}":
                return self._see_end(place + 1)
            if mark != ",":
                raise JSONDecodeError("Expecting ','", text, place)
            place = _past_blanks(text, place + 1)

    def _see_end(self, place: int) -> None:
        end = _past_blanks(self._text, place)
        if end != len(self._text):
            raise JSONDecodeError("Extra data", self._text, end)


def _past_blanks(text: str, place: int) -> int:
    while text[place : place + 1] and text[place] in _BLANKS:
        place += 1
    return place
