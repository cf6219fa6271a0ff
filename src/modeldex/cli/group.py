"""The group of commands: loads a command when it is used, turns errors into exit codes."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from modeldex._version import __version__
from modeldex.cli import output
from modeldex.cli.commands import COMMANDS, READ_CONFIGURATION, SECTIONS
from modeldex.cli.exits import FINDINGS, INTERRUPTED, NETWORK, NOT_FOUND, USAGE
from modeldex.cli.paths import NamedPath
from modeldex.cli.screen import Screen, give_up_output, set_screen
from modeldex.cli.session import Session, asked_catalog, set_session
from modeldex.core.errors import (
    DataError,
    ModeldexError,
    ModelNotFoundError,
    NetworkError,
    ReleaseError,
    SourceError,
    UnknownNameError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.cli.commands import Command

_HELP = """The catalog of LLM models that an application can trust.

Asks a catalog that came with the package: which models there are, what they can do, what they
cost, and who says so. Answers offline. Data goes to standard output, everything else to standard
error. What a configuration file or a database says over the catalog counts for why, providers,
route and the commands below Registry; all others ask the catalog alone.

\b
Examples:
  modeldex list --can vision,tool_use --max-input-cost 1 --sort context
  modeldex show claude-opus-4-5
  modeldex cost gpt-5 --in 12000 --out 900
  modeldex why gpt-5 context_window

\b
Exit codes:
  0  ok
  1  findings: what was asked about is not in order, or a cost is not known
  2  usage: a wrong option, name, file or database
  3  network: nobody was reached, or gave a usable answer
  4  not found: no such model
  130  interrupted: Ctrl-C
"""


_ANYWHERE = ("--offline", "--pager", "--no-pager")
"""Flags of the whole that no command has, and that no value begins like."""


class LazyGroup(click.Group):
    """A group that imports the module of a command when the command is asked for."""

    def __init__(self, commands: Mapping[str, Command], **options: Any) -> None:
        super().__init__(**options)
        self._places = commands

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the table."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, loaded now."""
        found = self._places.get(cmd_name)
        if found is None:
            return None
        module, _, attribute = found.place.partition(":")
        command = getattr(import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the flags of the whole also where they stand after the command, as people write them."""
        end = args.index("--") if "--" in args else len(args)
        ours = [word for word in args[:end] if word in _ANYWHERE]
        rest = [word for word in args[:end] if word not in _ANYWHERE]
        return super().parse_args(ctx, [*ours, *rest, *args[end:]])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the arguments begin with; a near name is suggested for one there is not."""
        if ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        if args and args[0] not in self._places and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], self._places, n=1, cutoff=0.5)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            ctx.fail(f"No such command {args[0]!r}.{hint}")
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands that begin so, out of the table alone, and the options before them."""
        begun = (name for name in self._places if name.startswith(incomplete))
        items = [CompletionItem(name, help=self._places[name].summary) for name in begun]
        return [*items, *click.Command.shell_complete(self, ctx, incomplete)]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands by section, out of the table alone."""
        widest = max(map(len, self._places))
        for heading, section in SECTIONS.items():
            rows = [
                (name.ljust(widest), one.summary) for name, one in section.items() if name in self._places
            ]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; what modeldex raises on purpose becomes a message and an exit code."""
        try:
            return super().invoke(ctx)
        except ModeldexError as error:
            output.note(f"modeldex: {error}{_hint(error, ctx.invoked_subcommand)}")
            ctx.exit(_exit_code(error, ctx.invoked_subcommand))
        except OSError as error:
            if isinstance(error, BrokenPipeError):  # whoever reads has enough; click ends quietly
                raise
            output.note(f"modeldex: {error.filename or 'standard output'}: {error.strerror}")
            if error.filename is None:
                give_up_output()
            ctx.exit(USAGE)
        except KeyboardInterrupt:
            output.note("modeldex: interrupted")
            ctx.exit(INTERRUPTED)


def _exit_code(error: ModeldexError, command: str | None) -> int:
    """Not found, or wrong usage; faults in the facts are findings to those who keep the facts."""
    if isinstance(error, ModelNotFoundError):
        return NOT_FOUND
    if isinstance(error, NetworkError):
        return NETWORK
    if isinstance(error, ReleaseError):
        return FINDINGS
    is_finding = isinstance(error, DataError | SourceError) and command in SECTIONS["Keep the facts"]
    return FINDINGS if is_finding else USAGE


def _hint(error: ModeldexError, command: str | None) -> str:
    """Which command takes a name that this one does not: of a canonical model, or out of a configuration."""
    if isinstance(error, ModelNotFoundError) and "/" in error.name:
        model = asked_catalog().canonical_model(error.name)
        if model is not None:
            return f"; it is a canonical model: modeldex providers {model.id} lists its offerings"
    if command is None or command in READ_CONFIGURATION:
        return ""
    if not isinstance(error, ModelNotFoundError | UnknownNameError):
        return ""
    from modeldex.cli.configured import file_that_names

    kind = "models" if isinstance(error, ModelNotFoundError) else f"{error.kind}s"
    where = file_that_names(kind, error.name)
    if where is None:
        return ""
    known = f"; {error.name} stands in {where}, which {command} does not read"
    return f"{known}: modeldex why {error.name} does" if kind == "models" else known


_file = click.Path(exists=True, dir_okay=False, path_type=Path)


def group(commands: Mapping[str, Command]) -> LazyGroup:
    """The whole command line."""
    made = LazyGroup(
        commands,
        name="modeldex",
        help=_HELP,
        context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": None},
        callback=_begin,
        params=[
            click.Option(["--catalog"], type=_file, metavar="FILE", help="Ask this catalog file."),
            click.Option(
                ["--layer"],
                type=_file,
                multiple=True,
                metavar="FILE",
                help="Put rows of your own over the catalog; the last of several is uppermost.",
            ),
            click.Option(
                ["--config"],
                type=NamedPath(dir_okay=False),
                metavar="FILE",
                help="Configuration file; else MODELDEX_CONFIG, else modeldex.toml here or in your folder.",
            ),
            click.Option(
                ["--offline"],
                is_flag=True,
                envvar="MODELDEX_OFFLINE",
                help="Never use the network. Asking never does.",
            ),
            click.Option(
                ["--color"],
                type=click.Choice(["auto", "always", "never"]),
                default="auto",
                show_default=True,
                help="Colours; auto: on a terminal, unless NO_COLOR is set; FORCE_COLOR asks for them.",
            ),
            click.Option(
                ["--pager/--no-pager"],
                default=True,
                help="Show what is longer than the terminal by $PAGER.  [default: pager]",
            ),
        ],
    )
    return click.version_option(__version__, prog_name="modeldex")(made)


@click.pass_context
def _begin(
    ctx: click.Context,
    catalog: Path | None,
    layer: tuple[Path, ...],
    config: Path | None,
    offline: bool,
    color: str,
    pager: bool,
) -> None:
    if config is not None and ctx.invoked_subcommand not in READ_CONFIGURATION:
        raise click.UsageError(
            f"{ctx.invoked_subcommand} asks the catalog alone: leave --config out; a configuration counts for"
            f" {', '.join(name for name in COMMANDS if name in READ_CONFIGURATION)}",
            ctx,
        )
    set_session(ctx, Session(catalog, layer, offline, config))
    set_screen(ctx, Screen(pager, {"auto": None, "always": True, "never": False}[color]))
