"""The command that shows one model, as a provider serves it or as its maker published it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import UNKNOWN, amount_cell, escaped, printable, status_cell
from modeldex.cli.offerings import cheapest_first, published, write_offerings
from modeldex.cli.options import ANY_MODEL, DAY
from modeldex.cli.session import asked_catalog
from modeldex.cli.tables import write_pairs
from modeldex.core.capability import CAPABILITIES
from modeldex.core.errors import ModelNotFoundError
from modeldex.core.quality import BENCHMARKS
from modeldex.core.usage import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.core.model import Model
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.price import Price

_LIMITS = (
    ("context", "context_window"),
    ("input", "max_input_tokens"),
    ("output", "max_output_tokens"),
    ("images", "max_images_per_request"),
    ("requests a minute", "rate_limit_rpm"),
    ("tokens a minute", "rate_limit_tpm"),
)
_SPEED = (
    ("ms to the first token", "ttft_ms"),
    ("tokens a second", "tokens_per_second"),
    ("ms a call (p50)", "latency_p50_ms"),
    ("ms a call (p99)", "latency_p99_ms"),
)
_DAYS = ("release_date", "knowledge_cutoff", "deprecated_on", "retires_on")


@click.command()
@click.argument("model", type=ANY_MODEL)
@click.option("--at", type=DAY, metavar="DAY", help="As known to hold on a day, such as 2025-06-01.")
@click.option("--all", "everything", is_flag=True, help="With every benchmark, and prices of the past.")
@output.formats
def show(model: str, at: date | None, everything: bool, form: str | None) -> None:
    """Show everything known of one MODEL.

    MODEL is a full id (openai/gpt-5), a bare id at its maker's own provider (gpt-5), or a
    canonical id (meta/llama-3.3-70b-instruct), which shows what is true of it wherever it is
    served.

    \b
    Examples:
      modeldex show claude-opus-4-5
      modeldex show meta/llama-3.3-70b-instruct
      modeldex show gpt-5 --at 2026-01-01 --json
    """
    catalog = asked_catalog(at.isoformat() if at else None)
    canonical = published(catalog, model)
    if canonical is not None:
        _show_published(catalog, canonical, form)
        return
    found = _found(catalog, model)
    if form == output.CSV:
        from modeldex.cli.columns import csv_columns

        output.write_records(form, [found], csv_columns())
    elif form:
        output.write_json(found, form)
    else:
        _write(found, at, everything=everything)


def _found(catalog: ModelCatalog, name: str) -> ModelConfig:
    try:
        return catalog.get_model_or_raise(name)
    except ModelNotFoundError as error:
        from modeldex.cli.discovered import if_discovered

        raise if_discovered(error) from None


def _write(model: ModelConfig, at: date | None, *, everything: bool) -> None:
    day = f", as of {at}" if at is not None else ""
    output.write_line(f"{model.name or model.model_id}  ({model.id}){day}", style="bold")
    output.write_line(model.description)
    output.write_line()
    write_pairs(_facts(model, everything=everything))
    rows = list(model.prices if everything else model.rates_in_force)
    if rows:
        output.write_line()
        ordered = sorted(rows, key=lambda price: (_UNIT_ORDER[price.unit], price.key, price.valid_from or ""))
        output.write_records(None, ordered, _PRICE_COLUMNS)
    past = len(model.prices) - len(rows)
    prices = "prices" if past > 1 else "price"
    output.note(
        f"who says so: modeldex why {printable(model.id)}"
        + (f"; {past} {prices} of the past: --all, or modeldex history" if past else "")
    )


def _facts(model: ModelConfig, *, everything: bool) -> Iterator[tuple[str, str]]:
    yield "status", status_cell(model)
    yield "limits", ", ".join(_counted(model, _LIMITS, "{1} {0:,}")) or UNKNOWN
    if speed := ", ".join(_counted(model, _SPEED, "{0:g} {1}")):
        yield "speed", speed
    for heading, wanted in (("can", True), ("cannot", False)):
        names = [name for name in CAPABILITIES if model.supports(name) is wanted]
        yield heading, ", ".join(names) or UNKNOWN
    yield "maker", escaped(model.maker)
    yield "canonical", escaped(model.canonical_model)
    if model.aliases:
        yield "aliases", escaped(", ".join(model.aliases))
    for name in (*_DAYS, "successor"):
        value = getattr(model, name)
        if value is not None:
            yield name.replace("_", " "), escaped(value)
    if model.open_weights is not None:
        yield "open weights", "yes" if model.open_weights else "no"
    yield from _scores(model, everything=everything)
    yield (
        "founded on",
        f"{escaped(model.source)}, {model.quality or 'unknown'}, changed {model.updated or UNKNOWN}",
    )


def _counted(model: ModelConfig, names: Iterable[tuple[str, str]], form: str) -> Iterator[str]:
    for word, attribute in names:
        count = getattr(model, attribute)
        if count is not None:
            yield form.format(count, word)


def _scores(model: ModelConfig, *, everything: bool) -> Iterator[tuple[str, str]]:
    """The benchmarks with a column of their own, and how many more there are."""
    scores = model.quality_scores.known()
    if scores:
        yield "quality", ", ".join(f"{name} {score:g}" for name, score in scores.items())
    listed = {name: score for name, score in model.benchmarks.items() if everything or name in BENCHMARKS}
    more = len(model.benchmarks) - len(listed)
    texts = [f"{name} {score:g}" for name, score in listed.items()] + (
        [f"{more} more: --all"] if more else []
    )
    if texts:
        yield "benchmarks", escaped(", ".join(texts))


_UNIT_ORDER = {unit: place for place, unit in enumerate(UNITS)}


def _amount(price: Price) -> str:
    amount = amount_cell(price.amount) if price.amount is not None else "variable"
    return amount if price.currency == "USD" else f"{amount} {price.currency}"


def _when(price: Price) -> str:
    words = [word for word in price.conditions if not word.startswith("currency:")]
    if price.valid_from:
        words.append(f"since {price.valid_from}")
    if price.valid_to:
        words.append(f"until {price.valid_to}")
    return escaped(", ".join(words)) or "any call"


_PRICE_COLUMNS: tuple[output.Column[Price], ...] = (
    output.Column("unit", lambda price: price.unit, "price of", lambda price: price.unit.replace("_", " ")),
    output.Column("amount", lambda price: price.amount, "USD", _amount, right=True),
    output.Column("per", lambda price: price.per, "per", lambda p: "1M" if p.per != 1 else "1", right=True),
    output.Column("when", lambda price: price.conditions, "when", _when),
    output.Column(
        "source",
        lambda price: price.source,
        "seen",
        lambda price: escaped(f"{price.source or UNKNOWN} {price.recorded_on or ''}".rstrip()),
    ),
)


def _show_published(catalog: ModelCatalog, model: Model, form: str | None) -> None:
    if form == output.CSV:
        write_offerings(form, cheapest_first(catalog, model))
    elif form:
        output.write_json(model, form)
    else:
        output.write_line(f"{model.name}  ({model.id})", style="bold")
        served = cheapest_first(catalog, model)
        output.write_line(f"A model of {model.maker}, with {len(served)} offerings that are served.")
        output.write_line()
        write_pairs(_published_facts(model))
        output.write_line()
        write_offerings(form, served)
        output.note("one of them: modeldex show PROVIDER/MODEL; all with `modeldex list --model`")


def _published_facts(model: Model) -> Iterator[tuple[str, str]]:
    for heading, wanted in (("can", True), ("cannot", False)):
        names = [name for name in CAPABILITIES if model.capabilities.supports(name) is wanted]
        yield heading, ", ".join(names) or UNKNOWN
    for name in ("family", "release_date", "knowledge_cutoff"):
        yield name.replace("_", " "), escaped(getattr(model, name))
    yield "open weights", {True: "yes", False: "no", None: UNKNOWN}[model.open_weights]
