"""Which models a provider offers: its own list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedModels:
    """One page of a list."""

    ids: tuple[str, ...]
    """As the provider takes them in a request."""
    next: str | None = None
    """Query string that leads to the next page, such as `?after_id=x`; None: this was the last."""


class ListFormat(Protocol):
    """How one wire format lists models, by a GET."""

    path: str
    """The path below the provider's root, such as `/models`."""

    def read(self, body: Mapping[str, Any]) -> ListedModels:
        """A page; WireDataError where it is none."""
