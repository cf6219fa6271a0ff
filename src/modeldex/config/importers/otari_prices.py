"""Otari's prices of a model: USD per million tokens, from a day on where one is stated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.config.importers.base import NO_COUNTERPART
from modeldex.config.importers.stated import stated_in
from modeldex.core import money
from modeldex.core.days import is_day

if TYPE_CHECKING:
    from modeldex.config.importers.desk import Desk
    from modeldex.config.importers.stated import Stated

_RATES = {
    "input_price_per_million": ("input_per_1m", "input_tokens"),
    "output_price_per_million": ("output_per_1m", "output_tokens"),
    "cache_read_price_per_million": ("cache_per_1m", "cache_read_tokens"),
    "cache_write_price_per_million": ("cache_write_per_1m", "cache_write_tokens"),
}
"""Key -> the field of the rate, and its unit for one that is dated."""
_TOKENS = (None, "tokens", "token")


def state_prices(desk: Desk, full_id: str, stated: Stated) -> None:
    """State the prices of one model; zero is what Otari's users write for free."""
    entry = stated_in(stated.path, stated.value)
    if "unit" in entry and entry["unit"].value not in _TOKENS:
        desk.left_out(stated.path, f"is counted in another unit than tokens: {NO_COUNTERPART}")
        return
    day = _day(desk, entry.get("effective_at"))
    for key, (path, value) in entry.items():
        if key not in _RATES or value is None:
            continue
        field, unit = _RATES[key]
        amount = _amount(value)
        if amount is None:
            desk.left_out(path, "is no price")
        elif day is not None:
            desk.state_rate(full_id, path, {"unit": unit, "amount": amount, "valid_from": day})
        else:
            desk.state(full_id, path, field, amount)


def _amount(value: Any) -> str | None:
    """The amount as our file has it; None where it is none."""
    try:
        amount = money.exact(value)
    except ValueError:
        return None
    return money.text(amount) if amount else "free"


def _day(desk: Desk, stated: Stated | None) -> str | None:
    """The day from which the prices hold; of a moment, its day."""
    if stated is None or stated.value is None:
        return None
    day = str(stated.value)[:10]
    if not is_day(day) or len(day) != 10:
        desk.left_out(stated.path, "is no date; the prices are stated without one")
        return None
    desk.carried(stated.path, f"valid_from {day}")
    return day
