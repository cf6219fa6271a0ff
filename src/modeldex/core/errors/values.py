"""Values that cannot be."""

from __future__ import annotations

from modeldex.core.errors.base import ModeldexError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


class InvalidValueError(ModeldexError):
    """A record that cannot be: every bad field is named at once."""

    code = "E4000"

    def __init__(self, subject: str, problems: Mapping[str, str]) -> None:
        self.subject = subject
        """What was being made, e.g. `ModelConfig openai/gpt-4o`."""
        self.problems = dict(problems)
        """Field name -> what is wrong with it and what it may be."""
        listed = "; ".join(f"{field}: {problem}" for field, problem in self.problems.items())
        super().__init__(f"{subject}: {listed}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.subject, self.problems)


class InvalidModelConfigError(InvalidValueError):
    """A model whose fields contradict their types, units or each other."""

    code = "E4003"


class InvalidPriceError(InvalidValueError):
    """A price that is negative, not a number, of an unknown unit, or valid before it begins."""

    code = "E4004"


class InvalidUsageError(InvalidValueError):
    """Counts that are negative, not numbers, or inconsistent with each other."""

    code = "E4005"
