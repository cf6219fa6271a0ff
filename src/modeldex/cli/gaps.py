"""The command that counts what nobody states, and names what is wanted and not there."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.options import FIELD, PROVIDER
from modeldex.cli.session import asked_catalog
from modeldex.cli.tables import write_table
from modeldex.pipeline.missing import Gap, gaps
from modeldex.pipeline.wanted import Sought, read_wanted, sought

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.catalog.reader import ModelCatalog

_DATA = Path("data")
_SHOWN_OF_A_FIELD = 25
_MOST_PROVIDERS = 2


@click.command()
@click.option("--provider", type=PROVIDER, metavar="NAME", help="Served by this provider (any name of it).")
@click.option("--field", type=FIELD, metavar="NAME", help="List the offerings that lack this field.")
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of facts with wanted.csv; data, where there is one.",
)
@click.option(
    "--limit", type=click.IntRange(0), help="With --field: so many; 0: all. 25 for people, all in JSON."
)
@output.formats
def missing(
    provider: str | None, field: str | None, data: Path | None, limit: int | None, form: str | None
) -> None:
    """Count what nobody states, field by field, and name what is wanted and not there.

    Retired offerings are left out, and a field is asked only of offerings that it can be stated
    of: an output limit of no embedding model, an end only of what is deprecated.

    \b
    Examples:
      modeldex missing
      modeldex missing --provider together --field max_output
    """
    if limit is not None and field is None:
        raise click.UsageError("--limit goes with --field; leave it out")
    models = asked_catalog().find_models(provider=provider)
    if field is not None:
        (gap,) = gaps(models, field)
        _write_lacking(gap, limit, form)
        return
    found = gaps(models)
    has = _sought(data, asked_catalog()) if provider is None else ()
    if form == output.JSON:
        wanted = [_sought_record(one) for one in has]
        output.write_json({"fields": [_gap_record(gap) for gap in found], "wanted": wanted})
        return
    if form:
        output.write_records(form, found, _GAP_RECORD_COLUMNS, as_plain=_gap_record)
        return
    write_table(_GAP_COLUMNS, map(_gap_row, found))
    if has:
        output.write_line()
        write_table(_SOUGHT_COLUMNS, map(_sought_row, has))


def _sought(data: Path | None, catalog: ModelCatalog) -> Sequence[Sought]:
    """What is there of everything wanted; the list stands in the project's folder, not in the package."""
    if data is None and not (_DATA / "wanted.csv").exists():
        output.note(f"no {_DATA / 'wanted.csv'} here: what is wanted is left out; --data names its folder")
        return ()
    return sought(read_wanted(data or _DATA), catalog.all_models())


def _write_lacking(gap: Gap, limit: int | None, form: str | None) -> None:
    shown = output.first(gap.lacking, output.most(limit, form, _SHOWN_OF_A_FIELD))
    if form == output.JSON:
        output.write_json({**_gap_record(gap), "offerings": list(shown)})
        return
    if form:
        lacking: output.Column[str] = output.Column("id", str)
        output.write_records(form, shown, [lacking], as_plain=lambda full_id: {"id": full_id})
        return
    for full_id in shown:
        output.write_line(full_id)
    more = "; --limit 0 shows all" if len(shown) < len(gap.lacking) else ""
    output.note(f"{len(gap.lacking):,} of {gap.asked:,} offerings lack {gap.field}{more}")


_GAP_RECORD_COLUMNS: tuple[output.Column[Gap], ...] = (
    output.Column("field", lambda gap: gap.field),
    output.Column("lacking", lambda gap: len(gap.lacking)),
    output.Column("asked", lambda gap: gap.asked),
    output.Column("share", lambda gap: round(gap.share, 4)),
)
_GAP_COLUMNS = (("field", "left"), ("lacking", "right"), ("share", "right"), ("most at", "left"))


def _gap_row(gap: Gap) -> tuple[str, ...]:
    most = ", ".join(f"{provider} {count:,}" for provider, count in gap.most_at(_MOST_PROVIDERS).items())
    return gap.field, f"{len(gap.lacking):,}", f"{gap.share:.1%}", escaped(most)


def _gap_record(gap: Gap) -> dict[str, object]:
    return {
        "field": gap.field,
        "lacking": len(gap.lacking),
        "asked": gap.asked,
        "share": round(gap.share, 4),
        "by_provider": gap.most_at(len(gap.lacking)),
    }


_SOUGHT_COLUMNS = (
    ("wanted", "left"),
    ("kind", "left"),
    ("is", "left"),
    ("offerings", "right"),
    ("retired", "right"),
    ("providers", "right"),
    ("note", "left"),
)


def _sought_row(one: Sought) -> tuple[str, ...]:
    return (
        escaped(one.wanted.name),
        one.wanted.kind,
        one.state,
        f"{one.offerings:,}",
        f"{one.retired:,}",
        f"{one.providers:,}",
        escaped(one.wanted.note),
    )


def _sought_record(one: Sought) -> dict[str, object]:
    return {
        "kind": one.wanted.kind,
        "name": one.wanted.name,
        "state": one.state,
        "offerings": one.offerings,
        "retired": one.retired,
        "providers": one.providers,
        "note": one.wanted.note,
    }
