"""What a configuration sets for a registry as a whole."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from modeldex.core.record import Record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.config.references import DatabaseUrl, SecretReference

WHEN_RETIRED = ("warn", "block", "redirect")
"""What can happen when a retired model is asked for."""


class LifecyclePolicy(Record):
    """What happens to models that retire."""

    warn_within_days: int = 90
    """Days before its retirement from which a model is warned of."""
    when_retired: str = "warn"
    """One of `WHEN_RETIRED`; a model without a fit successor is not redirected but blocked."""
    block_within_days: int = 0
    """Days before its retirement from which a model is treated as retired; 0: only when it is."""
    max_price_ratio: Decimal = Decimal("1.2")
    """How many times the price of the model its successor may cost to be redirected to."""

    def _problems(self) -> Mapping[str, str]:
        problems = {}
        for name in ("warn_within_days", "block_within_days"):
            days = getattr(self, name)
            if type(days) is not int or days < 0:
                problems[name] = f"must be a whole number of at least 0, not {days!r}"
        if self.when_retired not in WHEN_RETIRED:
            problems["when_retired"] = f"must be one of {', '.join(WHEN_RETIRED)}, not {self.when_retired!r}"
        ratio: object = self.max_price_ratio  # whatever a caller gave
        if not (isinstance(ratio, Decimal) and ratio.is_finite() and ratio >= 0):
            problems["max_price_ratio"] = f"must be a Decimal of at least 0, not {ratio!r}"
        return problems


class RegistrySettings(Record):
    """Where a registry keeps what it is told, and how it follows changes."""

    database_url: DatabaseUrl | SecretReference | None = None
    """Where its database is; None: there is none."""
    watch: bool = True
    """Whether a changed file is taken up without a restart."""
    offline: bool = False
    """Whether nobody but the database is asked over the network."""
