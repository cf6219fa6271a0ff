"""What every importer takes and gives."""

from __future__ import annotations

from modeldex.core.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from modeldex.config.importers.desk import Desk
    from modeldex.config.places import KeyPath

BY_HAND = "state what corresponds to it below [routing] by hand"
WITH_THE_GATEWAY = "comes with the gateway"
NO_COUNTERPART = "no counterpart"


class Note(Record):
    """What became of one key of the neighbour's file; it never holds a value that may be a secret."""

    place: str
    """The key in dots, `model_list[0].litellm_params.api_key`."""
    message: str
    """What it became, why it was left out, or what is to be done."""
    line: int | None = None
    """Line in the file, from 1; None where the format does not tell."""

    def __str__(self) -> str:
        where = self.place if self.line is None else f"{self.line}: {self.place}"
        return f"{where}: {self.message}"


class Converted(Record):
    """A neighbour's configuration as one of ours, and an account of every key of it."""

    document: str
    """Our file, as TOML."""
    carried: tuple[Note, ...] = ()
    """What stands in our file, in the order of the neighbour's; so with the others."""
    left_out: tuple[Note, ...] = ()
    """What does not, and why."""
    to_do: tuple[Note, ...] = ()
    """What somebody must do by hand, such as setting a variable to a key that stood in the file."""


class Importer(Record):
    """One neighbour whose configuration can be converted."""

    kind: str
    """Its name on the command line."""
    title: str
    """Its name for people."""
    language: str
    """The language of its file, as `document_of` names it."""
    recognises: Callable[[Mapping[str, Any]], bool]
    """Whether a file looks like one of its own."""
    looks_like: str
    """What a file of it has, in words, for an error."""
    convert: Callable[[Mapping[str, Any], Desk], None]
    """Write what a file says into the draft of a desk, with a note for each key that is understood."""
    reason: Callable[[KeyPath], str]
    """Why a key that is not understood is left out."""
