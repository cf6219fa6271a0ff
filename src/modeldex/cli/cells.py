"""Values as people read them in a cell: money, counts, statuses, and text of third parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.cli.session import day_shown
from modeldex.core import money
from modeldex.core.description import short_count
from modeldex.core.status import ModelStatus

if TYPE_CHECKING:
    from decimal import Decimal

    from modeldex.core.model_config import ModelConfig

UNKNOWN = "?"
"""How tables for people write a value that nobody stated."""
OTHER_UNITS = "other"
"""How tables write the token rate of what is priced by the image, the minute or the page."""
STYLES = {
    ModelStatus.ACTIVE: "",
    ModelStatus.PREVIEW: "cyan",
    ModelStatus.DEPRECATED: "yellow",
    ModelStatus.RETIRED: "red",
    ModelStatus.DISABLED: "red",
    ModelStatus.MAINTENANCE: "yellow",
}
"""Status -> how its word is coloured."""


def amount_cell(amount: Decimal | None) -> str:
    """USD for people: `2.50`, `0.075`, `free`, `?` where unknown."""
    if amount is None:
        return UNKNOWN
    return exact_cell(amount) if amount else "free"


def exact_cell(amount: Decimal) -> str:
    """An amount with two decimal places at least: `0.00`, `2.50`, `0.03025`."""
    whole, _, fraction = money.text(amount).partition(".")
    return f"{whole}.{fraction.ljust(2, '0')}"


def rate_cell(amount: Decimal | None, model: ModelConfig) -> str:
    """A token rate of a model; one that is not known says in which way."""
    if amount is not None or model.pricing in ("unknown", "free"):
        return amount_cell(amount)
    if model.pricing == "variable":
        return "variable"
    by_token = (model.cost_per_1m_input_tokens, model.cost_per_1m_output_tokens)
    return OTHER_UNITS if by_token == (None, None) else UNKNOWN


def count_cell(count: int | None) -> str:
    """A count of tokens for people: `128K`, `?` where unknown."""
    return UNKNOWN if count is None else short_count(count)


def status_cell(model: ModelConfig) -> str:
    """The status in a word, coloured by how much it bodes; and what it has become since, by its dates."""
    now = model.status_on(day_shown())
    word = _coloured(model.status.name.lower(), model.status)
    return word if now is model.status else f"{word}; by its dates {_coloured(now.name.lower(), now)}"


def status_letter(model: ModelConfig) -> str:
    """The letter of the status that its dates give on the day shown; blank for an active one."""
    now = model.status_on(day_shown())
    return "" if now is ModelStatus.ACTIVE else _coloured(now.value, now)


def _coloured(word: str, status: ModelStatus) -> str:
    style = STYLES[status]
    return f"[{style}]{word}[/{style}]" if style else word


def escaped(text: str | None) -> str:
    """Third-party text for a table: no markup, no control characters; `?` where unknown."""
    from rich.markup import escape

    return UNKNOWN if text is None else escape(printable(text))


def printable(text: str) -> str:
    """Third-party text without control characters."""
    return "".join(char for char in text if char.isprintable())
