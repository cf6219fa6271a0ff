"""Prices over time: steps for one model or several, input above output."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from modeldex.charts.axis import day_axis, money_axis
from modeldex.charts.figure import LEFT, RIGHT, Figure, Staircase, Step, Steps, Table
from modeldex.charts.plots.models import MOST_COLOURED, counted, made_from
from modeldex.charts.plots.price import usd_text
from modeldex.charts.text import printable
from modeldex.core.errors import InvalidValueError
from modeldex.core.status import ModelStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.price import Price

_UNITS = {"input_tokens": "input", "output_tokens": "output"}
"""Unit -> what it is called; a panel each, from the top."""
_SHORTEST_SPAN = 30
"""Days that are shown at least."""


def history(catalog: ModelCatalog, names: Sequence[str]) -> Figure:
    """The picture of what models have cost; each name is one that the catalog resolves."""
    models = list({model.id: model for model in map(catalog.get_model_or_raise, names)}.values())
    if not 1 <= len(models) <= MOST_COLOURED:
        raise InvalidValueError(
            "plot history", {"MODEL": f"must be 1 to {MOST_COLOURED} models, not {len(models)}"}
        )
    day = date.fromisoformat(catalog.version[:10])
    steps = {unit: [_steps(model, unit, day) for model in models] for unit in _UNITS}
    if not any(line for lines in steps.values() for line in lines):
        listed = ", ".join(printable(model.id) for model in models)
        raise InvalidValueError("plot history", {"MODEL": f"nobody dates a token price of {listed}"})
    labels = _labels(models)
    return Figure(
        name=_file_name(models),
        title=f"Price history of {labels[0] if len(models) == 1 else f'{len(models)} models'}",
        subtitle=_subtitle(catalog, models, steps),
        summary=_summary(models, steps["input_tokens"] + steps["output_tokens"]),
        panels=_panels(steps, ("",) if len(models) == 1 else tuple(labels), day),
        table=_table(models),
    )


def _panels(steps: Mapping[str, list[list[Step]]], labels: tuple[str, ...], day: date) -> tuple[Steps, ...]:
    """A panel per unit that anybody is charged for, all over the same days."""
    drawn = [step for lines in steps.values() for line in lines for step in line]
    first, last = min(step.since for step in drawn), max(step.until for step in drawn)
    time = day_axis(
        date.fromordinal(min(first, last - _SHORTEST_SPAN)), date.fromordinal(max(last, day.toordinal()))
    )
    return tuple(
        Steps(
            heading=f"{word}, USD per million tokens",
            x=time,
            y=money_axis(word, [step.value for line in steps[unit] for step in line]),
            lines=tuple(
                Staircase(label, place, tuple(line))
                for place, (label, line) in enumerate(zip(labels, steps[unit], strict=True))
                if line
            ),
            names=labels,
        )
        for unit, word in _UNITS.items()
        if any(steps[unit])
    )


def _steps(model: ModelConfig, unit: str, day: date) -> list[Step]:
    """The rates that hold for any call, the oldest first; each ends where the next begins."""
    rows = sorted(
        ((date.fromisoformat(text), price) for price in _rates(model, unit) if (text := _since(price))),
        key=lambda row: row[0],
    )
    end = _end(model, day)
    found: list[Step] = []
    for place, (since, price) in enumerate(rows):
        if price.amount is None:
            continue
        until = date.fromisoformat(price.valid_to) if price.valid_to else max(end, since)
        if place + 1 < len(rows):
            until = min(until, rows[place + 1][0])
        found.append(Step(since.toordinal(), until.toordinal(), float(price.amount), usd_text(price.amount)))
    return found


def _rates(model: ModelConfig, unit: str) -> Iterable[Price]:
    return (price for price in model.prices if price.key == unit)


def _since(price: Price) -> str | None:
    return price.valid_from or price.recorded_on


def _end(model: ModelConfig, day: date) -> date:
    """To when a rate without an end is drawn: the day of the catalog, or of the retirement before it."""
    if model.status is not ModelStatus.RETIRED:
        return day
    if model.retires_on is not None:
        return min(day, date.fromisoformat(f"{model.retires_on}-01-01"[:10]))
    return date.min  # nobody says until when: the day on which it began is all that is known


def _labels(models: Sequence[ModelConfig]) -> list[str]:
    """Model ids, or full ids where two are the same."""
    bare = [printable(model.model_id.rpartition("/")[2]) for model in models]
    return [
        name if bare.count(name) == 1 else printable(model.id)
        for name, model in zip(bare, models, strict=True)
    ]


def _file_name(models: Sequence[ModelConfig]) -> str:
    plain = "".join(char if char.isascii() and char.isalnum() else "-" for char in models[0].model_id.lower())
    return "-".join(filter(None, f"history-{plain}".split("-")))[:60]


def _subtitle(
    catalog: ModelCatalog, models: Sequence[ModelConfig], steps: Mapping[str, Sequence[Sequence[Step]]]
) -> str:
    count = sum(len(line) for lines in steps.values() for line in lines)
    at = sorted({printable(model.provider) for model in models})
    bare = [
        printable(model.id)
        for place, model in enumerate(models)
        if not any(lines[place] for lines in steps.values())
    ]
    sentences = (
        f"Standard rates at {', '.join(at)}: {counted(count, 'dated price')},"
        " each from the first day on which it is known to have held.",
        f"Without a dated price: {', '.join(bare)}." if bare else "",
        made_from(catalog),
    )
    return " ".join(filter(None, sentences))


def _summary(models: Sequence[ModelConfig], lines: Sequence[Sequence[Step]]) -> str:
    said = [
        f"{printable(models[place % len(models)].id)} {list(_UNITS.values())[place // len(models)]}: "
        + ", ".join(f"{step.shown} from {date.fromordinal(step.since)}" for step in line)
        for place, line in enumerate(lines)
        if line
    ]
    return "Steps over time. " + "; ".join(said) + "."


def _table(models: Sequence[ModelConfig]) -> Table:
    columns = (
        ("model", LEFT), ("price of", LEFT), ("USD per million", RIGHT), ("from", LEFT), ("until", LEFT),
        ("why it changed", LEFT), ("source", LEFT),
    )  # fmt: skip
    rows = [
        (
            printable(model.id),
            word,
            usd_text(price.amount, "variable"),
            _since(price) or "unknown",
            price.valid_to or "",
            "an earlier record was wrong" if price.kind == "correction" else "",
            printable(price.source or "unknown"),
        )
        for model in models
        for unit, word in _UNITS.items()
        for price in sorted(_rates(model, unit), key=lambda price: _since(price) or "")
    ]
    return Table(columns, tuple(rows))
