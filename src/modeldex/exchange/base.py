"""What every format gives: how it is written, how it is read, and how it is told from the others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from modeldex.core.provider import Provider
    from modeldex.exchange.desk import Desk
    from modeldex.exchange.document import Document
    from modeldex.exchange.facts import Facts
    from modeldex.exchange.imported import Imported
    from modeldex.exchange.ledger import Ledger


@dataclass(frozen=True, kw_only=True)
class Format:
    """One format of models, written and read."""

    name: str
    """Its name, as the command line has it."""
    title: str
    """What it is, for people."""
    write: Callable[[Iterable[Facts], Ledger, Mapping[str, Provider]], Iterator[str]]
    """Writes models, in order of provider and model id, as the texts of one file."""
    read: Callable[[Document, Desk], Imported]
    """Reads a file; DataError names every fault."""
    recognises: Callable[[Document], bool]
    """Whether a file looks like one of the format."""
    requires: tuple[str, ...] = ()
    """Paths that its readers expect in every entry; see `Ledger.requires`."""
