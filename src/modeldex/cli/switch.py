"""The command that tries a switch of models: what would not work, and what it would cost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from modeldex.cli import output
from modeldex.cli.cells import escaped, printable
from modeldex.cli.exits import FINDINGS, NETWORK
from modeldex.cli.options import MODEL
from modeldex.cli.session import day_shown, require_network
from modeldex.providers.switching.finding import DOUBT, FINE, LEVELS, NOTE, STOP, Finding

if TYPE_CHECKING:
    from modeldex.cli.access import Access
    from modeldex.core.provider import Provider
    from modeldex.providers.shapes.shape import RequestShape
    from modeldex.providers.switching.switch import ModelSwitch

_MARKS = {STOP: "[red]stop[/red]", DOUBT: "[yellow]doubt[/yellow]", NOTE: "note", FINE: "[dim]fine[/dim]"}
_REACH = "reach"


@click.command()
@click.argument("before", metavar="FROM", type=MODEL)
@click.argument("after", metavar="TO", type=MODEL)
@click.option("--dry-run", is_flag=True, help="Say what would be different; it is all that there is.")
@click.option(
    "--against",
    metavar="SHAPES",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="File of recorded request shapes to hold the switch against.",
)
@click.option(
    "--reach", is_flag=True, help="Ask the provider of TO whether it answers; else nobody is asked."
)
@click.option("--strict", is_flag=True, help="Let a doubt count as a stop in the exit code.")
@output.formats
@click.pass_context
def switch(
    ctx: click.Context,
    before: str,
    after: str,
    dry_run: bool,
    against: Path | None,
    reach: bool,
    strict: bool,
    form: str | None,
) -> None:
    """Say what would be different if calls of one model went to another.

    Nothing is changed, and nothing sent. FROM and TO are held against each other by keys,
    capabilities, limits, parameters that would be lost, cost, rate limits and days to retirement;
    over the calls of --against where they are recorded, else by what is known of both.

    Shapes hold sizes, parameters and counts, never text: a client records them where it is told to,
    by `shapes=` or `record_shapes` below [client] in the configuration.

    Exit code 0: nothing stands in the way; 1: something does; 3: --reach reached nobody.

    \b
    Examples:
      modeldex switch openai/gpt-4o anthropic/claude-opus-4-5 --dry-run
      modeldex switch openai/gpt-4o groq/llama-3.3-70b-versatile --dry-run --json
    """
    if not dry_run:
        raise click.UsageError(
            "a switch is made where your application names its model; --dry-run says what it would change"
        )
    made = _tried(before, after, against, with_reach=reach)
    _write(form, made)
    ctx.exit(_exit_code(made, is_strict=strict))


def _tried(before: str, after: str, against: Path | None, *, with_reach: bool) -> ModelSwitch:
    from modeldex.cli.access import asked_access
    from modeldex.cli.configured import asked_settings, open_registry
    from modeldex.providers.switching.switch import try_switch

    if with_reach:
        require_network()
    settings = asked_settings()
    access = asked_access(settings)
    shapes = _shapes(against)
    with open_registry(settings) as registry:
        old, new = registry.get_model_or_raise(before), registry.get_model_or_raise(after)
        provider = registry.provider(new.provider)
        return try_switch(
            old,
            new,
            provider,
            access.credentials,
            shapes=shapes,
            gateway=access.gateway,
            reached=_reached(access, provider) if with_reach else None,
            on=day_shown(),
        )


def _shapes(path: Path | None) -> list[RequestShape] | None:
    if path is None:
        return None
    from modeldex.providers.shapes.file import read_shapes

    shapes = list(read_shapes(path))
    if not shapes:
        raise click.UsageError(f"{path} holds no request shape yet; leave out --against, or record some")
    return shapes


def _reached(access: Access, provider: Provider) -> Finding | None:
    from modeldex.cli.provider_checks import reached_providers

    lacking = access.prerequisites.of_provider(provider)
    for one in reached_providers(access, {provider.id: lacking}):
        details = {"status": one.status, "seconds": one.seconds}
        if one.problem is not None:
            return Finding(check=_REACH, level=STOP, message=f"{one.origin}: {one.problem}", details=details)
        message = f"{one.origin} answers in {one.seconds or 0:.2f} s"
        return Finding(check=_REACH, level=FINE, message=message, details=details)
    return None  # what it lacks is told by the check before


def _write(form: str | None, made: ModelSwitch) -> None:
    if form == output.JSON:
        output.write_json(made.record())
        return
    if form is None:
        from modeldex.providers.switching.traffic import counted

        held = "as far as both are known" if made.calls is None else f"over {counted(made.calls)} recorded"
        output.write_line(f"{printable(made.before.id)} -> {printable(made.after.id)}, {held}", style="bold")
        output.write_line()
    findings = made.findings if form else sorted(made.findings, key=lambda one: -LEVELS.index(one.level))
    output.write_records(form, findings, _COLUMNS)
    if form is None:
        output.note(_SAYS[made.level])


_COLUMNS: tuple[output.Column[Finding], ...] = (
    output.Column("level", lambda one: one.level, "level", lambda one: _MARKS[one.level], whole=True),
    output.Column("check", lambda one: one.check, "about", words=True),
    output.Column("message", lambda one: one.message, "what", lambda one: escaped(one.message), words=True),
    output.Column("calls", lambda one: one.calls, ""),
)
_SAYS = {
    STOP: "it would not work as things are: see each stop",
    DOUBT: "nothing stands in the way for certain: see each doubt",
    NOTE: "nothing stands in the way",
    FINE: "nothing stands in the way",
}


def _exit_code(made: ModelSwitch, *, is_strict: bool) -> int:
    if any(one.check == _REACH and one.details["status"] is None for one in made.findings):
        return NETWORK
    return FINDINGS if made.level == STOP or (is_strict and made.level == DOUBT) else 0
