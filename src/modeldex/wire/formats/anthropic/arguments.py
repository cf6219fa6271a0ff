"""Arguments of calls: an object here, a text in the hub."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from modeldex.wire.json_text import DECODER

if TYPE_CHECKING:
    from modeldex.wire.losses import Losses

written_arguments = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""An object as the text of the hub."""


def read_arguments(arguments: str, path: str, losses: Losses, *, is_custom: bool = False) -> dict[str, Any]:
    """The object of a text; a text that is none, such as one broken off, stands in an object by itself."""
    if is_custom:
        return {"input": arguments}
    if not arguments or arguments == "{}":
        return {}
    try:
        value = DECODER.decode(arguments)
    except (ValueError, RecursionError):
        value = None
    if type(value) is dict:
        return value
    losses.approximate(f"{path}.arguments", "they are no JSON object; they stand as a text in one")
    return {"arguments": arguments}
