"""The command about the versions of a registered model: list, compare, go back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from modeldex.cli import output
from modeldex.cli.cells import UNKNOWN, escaped
from modeldex.cli.configured import asked_settings, database_option, database_url, open_registry
from modeldex.cli.options import MODEL, MOMENT, WORD
from modeldex.core.record import Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from modeldex.core.evidence import Change
    from modeldex.core.model_entry import ModelEntry
    from modeldex.registry.registry import ModelRegistry
    from modeldex.registry.version import Version

_SHOWN_TO_PEOPLE = 20
_IDENTITY = ("model_id", "provider")
_LONGEST_SHOWN = 40
"""Letters of a value that people see; programs get all of it."""


class _Difference(Record):
    """One field of which a version says something else than the one before."""

    field: str
    """Attribute of `ModelConfig`; `hidden` where the model is hidden."""
    before: Any
    """What the version before said; None where it said nothing."""
    after: Any
    """What this one says; None where it says nothing any more."""


class _Row(Record):
    """One version as it is listed."""

    model: str
    """Full id."""
    version: int
    """From 1."""
    recorded_at: str
    """When, in UTC."""
    change: str
    """What it came of."""
    actor: str | None
    """Who did it; None where nobody said."""
    reason: str | None
    """Why; None where nobody said."""
    changed: tuple[_Difference, ...]
    """What differs from the version before."""


@click.command()
@click.argument("model", type=MODEL)
@click.option(
    "--diff", nargs=2, type=click.IntRange(0), metavar="V1 V2", help="Compare two versions; 0: none."
)
@click.option("--rollback", type=click.IntRange(1), metavar="V", help="Say again what a version said.")
@click.option("--reason", type=WORD, metavar="TEXT", help="With --rollback: why.")
@click.option("--at", "moment", type=MOMENT, metavar="TIME", help="Only what was recorded by then, in UTC.")
@click.option("--limit", type=click.IntRange(0), help="At most so many; 0: all. 20 for people, else all.")
@database_option
@output.formats
def versions(
    model: str,
    diff: tuple[int, int] | None,
    rollback: int | None,
    reason: str | None,
    moment: datetime | None,
    limit: int | None,
    database: str | None,
    form: str | None,
) -> None:
    """List the versions of a registered MODEL, the newest first.

    The database keeps when, by whom and why each came, and what it changed. With --at, the first
    one is what was in force then: 2026-11-24T09:30, or a day, each to its end. --diff holds the
    model under two versions side by side, over the catalog of now. --rollback writes a new version
    that says what an old one said; those between stay.

    \b
    Examples:
      modeldex versions acme/assistant
      modeldex versions acme/assistant --diff 1 2
      modeldex versions acme/assistant --rollback 1 --reason mistaken
    """
    if reason is not None and rollback is None:
        raise click.UsageError("--reason says why a version is gone back to: add --rollback V")
    if sum(asked is not None for asked in (diff, rollback, moment)) > 1:
        raise click.UsageError("--diff, --rollback and --at ask for different things: give one of them")
    settings = asked_settings()
    with open_registry(settings, database_url(database, settings)) as registry:
        if diff is not None:
            _write_difference(registry, model, diff, form)
        elif rollback is not None:
            _go_back(registry, model, rollback, reason, form)
        else:
            _write_versions(registry, model, moment, limit, form)


def _write_versions(
    registry: ModelRegistry, model: str, moment: datetime | None, limit: int | None, form: str | None
) -> None:
    found = registry.versions(model)
    rows = [
        _row(version, found[place - 1] if place else None)
        for place, version in enumerate(found)
        if moment is None or version.recorded_at <= moment
    ][::-1]
    most = output.most(limit, form, _SHOWN_TO_PEOPLE)
    if form is None and not rows:
        output.note(f"the database has no version of {model}{' from before then' if moment else ''}")
        return
    output.write_records(form, output.first(rows, most), _COLUMNS)
    if most and len(rows) > most:
        output.note(f"the newest {most} of {len(rows):,} versions; --limit 0 shows all")


def _write_difference(
    registry: ModelRegistry, model: str, numbers: tuple[int, int], form: str | None
) -> None:
    found = registry.diff_versions(model, *numbers)
    if form is None and not found:
        output.note(f"{model} is the same under versions {numbers[0]} and {numbers[1]}")
        return
    output.write_records(form, found, _CHANGE_COLUMNS)


def _go_back(registry: ModelRegistry, model: str, number: int, reason: str | None, form: str | None) -> None:
    made = registry.rollback(model, number, reason=reason)
    before = registry.version(made.model, made.version - 1)
    if form is not None:
        output.write_records(form, [_row(made, before)], _COLUMNS)
    output.note(f"{made.model} is at version {made.version} now, and says what version {number} said")


def _row(version: Version, before: Version | None) -> _Row:
    return _Row(
        model=version.model,
        version=version.version,
        recorded_at=version.recorded_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        change=version.change,
        actor=version.actor,
        reason=version.reason,
        changed=_differences(None if before is None else before.entry, version.entry),
    )


def _differences(before: ModelEntry | None, after: ModelEntry | None) -> tuple[_Difference, ...]:
    old, new = _said(before), _said(after)
    return tuple(
        _Difference(field=field, before=old.get(field), after=new.get(field))
        for field in (old | new)
        if old.get(field) != new.get(field)
    )


def _said(entry: ModelEntry | None) -> dict[str, Any]:
    """Field -> what an entry says of it, plain; unknown is `?`."""
    if entry is None:
        return {}
    stored = entry.plain()
    fields = stored.get("model") or stored.get("changes") or stored
    said = {name: UNKNOWN if value is None else value for name, value in fields.items()}
    return {name: value for name, value in said.items() if name not in _IDENTITY and value not in ({}, [])}


def _changed_cell(row: _Row) -> str:
    if any(one.field == "hidden" and one.after for one in row.changed):
        return "hidden"
    if all(one.before is None for one in row.changed):
        count = len(row.changed)
        return f"{count} {'field' if count == 1 else 'fields'}" if count else ""
    if all(one.after is None for one in row.changed):
        return "nothing is said any more"
    parts = (part for one in row.changed for part in _parts(one))
    return escaped("; ".join(f"{field} {_short(before)} → {_short(after)}" for field, before, after in parts))


def _parts(one: _Difference) -> Iterator[tuple[str, object, object]]:
    """A difference, or of a field with names in it, such as the capabilities, those that differ."""
    if not (isinstance(one.before, dict) or isinstance(one.after, dict)):
        yield one.field, one.before, one.after
        return
    before, after = (value if isinstance(value, dict) else {} for value in (one.before, one.after))
    for name in before | after:
        if before.get(name) != after.get(name):
            yield name, before.get(name), after.get(name)


def _short(value: object) -> str:
    text = "nothing" if value is None else output.exact_text(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


_COLUMNS: tuple[output.Column[_Row], ...] = (
    output.Column("model", lambda row: row.model, ""),
    output.Column("version", lambda row: row.version, "v", right=True),
    output.Column(
        "recorded_at", lambda row: row.recorded_at, "recorded", lambda row: row.recorded_at[:16], whole=True
    ),
    output.Column("change", lambda row: row.change, "change", lambda row: row.change.replace("_", " ")),
    output.Column("actor", lambda row: row.actor, "who", lambda row: escaped(row.actor or "")),
    output.Column("reason", lambda row: row.reason, "why", lambda row: escaped(row.reason or "")),
    output.Column("changed", lambda row: [one.field for one in row.changed], "what changed", _changed_cell),
)
_CHANGE_COLUMNS: tuple[output.Column[Change], ...] = (
    output.Column("model", lambda one: one.model, ""),
    output.Column("field", lambda one: one.field, "field", lambda one: escaped(one.field)),
    output.Column("before", lambda one: one.before, "before", lambda one: escaped(one.before or "")),
    output.Column("after", lambda one: one.after, "after", lambda one: escaped(one.after or "")),
)
