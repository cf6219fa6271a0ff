"""What an export wrote, what it could not carry, and what its format asks for in vain."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from modeldex.exchange.modalities import FIELD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from modeldex.exchange.facts import Facts


@dataclass(kw_only=True)
class Ledger:
    """The account of one export; complete once all of it is written."""

    requires: tuple[str, ...] = ()
    """Paths that every entry of the format has (`limit.context`); `cost?.input`: where there is a cost."""
    complete_only: bool = False
    """Whether models are left out that lack one of them."""
    models: int = 0
    """How many were written."""
    not_carried: Counter[str] = field(default_factory=Counter)
    """Field, or kind of rate -> of how many models it is known and was not written."""
    unknown: Counter[str] = field(default_factory=Counter)
    """Path that the format requires -> of how many models nobody states it."""
    left_out: dict[str, str] = field(default_factory=dict)
    """Full id -> why the model is not in the file."""
    read_otherwise: Counter[str] = field(default_factory=Counter)
    """Member of a list that cannot say unknown -> of how many models a reader takes it as a no."""

    @property
    def is_whole(self) -> bool:
        """Whether everything that is known was carried."""
        return not (self.not_carried or self.left_out or self.read_otherwise)

    def settle(self, facts: Facts, entry: Mapping[str, Any] | None = None) -> bool:
        """Enter a model whose entry is made; False where it is left out after all."""
        made = entry or {}
        lacking = list(_lacking(self.requires, made))
        open_lists: Mapping[str, list[str]] = made.get(FIELD, {})
        if self.complete_only and (lacking or open_lists):
            self.left_out[facts.model.id] = f"nobody states {', '.join((*lacking, *open_lists))}"
            return False
        self.unknown.update(lacking)
        self.read_otherwise.update(
            f"{name}[{one}]" for name, members in open_lists.items() for one in members
        )
        self.models += 1
        self.not_carried.update(facts.left())
        return True

    def leave_out(self, facts: Facts, reason: str) -> None:
        """Enter a model that the format cannot hold."""
        self.left_out[facts.model.id] = reason


def _lacking(paths: tuple[str, ...], entry: Mapping[str, Any]) -> Iterator[str]:
    for path in paths:
        inner: Any = entry
        for name in path.split("."):
            if name.endswith("?") and name[:-1] not in inner:
                break
            inner = inner.get(name.removesuffix("?"))
            if inner is None:
                yield path.replace("?", "")
                break
