"""What a registry refuses, and what its database does."""

from __future__ import annotations

from modeldex.core.errors.base import ModeldexError


class RegistryError(ModeldexError):
    """What a registry refuses to do."""

    code = "E4300"


class StaleWriteError(RegistryError):
    """A change that was made to a version which is no longer the latest; nothing was written."""

    code = "E4301"

    def __init__(self, model: str, expected: int, latest: int) -> None:
        self.model = model
        """Full id of the model."""
        self.expected = expected
        """The version that the writer had read; 0 for none."""
        self.latest = latest
        """The version that is the latest now; 0 for none."""
        there = f"is at version {latest}" if latest else "has no version any more"
        super().__init__(f"{model} {there}, not {expected}; read it again, then repeat the change")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.model, self.expected, self.latest)


class StatusMoveError(RegistryError):
    """A move between two statuses that the table of moves does not allow, or that a date forbids."""

    code = "E4302"


class ModelRetiredError(RegistryError):
    """A model that has retired, or is about to, and that the lifecycle policy blocks."""

    code = "E4303"


class StorageError(ModeldexError):
    """A database that cannot be reached, is of another schema, or failed; nothing is half-written."""

    code = "E4501"
