"""The command that draws values at random, for a person to check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from modeldex.catalog.spotcheck import KIND_NAMES, best_page, spots
from modeldex.cli import output
from modeldex.cli.claims import write_claims
from modeldex.cli.options import FIELD, PROVIDER
from modeldex.cli.session import asked_catalog, day_shown
from modeldex.core.plain import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.catalog.spotcheck import Spot

_MOST_SEED = 1_000_000
_VERDICT_COLUMNS = ("checked_on", "id", "field", "value", "verdict", "page", "note")
"""The columns of `data/spotchecks.csv`; a test holds them equal to what its reader wants."""


@click.command()
@click.option(
    "--n", "--count", "count", type=click.IntRange(1), default=50, show_default=True, help="How many values."
)
@click.option("--seed", type=click.IntRange(0), help="Draw the sample of this number again.")
@click.option("--provider", type=PROVIDER, metavar="NAME", help="Served by this provider (any name of it).")
@click.option("--field", type=FIELD, metavar="NAME", help="Of this field only; named as in `why`.")
@click.option(
    "--kind", "kinds", type=click.Choice(KIND_NAMES), multiple=True, help="Of any of these kinds only."
)
@click.option(
    "--for-verdicts",
    is_flag=True,
    help="Write rows of data/spotchecks.csv, the verdict blank, the page to look at filled in.",
)
@output.formats
def spotcheck(
    count: int,
    seed: int | None,
    provider: str | None,
    field: str | None,
    kinds: tuple[str, ...],
    for_verdicts: bool,
    form: str | None,
) -> None:
    """Draw values at random for a person to check.

    Each comes with every claim, its original text and its page, and with the reason why it was
    taken. Prices, limits, capabilities, dates and other values take turns; retired offerings are
    left out, and an offering is asked once before any is asked again. The seed is told, so that the
    same sample can be drawn again.

    With --for-verdicts fill in `right`, `wrong` or `unclear` for each row, and what you compared as
    its note; then append the rows to data/spotchecks.csv, from which `modeldex report` measures.

    \b
    Examples:
      modeldex spotcheck --n 5 --seed 1
      modeldex spotcheck --for-verdicts --kind prices --n 40 > verdicts.csv
    """
    if for_verdicts and form:
        raise click.UsageError(f"--for-verdicts writes CSV of its own; leave out --{form}")
    if seed is None:
        from random import randrange

        seed = randrange(_MOST_SEED)  # noqa: S311 - a sample, not a secret
    catalog = asked_catalog()
    drawn = spots(catalog, count, seed, provider, field, kinds)
    if form == output.JSON:
        listed = [_spot_record(one) for one in drawn]
        output.write_json({"version": catalog.version, "seed": seed, "values": listed})
        return
    if form:
        output.write_records(form, drawn, _SPOT_COLUMNS, as_plain=_spot_record)
        return
    if for_verdicts:
        output.write_csv(_VERDICT_COLUMNS, _blank_verdicts(catalog, drawn))
    else:
        for place, one in enumerate(drawn, 1):
            _write_spot(place, one)
    if len(drawn) < count:
        output.note(f"no more than {len(drawn)} such values are stated")
    output.note(f"catalog {catalog.version}; --seed {seed} draws the same values again")


def _blank_verdicts(catalog: ModelCatalog, drawn: Iterable[Spot]) -> list[tuple[str | None, ...]]:
    """Rows for a person to fill in, in the order of `data/spotchecks.csv`."""
    files = {source.url for source in catalog.sources_seen() if source.url}
    return [
        (day_shown(), one.model, one.field, one.value, None, _page(catalog, one, files), None)
        for one in sorted(drawn, key=lambda one: (one.model, one.field))
    ]


def _page(catalog: ModelCatalog, spot: Spot, files: set[str]) -> str | None:
    return best_page(spot, catalog.provider(spot.model.partition("/")[0]), files)


def _spot_record(spot: Spot) -> dict[str, object]:
    record = plain(spot)
    assert isinstance(record, dict)
    return {**record, "reason": spot.statements[0].reason}


_SPOT_COLUMNS: tuple[output.Column[Spot], ...] = (
    output.Column("kind", lambda one: one.kind),
    output.Column("model", lambda one: one.model),
    output.Column("field", lambda one: one.field),
    output.Column("value", lambda one: one.value),
    output.Column("reason", lambda one: one.statements[0].reason),
    output.Column("claims", lambda one: [f"{said.source}={said.value}" for said in one.statements]),
    output.Column("url", lambda one: one.statements[0].url),
)


def _write_spot(place: int, spot: Spot) -> None:
    output.write_line(f"{place}. {spot.model}")
    output.write_line(f"  {spot.field}: {spot.value}")
    write_claims(spot.statements, with_pages=True)
    output.write_line(f"    taken because: {spot.statements[0].reason}")
    output.write_line()
