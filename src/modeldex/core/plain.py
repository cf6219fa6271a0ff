"""Records as plain values, ready for JSON: money is text, unknown is null."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from modeldex.core import money
from modeldex.core.capability import CAPABILITIES, CapabilityFlags, ModelCapabilities
from modeldex.core.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def plain(value: Any) -> Any:
    """A record, or anything made of records, as dicts, lists, texts, numbers and None.

    Amounts become text, because a JSON number is no decimal; capabilities become a map of those
    that somebody stated; statuses become their names.
    """
    if isinstance(value, Record):
        return _record(value)
    if isinstance(value, dict | MappingProxyType):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return money.text(value)
    return value.name.lower() if isinstance(value, Enum) else value


def _record(record: Record) -> dict[str, Any]:
    if isinstance(record, ModelCapabilities):
        stated = ((name, record.supports(name)) for name in CAPABILITIES)
        return {name: value for name, value in stated if value is not None}
    fields = {
        name: plain(getattr(record, name))
        for name in type(record).__fields__
        if not name.startswith("supports_")
    }
    if isinstance(record, CapabilityFlags):
        derived = {name: getattr(record, name, None) for name in ("pricing", "description")}
        return {"id": getattr(record, "id", None), **fields, **derived}
    return fields
