"""Commands that hold the facts against rules, and against what is wanted: validate, missing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from modeldex.catalog.reader import ModelCatalog
from modeldex.cli import output
from modeldex.cli.group import FINDINGS
from modeldex.pipeline.captures import read_captures
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.merge import merge
from modeldex.pipeline.missing import Gap, gaps
from modeldex.pipeline.rules.base import ERROR, Facts, Issue, Rule
from modeldex.pipeline.rules.table import RULES
from modeldex.pipeline.wanted import Sought, read_wanted, sought
from modeldex.sources.table import SOURCES

if TYPE_CHECKING:
    from collections.abc import Sequence

_DATA = Path("data")
_folder = click.Path(exists=True, file_okay=False, path_type=Path)
_SHOWN_OF_A_RULE = 5
_SHOWN_OF_A_FIELD = 25
_MOST_PROVIDERS = 2


@click.command()
@click.option("--data", type=_folder, default=_DATA, show_default=True, help="Folder of facts.")
@click.option(
    "--rule",
    "names",
    type=click.Choice([rule.name for rule in RULES]),
    multiple=True,
    metavar="NAME",
    help="Only this rule; may be given several times.",
)
@click.option("--errors-only", is_flag=True, help="Only rules that must be kept, none that only doubt.")
@click.option(
    "--limit", type=click.IntRange(0), help="Findings of each rule; 0: all. 5 for people, all in JSON."
)
@output.json_option
@click.pass_context
def validate(
    ctx: click.Context,
    data: Path,
    names: tuple[str, ...],
    errors_only: bool,
    limit: int | None,
    as_json: bool,
) -> None:
    """Hold the facts against every rule.

    Exit code 1 where a rule that must be kept is not; doubts alone are for somebody to look at,
    and end with 0.

    \b
    Examples:
      modeldex validate
      modeldex validate --rule duplicate-id --limit 0
    """
    rules = [
        rule
        for rule in sorted(RULES, key=lambda rule: rule.severity != ERROR)
        if (not names or rule.name in names) and (not errors_only or rule.severity == ERROR)
    ]
    if not rules:
        raise click.UsageError("--errors-only leaves none of these rules; leave it out")
    directory = read_directory(data)
    facts = Facts(merge(data, directory), directory)
    _check_by_hand(data)
    found = {rule: [Issue(rule, finding) for finding in rule.check(facts)] for rule in rules}
    if as_json:
        output.write_json(_validation_record(facts, found, limit or 0))
    else:
        _write_validation(facts, found, _SHOWN_OF_A_RULE if limit is None else limit)
    if any(found[rule] for rule in rules if rule.severity == ERROR):
        ctx.exit(FINDINGS)


def _check_by_hand(data: Path) -> None:
    """Read the tables that are kept by hand and that no build needs; DataError names what is wrong."""
    if (data / "wanted.csv").exists():
        read_wanted(data)
    if (data / "sources" / "captures.csv").exists():
        read_captures(data, None, SOURCES)


def _validation_record(facts: Facts, found: dict[Rule, list[Issue]], limit: int) -> dict[str, object]:
    return {
        "day": facts.merged.day,
        "offerings": len(facts.merged.models),
        "rules": [
            {
                "name": rule.name,
                "severity": rule.severity,
                "scope": rule.scope,
                "message": rule.message,
                "count": len(issues),
                "findings": [
                    {"subject": one.finding.subject, "field": one.finding.field, "detail": one.finding.detail}
                    for one in _first(issues, limit)
                ],
            }
            for rule, issues in found.items()
        ],
    }


def _first(issues: list[Issue], limit: int) -> list[Issue]:
    return issues[:limit] if limit else issues


_RULE_COLUMNS = (
    ("rule", "left"),
    ("severity", "left"),
    ("scope", "left"),
    ("found", "right"),
    ("what", "left"),
)


def _write_validation(facts: Facts, found: dict[Rule, list[Issue]], limit: int) -> None:
    output.write_table(
        _RULE_COLUMNS,
        (
            (rule.name, rule.severity, rule.scope, f"{len(issues):,}", rule.message)
            for rule, issues in found.items()
        ),
    )
    for rule, issues in found.items():
        if issues:
            click.echo()
            shown = _first(issues, limit)
            output.write_table(_FINDING_COLUMNS, map(_finding_row, shown), f"{rule.name}, {rule.severity}")
            if len(shown) < len(issues):
                click.echo(f"and {len(issues) - len(shown):,} more")
    errors = sum(len(issues) for rule, issues in found.items() if rule.severity == ERROR)
    doubts = sum(map(len, found.values())) - errors
    output.note(f"errors: {errors:,}, doubts: {doubts:,}, offerings: {len(facts.merged.models):,}")
    if limit and any(len(issues) > limit for issues in found.values()):
        output.note("--limit 0 shows all findings")


_FINDING_COLUMNS = (("of", "left"), ("field", "left"), ("what stands there", "left"))


def _finding_row(issue: Issue) -> tuple[str, ...]:
    finding = issue.finding
    return (
        output.escaped(finding.subject),
        output.escaped(finding.field or ""),
        output.escaped(finding.detail),
    )


@click.command()
@click.option("--provider", metavar="NAME", help="Served by this provider (any name of it).")
@click.option("--field", metavar="NAME", help="List the offerings that lack this field.")
@click.option("--data", type=_folder, help="Folder of facts with wanted.csv; data, where there is one.")
@click.option(
    "--limit", type=click.IntRange(0), help="With --field: so many; 0: all. 25 for people, all in JSON."
)
@output.json_option
def missing(
    provider: str | None, field: str | None, data: Path | None, limit: int | None, as_json: bool
) -> None:
    """Count what nobody states, field by field, and name what is wanted and not there.

    Retired offerings are left out, and a field is asked only of offerings that it can be stated
    of: an output limit of no embedding model, an end only of what is deprecated.

    \b
    Examples:
      modeldex missing
      modeldex missing --provider together --field max_output
    """
    models = ModelCatalog.bundled().find_models(provider=provider)
    if field is not None:
        (gap,) = gaps(models, field)
        _write_lacking(gap, limit, as_json=as_json)
        return
    found = gaps(models)
    has = _sought(data, ModelCatalog.bundled()) if provider is None else ()
    if as_json:
        wanted = [_sought_record(one) for one in has]
        output.write_json({"fields": [_gap_record(gap) for gap in found], "wanted": wanted})
        return
    output.write_table(_GAP_COLUMNS, map(_gap_row, found))
    if has:
        click.echo()
        output.write_table(_SOUGHT_COLUMNS, map(_sought_row, has))


def _sought(data: Path | None, catalog: ModelCatalog) -> Sequence[Sought]:
    """What is there of everything wanted; the list stands in the project's folder, not in the package."""
    if data is None and not (_DATA / "wanted.csv").exists():
        output.note(f"no {_DATA / 'wanted.csv'} here: what is wanted is left out; --data names its folder")
        return ()
    return sought(read_wanted(data or _DATA), catalog.all_models())


def _write_lacking(gap: Gap, limit: int | None, *, as_json: bool) -> None:
    if limit is None:
        limit = 0 if as_json else _SHOWN_OF_A_FIELD
    shown = gap.lacking[:limit] if limit else gap.lacking
    if as_json:
        output.write_json({**_gap_record(gap), "offerings": list(shown)})
        return
    for full_id in shown:
        output.write_line(full_id)
    more = "; --limit 0 shows all" if len(shown) < len(gap.lacking) else ""
    output.note(f"{len(gap.lacking):,} of {gap.asked:,} offerings lack {gap.field}{more}")


_GAP_COLUMNS = (("field", "left"), ("lacking", "right"), ("share", "right"), ("most at", "left"))


def _gap_row(gap: Gap) -> tuple[str, ...]:
    most = ", ".join(f"{provider} {count:,}" for provider, count in gap.most_at(_MOST_PROVIDERS).items())
    return gap.field, f"{len(gap.lacking):,}", f"{gap.share:.1%}", output.escaped(most)


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
        output.escaped(one.wanted.name),
        one.wanted.kind,
        one.state,
        f"{one.offerings:,}",
        f"{one.retired:,}",
        f"{one.providers:,}",
        output.escaped(one.wanted.note),
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
