"""What the pictures of many models have in common: a point per model, the frontier, the subtitle."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from modeldex.charts.axis import log_axis
from modeldex.charts.figure import LEFT, RIGHT, Figure, Point, Scatter, Table
from modeldex.charts.frontier import frontier
from modeldex.charts.plots.price import BLEND, PRICES, usd_text
from modeldex.charts.text import printable
from modeldex.core.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.charts.axis import Axis
    from modeldex.charts.plots.choice import Choice, Chosen
    from modeldex.charts.plots.conditions import Conditions

MOST_COLOURED = 6
"""Makers with a colour of their own: as many as the palette has."""
_ROOM = 0.14
"""Share of the axis of prices that is left free for the names of the cheapest."""
_OFFERS = {True: "the maker's own", False: "median of the providers"}


def model_figure(
    catalog: ModelCatalog,
    choice: Choice,
    conditions: Conditions,
    *,
    name: str,
    title: str,
    measure: str,
    price: str,
    axis: Callable[[Sequence[float]], Axis],
    worth_text: Callable[[float], str],
) -> Figure:
    """The picture of a choice of models; `measure` names their worth in a sentence."""
    models = _highest(choice.models, conditions.limit)
    if not models:
        raise InvalidValueError(f"plot {name}", {"conditions": _nothing(choice, conditions, measure)})
    line = frontier([(float(one.price), one.worth) for one in models])
    groups = _largest([_maker(one) for one in models])
    panel = Scatter(
        x=log_axis(f"{PRICES[price]}, log scale", [float(one.price) for one in models], room=_ROOM),
        y=axis([one.worth for one in models]),
        points=tuple(_point(one, groups, worth_text) for one in models),
        groups=groups,
        frontier=tuple(line),
    )
    return Figure(
        name=name,
        title=title,
        subtitle=_subtitle(catalog, models, choice, conditions, measure),
        summary=_summary([models[place] for place in line], len(models), measure, worth_text),
        panels=(panel,),
        table=_table(models, set(line), measure, price, worth_text),
    )


def bare_name(model: str) -> str:
    """The name of a canonical model without its maker."""
    return printable(model.partition("/")[2] or model)


def counted(count: int, noun: str) -> str:
    """`1 model`, `1,204 models`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def made_from(catalog: ModelCatalog) -> str:
    """The catalog that a picture is made from, its version being its day."""
    return f"modeldex\u00a0catalog\u00a0{printable(catalog.version)}."


def _highest(models: Sequence[Chosen], limit: int | None) -> list[Chosen]:
    if limit is None:
        return list(models)
    kept = sorted(models, key=lambda one: (-one.worth, one.price, one.model))[:limit]
    return sorted(kept, key=lambda one: one.model)


def _maker(one: Chosen) -> str | None:
    return printable(one.offering.maker) if one.offering.maker else None


def _largest(makers: Sequence[str | None]) -> tuple[str, ...]:
    counts = Counter(maker for maker in makers if maker is not None)
    return tuple(sorted(counts, key=lambda maker: (-counts[maker], maker))[:MOST_COLOURED])


def _point(one: Chosen, groups: tuple[str, ...], worth_text: Callable[[float], str]) -> Point:
    return Point(
        label=bare_name(one.model),
        x=float(one.price),
        y=one.worth,
        told=printable(f"{one.model}: {usd_text(one.price)} USD, {worth_text(one.worth)}"),
        group=_maker(one) if _maker(one) in groups else None,
    )


def _subtitle(
    catalog: ModelCatalog, models: Sequence[Chosen], choice: Choice, conditions: Conditions, measure: str
) -> str:
    among = (
        f", the highest of {len(choice.models):,} in {measure}" if len(models) < len(choice.models) else ""
    )
    left_out = [
        f"{count:,} {why}"
        for count, why in ((choice.free, "offered free"), (choice.unpriced, "without a price in USD"))
        if count
    ]
    sentences = (
        f"{counted(len(models), 'model')}{conditions.told()}{among}{_whose(models, conditions)}.",
        f"On the line: models that no cheaper one equals in {measure}." if len(models) > 1 else "",
        f"Not drawn: {' and '.join(left_out)}." if left_out else "",
        made_from(catalog),
    )
    return " ".join(filter(None, sentences))


def _whose(models: Sequence[Chosen], conditions: Conditions) -> str:
    """At whose price they are drawn; nothing where they are all at one provider."""
    if conditions.provider is not None:
        return ""
    own = sum(one.is_own for one in models)
    parts = ((own, "at the maker's own price"), (len(models) - own, "at the median of their providers"))
    return ": " + ", ".join(
        f"{'all' if count == len(models) else f'{count:,}'} {how}" for count, how in parts if count
    )


def _summary(best: Sequence[Chosen], count: int, measure: str, worth_text: Callable[[float], str]) -> str:
    listed = "; ".join(
        f"{bare_name(one.model)}, {usd_text(one.price)} USD, {worth_text(one.worth)}" for one in best
    )
    return (
        f"Scatter of {counted(count, 'model')}: price from left to right, {measure} upwards."
        f" On the line: {listed}."
    )


def _table(
    models: Sequence[Chosen], line: set[int], measure: str, price: str, worth_text: Callable[[float], str]
) -> Table:
    """The models by worth; the blend has a column of its own where it is what is drawn."""
    blend = (("3:1 blend", RIGHT),) if price == BLEND else ()
    columns = (
        ("model", LEFT), ("offering", LEFT), ("whose", LEFT), ("input", RIGHT), ("output", RIGHT), *blend,
        (measure, RIGHT), ("on the line", LEFT),
    )  # fmt: skip
    order = sorted(range(len(models)), key=lambda place: (-models[place].worth, models[place].price))
    rows = tuple(
        (
            printable(one.model),
            printable(one.offering.id),
            _OFFERS[one.is_own],
            usd_text(one.offering.cost_per_1m_input_tokens),
            usd_text(one.offering.cost_per_1m_output_tokens),
            *((usd_text(one.price),) if blend else ()),
            worth_text(one.worth),
            "yes" if place in line else "",
        )
        for place in order
        for one in (models[place],)
    )
    return Table(columns, rows)


def _nothing(choice: Choice, conditions: Conditions, measure: str) -> str:
    has_measure = choice.free or choice.unpriced
    missing = "a price above zero in USD" if has_measure else f"a known {measure} and a price"
    return f"no model{conditions.told()} has {missing}; leave a condition out, or choose another measure"
