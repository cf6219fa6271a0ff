"""The price rows of a catalog file, as a model asks for them."""

from __future__ import annotations

from modeldex.core.price import Price

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.catalog.file import CatalogFile

_ROWS = (
    "SELECT m.id, unit, amount, currency, service, above_tokens, region, hours_utc, variant, valid_from,"
    " valid_to, recorded_on, kind, supersedes, p.source FROM models m JOIN prices p USING (n)"
)
_ORDER = "unit, service, above_tokens, coalesce(valid_from, recorded_on), price_id"
_OF_ONE = f"{_ROWS} WHERE m.id = ? ORDER BY {_ORDER}"
_OF_ALL = f"{_ROWS} ORDER BY n, {_ORDER}"


class PriceRows:
    """The prices of the models of one file."""

    __slots__ = ("_file",)

    def __init__(self, file: CatalogFile) -> None:
        self._file = file

    def of(self, full_id: str) -> tuple[Price, ...]:
        """The prices of one model, by unit, class, tier and start."""
        return tuple(_price(*row) for row in self._file.rows(_OF_ONE, full_id))

    def of_all(self) -> dict[str, tuple[Price, ...]]:
        """Full id -> the prices of every model that has any, read at once."""
        found: dict[str, list[Price]] = {}
        for row in self._file.rows(_OF_ALL):
            found.setdefault(row[0], []).append(_price(*row))
        return {full_id: tuple(prices) for full_id, prices in found.items()}


def _price(full_id: str, unit: str, amount: str, *rest: str | int | None) -> Price:
    return Price.restore(amount, unit, full_id, *rest)
