"""A catalog's models in a format of a neighbour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.days import today
from modeldex.exchange.facts import Facts
from modeldex.exchange.ledger import Ledger
from modeldex.exchange.table import format_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider


class Export:
    """The texts of one file, and the account of what they carry, which is complete once all are taken."""

    def __init__(self, texts: Iterator[str], ledger: Ledger) -> None:
        self._texts = texts
        self.ledger = ledger

    def __iter__(self) -> Iterator[str]:
        return self._texts

    def text(self) -> str:
        """The whole file."""
        return "".join(self._texts)


def export(
    format_name: str,
    models: Iterable[ModelConfig],
    providers: Iterable[Provider] = (),
    *,
    day: str | None = None,
    complete_only: bool = False,
) -> Export:
    """Models in a format, in order of provider and model id whatever order they come in.

    `providers` are those whose names and addresses the format writes too. Rates are those of `day`,
    today if left out. `complete_only` leaves out the models of which the format requires something
    that nobody states. UnknownNameError lists the formats there are.
    """
    chosen = format_named(format_name)
    by_id = {model.id: model for model in models}
    ordered = sorted(by_id.values(), key=lambda model: (model.provider, model.model_id))
    ledger = Ledger(requires=chosen.requires, complete_only=complete_only)
    facts = (Facts(model, day or today()) for model in ordered)
    return Export(chosen.write(facts, ledger, {one.id: one for one in providers}), ledger)
