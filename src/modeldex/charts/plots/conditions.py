"""Which offerings a picture of many models is made of, and how its subtitle says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.charts.text import printable
from modeldex.core.status import ModelStatus

if TYPE_CHECKING:
    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.money import Amount

CURRENT = ("active", "preview")
"""The statuses of what can be bought and is not about to go."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What every offering in a picture must meet; an unknown value meets nothing."""

    capabilities: str = ""
    """Names with commas between; all of them."""
    provider: str | None = None
    maker: str | None = None
    max_input_cost: Amount | None = None
    """At most so many USD per million input tokens."""
    status: tuple[str, ...] = CURRENT
    """Any of them."""
    limit: int | None = None
    """At most so many models, those of the highest worth; None: all."""

    def offerings(self, catalog: ModelCatalog) -> tuple[ModelConfig, ...]:
        """Every offering that meets them; UnknownNameError lists the names there are."""
        return catalog.find_models(
            capabilities=self.capabilities,
            provider=self.provider,
            maker=self.maker,
            max_input_cost=self.max_input_cost,
            status=self.status,
        )

    def told(self) -> str:
        """The conditions that were set, in words: ` of mistral, with vision`; blank where none was."""
        names = self.capabilities.replace(",", " ").split()
        words = [
            f"of {self.maker}" if self.maker else "",
            f"at {self.provider}" if self.provider else "",
            f"with {', '.join(names)}" if names else "",
            f"at most {self.max_input_cost} USD per million input tokens"
            if self.max_input_cost is not None
            else "",
            self._told_statuses(),
        ]
        told = ", ".join(filter(None, words))
        return printable(f" {told}") if told else ""

    def _told_statuses(self) -> str:
        names = {ModelStatus.named(name).name.lower() for name in self.status}
        if names == set(CURRENT):
            return ""
        every = [status.name.lower() for status in ModelStatus]
        told = [name for name in every if name in names]
        return f"status {', '.join(told)}" if told != every else "of any status"
