"""`DataNeeds`: what a caller demands of whoever reads the content of a request."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

from modeldex.core.errors import InvalidRequestError
from modeldex.router.asked.field_kinds import flag, shown, unknown_fields, whole

if TYPE_CHECKING:
    from modeldex.router.asked.field_kinds import Reader

_MOST_DAYS = 36_500


def _days(value: Any) -> int | None:
    return None if value is None else _WHOLE_DAYS(value)


_WHOLE_DAYS = whole(0, _MOST_DAYS)
_READERS: Mapping[str, Reader] = MappingProxyType({
    "no_training": flag, "zero_retention": flag, "max_retention_days": _days,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class DataNeeds:
    """Demands on a provider's handling of content. Where nobody says what it does, it is not met.

    InvalidRequestError names every bad field.
    """

    no_training: bool = False
    """Nothing is trained on it."""
    zero_retention: bool = False
    """Nothing of it is kept after the answer."""
    max_retention_days: int | None = None
    """Longest time for which it is kept; None: no bound."""

    def __post_init__(self) -> None:
        problems = {}
        for field, read in _READERS.items():
            try:
                object.__setattr__(self, field, read(getattr(self, field)))
            except ValueError as error:
                problems[field] = str(error)
        if problems:
            raise InvalidRequestError(problems)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """The demands of a mapping; what is null in it is not asked for."""
        unknown = unknown_fields((one for one in given if one not in _READERS), _READERS)
        if unknown:
            raise InvalidRequestError(unknown)
        return cls(**{field: value for field, value in given.items() if value is not None})

    def joined(self, other: DataNeeds) -> DataNeeds:
        """What both demand together."""
        days = [one.max_retention_days for one in (self, other) if one.max_retention_days is not None]
        return DataNeeds(
            no_training=self.no_training or other.no_training,
            zero_retention=self.zero_retention or other.zero_retention,
            max_retention_days=min(days, default=None),
        )

    def record(self) -> dict[str, Any]:
        """What is demanded, as plain values that `of` reads again."""
        values = {field: getattr(self, field) for field in _READERS}
        return {field: value for field, value in values.items() if value is not None and value is not False}


def data_needs(value: Any) -> DataNeeds:
    """Demands, or a mapping of them; ValueError, or InvalidRequestError with every bad field."""
    if isinstance(value, DataNeeds):
        return value
    if not isinstance(value, Mapping):
        raise ValueError(f"must be an object like {{'no_training': true}}, not {shown(value)}")
    return DataNeeds.of(value)
