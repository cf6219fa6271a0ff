"""The command group that routes: which models a request goes to, why, and what other policies would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from modeldex.cli import output
from modeldex.cli.exits import FINDINGS
from modeldex.cli.options import MOMENT
from modeldex.cli.route_explain_file import explain_file
from modeldex.cli.route_request import POLICY, request_of, route_conditions
from modeldex.cli.route_simulate import simulate_file

if TYPE_CHECKING:
    from datetime import datetime

    from modeldex.router.telling.explanation import Explanation

_TYPED = ParameterSource.COMMANDLINE


@click.group(invoke_without_command=True)
@route_conditions
@click.option(
    "--policy",
    type=POLICY,
    metavar="NAME",
    help="cheapest, fastest, best, balanced, or another.  [default: as configured]",
)
@click.option("--seed", type=click.IntRange(0), metavar="NUMBER", help="Decides what chance decides.")
@click.option(
    "--at", type=MOMENT, metavar="TIME", help="Decide as at this time, by the catalog as it was known then."
)
@click.option("--explain", is_flag=True, help="Say why: terms, prices and health, and what was rejected.")
@click.option("--all", "everything", is_flag=True, help="List every fit model; with --explain, every model.")
@output.formats
@click.pass_context
def route(
    ctx: click.Context,
    /,
    at: datetime | None,
    explain: bool,
    everything: bool,
    ready: bool,
    form: str | None,
    **asked: Any,
) -> None:
    """Say which models a request would go to, in order, and why; nobody is called.

    All models of the registry are candidates, unless some are named. What the request needs decides
    which are fit; the policy puts these in order, the first five make the plan. Of what nobody
    states, nothing is assumed: --unknown allow lets it pass. USD is what the call is expected to cost:
    ~ marks an estimate, ? what nobody knows.

    Exit code 0: there is a plan; 1: no model is fit, and the reasons are counted.

    \b
    Examples:
      modeldex route --needs vision,tool_use --input 20000 --output 1000
      modeldex route --policy cheapest --max-price input=1,output=5 --explain
      modeldex route --model gpt-5 --same-model --policy fastest --json
    """
    if ctx.invoked_subcommand is not None:
        _refuse_options(ctx)
        return
    from modeldex.cli.routed import opened

    request = request_of(asked)
    with opened(ready=ready, day=None if at is None else at.date().isoformat()) as found:
        router = found.router() if at is None else found.router(at.timestamp)
        explanation = router.route(request).explain()
        write_answer(form, explanation, explain=explain, everything=everything)
    if not explanation.plan:
        ctx.exit(FINDINGS)


def _refuse_options(ctx: click.Context) -> None:
    """What stands before a command below this one would count for nothing, and is refused."""
    given = [one for one in ctx.command.params if ctx.get_parameter_source(one.name or "") is _TYPED]
    if given:
        raise click.UsageError(f"{given[0].opts[0]} must stand after {ctx.invoked_subcommand}")


def write_answer(form: str | None, explanation: Explanation, *, explain: bool, everything: bool) -> None:
    """Write a plan, or why it is as it is; where there is none, why not."""
    if explain:
        from modeldex.cli.route_explain import write_explanation

        write_explanation(form, explanation, everything=everything)
    elif form is None and not explanation.plan:
        from modeldex.cli.route_rejected import rejected, write_rejected
        from modeldex.cli.route_table import heading

        output.write_line(heading(explanation), style="bold")
        output.write_line()
        write_rejected(rejected(explanation))
    else:
        from modeldex.cli.route_table import write_plan

        write_plan(form, explanation, everything=everything)
    if form is None:
        _say(explanation, explain=explain)


def _say(explanation: Explanation, *, explain: bool) -> None:
    if not explanation.plan:
        from modeldex.cli.route_rejected import say_what_to_relax

        say_what_to_relax(explanation)
    elif not explain:
        output.note("why these, and no other: --explain")


route.add_command(explain_file)
route.add_command(simulate_file)
