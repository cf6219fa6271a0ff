"""The command that holds the facts against every rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import escaped
from modeldex.cli.data_option import data_option
from modeldex.cli.exits import FINDINGS
from modeldex.cli.tables import write_table
from modeldex.pipeline.captures import read_captures
from modeldex.pipeline.directory import read_directory
from modeldex.pipeline.gates import notes
from modeldex.pipeline.held import read_held
from modeldex.pipeline.keeping import alone_with
from modeldex.pipeline.limit_history import read_limits
from modeldex.pipeline.mending import Mended, mended_files, write_mended
from modeldex.pipeline.merge import merge
from modeldex.pipeline.rules.base import ERROR, Facts, Issue, Rule
from modeldex.pipeline.rules.table import RULES
from modeldex.pipeline.spotchecks import read_spotchecks
from modeldex.pipeline.wanted import read_wanted
from modeldex.sources.table import sources_of

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.pipeline.directory import Directory

_SHOWN_OF_A_RULE = 5


@click.command()
@data_option
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
@click.option("--fix", is_flag=True, help="First mend what is mechanical; no meaning changes.")
@click.option("--dry-run", is_flag=True, help="With --fix: only show the changes to the files.")
@output.formats
@click.pass_context
def validate(
    ctx: click.Context,
    data: Path,
    names: tuple[str, ...],
    errors_only: bool,
    limit: int | None,
    fix: bool,
    dry_run: bool,
    form: str | None,
) -> None:
    """Hold the facts against every rule.

    Exit code 1 where a rule that must be kept is not; doubts alone are for somebody to look at,
    and end with 0. With --fix the tables are written as the format has them first: order of columns
    and rows, outer blanks, line ends, numbers and days that can be read in one way, rows that
    repeat another.

    \b
    Examples:
      modeldex validate
      modeldex validate --rule duplicate-id --limit 0
      modeldex validate --fix --dry-run
    """
    if dry_run and not fix:
        raise click.UsageError("--dry-run shows what --fix would change: give both")
    rules = [
        rule
        for rule in sorted(RULES, key=lambda rule: rule.severity != ERROR)
        if (not names or rule.name in names) and (not errors_only or rule.severity == ERROR)
    ]
    if not rules:
        raise click.UsageError("--errors-only leaves none of these rules; leave it out")
    if dry_run:
        _show_mended(data, mended_files(data), form)
        return
    mended = _mend(data, form) if fix else []
    directory = read_directory(data)
    facts = Facts(merge(data, directory), directory)
    _check_by_hand(data, directory)
    found = {rule: [Issue(rule, finding) for finding in rule.check(facts)] for rule in rules}
    if form == output.JSON:
        record = _validation_record(facts, found, limit or 0)
        output.write_json(record | {"mended": [_mended_record(data, one) for one in mended]})
    elif form:
        issues = [issue for listed in found.values() for issue in output.first(listed, limit or 0)]
        output.write_records(form, issues, _ISSUE_COLUMNS, as_plain=_issue_record)
    else:
        _write_validation(facts, found, _SHOWN_OF_A_RULE if limit is None else limit)
    for told in notes(data):
        output.note(told)
    if any(found[rule] for rule in rules if rule.severity == ERROR):
        ctx.exit(FINDINGS)


def _check_by_hand(data: Path, directory: Directory) -> None:
    """Read the tables that no build needs, most of them kept by hand; DataError names what is wrong."""
    if (data / "wanted.csv").exists():
        read_wanted(data)
    if (data / "sources" / "captures.csv").exists():
        read_captures(data, None, sources_of(directory.providers))
    read_held(data)
    read_limits(data)
    read_spotchecks(data)


def _mend(data: Path, form: str | None) -> list[Mended]:
    """Write the files anew that are to be, and say so at once: what is read next may have a fault."""
    with alone_with(data):
        mended = mended_files(data)
        write_mended(mended)
    if mended and not form:
        output.write_records(None, mended, _mended_columns(data), title="mended")
        output.write_line()
    for one in mended if form else ():
        output.note(f"mended {_name(data, one)}: {', '.join(one.what)}")
    return mended


def _show_mended(data: Path, mended: list[Mended], form: str | None) -> None:
    """Show what would be mended: the changes of the files, line by line."""
    if form:
        columns = (*_mended_columns(data), output.Column("diff", Mended.diff))
        output.write_records(
            form, mended, columns, as_plain=lambda one: _mended_record(data, one) | {"diff": one.diff()}
        )
        return
    for one in mended:
        for line in one.diff().splitlines():
            output.write_unfolded(line)
    for one in mended:
        output.note(f"would mend {_name(data, one)}: {', '.join(one.what)}")
    if not mended:
        output.note("nothing to mend")


def _name(data: Path, mended: Mended) -> str:
    return mended.path.relative_to(data).as_posix()


def _mended_record(data: Path, mended: Mended) -> dict[str, object]:
    return {"file": _name(data, mended), "mended": list(mended.what)}


def _mended_columns(data: Path) -> tuple[output.Column[Mended], ...]:
    return (
        output.Column("file", lambda one: _name(data, one), cell=lambda one: escaped(_name(data, one))),
        output.Column("mended", lambda one: ", ".join(one.what), words=True),
    )


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
                    for one in output.first(issues, limit)
                ],
            }
            for rule, issues in found.items()
        ],
    }


_RULE_COLUMNS = (
    ("rule", "left"),
    ("severity", "left"),
    ("scope", "left"),
    ("found", "right"),
    ("what", "left"),
)


def _write_validation(facts: Facts, found: dict[Rule, list[Issue]], limit: int) -> None:
    broken = {rule: issues for rule, issues in found.items() if issues}
    if broken:
        write_table(
            _RULE_COLUMNS,
            (
                (rule.name, rule.severity, rule.scope, f"{len(issues):,}", rule.message)
                for rule, issues in broken.items()
            ),
        )
    for rule, issues in broken.items():
        output.write_line()
        shown = output.first(issues, limit)
        write_table(_FINDING_COLUMNS, map(_finding_row, shown), f"{rule.name}, {rule.severity}")
        if len(shown) < len(issues):
            output.write_line(f"and {len(issues) - len(shown):,} more")
    if len(found) > len(broken):
        output.note(_kept(len(found) - len(broken)))
    errors = sum(len(issues) for rule, issues in found.items() if rule.severity == ERROR)
    doubts = sum(map(len, found.values())) - errors
    output.note(f"errors: {errors:,}, doubts: {doubts:,}, offerings: {len(facts.merged.models):,}")
    if limit and any(len(issues) > limit for issues in found.values()):
        output.note("--limit 0 shows all findings")


def _kept(count: int) -> str:
    return "1 rule is kept" if count == 1 else f"{count} rules are kept"


_ISSUE_COLUMNS: tuple[output.Column[Issue], ...] = (
    output.Column("rule", lambda issue: issue.rule.name),
    output.Column("severity", lambda issue: issue.rule.severity),
    output.Column("subject", lambda issue: issue.finding.subject),
    output.Column("field", lambda issue: issue.finding.field),
    output.Column("detail", lambda issue: issue.finding.detail),
)


def _issue_record(issue: Issue) -> dict[str, object]:
    return {column.name: column.value(issue) for column in _ISSUE_COLUMNS}


_FINDING_COLUMNS = (("of", "left"), ("field", "left"), ("what stands there", "left"))


def _finding_row(issue: Issue) -> tuple[str, ...]:
    finding = issue.finding
    return (
        escaped(finding.subject),
        escaped(finding.field or ""),
        escaped(finding.detail),
    )
