"""Records as plain values, ready for JSON: money is text, unknown is null."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from modeldex.core import money
from modeldex.core.capability import CapabilityFlags, ModelCapabilities
from modeldex.core.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def plain(value: Any) -> Any:
    """A record, or anything made of records, as dicts, lists, texts, numbers and None.

    Amounts become text, because a JSON number is no decimal; capabilities become a map of those
    that somebody stated; statuses become their names.
    """
    if isinstance(value, ModelCapabilities):
        return {name: stated for name in _flags() if (stated := value.supports(name)) is not None}
    if isinstance(value, Record):
        return _record(value)
    if isinstance(value, Decimal):
        return money.text(value)
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, dict | MappingProxyType):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    return value


def _record(record: Record) -> dict[str, Any]:
    fields = {
        name: plain(getattr(record, name))
        for name in type(record).__fields__
        if not name.startswith("supports_")
    }
    if isinstance(record, CapabilityFlags):
        return {"id": getattr(record, "id", None), **fields, "description": getattr(record, "description", None)}
    return fields


def _flags() -> tuple[str, ...]:
    return tuple(name.removeprefix("supports_") for name in CapabilityFlags.__fields__)
