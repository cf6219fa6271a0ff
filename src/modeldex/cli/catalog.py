"""Commands that ask the catalog: list, show, why, stats."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from modeldex.catalog.query import SORTS
from modeldex.catalog.reader import ModelCatalog
from modeldex.cli import output
from modeldex.core.capability import CAPABILITIES
from modeldex.core.status import ModelStatus
from modeldex.core.usage import UNITS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.core.evidence import Statement
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.price import Price

_SHOWN_TO_PEOPLE = 25
_STATUSES = [status.name.lower() for status in ModelStatus]


@click.command("list")
@click.option(
    "--can", "capabilities", multiple=True, metavar="NAME[,NAME]", help="Capabilities that must be there."
)
@click.option("--provider", metavar="NAME", help="Served by this provider (any of its names).")
@click.option("--maker", metavar="NAME", help="Published by this maker.")
@click.option("--family", metavar="NAME", help="Of this family.")
@click.option(
    "--status",
    type=click.Choice(_STATUSES),
    multiple=True,
    help="Of any of these statuses, as of the day of the catalog.",
)
@click.option("--max-input-cost", metavar="USD", help="At most so many USD per million input tokens.")
@click.option("--max-output-cost", metavar="USD", help="At most so many USD per million output tokens.")
@click.option("--pricing", metavar="STATE", help="priced, free, variable or unknown.")
@click.option("--min-context", type=click.IntRange(1), metavar="TOKENS", help="At least this context window.")
@click.option("--open-weights", is_flag=True, default=None, help="Weights can be downloaded.")
@click.option("--released-since", metavar="DAY", help="Released on this day or later, e.g. 2026-01-01.")
@click.option("--sort", type=click.Choice(list(SORTS)), default="id", show_default=True)
@click.option("--limit", type=click.IntRange(0), help="At most so many; 0: all. 25 for people, all in JSON.")
@output.json_option
def list_models(as_json: bool, limit: int | None, capabilities: tuple[str, ...], **conditions: Any) -> None:
    """List the models that meet every condition; unknown values meet none.

    \b
    Examples:
      modeldex list --can vision,tool_use --max-input-cost 1 --sort input_cost
      modeldex list --provider bedrock --maker anthropic --json
    """
    names = ",".join(capabilities)
    found = ModelCatalog.bundled().find_models(capabilities=names, **conditions)
    if limit is None:
        limit = 0 if as_json else _SHOWN_TO_PEOPLE
    shown = found[:limit] if limit else found
    if as_json:
        output.write_json(shown)
        return
    if not found:
        output.note("no model meets all of these conditions; leave one out, or see `modeldex list --help`")
        return
    output.write_table(_LIST_COLUMNS, map(_list_row, shown))
    if len(shown) < len(found):
        output.note(f"{len(shown)} of {len(found)} models; --limit 0 shows all")


_LIST_COLUMNS = (
    ("model", "left"),
    ("in $/M", "right"),
    ("out $/M", "right"),
    ("context", "right"),
    ("output", "right"),
    ("can", "left"),
)
_LIST_LETTERS = {
    "vision": "V",
    "tool_use": "T",
    "json_mode": "J",
    "structured_output": "O",
    "streaming": "S",
    "thinking": "K",
    "prompt_cache": "P",
}


def _list_row(model: ModelConfig) -> tuple[str, ...]:
    able = set(model.capabilities)
    return (
        output.escaped(model.id),
        output.rate_cell(model.cost_per_1m_input_tokens, model.pricing),
        output.rate_cell(model.cost_per_1m_output_tokens, model.pricing),
        output.count_cell(model.context_window),
        output.count_cell(model.max_output_tokens),
        "".join(letter if name in able else "·" for name, letter in _LIST_LETTERS.items()),
    )


@click.command()
@click.argument("model")
@output.json_option
def show(model: str, as_json: bool) -> None:
    """Show everything known of one MODEL.

    MODEL is a full id (openai/gpt-5), or a bare id at its maker's own provider (gpt-5).
    """
    found = ModelCatalog.bundled().get_model_or_raise(model)
    if as_json:
        output.write_json(found)
        return
    output.write_line(f"{found.name or found.model_id}  ({found.id})")
    output.write_line(found.description)
    click.echo()
    output.write_pairs(_facts(found))
    if found.prices:
        click.echo()
        ordered = sorted(found.prices, key=lambda price: (_UNIT_ORDER[price.unit], price.key))
        output.write_table(_PRICE_COLUMNS, map(_price_row, ordered))
    output.note(f"who says so: modeldex why {output.printable(found.id)}")


def _facts(model: ModelConfig) -> Iterable[tuple[str, str]]:
    limits = (
        ("context", model.context_window),
        ("input", model.max_input_tokens),
        ("output", model.max_output_tokens),
    )
    yield "status", model.status.name.lower()
    yield "limits", ", ".join(f"{name} {count:,}" for name, count in limits if count) or output.UNKNOWN
    for heading, wanted in (("can", True), ("cannot", False)):
        names = [name for name in CAPABILITIES if model.supports(name) is wanted]
        yield heading, ", ".join(names) or output.UNKNOWN
    yield "maker", output.escaped(model.maker)
    yield "canonical", output.escaped(model.canonical_model)
    for name in ("release_date", "knowledge_cutoff", "deprecated_on", "retires_on", "successor"):
        value = getattr(model, name)
        if value is not None:
            yield name.replace("_", " "), output.escaped(value)
    if model.open_weights is not None:
        yield "open weights", "yes" if model.open_weights else "no"
    if model.benchmarks:
        listed = ", ".join(f"{name} {score:g}" for name, score in model.benchmarks.items())
        yield "benchmarks", output.escaped(listed)
    yield (
        "founded on",
        f"{output.escaped(model.source)}, {model.quality or 'unknown'}, changed {model.updated}",
    )


_UNIT_ORDER = {unit: place for place, unit in enumerate(UNITS)}
_PRICE_COLUMNS = (
    ("price of", "left"),
    ("USD", "right"),
    ("per", "right"),
    ("when", "left"),
    ("seen", "left"),
)


def _price_row(price: Price) -> tuple[str, ...]:
    amount = output.amount_cell(price.amount) if price.amount is not None else "variable"
    return (
        price.unit.replace("_", " "),
        amount if price.currency == "USD" else f"{amount} {price.currency}",
        "1M" if price.per != 1 else "1",
        output.escaped(", ".join(_when(price))) or "always",
        output.escaped(f"{price.source or output.UNKNOWN} {price.recorded_on or ''}".rstrip()),
    )


def _when(price: Price) -> tuple[str, ...]:
    conditions = tuple(word for word in price.conditions if not word.startswith("currency:"))
    since = () if price.valid_to or not price.valid_from else (f"since {price.valid_from}",)
    until = (f"until {price.valid_to}",) if price.valid_to else ()
    return (*conditions, *since, *until)


@click.command()
@click.argument("model")
@click.argument("field", required=False)
@output.json_option
def why(model: str, field: str | None, as_json: bool) -> None:
    """Say who states what about a MODEL, or about one FIELD of it.

    FIELD is an attribute (context_window), a column (max_context), a capability (vision), or a
    rate (input_tokens, output_tokens@batch).

    \b
    Example:
      modeldex why openai/gpt-5 context_window
    """
    said = ModelCatalog.bundled().why(model, field)
    if as_json:
        output.write_json(said)
        return
    if not said:
        output.note(f"nobody states {field} of {model}")
        return
    taken = {one.field: one.value for one in said if one.wins}
    output.write_table(_WHY_COLUMNS, (_why_row(one, taken.get(one.field)) for one in said))
    for one in said if field is not None else ():
        if one.reason is not None:
            output.note(output.printable(f"{one.field} {one.value} is taken: {one.reason}"))


_WHY_COLUMNS = (("field", "left"), ("value", "left"), ("taken", "left"), ("who", "left"), ("seen", "left"),
                ("as written", "left"), ("page", "left"))  # fmt: skip


def _why_row(said: Statement, taken: str | None) -> tuple[str, ...]:
    return (
        output.escaped(said.field),
        output.escaped(said.value),
        "yes" if said.wins else "agrees" if said.value == taken else "no",
        output.escaped(said.source),
        said.seen_on or output.UNKNOWN,
        output.escaped(said.original) if said.original else "",
        output.escaped(said.url) if said.url else "",
    )


@click.command()
@output.json_option
def stats(as_json: bool) -> None:
    """Count what the catalog holds, and how many models state each field."""
    found = ModelCatalog.bundled().stats()
    if as_json:
        output.write_json(found)
        return
    for name in ("by_status", "by_category", "sources"):
        found[name] = _joined(found[name])
    stated = found.pop("stated")
    output.write_pairs((name.replace("_", " "), output.escaped(str(value))) for name, value in found.items())
    assert isinstance(stated, dict)
    rows = sorted(stated.items(), key=lambda pair: -pair[1])
    output.write_table(
        (("field", "left"), ("stated", "right")), ((name, f"{share:.1%}") for name, share in rows)
    )


def _joined(counts: object) -> str:
    assert isinstance(counts, dict)
    return ", ".join(
        f"{name} {_offerings(value)}" if isinstance(value, dict) else f"{name} {value}"
        for name, value in counts.items()
    )


def _offerings(source: dict[str, object]) -> str:
    seen_on = source["seen_on"]
    return f"{source['offerings']} ({seen_on})" if seen_on else str(source["offerings"])
