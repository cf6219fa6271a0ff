"""How costs are written: for people as a sheet or a table, for programs as records; and what is doubtful."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.cli import output
from modeldex.cli.cells import UNKNOWN, escaped, exact_cell, printable
from modeldex.core.cost import UNKNOWN as NOT_KNOWN
from modeldex.core.cost import Cost, CostPart
from modeldex.core.days import today
from modeldex.core.money import CONTEXT
from modeldex.core.plain import plain
from modeldex.core.status import ModelStatus
from modeldex.core.usage import UNITS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from modeldex.core.model_config import ModelConfig
    from modeldex.core.usage import Usage


def warn(model: ModelConfig, usage: Usage, at: str | None) -> None:
    """Say what makes such a call doubtful, though its rates are known."""
    day = (at or today())[:10]
    if model.status_on(day) is ModelStatus.RETIRED:
        output.note(printable(f"{model.id} is no longer served on {day}"))
    if day > today():
        output.note(f"{day} has not come: these are the rates that are known today")
    most = model.max_input_tokens or model.context_window
    if most is not None and usage.total_input_tokens > most:
        output.note(f"the call reads {usage.total_input_tokens:,} tokens, and {most:,} is the most")


def _times(amount: Decimal, calls: int) -> Decimal:
    return CONTEXT.multiply(amount, CONTEXT.create_decimal(calls))


def record_of(model: ModelConfig, one: Cost, calls: int) -> dict[str, object]:
    """What a program is told of a cost: of one call, its parts and rows, and of all calls together."""
    record = plain(one)
    assert isinstance(record, dict)
    of_calls = None if one.amount is None else plain(_times(one.amount, calls))
    return {
        "model": model.id, "status": one.status, "currency": "USD", "amount": record["amount"],
        "at_least": plain(one.at_least), "calls": calls, "amount_of_calls": of_calls,
        "parts": record["parts"],
        "missing": record["missing"], "notes": list(one.notes), "price_ids": list(one.price_ids),
    }  # fmt: skip


Priced = tuple["ModelConfig", Cost]


def columns_of(calls: int) -> tuple[output.Column[Priced], ...]:
    """Model, cost of a call, and of all of them where there are several; with what is to be said of it."""

    def of_calls(pair: Priced) -> Decimal | None:
        return None if pair[1].amount is None else _times(pair[1].amount, calls)

    one: output.Column[Priced] = output.Column(
        "usd", lambda pair: pair[1].amount, "USD", lambda pair: _usd(pair[1].amount), right=True
    )
    several: output.Column[Priced] = output.Column(
        "usd_of_calls", of_calls, f"USD for {calls:,}", lambda pair: _usd(of_calls(pair)), right=True
    )
    return (
        output.Column("model", lambda pair: pair[0].id, "model", lambda pair: escaped(pair[0].id)),
        *((one,) if calls == 1 else (one, several)),
        output.Column("status", lambda pair: pair[1].status, "cost is"),
        output.Column("notes", _because, "because", _because),
    )


def _usd(amount: Decimal | None) -> str:
    return UNKNOWN if amount is None else exact_cell(amount)


def write_sheet(model: ModelConfig, one: Cost, calls: int, at: str | None) -> None:
    """Write the cost of one model: each part with its rate and row, and the sum."""
    output.write_line(f"{model.id}{f', on {at}' if at else ''}", style="bold")
    output.write_line()
    if one.parts:
        output.write_records(None, one.parts, _PART_COLUMNS)
        output.write_line()
    amount = f"{exact_cell(one.amount)} USD" if one.amount is not None else "not known"
    output.write_line(f"cost: {amount} ({one.status})", style="bold")
    if one.amount is None and one.parts:
        output.write_line(f"at least {exact_cell(one.at_least)} USD: the parts that have a rate")
    if calls > 1 and one.amount is not None:
        output.write_line(f"for {calls:,} calls: {exact_cell(_times(one.amount, calls))} USD")
    for note in one.notes:
        output.write_line(f"  {note}")


_PART_COLUMNS: tuple[output.Column[CostPart], ...] = (
    output.Column("unit", lambda part: part.unit, "part", lambda part: part.unit.replace("_", " ")),
    output.Column("count", lambda part: part.count, "count", lambda part: f"{part.count:,}", right=True),
    output.Column("rate", lambda part: part.rate, "USD", lambda part: exact_cell(part.rate), right=True),
    output.Column("per", lambda part: UNITS[part.unit].per, "per", lambda p: _per(p.unit), right=True),
    output.Column(
        "amount", lambda part: part.amount, "cost", lambda part: exact_cell(part.amount), right=True
    ),
    output.Column("price_id", lambda part: part.price_id, "price row"),
)


def _because(pair: Priced) -> str:
    return "; ".join(pair[1].notes)


def _per(unit: str) -> str:
    return "1M" if UNITS[unit].per != 1 else "1"


def mend(costs: Sequence[Priced], at: str | None) -> None:
    """Say why costs are not known, and from when rates are where a day was asked before that."""
    unknown = [(model, one) for model, one in costs if one.status == NOT_KNOWN]
    if len(unknown) > 1:
        output.note(f"not known of {len(unknown)}: no source states their rates in USD for that")
        return
    (model, one) = unknown[0]
    rows = [price for price in model.prices if price.unit in one.missing]
    days = sorted(day for price in rows if price.is_base and (day := price.valid_from or price.recorded_on))
    if any(price.amount is None for price in rows):
        why = "it charges a rate that depends on the call"
    elif at and days and days[0] > at[:10]:
        why = f"its plain rates are known from {days[0]} on"
    else:
        why = "nobody states a rate in USD for it"
    output.note(printable(f"{model.id}: {why}; see modeldex history {model.id}"))
