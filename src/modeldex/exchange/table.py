"""The table of formats; a new one is one module and one line here."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from modeldex.core.errors import UnknownNameError

if TYPE_CHECKING:
    from modeldex.exchange.base import Format

FORMATS = {
    "litellm": "modeldex.exchange.formats.litellm",
    "models.dev": "modeldex.exchange.formats.models_dev",
    "openrouter": "modeldex.exchange.formats.openrouter",
    "genai-prices": "modeldex.exchange.formats.genai_prices",
    "csv": "modeldex.exchange.formats.csv_table",
    "json": "modeldex.exchange.formats.json_records",
    "pipe": "modeldex.exchange.formats.pipe",
}
"""Name -> the module whose `FORMAT` it is, loaded when it is asked for."""


def format_named(name: str) -> Format:
    """The format of a name; UnknownNameError lists the names there are."""
    if name not in FORMATS:
        raise UnknownNameError("format", name, FORMATS)
    made: Format = import_module(FORMATS[name]).FORMAT
    return made
