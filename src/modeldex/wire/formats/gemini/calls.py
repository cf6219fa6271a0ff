"""`Calls`: which result answers which call, where the format gives no ids."""

from __future__ import annotations

_MADE = "gcall_"
_MOST_LETTERS = 26
"""Of the answer's id in an id that is made; with it no id is longer than the 40 letters others take."""


class Calls:
    """The calls of one talk, or of one choice of an answer, in their order.

    A call without an id gets one made of its place: the same text gives the same ids. In an answer
    the id of the answer is part of it, so that the calls of two turns are told apart.
    """

    __slots__ = ("_count", "_open", "_prefix")

    def __init__(self, response_id: str | None = None, choice: int = 0) -> None:
        self._prefix = _MADE
        if response_id:
            self._prefix += f"{_letters(response_id)}_"
        if choice:
            self._prefix += f"{choice}_"
        self._count = 0
        self._open: list[tuple[str, str]] = []

    def called(self, id_: str | None, name: str) -> str:
        """The id of the next call."""
        made = id_ or f"{self._prefix}{self._count}"
        self._count += 1
        self._open.append((made, name))
        return made

    def answered(self, id_: str | None, name: str) -> str:
        """The id of the call that a result belongs to: by its id, else the first open one of its name."""
        for place, (called, called_name) in enumerate(self._open):
            if called == id_ if id_ else called_name == name:
                del self._open[place]
                return called
        return id_ or f"{_MADE}{name}"


def _letters(response_id: str) -> str:
    """What of an answer's id every format takes in the id of a call."""
    return "".join([one for one in response_id if one.isascii() and (one.isalnum() or one in "-_")])[
        :_MOST_LETTERS
    ]


def is_made(id_: str) -> bool:
    """Whether an id was made here, and means nothing to the provider."""
    return id_.startswith(_MADE)
