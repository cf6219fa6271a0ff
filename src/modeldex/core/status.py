"""`ModelStatus`: where an offering stands in its life."""

from __future__ import annotations

from enum import Enum

from modeldex.core.errors import UnknownNameError


class ModelStatus(Enum):
    """The states of an offering; the value is the letter that tables use."""

    ACTIVE = "C"
    """Current: offered and supported."""
    PREVIEW = "P"
    """Offered before general availability; may change or go."""
    DEPRECATED = "D"
    """Still served, but its end has been announced."""
    RETIRED = "R"
    """No longer served."""
    DISABLED = "X"
    """Switched off by whoever runs the registry."""
    MAINTENANCE = "M"
    """Switched off for a while by whoever runs the registry."""

    @classmethod
    def named(cls, name: str | ModelStatus) -> ModelStatus:
        """The status of a name in any case, or of its letter; UnknownNameError lists them."""
        if isinstance(name, ModelStatus):
            return name
        for status in cls:
            if name.upper() == status.name or name == status.value:
                return status
        raise UnknownNameError("status", name, [status.name.lower() for status in cls])

    def on(self, day: str, deprecated_on: str | None, retires_on: str | None) -> ModelStatus:
        """The status that the dates give on a day like `2025-06-01`, before or after that of this one.

        A retirement date that has come retires; a deprecation date that has come deprecates; what a
        date has brought about is taken back on a day before it. What was stated without a date
        stays, and a switch set by hand (disabled, maintenance) does until the model retires.
        """
        if retires_on is not None and retires_on <= day:
            return ModelStatus.RETIRED
        status = self
        if status is ModelStatus.RETIRED and retires_on is not None:
            status = ModelStatus.ACTIVE if deprecated_on is None else ModelStatus.DEPRECATED
        if deprecated_on is None:
            return status
        if deprecated_on <= day:
            return ModelStatus.DEPRECATED if status in _MAY_BE_DEPRECATED else status
        return ModelStatus.ACTIVE if status is ModelStatus.DEPRECATED else status


_MAY_BE_DEPRECATED = (ModelStatus.ACTIVE, ModelStatus.PREVIEW)
