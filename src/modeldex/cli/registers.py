"""Commands about what a catalog keeps beside its models: other names, sources, counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.options import MODEL, PROVIDER
from modeldex.cli.session import asked_catalog
from modeldex.cli.tables import write_pairs, write_table
from modeldex.core.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.catalog.registers import OtherName, SourceSeen


@click.command()
@click.argument("name", required=False, type=MODEL)
@click.option("--provider", type=PROVIDER, metavar="NAME", help="Of this provider and its models.")
@output.formats
def aliases(name: str | None, provider: str | None, form: str | None) -> None:
    """List the other names of models and providers, or those of what NAME means.

    \b
    Examples:
      modeldex aliases openai
      modeldex aliases --provider bedrock
      modeldex aliases --json
    """
    catalog = asked_catalog()
    names = catalog.other_names()
    if provider is not None:
        slug = catalog.provider(provider).id
        names = tuple(one for one in names if one.target == slug or one.target.startswith(f"{slug}/"))
    if name is not None:
        targets = _targets(catalog, name)
        names = tuple(one for one in names if one.target in targets)
    if form is None and not names:
        output.note(f"{'that' if name is None else name} has no other name")
        return
    output.write_records(form, names, _NAME_COLUMNS)


def _targets(catalog: ModelCatalog, name: str) -> set[str]:
    try:
        return {catalog.provider(name).id}
    except UnknownNameError:
        return {catalog.get_model_or_raise(name).id}


_NAME_COLUMNS: tuple[output.Column[OtherName], ...] = (
    output.Column("alias", lambda one: one.alias, "name", lambda one: escaped(one.alias)),
    output.Column("kind", lambda one: one.kind, "of a"),
    output.Column("target", lambda one: one.target, "which is", lambda one: escaped(one.target)),
)


@click.command()
@output.formats
def sources(form: str | None) -> None:
    """List who the facts come from: when each was last seen, how much it says, under which terms.

    \b
    Example:
      modeldex sources
    """
    output.write_records(form, asked_catalog().sources_seen(), _SOURCE_COLUMNS)


_SOURCE_COLUMNS: tuple[output.Column[SourceSeen], ...] = (
    output.Column("name", lambda one: one.name, "source", lambda one: escaped(one.name)),
    output.Column("title", lambda one: one.title, "called", lambda one: escaped(one.title)),
    output.Column("seen_on", lambda one: one.seen_on, "seen on", lambda one: one.seen_on or "", whole=True),
    output.Column("offerings", lambda one: one.offerings, "speaks of", right=True),
    output.Column("licence", lambda one: one.licence, "terms", lambda one: escaped(one.licence)),
    output.Column("url", lambda one: one.url, ""),
)


@click.command()
@output.formats
def stats(form: str | None) -> None:
    """Count what the catalog holds, and how many models state each field.

    \b
    Example:
      modeldex stats
    """
    found = asked_catalog().stats()
    if form == output.CSV:
        output.write_csv(("group", "name", "value"), _stat_rows(found))
        return
    if form:
        output.write_record(form, found)
        return
    stated, seen = found.pop("stated"), found.pop("sources")
    assert isinstance(stated, dict)
    assert isinstance(seen, dict)
    for name in ("by_status", "by_category"):
        counts = found[name]
        assert isinstance(counts, dict)
        found[name] = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    found["sources"] = f"{len(seen)}: modeldex sources"
    write_pairs((name.replace("_", " "), _stat(value)) for name, value in found.items())
    output.write_line()
    rows = sorted(stated.items(), key=lambda pair: -pair[1])
    write_table((("field", "left"), ("stated", "right")), ((name, f"{share:.1%}") for name, share in rows))


def _stat_rows(found: dict[str, object]) -> Iterator[tuple[str, str, object]]:
    """Group, name and value of every count; of a source, how much it says."""
    for group, value in found.items():
        if not isinstance(value, dict):
            yield "", group, value
            continue
        for name, count in value.items():
            yield group, name, count["offerings"] if isinstance(count, dict) else count


def _stat(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else escaped(str(value))
