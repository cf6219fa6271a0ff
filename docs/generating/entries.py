"""The entries of the Python reference: functions, classes, records, errors, each from its docstring."""

from __future__ import annotations

import inspect
import re
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from types import FunctionType
from typing import TYPE_CHECKING

import modeldex
from docs.generating.signatures import read_type, signature
from docs.generating.source import Keyword, attribute_docs, keywords
from docs.generating.tables import table
from modeldex.core.record import REQUIRED, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_OPERATORS = {"__add__": "{0} + {0}", "__iter__": "iter({0})", "__len__": "len({0})"}
"""Methods that are used by a sign or a function, and how."""
_LONGEST_DEFAULT = 20
_GIVEN_ALONE = frozenset({"CompletionStream"})
"""Classes that nobody makes by hand: how they are made is of no interest."""
_BEGINS_SENTENCE = re.compile(r"(^|\n\n|\. )$")
"""What stands before a word that is written large for its place, and may not be a name."""
_OF_TABLES = {
    "; blank: unknown": "",
    "; blank: the model id itself": "; the model id itself where none is stated",
    ", `free` or `variable`": "",
    ", blank-separated": "",
    "Y, N: ": "",
}
"""What the meaning of a column says of its cells, and what the attribute says instead."""


class Entries:
    """Makes entries; names that have an entry on some page become links to it."""

    def __init__(self, pages: Mapping[str, str]) -> None:
        """`pages` says which page has the entry of a public name, as a link from the page at hand."""
        self._pages = pages
        self._told: dict[object, str] = {}
        names = "|".join(sorted(pages, key=len, reverse=True))
        self._named = re.compile(rf"(`[^`]*`)|(?<![\w.])({names})(?![\w(])")

    def of(self, name: str, value: object = None) -> str:
        """The entry of one public name."""
        value = getattr(modeldex, name) if value is None else value
        if not inspect.isclass(value):
            return "\n\n".join([f"## {name}", _code(signature(name, value)), self._docstring(value)])
        kind = value.__bases__[0].__name__
        kinds = [self._linked(f"A kind of {kind}.")] if kind in self._pages else []
        parts = [f"## {name}", *kinds, self._docstring(value), *self._making(value), *self._fields(value)]
        if not issubclass(value, BaseException):
            parts += self._of_members(value)
        return "\n\n".join(parts)

    def _of_members(self, cls: type) -> Iterator[str]:
        """The entries of methods and properties; those that another class of the page has are named."""
        shared = [
            name for name, member in _members(cls) if member in self._told and not _is_of_record(member)
        ]
        if shared:
            links = (self._link_to_member(self._told[dict(_members(cls))[name]], name) for name in shared)
            yield f"It also has, with the same meaning: {', '.join(links)}."
        for name, member in _members(cls):
            if name not in shared:
                self._told.setdefault(member, cls.__name__)
                yield from self._member(cls, name, member)

    def _making(self, cls: type) -> list[str]:
        """How an object that is no record is made, where its class says so."""
        made = vars(cls).get("__init__")
        is_record = issubclass(cls, Record | BaseException) or is_dataclass(cls)
        if is_record or cls.__name__ in _GIVEN_ALONE or not getattr(made, "__doc__", None):
            return []
        sign = signature(cls.__name__, made).removesuffix(" -> None")
        return [_code(sign), self._docstring(made)]

    def _docstring(self, value: object) -> str:
        return self._linked(inspect.cleandoc(value.__doc__ or ""), getattr(value, "__name__", ""))

    def _linked(self, text: str, at: str = "") -> str:
        """A text in which the names that have an entry lead to it; `at` is whose entry it stands in."""

        def link(match: re.Match[str]) -> str:
            if match[1]:
                return self._linked_member(match[1])
            name = match[2]
            is_word = name[1:].islower() and _BEGINS_SENTENCE.search(text[: match.start()])
            return match[0] if name == at or is_word else f"[{name}]({self._pages[name]}#{name.lower()})"

        return self._named.sub(link, text)

    def _linked_member(self, code: str) -> str:
        """A piece of code, as a link where it is a method or property with an entry: `Usage.of_totals`."""
        owner, dot, name = code.strip("`").partition(".")
        cls = getattr(modeldex, owner, None) if dot and owner in self._pages else None
        if not inspect.isclass(cls) or name not in dict(_members(cls)):
            return code
        return self._link_to_member(owner, name, code)

    def _link_to_member(self, owner: str, name: str, code: str = "") -> str:
        return f"[{code or f'`{name}`'}]({self._pages[owner]}#{owner.lower()}{name})"

    def _fields(self, cls: type) -> list[str]:
        if issubclass(cls, Enum):
            docs = attribute_docs(cls)
            letters = [(f"`{one.name}`", f"`{one.value}`", docs[one.name]) for one in cls]
            return [table(("name", "letter", "meaning"), letters)]
        if is_dataclass(cls):
            return [table(("field", "type", "meaning"), self._of_dataclass(cls))]
        if not issubclass(cls, Record):
            listed = [(f"`{name}`", self._linked(doc)) for name, doc in attribute_docs(cls).items()]
            return [table(("attribute", "meaning"), listed)] if listed else []
        docs = {name: doc for base in reversed(_own_bases(cls)) for name, doc in attribute_docs(base).items()}
        rows = [
            (f"`{name}`", _type(cls, name), self._linked(meaning)) for name, meaning in _meanings(cls, docs)
        ]
        return [table(("field", "type", "meaning"), rows)]

    def _of_dataclass(self, cls: type) -> Iterator[tuple[str, str, str]]:
        """Field, type and meaning, those of the class before those of its bases."""
        docs = {name: doc for base in reversed(_own_bases(cls)) for name, doc in attribute_docs(base).items()}
        own = inspect.get_annotations(cls)
        for one in sorted(fields(cls), key=lambda one: one.name not in own):
            default = _default(one.default, is_needed=one.default_factory is MISSING)
            yield f"`{one.name}`", f"`{one.type}{default}", self._linked(docs.get(one.name, ""))

    def _member(self, cls: type, name: str, member: object) -> list[str]:
        """The entry of a method or property: heading, signature, docstring, keywords."""
        if name in _OPERATORS:
            return [f"### {_OPERATORS[name].format(cls.__name__)}", self._docstring(member)]
        heading = f"### {cls.__name__}.{name}"
        if isinstance(member, property):
            sign = f"{name}: {getattr(member.fget, '__annotations__', {}).get('return')}"
            return [heading, _code(sign), self._docstring(member)]
        owner = f"{cls.__name__}." if isinstance(member, classmethod | staticmethod) else ""
        function = getattr(member, "__func__", member)
        parts = [heading, _code(signature(f"{owner}{name}", function)), self._docstring(function)]
        if asked := _keywords(function):
            rows = [(f"`{one.name}`", f"`{one.type}`", self._linked(one.meaning)) for one in asked]
            parts.append(table(("keyword", "type", "meaning"), rows))
        return parts


def _code(text: str) -> str:
    return f"```py\n{text}\n```"


def _own_bases(cls: type) -> list[type]:
    """The class and its bases in this package, but for the machinery of records."""
    return [base for base in cls.__mro__ if base.__module__.startswith("modeldex.") and base is not Record]


def _members(cls: type) -> Iterable[tuple[str, object]]:
    """The public methods and properties of a class, its own first, then what its bases have."""
    bases = [base for base in cls.__mro__ if base.__module__.startswith("modeldex.")]
    found: dict[str, object] = {}
    for base in bases:
        for name, member in vars(base).items():
            is_public = not name.startswith("_") or (name in _OPERATORS and bool(member.__doc__))
            if is_public and isinstance(member, FunctionType | property | classmethod | staticmethod):
                found.setdefault(name, member)
    return found.items()


def _is_of_record(member: object) -> bool:
    """Whether every record has this."""
    return member in vars(Record).values()


def _keywords(function: object) -> list[Keyword]:
    """The keywords of a function that takes all those of a question, and leads to no other for them."""
    stated = getattr(function, "__annotations__", {}).values()
    if "Unpack[Question]" not in map(str, stated) or "`ModelCatalog." in (function.__doc__ or ""):
        return []
    from modeldex.catalog import conditions, query

    return keywords(conditions, "Conditions") + keywords(query, "Question")


def _type(cls: type[Record], name: str) -> str:
    """What a field is, and what it is unless it is given, where that is neither None nor nothing."""
    default = cls.__fields__[name].default
    return f"`{read_type(cls, name)}{_default(default, is_needed=default is REQUIRED)}"


def _default(default: object, *, is_needed: bool) -> str:
    """What stands behind a type, the end of the code included."""
    if default is REQUIRED or default is MISSING:
        return "`, required" if is_needed else "`"
    shown = getattr(default, "name", None) if isinstance(default, Enum) else repr(default)
    is_told = (
        shown not in (None, "None", "()", "''", "mappingproxy({})") and len(str(shown)) < _LONGEST_DEFAULT
    )
    return f" = {shown}`" if is_told and "<" not in str(shown) else "`"


def _meanings(cls: type[Record], docs: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Field -> what it says, those of the class before those of its bases."""
    for name in sorted(cls.__fields__, key=lambda name: name not in inspect.get_annotations(cls)):
        meaning = getattr(cls.__fields__[name], "meaning", None) or docs.get(name, "")
        for words, instead in _OF_TABLES.items():
            meaning = meaning.replace(words, instead)
        yield name, meaning
