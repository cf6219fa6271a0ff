"""What differs between two catalogs."""

from __future__ import annotations

from modeldex.catalog.columns import BASE_RATES, CATALOG_COLUMNS
from modeldex.core.capability import stated
from modeldex.core.evidence import Change

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.catalog.file import CatalogFile

_NOT_COMPARED = ("caps_yes", "caps_no", "provider", "model_id", "updated", "source", "quality", *BASE_RATES)
_RATES = (
    "SELECT models.id, unit, service, above_tokens, region, hours_utc, variant, currency, amount FROM prices"
    " JOIN models USING (n) WHERE valid_to IS NULL"
)


def changes(before: CatalogFile, after: CatalogFile) -> Iterator[Change]:
    """Every model added or removed, and every field and current rate that changed, by id."""
    old, new = _facts(before), _facts(after)
    for full_id in sorted(old.keys() | new.keys()):
        mine, theirs = old.get(full_id), new.get(full_id)
        if mine is None or theirs is None:
            yield Change(
                model=full_id, field="id", before=None if mine is None else full_id,
                after=None if theirs is None else full_id,
            )  # fmt: skip
            continue
        for field in sorted(mine.keys() | theirs.keys()):
            if mine.get(field) != theirs.get(field):
                yield Change(model=full_id, field=field, before=mine.get(field), after=theirs.get(field))


def _facts(file: CatalogFile) -> dict[str, dict[str, str]]:
    """Full id -> field -> value, of everything that counts as a difference."""
    facts: dict[str, dict[str, str]] = {}
    columns = ", ".join(f'"{column}"' for column in CATALOG_COLUMNS)
    for full_id, *values in file.rows(f"SELECT id, {columns} FROM models"):  # noqa: S608 - our own names
        row = dict(zip(CATALOG_COLUMNS, values, strict=True))
        fields = {name: str(v) for name, v in row.items() if v is not None and name not in _NOT_COMPARED}
        facts[full_id] = fields | dict(stated(row["caps_yes"], row["caps_no"]))
    for full_id, unit, service, above, region, hours, variant, currency, amount in file.rows(_RATES):
        words = (
            f">{above}" if above else None,
            service if service != "standard" else None,
            region and f"region:{region}",
            hours and f"hours:{hours}",
            variant and f"variant:{variant}",
        )
        conditions = ",".join(filter(None, words))
        key = f"{unit}@{conditions}" if conditions else unit
        facts[full_id][key] = amount if currency == "USD" else f"{amount} {currency}"
    return facts
