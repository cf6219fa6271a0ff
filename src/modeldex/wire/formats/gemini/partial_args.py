"""`PartialArgs`: arguments of a call that come value by value, each with its path, as Vertex streams them.

https://docs.cloud.google.com/vertex-ai/generative-ai/docs/multimodal/function-calling
"""

from __future__ import annotations

import re
from typing import Any

from modeldex.wire.formats.gemini.spelling import camel

_STEP = re.compile(r"""\.([^.\[\]]+)|\[(\d{1,6})\]|\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\]""")
_MOST_STEPS, _MOST_ITEMS = 64, 100_000
_VALUES = ("stringValue", "numberValue", "boolValue")


class PartialArgs:
    """The arguments of one call as far as they are known."""

    __slots__ = ("_strings", "args")

    def __init__(self) -> None:
        self.args: dict[str, Any] = {}
        """What is whole; strings are joined by `whole`."""
        self._strings: dict[str, list[str]] = {}

    def take(self, pieces: Any) -> None:
        """Take up the values of one frame; what has no readable path is passed over."""
        for value in pieces if type(pieces) is list else ():
            piece = camel(value) if type(value) is dict else {}
            path = piece.get("jsonPath")
            if type(path) is not str:
                continue
            text = piece.get("stringValue")
            if type(text) is str:
                self._strings.setdefault(path, []).append(text)
                self._put(path, "")
                continue
            for name in _VALUES:
                if name in piece:
                    self._put(path, _whole(piece[name]))
                    break
            else:
                if "nullValue" in piece:
                    self._put(path, None)

    def whole(self) -> dict[str, Any]:
        """The arguments."""
        for path, pieces in self._strings.items():
            self._put(path, "".join(pieces))
        return self.args

    def _put(self, path: str, value: Any) -> None:
        steps = _steps(path)
        place: Any = self.args
        if not steps:
            return
        for step, following in zip(steps, [*steps[1:], None], strict=True):
            fresh: Any = value if following is None else [] if type(following) is int else {}
            is_last = following is None
            if type(place) is dict and type(step) is str:
                if is_last or type(place.get(step)) is not type(fresh):
                    place[step] = fresh
            elif type(place) is list and type(step) is int and step <= min(len(place), _MOST_ITEMS):
                if step == len(place):
                    place.append(fresh)
                elif is_last or type(place[step]) is not type(fresh):
                    place[step] = fresh
            else:
                return
            place = place[step]


def _steps(path: str) -> list[str | int]:
    """The steps of a path such as `$.places[0].name`; none where it is no such path."""
    rest = path.removeprefix("$")
    if rest and rest[0] not in ".[":
        rest = f".{rest}"
    steps: list[str | int] = []
    place = 0
    while place < len(rest):
        found = _STEP.match(rest, place)
        if found is None or len(steps) == _MOST_STEPS:
            return []
        name, number, single, double = found.groups()
        quoted = single if single is not None else double
        steps.append(int(number) if number else name or (quoted or "").replace("\\", ""))
        place = found.end()
    return steps


def _whole(value: Any) -> Any:
    """Protobuf's numbers are all doubles: a whole one is written as such."""
    return int(value) if type(value) is float and value.is_integer() and abs(value) < 2**53 else value
