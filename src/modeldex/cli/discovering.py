"""What `modeldex discover` writes: what became of each provider, and who would be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.cli import output
from modeldex.cli.cells import escaped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modeldex.pipeline.users_list import UsersList

_MOST_NAMED = 8
"""New models that are named to people; of more, only so many."""
_BEGIN = "set a key such as OPENAI_API_KEY, or start Ollama"
_WHY = "modeldex discover --dry-run PROVIDER"


def _count(name: str) -> output.Column[dict[str, Any]]:
    def cell(row: dict[str, Any]) -> str:
        value = row[name]
        return "" if value is None or row["listed"] is None else f"{_number(value):,}"

    return output.Column(name, lambda row: row[name], cell=cell, right=True)


def _number(value: Any) -> int:
    return len(value) if isinstance(value, list) else int(value)


_COLUMNS: tuple[output.Column[dict[str, Any]], ...] = (
    output.Column("provider", lambda row: row["provider"], whole=True),
    output.Column("outcome", lambda row: row["outcome"], whole=True),
    _count("listed"),
    _count("known"),
    _count("discovered"),
    _count("new"),
    _count("gone"),
    output.Column("reason", lambda row: row["reason"], cell=lambda row: escaped(row["reason"] or "")),
    output.Column("refreshed_at", lambda row: row["refreshed_at"], heading=""),
    output.Column("unreadable", lambda row: row["unreadable"], heading=""),
)


def write_rows(form: str | None, rows: Sequence[dict[str, Any]], *, is_named: bool) -> None:
    """Everybody's row to programs; to people who named nobody, those that were asked."""
    if form is not None:
        output.write_records(form, rows, _COLUMNS)
        return
    shown = [row for row in rows if is_named or row["outcome"] != "skipped"]
    if shown:
        output.write_records(None, shown, _COLUMNS)
    for row in shown:
        _note_ids("new", row)
        _note_ids("gone", row)
        if row["listed"] is not None and row["unreadable"]:
            count = f"{row['unreadable']:,} of {row['listed']:,}"
            output.note(f"{row['provider']}: {count} have no id that can be read, and are left out")
    if not shown:
        output.note(f"nobody has a list for you yet: {_BEGIN}; what one of them wants: {_WHY}")
    elif len(shown) < len(rows):
        output.note(f"{len(rows) - len(shown)} were not asked, or nobody runs them; why: {_WHY}")
    if any(row["discovered"] for row in shown):
        output.note("find them: modeldex search TEXT; use one: modeldex promote ID")


def _note_ids(what: str, row: dict[str, Any]) -> None:
    ids = row[what]
    if ids:
        more = f" and {len(ids) - _MOST_NAMED:,} more" if len(ids) > _MOST_NAMED else ""
        output.note(f"{what}: {', '.join(ids[:_MOST_NAMED])}{more}")


_PLAN: tuple[output.Column[UsersList], ...] = (
    output.Column("provider", lambda one: one.provider.id, whole=True),
    output.Column("url", lambda one: one.address, cell=lambda one: escaped(one.address or "")),
    output.Column("missing", lambda one: one.reason, cell=lambda one: escaped(one.reason or "")),
)


def write_plan(form: str | None, lists: Sequence[UsersList], *, is_named: bool) -> None:
    """Who would be asked, and what is missing; to people who named nobody, only who would be."""
    ready = [one for one in lists if one.reason is None]
    if form is not None:
        rest = [one for one in lists if one.reason is not None]
        records = lists if is_named else [*ready, *rest]
        output.write_records(
            form, records, _PLAN, as_plain=lambda one: {column.name: column.value(one) for column in _PLAN}
        )
        return
    shown = lists if is_named else ready
    if shown:
        output.write_records(None, shown, _PLAN)
    output.note(f"{len(ready)} of {len(lists)} would be asked")
    if not is_named and len(ready) < len(lists):
        output.note(f"for more: {_BEGIN}; what one of the others wants: {_WHY}")
