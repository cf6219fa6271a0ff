"""Frozen, slotted records with keyword arguments that validate everything at once.

The standard `dataclasses` module costs more start-up time than the rest of the vocabulary
together (it imports `inspect`), and reports one bad argument at a time; this base is what the
vocabulary needs of it and no more. A type checker sees records as dataclasses.
"""

from __future__ import annotations

from types import MappingProxyType

from modeldex.core.errors import InvalidValueError
from modeldex.core.lazy_typing import dataclass_transform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Self


class _Required:
    """The default of a field that has none."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED = _Required()


class Field:
    """How one field of a record is stored, read and checked; its subclasses are `core.fields`.

    A field keeps its value in the record's slot `_<name>` in *stored form*: the same text or
    integer that stands in a CSV cell and in a column of the catalog file.
    """

    name = ""
    default: object = None

    @property
    def slots(self) -> tuple[str, ...]:
        """The slots that this field needs in its record."""
        return (f"_{self.name}",)

    def store(self, record: object, value: Any) -> None:
        """Check a value and put its stored form into the record; ValueError says what is wrong."""
        object.__setattr__(record, f"_{self.name}", None if value is None else self.encode(value))

    def clear(self, record: object) -> None:
        """Leave the field unknown, so that a record with one bad field can be checked for others."""
        for slot in self.slots:
            if not hasattr(record, slot):
                object.__setattr__(record, slot, None)

    def encode(self, value: Any) -> object:
        """The stored form of a value: itself, where a kind of field says nothing else.

        ValueError says what is wrong with the value.
        """
        return value


class _Plain(Field):
    """A field that is its own stored form, read straight from its slot."""

    def __init__(self, name: str, default: object) -> None:
        self.name = name
        self.default = default

    @property
    def slots(self) -> tuple[str, ...]:
        return (self.name,)


def _put(record_type: type, field: Field) -> Callable[[object, Any], None]:
    """The fastest way to put a value of a field into a record: for a plain one, its slot's own."""
    if isinstance(field, _Plain):
        return getattr(record_type, field.name).__set__  # type: ignore[no-any-return]
    return field.store


class RecordType(type):
    """Turns the annotated names of a record's body into slots and a table of fields."""

    __fields__: dict[str, Field]
    """Name -> field, inherited ones first."""
    __all_slots__: tuple[str, ...]
    """Every slot of the record and of its bases."""
    __puts__: tuple[tuple[str, object, Callable[[object, Any], None]], ...]
    """Name, default and the function that puts a value into a record, per field."""

    def __new__(meta, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> RecordType:
        fields: dict[str, Field] = {}
        for base in reversed(bases):
            fields.update(getattr(base, "__fields__", {}))
        slots = list(body.get("__slots__", ()))
        for field_name in body.get("__annotations__", {}):
            value = body.get(field_name, REQUIRED)
            if not isinstance(value, Field):
                body.pop(field_name, None)
                value = _Plain(field_name, value)
            value.name = field_name
            fields[field_name] = value
            slots.extend(slot for slot in value.slots if slot not in slots)
        inherited = {slot for base in bases for slot in getattr(base, "__all_slots__", ())}
        body["__slots__"] = tuple(slot for slot in slots if slot not in inherited)
        body["__all_slots__"] = (*inherited, *body["__slots__"])
        body["__fields__"] = fields
        made = super().__new__(meta, name, bases, body)
        made.__puts__ = tuple((name, field.default, _put(made, field)) for name, field in fields.items())
        return made


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Record(metaclass=RecordType):
    """Base of the vocabulary: immutable, compared by value, made by keyword."""

    __error__ = InvalidValueError

    def __init__(self, **values: Any) -> None:
        problems = self._fill(values)
        if problems:
            raise self.__error__(self._subject(values), problems)

    def _fill(self, values: Mapping[str, Any]) -> Mapping[str, str]:
        """Check the values and put them into the slots; what is wrong with them, by field name."""
        fields = type(self).__fields__
        problems = {} if values.keys() <= fields.keys() else unknown_fields(values, fields)
        for name, default, put in type(self).__puts__:
            value = values.get(name, default)
            if value is REQUIRED:
                problems[name] = "is required"
                fields[name].clear(self)
                continue
            try:
                put(self, value)
            except ValueError as error:
                problems[name] = str(error)
                fields[name].clear(self)
        return {**self._problems(), **problems}

    def _problems(self) -> Mapping[str, str]:
        """What is wrong between the fields, by field name; empty when all is well."""
        return {}

    @classmethod
    def _subject(cls, values: Mapping[str, object]) -> str:  # noqa: ARG003 - subclasses use it
        """How an error names the record that could not be made."""
        return cls.__name__

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed, checked like a new one."""
        return type(self)(**(self._given() | changes))

    def _given(self) -> dict[str, Any]:
        """The keyword arguments that would make this record again."""
        return {name: getattr(self, name) for name in type(self).__fields__}

    def _stored(self) -> tuple[object, ...]:
        return tuple(getattr(self, slot) for slot in sorted(type(self).__all_slots__))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen; use replace({name}=...)")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._stored() == other._stored()

    def __hash__(self) -> int:
        return hash((type(self), self._stored()))

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name}={value!r}"
            for name, value in self._given().items()
            if value not in (None, (), "", MappingProxyType({}))
            and value != type(self).__fields__[name].default
        )
        return f"{type(self).__name__}({shown})"

    def __reduce__(self) -> tuple[object, ...]:
        given = {
            name: dict(value) if isinstance(value, MappingProxyType) else value
            for name, value in self._given().items()
        }
        return _remake, (type(self), given)


def _remake(cls: type[Record], given: dict[str, Any]) -> Record:
    return cls(**given)


def unknown_fields(values: Mapping[str, object], fields: Mapping[str, Field]) -> dict[str, str]:
    """What is wrong with the names that are no field, and the field that was probably meant."""
    problems: dict[str, str] = {}
    for name in values:
        if name not in fields:
            from difflib import get_close_matches

            near = get_close_matches(name, fields, n=1)
            problems[name] = "no such field" + (f"; did you mean {near[0]}?" if near else "")
    return problems
