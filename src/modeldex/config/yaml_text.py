"""YAML as plain values with places: the types of JSON and nothing else.

What older YAML makes of unquoted words is a trap in a configuration: `on` and `no` are truth
values there, `1:30` is ninety, `0123` is eighty-three and `2025-06-01` is a date. Here numbers,
`true`, `false` and `null` are what JSON writes so; any other word is text. Nothing is constructed
but dicts, lists, texts, numbers, truth values and None. Aliases and merges (`<<`) are read, up to
a bound of what they expand to.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

import yaml

from modeldex.config.places import Place, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Protocol

    from modeldex.config.places import KeyPath

    class Mark(Protocol):
        """A place as the parser counts: lines and columns from 0."""

        line: int
        column: int


MOST_VALUES = 200_000
"""So many values a file may hold, those counted again that an alias repeats."""
_DEEPEST = 100
"""So many tables and arrays may stand in each other; the parser is slow where they are very many."""
_WHOLE = re.compile(r"[-+]?(0|[1-9][0-9_]{0,40})")
_NUMBER = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")
_WORDS = {"true": True, "True": True, "false": False, "False": False, "null": None, "~": None, "": None}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlTextError(Exception):
    """What is wrong with a YAML text, and where."""

    def __init__(self, problem: str, place: Place | None) -> None:
        self.problem = problem
        self.place = place
        super().__init__(problem)


class Node(NamedTuple):
    """A value, the mark at which it stands, and the nodes that it holds."""

    value: object
    mark: Mark | None
    """None of the whole of an empty text."""
    size: int
    """How many values it and all it holds are."""
    items: dict[str, tuple[Node, Node]] | list[Node] | None = None
    """Of a table, key -> the nodes of the key and of its value; of an array, the nodes."""
    text: str | None = None
    """What stands there, as it is written; None of a table and an array."""
    is_quoted: bool = False


def read_yaml(text: str) -> Node:
    """The one document of a YAML text; YamlTextError says what is wrong with it, and where."""
    try:
        return _Composer(yaml.parse(text, Loader=_LOADER)).document()
    except yaml.MarkedYAMLError as error:
        words = ", ".join(part for part in (error.context, error.problem) if part)
        raise YamlTextError(words, _place(error.problem_mark)) from None
    except yaml.YAMLError as error:  # of the reader: a character that no YAML may hold
        raise YamlTextError(f"holds {getattr(error, 'reason', 'what is no YAML')}", None) from None


def place_in(node: Node, key: KeyPath) -> Place | None:
    """The place of a key, or of the nearest of the tables above it that is there."""
    found: Node | None = None
    for part in key:
        if isinstance(node.items, dict) and part in node.items:
            found, node = node.items[str(part)]
        elif isinstance(node.items, list) and isinstance(part, int) and part < len(node.items):
            found = node = node.items[part]
        else:
            break
    return None if found is None else _place(found.mark)


class _Composer:
    """Makes nodes of events, with a stack of its own: depth costs no recursion."""

    def __init__(self, events: Iterator[yaml.Event]) -> None:
        self._events = events
        self._anchors: dict[str, Node] = {}
        self._open: list[_Open] = []

    def document(self) -> Node:
        root = Node({}, None, 1, {})
        is_read = False
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and is_read:
                raise YamlTextError(
                    "holds a second document; one file is one document", _place(event.start_mark)
                )
            node = self._node(event)
            if node is not None and self._open:
                self._open[-1].add(node)
            elif node is not None:
                root, is_read = node, True
        return root

    def _node(self, event: yaml.Event) -> Node | None:
        """The node that an event completes; None where it only begins or ends something."""
        mark = event.start_mark
        if isinstance(event, yaml.ScalarEvent):
            _refuse_tag(event)
            quoted = not event.implicit[0]
            value = event.value if quoted else _meant(event.value)
            return self._kept(event.anchor, Node(value, mark, 1, None, event.value, quoted))
        if isinstance(event, yaml.AliasEvent):
            return self._repeated(event.anchor, mark)
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            _refuse_tag(event)
            if len(self._open) == _DEEPEST:
                raise YamlTextError("is nested too deeply", _place(mark))
            self._open.append(_Open(isinstance(event, yaml.MappingStartEvent), event.anchor, mark))
            return None
        if isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            ended = self._open.pop()
            return self._kept(ended.anchor, ended.node())
        return None

    def _kept(self, anchor: str | None, node: Node) -> Node:
        if anchor is not None:
            self._anchors[anchor] = node
        return node

    def _repeated(self, anchor: str | None, mark: Mark | None) -> Node:
        node = self._anchors.get(anchor or "")
        if node is None:
            raise YamlTextError(f"repeats &{anchor}, which does not stand before it", _place(mark))
        return node


class _Open:
    """A table or an array whose end has not come."""

    def __init__(self, is_table: bool, anchor: str | None, mark: Mark | None) -> None:
        self.anchor = anchor
        self._mark = mark
        self._is_table = is_table
        self._nodes: list[Node] = []
        self._items: dict[str, tuple[Node, Node]] = {}
        self._merged: list[Node] = []
        self._key: Node | None = None
        self._size = 1

    def add(self, node: Node) -> None:
        """Take the next node in: an element, a key, or the value of one."""
        self._size += node.size
        if self._size > MOST_VALUES:
            raise YamlTextError(f"expands to more than {MOST_VALUES} values", _place(node.mark))
        if not self._is_table:
            self._nodes.append(node)
        elif self._key is None:
            self._key = node
        else:
            self._put(self._key, node)
            self._key = None

    def node(self) -> Node:
        if not self._is_table:
            return Node([node.value for node in self._nodes], self._mark, self._size, self._nodes)
        items: dict[str, tuple[Node, Node]] = {}
        for merged in reversed(self._merged):
            assert isinstance(merged.items, dict)
            items |= merged.items
        items |= self._items
        return Node({key: node.value for key, (_, node) in items.items()}, self._mark, self._size, items)

    def _put(self, key: Node, node: Node) -> None:
        name = key.text
        if name is None:
            raise YamlTextError("has a key that is no text", _place(key.mark))
        if name == "<<" and not key.is_quoted:
            self._merged += _tables(node)
        elif name in self._items:
            line = _place(self._items[name][0].mark).line
            raise YamlTextError(
                f"states {quoted(name)} twice; it stands in line {line} too", _place(key.mark)
            )
        else:
            self._items[name] = key, node


def _tables(node: Node) -> list[Node]:
    """The tables that a merge names: one, or several of which the first counts most."""
    nodes = node.items if isinstance(node.items, list) else [node]
    if not all(isinstance(one.items, dict) for one in nodes):
        raise YamlTextError("merges (<<) what is no table", _place(node.mark))
    return nodes


def _meant(word: str) -> object:
    """The value of an unquoted word."""
    if word in _WORDS:
        return _WORDS[word]
    if _WHOLE.fullmatch(word):
        return int(word)
    return Decimal(word) if _NUMBER.fullmatch(word) else word


def _refuse_tag(event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
    if event.tag is not None:
        raise YamlTextError("has a tag (!); values are plain", _place(event.start_mark))


def _place(mark: Mark | None) -> Place:
    return Place(1, 1) if mark is None else Place(mark.line + 1, mark.column + 1)
