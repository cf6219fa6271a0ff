"""Everything that is wrong with a configuration, collected, so that all of it is told at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.config.document import Document
    from modeldex.config.places import KeyPath
    from modeldex.core.errors import Fault


class Faults:
    """The faults of several documents, the order of which is kept."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self._order = [document.name for document in documents]
        self._found: list[Fault] = []
        self._keys: set[KeyPath] = set()

    def add(self, document: Document, key: KeyPath, problem: str) -> None:
        """Keep what is wrong at a key."""
        self._keys.update(key[:length] for length in range(1, len(key) + 1))
        self._found.append(document.fault(key, problem))

    def take(self, faults: Iterable[Fault]) -> None:
        """Keep faults that have their places."""
        self._found += faults

    def are_at(self, key: KeyPath) -> bool:
        """Whether something was added at a key, or below it."""
        return key in self._keys

    def raise_any(self) -> None:
        """Raise ConfigError with all of them, in the order of the documents; nothing where there is none."""
        if self._found:
            raise self.error()

    def error(self) -> ConfigError:
        """The error that has all of them, in the order of the documents."""
        return ConfigError(sorted(dict.fromkeys(self._found), key=self._rank))

    def _rank(self, fault: Fault) -> tuple[int, int, int]:
        known = fault.path in self._order
        order = self._order.index(fault.path) if known else len(self._order)
        return order, fault.line or 0, fault.column or 0
