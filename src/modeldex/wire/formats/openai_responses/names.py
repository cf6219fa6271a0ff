"""The format's name, and the ids that are made here because the format demands some.

A made id is unique within its answer, and tells nothing: it is read as none.
"""

from __future__ import annotations

NAME = "openai_responses"

MESSAGE, REASONING, CALL, CUSTOM_CALL, RESPONSE = "msg", "rs", "fc", "ctc", "resp"
"""How ids begin; OpenAI refuses an item whose id begins otherwise."""

_MADE = "_made_"
_MOST_TAIL = 32
"""Characters of the answer's id that an item's repeats: OpenAI takes ids of at most 64."""


def made_id(kind: str, response_id: str | None, place: int) -> str:
    """An id for an item that has none."""
    tail = (response_id or "0").removeprefix("resp_")[-_MOST_TAIL:]
    return f"{kind}{_MADE}{tail}_{place}"


def given_id(value: str | None) -> str | None:
    """The id, unless it was made here; blank is none."""
    return None if not value or _MADE in value else value
