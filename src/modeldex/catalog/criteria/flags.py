"""Criteria that are capabilities: the bits of two masks."""

from __future__ import annotations

from modeldex.catalog.criteria.base import UNKNOWN, Criterion
from modeldex.catalog.criteria.words import is_yes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from modeldex.catalog.criteria.base import Condition, Models, Names


class Masks(Criterion):
    """A mask whose bits must all be there."""

    falls = None
    is_coded = False

    def selection(self, models: Models, comparison: str, value: Any) -> bytes:  # noqa: ARG002 - always `=`
        return models.column(self.name).matching(lambda mask: mask & value == value)


ABLE = Masks("caps_yes")
"""What a model is said to be able to do."""
UNABLE = Masks("caps_no")
"""What a model is said not to be able to do."""


class Flag(Criterion):
    """One capability: there, not there, or unknown."""

    falls = None
    is_coded = False
    takes = "true or false"

    def __init__(self, name: str, mask: int) -> None:
        super().__init__(name, ABLE.name, UNABLE.name)
        self._mask = mask

    def conditions(self, comparison: str, text: str, names: Names) -> tuple[Condition, ...]:
        made = super().conditions(comparison, text, names)
        wanted = made[0][2]
        if wanted is UNKNOWN:
            return made
        return ((ABLE if wanted is (comparison == "=") else UNABLE, "=", self._mask),)

    def value(self, text: str) -> bool:
        return is_yes(text)

    def selection(self, models: Models, comparison: str, value: Any) -> bytes:  # noqa: ARG002 - always `?`
        able, unable = (one.selection(models, "=", self._mask) for one in (ABLE, UNABLE))
        stated = comparison != "="
        return bytes(bool(one or other) is stated for one, other in zip(able, unable, strict=True))
