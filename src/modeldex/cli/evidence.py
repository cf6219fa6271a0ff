"""The command that says who states what about a model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import UNKNOWN, escaped, printable
from modeldex.cli.claims import write_claims
from modeldex.cli.columns import column_named
from modeldex.cli.configured import database_option
from modeldex.cli.layer_claims import layer_claims, write_layers
from modeldex.cli.options import FIELD, MODEL
from modeldex.cli.session import asked_catalog

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.core.evidence import Statement
    from modeldex.core.model_config import ModelConfig


@click.command()
@click.argument("model", type=MODEL)
@click.argument("field", required=False, type=FIELD)
@database_option
@output.formats
def why(model: str, field: str | None, database: str | None, form: str | None) -> None:
    """Say who states what about a MODEL, or about one FIELD of it, and why one was taken.

    What a configuration file or a database says over the catalog comes first, since it counts.
    FIELD is an attribute (context_window), a column (max_context), a capability (vision), or a
    rate (input_tokens, output_tokens@batch).

    \b
    Examples:
      modeldex why gpt-5 context_window
      modeldex why openai/gpt-5 --csv
    """
    catalog = asked_catalog()
    claims = layer_claims(model, field, database)
    if claims is not None:
        model = claims.model
    is_in_catalog = claims is None or catalog.names.has(model)
    said = catalog.why(model, field) if is_in_catalog else ()
    if form:
        output.write_records(form, claims.over(said) if claims is not None else said, _columns({}))
        return
    is_overlaid = claims is not None and bool(claims.values)
    if claims is not None and is_overlaid:
        write_layers(claims, is_of_one_field=field is not None)
    if not is_in_catalog:
        output.note(f"the catalog has no {model}: it is known from what lies over it alone")
    elif not said and is_overlaid:
        output.note(f"the catalog itself states no {field} of {model}")
    elif not said:
        output.note(_unstated(catalog.get_model_or_raise(model), field))
    elif field is None:
        taken = {one.field: one.value for one in said if one.wins}
        output.write_records(None, said, _columns(taken))
        output.note(printable(f"with pages and reasons: modeldex why {said[0].model} FIELD"))
    else:
        for name in dict.fromkeys(one.field for one in said):
            _write_field([one for one in said if one.field == name])


def _unstated(model: ModelConfig, field: str | None) -> str:
    """What to say where there is no statement: a value may follow from other facts all the same."""
    value = None if field is None else column_named(field).value(model)
    if value is None:
        return f"nobody states {field or 'anything'} of {model.id}"
    return f"{field} of {model.id} is {value}: it follows from other facts, nobody states it as such"


def _write_field(said: Sequence[Statement]) -> None:
    output.write_line(f"{said[0].field} of {said[0].model}", style="bold")
    write_claims(said, with_pages=True)
    reason = next((one.reason for one in said if one.wins), None)
    output.write_line(f"    taken because: {reason}" if reason else "    none of these was taken")


def _columns(taken: dict[str, str]) -> tuple[output.Column[Statement], ...]:
    def is_taken(said: Statement) -> str:
        return "yes" if said.wins else "agrees" if said.value == taken.get(said.field) else "no"

    return (
        output.Column("model", lambda said: said.model, ""),
        output.Column("field", lambda said: said.field, "field", lambda said: escaped(said.field)),
        output.Column("value", lambda said: said.value, "value", lambda said: escaped(said.value)),
        output.Column("wins", lambda said: said.wins, "taken", is_taken),
        output.Column("source", lambda said: said.source, "who", lambda said: escaped(said.source)),
        output.Column(
            "seen_on", lambda said: said.seen_on, "seen", lambda said: said.seen_on or UNKNOWN, whole=True
        ),
        output.Column(
            "original", lambda said: said.original, "as written",
            lambda said: escaped(said.original) if said.original else "",
        ),
        output.Column("url", lambda said: said.url, ""),
        output.Column("reason", lambda said: said.reason, ""),
    )  # fmt: skip
