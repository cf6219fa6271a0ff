"""The table of formats; a new one is one module and one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.errors import UnknownNameError
from modeldex.exchange.formats import (
    csv_table,
    genai_prices,
    json_records,
    litellm,
    models_dev,
    openrouter,
    pipe,
)

if TYPE_CHECKING:
    from modeldex.exchange.base import Format

FORMATS: dict[str, Format] = {
    module.FORMAT.name: module.FORMAT
    for module in (litellm, models_dev, openrouter, genai_prices, csv_table, json_records, pipe)
}
"""Name -> format."""


def format_named(name: str) -> Format:
    """The format of a name; UnknownNameError lists the names there are."""
    try:
        return FORMATS[name]
    except KeyError:
        raise UnknownNameError("format", name, FORMATS) from None
