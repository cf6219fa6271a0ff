"""The price of one canonical model across its providers, the cheapest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.charts.axis import money_axis
from modeldex.charts.figure import LEFT, RIGHT, Dot, Dots, Figure, Table
from modeldex.charts.plots.choice import homes, is_own
from modeldex.charts.plots.models import bare_name, counted, made_from
from modeldex.charts.plots.price import BLEND, price_of, usd_text
from modeldex.charts.text import printable
from modeldex.core.errors import InvalidValueError
from modeldex.core.status import ModelStatus

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.model_config import ModelConfig

_STATES = {
    "free": "free",
    "priced": "unknown",
    "variable": "variable",
    "other": "other units",
    "unknown": "unknown",
}
"""What a row can be, in the order of the rows -> the word for a rate that is no amount. `other` is
priced, but not by the token."""
_ORDER = tuple(_STATES)
_ENDING = (ModelStatus.DEPRECATED, ModelStatus.DISABLED, ModelStatus.MAINTENANCE)


@dataclass(frozen=True, slots=True)
class Row:
    """A provider with its cheapest offering of a model."""

    offering: ModelConfig
    state: str
    """One of `free`, `priced`, `variable`, `other` and `unknown`."""
    count: int
    """How many offerings of this state the provider has."""
    is_own: bool
    """Whether the provider is the maker's own."""


def providers(catalog: ModelCatalog, name: str, limit: int | None = None) -> Figure:
    """The picture of one model's providers; `name` is any name of the model or of an offering of it."""
    model = catalog.canonical_model_or_raise(name)
    offerings = [catalog.get_model_or_raise(full_id) for full_id in model.offerings]
    served = [one for one in offerings if one.status is not ModelStatus.RETIRED]
    found = rows(served, homes(catalog))
    shown = found[:limit] if limit else found
    priced = _priced(shown) or _priced(found)
    if not priced:
        problem = f"nobody states a price above zero in USD per token for {printable(model.id)}"
        raise InvalidValueError("plot providers", {"MODEL": problem})
    axis = money_axis("USD per million tokens", priced)
    return Figure(
        name=f"providers-{_slug(model.id)}",
        title=f"What providers charge for {bare_name(model.id)}",
        subtitle=_subtitle(catalog, shown, len(found), len(served), len(offerings)),
        summary=_summary(shown),
        panels=(Dots(axis, ("input", "output"), tuple(map(_dot, shown))),),
        table=_table(shown),
    )


def rows(offerings: Sequence[ModelConfig], own: Mapping[str, frozenset[str]]) -> list[Row]:
    """One row per provider, its cheapest offering; a free one beside a priced one has its own row.

    Free ones come first, then by the blend of three input tokens to one output token, then those
    that vary or are not priced by the token, then those of which nobody says.
    """
    grouped: dict[tuple[str, str], list[ModelConfig]] = {}
    for one in offerings:
        grouped.setdefault((one.provider, _state(one)), []).append(one)
    stated = {provider for provider, state in grouped if state != "unknown"}
    found = [
        Row(min(some, key=_by_standing), state, len(some), is_own(some[0], own))
        for (provider, state), some in grouped.items()
        if state != "unknown" or provider not in stated
    ]
    return sorted(found, key=lambda row: (_ORDER.index(row.state), _by_price(row.offering)))


def _state(offering: ModelConfig) -> str:
    amounts = (offering.cost_per_1m_input_tokens, offering.cost_per_1m_output_tokens)
    if any(amounts):
        return "priced"
    if amounts != (None, None):
        return "free"
    return {"variable": "variable", "priced": "other"}.get(offering.pricing, "unknown")


def _by_price(offering: ModelConfig) -> tuple[object, ...]:
    """By the blend, or by what is known of it; of equal ones those that are ending come last."""
    known = [amount for amount in _both(offering) if amount is not None]
    blend = price_of(offering, BLEND)
    amount = blend if blend is not None else sum(known)
    return blend is None, amount, offering.status in _ENDING, offering.provider, offering.id


def _by_standing(offering: ModelConfig) -> tuple[object, ...]:
    """Those that are ending come last, however cheap they are."""
    return offering.status in _ENDING, *_by_price(offering)


def _both(offering: ModelConfig) -> tuple[Decimal | None, Decimal | None]:
    return offering.cost_per_1m_input_tokens, offering.cost_per_1m_output_tokens


def _amounts(row: Row) -> tuple[Decimal | None, Decimal | None]:
    return _both(row.offering)


def _priced(some: Sequence[Row]) -> list[float]:
    """The amounts that have a place on an axis."""
    return [float(amount) for row in some for amount in _amounts(row) if amount]


def _dot(row: Row) -> Dot:
    notes = [
        "maker's own" if row.is_own else "",
        row.offering.status.name.lower() if row.offering.status is not ModelStatus.ACTIVE else "",
    ]
    read, written = _amounts(row)
    return Dot(
        label=printable(row.offering.provider),
        note=", ".join(filter(None, notes)),
        low=float(read) if read else None,
        high=float(written) if written else None,
        shown=_shown(row),
        is_marked=row.is_own,
    )


def _shown(row: Row) -> tuple[str, str]:
    read, written = (usd_text(amount, _STATES[row.state]) for amount in _amounts(row))
    return read, written


def _subtitle(catalog: ModelCatalog, shown: Sequence[Row], found: int, served: int, offerings: int) -> str:
    who = len({row.offering.provider for row in shown})
    return " ".join(
        filter(None, (
            f"{counted(who, 'provider')}, each with its cheapest of {counted(served, 'offering')} in all,"
            " by 3 input tokens to 1 output token.",
            f"The {len(shown)} cheapest of {found} rows." if len(shown) < found else "",
            f"Retired and not drawn: {offerings - served:,}." if offerings > served else "",
            made_from(catalog),
        ))
    )  # fmt: skip


def _summary(shown: Sequence[Row]) -> str:
    said = "; ".join(f"{printable(row.offering.provider)} {' and '.join(_shown(row))}" for row in shown)
    return f"Dots for the price of input and of output, a row per provider, the cheapest first: {said}."


def _table(shown: Sequence[Row]) -> Table:
    columns = (
        ("provider", LEFT), ("offering", LEFT), ("input", RIGHT), ("output", RIGHT), ("status", LEFT),
        ("whose", LEFT), ("offerings", RIGHT),
    )  # fmt: skip
    cells = tuple(
        (
            printable(row.offering.provider),
            printable(row.offering.id),
            *_shown(row),
            row.offering.status.name.lower(),
            "the maker's own" if row.is_own else "",
            str(row.count),
        )
        for row in shown
    )
    return Table(columns, cells)


def _slug(text: str) -> str:
    plain = "".join(char if char.isascii() and char.isalnum() else "-" for char in text.lower())
    return "-".join(filter(None, plain.split("-")))[:50]
