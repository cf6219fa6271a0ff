"""Commands about the command line itself: help, and the script by which a shell completes words."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_MODELDEX_COMPLETE"
_WHOLE_IDS = "COMP_WORDBREAKS=${COMP_WORDBREAKS//:/}"
"""Ids hold colons, at which bash would break them into words."""


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands, options, models, providers and fields in a SHELL.

    \b
    Examples:
      modeldex completion bash >> ~/.bash_completion
      modeldex completion zsh > ~/.zfunc/_modeldex
      modeldex completion fish > ~/.config/fish/completions/modeldex.fish
    """
    found = get_completion_class(shell)
    assert found is not None
    root = ctx.find_root()
    click.echo(found(root.command, {}, root.info_name or "modeldex", _VARIABLE).source())
    if shell == "bash":
        click.echo(_WHOLE_IDS)


@click.command("help")
@click.argument("command", nargs=-1)
@click.pass_context
def show_help(ctx: click.Context, command: tuple[str, ...]) -> None:
    """Show the help of a COMMAND, or of the whole.

    \b
    Examples:
      modeldex help cost
      modeldex help config import
    """
    root = ctx.find_root()
    root.command.main((*command, "--help"), prog_name=root.info_name, standalone_mode=True)
