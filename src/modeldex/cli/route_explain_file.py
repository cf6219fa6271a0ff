"""The command that explains a decision about a request in a file, or one that was stored with a call."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from modeldex.cli import output
from modeldex.cli.cells import printable
from modeldex.cli.exits import FINDINGS
from modeldex.cli.options import MOMENT
from modeldex.cli.paths import STANDARD, NamedPath
from modeldex.core.errors import InvalidRequestError, InvalidValueError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from modeldex.cli.routed import Routed
    from modeldex.router.decision import RouteDecision
    from modeldex.router.telling.explanation import Explanation

_FACTS, _TRAIL = "facts", "trail"


@click.command("explain")
@click.option(
    "--request",
    "file",
    required=True,
    type=NamedPath(exists=True, dir_okay=False, allow_dash=True),
    metavar="FILE",
    help="A request, a chat body, or the stored facts of a decision, in JSON; -: standard input.",
)
@click.option(
    "--at", type=MOMENT, metavar="TIME", help="Decide as at this time, by the catalog as it was known then."
)
@click.option("--analyze", is_flag=True, help="With what happened: the trail stored with the facts.")
@click.option("--ready", is_flag=True, help="Only what can be called with the keys that there are.")
@click.option("--all", "everything", is_flag=True, help="With every candidate, the rejected ones too.")
@output.formats
@click.pass_context
def explain_file(
    ctx: click.Context,
    file: Path,
    at: datetime | None,
    analyze: bool,
    ready: bool,
    everything: bool,
    form: str | None,
) -> None:
    """Explain a decision about a request in a file.

    FILE holds the fields of a RouteRequest, a chat body with what it states of routing, or what
    decision.facts() gave for a call: its decision is then made again, with the health, the load and the
    seed of that moment. Of facts, `trail` may list what happened: [one.record() for one in walk.trail].

    Exit code 0: there is a plan; 1: no model is fit.

    \b
    Examples:
      modeldex route explain --request body.json
      modeldex route explain --request facts.json --analyze
      modeldex route explain --request body.json --at 2026-06-01 --json
    """
    from modeldex.cli.route_explain import write_explanation
    from modeldex.cli.routed import opened

    source = "standard input" if file is STANDARD else str(file)
    given = _read(file, source)
    is_stored = _FACTS in given
    if analyze and not (is_stored and _TRAIL in given):
        raise click.UsageError(f"--analyze: {source} holds no facts with their trail; leave it out")
    if is_stored and ready:
        raise click.UsageError("--ready: stored facts say themselves what was ready; leave it out")
    with opened(ready=ready, day=None if at is None else at.date().isoformat()) as found:
        decision = _replayed(found, given, source, at) if is_stored else _decided(found, given, source, at)
        explanation = _analyzed(decision, given) if analyze else decision.explain()
        write_explanation(form, explanation, everything=everything)
        if form is None:
            _say(explanation, given.get("plan") if is_stored else None)
    if not explanation.plan:
        ctx.exit(FINDINGS)


def _read(file: Path, source: str) -> dict[str, Any]:
    try:
        given = json.loads(sys.stdin.buffer.read() if file is STANDARD else file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"{source} is no JSON: {error}") from None
    if not isinstance(given, dict):
        raise click.UsageError(f"{source} must hold one JSON object, the fields of a request")
    return given


def _decided(found: Routed, given: dict[str, Any], source: str, at: datetime | None) -> RouteDecision:
    router = found.router() if at is None else found.router(at.timestamp)
    try:
        return router.route(given)
    except InvalidRequestError as error:
        raise click.UsageError(f"{source}: {faults_in(error)}") from None


def _replayed(found: Routed, given: dict[str, Any], source: str, at: datetime | None) -> RouteDecision:
    from modeldex.router.frames.candidates import Candidates
    from modeldex.router.replay import replay

    facts = given if at is None else given | {"moment": at.timestamp()}
    snapshot = found.registry.snapshot()
    try:
        return replay(facts, Candidates(snapshot, found.registry.generation))
    except (InvalidValueError, InvalidRequestError) as error:
        raise click.UsageError(f"{source}: {faults_in(error)}") from None


def faults_in(error: InvalidValueError | InvalidRequestError) -> str:
    """What is wrong in a file, field by field, in one line: both hold words of the file."""
    return "; ".join(one_line(f"{field} {problem}") for field, problem in error.problems.items())


def one_line(text: str) -> str:
    """Third-party text in one line, without control characters."""
    return printable(" ".join(text.split()))


def _analyzed(decision: RouteDecision, given: dict[str, Any]) -> Explanation:
    from modeldex.cli.route_trail import told_walk

    return decision.explain(told_walk(decision, given[_TRAIL], given.get("ended")))


def _say(explanation: Explanation, before: object) -> None:
    """Say whether the plan is that of the stored facts, and what to ask less of where there is none."""
    plan = [row.id for row in explanation.plan]
    if isinstance(before, list) and before != plan:
        first = ", ".join(one_line(str(name)) for name in before) or "no model"
        output.note(f"decided then: {first}; the models or their rates are others now")
    elif isinstance(before, list):
        output.note("the plan is the same as then")
    if not plan:
        from modeldex.cli.route_rejected import say_what_to_relax

        say_what_to_relax(explanation)
