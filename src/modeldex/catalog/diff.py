"""What differs between two catalogs, or between two days of one."""

from __future__ import annotations

from modeldex.catalog.columns import BASE_RATES, FIELDS
from modeldex.core.capability import stated
from modeldex.core.evidence import Change

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from modeldex.core.model_config import ModelConfig

_COMPARED = {
    column: f"_{field.name}"
    for column, field in FIELDS.items()
    if column not in ("updated", "source", "quality", *BASE_RATES)
}
"""Column -> the slot of a model that holds its stored form."""


def changes(
    before: Iterable[ModelConfig], after: Iterable[ModelConfig], *, days: tuple[str, str] | None = None
) -> Iterator[Change]:
    """Every model added or removed, and every field and current rate that changed, by id.

    `days` are those on which the rates of the one and of the other are current; None: today, or the
    day as of which the models are.
    """
    day_before, day_after = days or (None, None)
    old, new = ({model.id: model for model in models} for models in (before, after))
    for full_id in sorted(old.keys() | new.keys()):
        mine, theirs = old.get(full_id), new.get(full_id)
        if mine is None or theirs is None:
            was, is_ = (None if model is None else full_id for model in (mine, theirs))
            yield Change(model=full_id, field="id", before=was, after=is_)
            continue
        yield from _changed_fields(full_id, _facts(mine, day_before), _facts(theirs, day_after))


def _changed_fields(full_id: str, old: dict[str, str], new: dict[str, str]) -> Iterator[Change]:
    for field in sorted(old.keys() | new.keys()):
        if old.get(field) != new.get(field):
            yield Change(model=full_id, field=field, before=old.get(field), after=new.get(field))


def _facts(model: ModelConfig, day: str | None) -> dict[str, str]:
    """Field -> value, in the texts of the tables, of everything that counts as a difference."""
    facts = {
        column: str(value)
        for column, slot in _COMPARED.items()
        if (value := getattr(model, slot)) is not None
    }
    facts.update(stated(*model.capabilities.masks))
    rates = model.rates_in_force if day is None else (one for one in model.prices if one.in_force_now(day))
    for price in rates:
        amount = price.amount_text
        facts[price.key] = amount if price.currency == "USD" else f"{amount} {price.currency}"
    return facts
