"""What a field of a model was, and since when: dated rates, dated limits, and who stated what when."""

from __future__ import annotations

from modeldex.catalog.evidence import LIMITS, statements, test_of
from modeldex.core.evidence import DatedValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from modeldex.catalog.file import CatalogFile
    from modeldex.catalog.named_field import Names
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.price import Price

_HAS_LIMITS = "SELECT count(*) FROM sqlite_schema WHERE name = 'limits'"
"""Files of schema 1 have none."""
_OF_MODEL = (
    "SELECT field, value, valid_from, valid_to, source FROM limits"
    " WHERE n = (SELECT n FROM models WHERE id = ?) ORDER BY field, source, valid_from"
)


def dated_values(file: CatalogFile, model: ModelConfig, field: str, names: Names) -> tuple[DatedValue, ...]:
    """The values of a field over time, the oldest first.

    Rates of one day stand in the order in which each took the place of another, and what holds now is last.
    Of rates what held when; of limits each source's dated words, where it has changed them; of all else,
    and of sources that have not, what is stated and on which day that was seen.
    """
    speaks_of = test_of(field, names, model.benchmarks)
    rows = _rates(model, speaks_of)
    if not rows:
        rows = _limits(file, model, speaks_of)
        told = {(one.field, one.source) for one in rows}
        rows += [
            DatedValue(
                model=model.id, field=said.field, value=said.value, since=said.seen_on, source=said.source
            )
            for said in statements(file, model, field, names)
            if (said.field, said.source) not in told
        ]
        rows.sort(key=lambda row: row.source or "")
    return tuple(sorted(rows, key=lambda row: row.since or ""))


def _rates(model: ModelConfig, speaks_of: Callable[[str], bool]) -> list[DatedValue]:
    return [
        DatedValue(
            model=model.id,
            field=price.key,
            value=price.amount_text,
            since=price.valid_from or price.recorded_on,
            until=price.valid_to,
            source=price.source,
            price_id=price.price_id,
        )
        for price in _in_turn([price for price in model.prices if speaks_of(price.key)])
    ]


def _in_turn(prices: list[Price]) -> list[Price]:
    """Rates, each after the one that it took the place of; those in force after those that ended."""
    before = {price.price_id: price.supersedes for price in prices}

    def turn(price: Price) -> tuple[bool, int, str]:
        passed = {price.price_id}
        earlier = price.supersedes
        while earlier in before and earlier not in passed:
            passed.add(earlier)
            earlier = before[earlier]
        return price.valid_to is None, len(passed), price.source or ""

    return sorted(prices, key=turn)


def _limits(file: CatalogFile, model: ModelConfig, speaks_of: Callable[[str], bool]) -> list[DatedValue]:
    if not any(map(speaks_of, LIMITS)) or not file.rows(_HAS_LIMITS)[0][0]:
        return []
    rows: Iterable[tuple[str, int, str, str | None, str]] = file.rows(_OF_MODEL, model.id)
    return [
        DatedValue(
            model=model.id, field=name, value=str(value), since=since or None, until=until, source=source
        )
        for name, value, since, until, source in rows
        if speaks_of(name)
    ]
