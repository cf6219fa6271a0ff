"""The shape of a configuration: tables of keys, and tables that are named by the user.

One tree of these, `sections.ROOT`, is what the checker, the JSON Schema and the docs go by.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from modeldex.config.kinds import Kind, RefusedError, shown
from modeldex.config.nearness import MOST_HELPED, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modeldex.config.places import KeyPath


class Key(NamedTuple):
    """A key with a value."""

    meaning: str
    """One line: what it means, its unit, and what absence says."""
    kind: Kind
    default: object = None
    """What holds where it is not stated, as a file would state it; None: nothing does."""


class Table(NamedTuple):
    """A table whose keys are known."""

    meaning: str
    keys: Mapping[str, Node]
    required: tuple[str, ...] = ()
    """Keys that must be there."""
    refused: Mapping[str, str] = {}
    """Keys that look right and are not read -> why."""


class Named(NamedTuple):
    """A table whose names are the user's, and whose values are all of one kind."""

    meaning: str
    names: str
    """What the names are."""
    entry: Table | Key


Node = Key | Table | Named


def settings_of(table: Table, at: KeyPath) -> Iterator[tuple[KeyPath, Key]]:
    """Every key of a table and of the known tables in it, with its path; not those that users name."""
    for name, node in table.keys.items():
        if isinstance(node, Key):
            yield (*at, name), node
        elif isinstance(node, Table):
            yield from settings_of(node, (*at, name))


class Reading:
    """What a tree reads out of a document: the values by key path, and what is wrong."""

    def __init__(self) -> None:
        self.values: dict[KeyPath, object] = {}
        """Key path -> what the value means, of every key that is right; of a named table, None."""
        self.problems: list[tuple[KeyPath, str]] = []
        """Key path, and what is wrong with it."""

    def read(self, node: Node, value: object, at: KeyPath = ()) -> None:
        """Read a value by its node."""
        if isinstance(node, Key):
            self._read_key(node.kind, value, at)
        elif value is None:
            pass  # a table of which nothing is written yet
        elif not isinstance(value, dict):
            # a text may be the secret that stands one table too high
            found = "text" if isinstance(value, str) else shown(value)
            self.problems.append((at, f"must be a table, not {found}"))
        elif isinstance(node, Named):
            for name, item in value.items():
                if isinstance(node.entry, Table):
                    self.values[*at, name] = None  # the table is there, whatever it states
                self.read(node.entry, item, (*at, name))
        else:
            self._read_table(node, value, at)

    def _read_key(self, kind: Kind, value: object, at: KeyPath) -> None:
        try:
            self.values[at] = kind.read(value)
        except RefusedError as refused:
            self.problems += [((*at, *below), problem) for below, problem in refused.problems]
        except ValueError as error:
            self.problems.append((at, str(error)))

    def _read_table(self, table: Table, value: Mapping[str, object], at: KeyPath) -> None:
        for name, item in value.items():
            node = table.keys.get(name)
            if node is not None:
                self.read(node, item, (*at, name))
            elif name in table.refused:
                self.problems.append(((*at, name), table.refused[name]))
            else:
                near = did_you_mean(name, table.keys) if len(self.problems) < MOST_HELPED else ""
                self.problems.append(((*at, name), f"is not a key here{near}"))
        missing = [name for name in table.required if name not in value]
        if missing:
            self.problems.append((at, f"lacks {' and '.join(missing)}"))
