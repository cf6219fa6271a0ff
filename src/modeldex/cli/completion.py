"""The command that prints the script by which a shell completes words."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_SHELLS = ("bash", "zsh", "fish")
_VARIABLE = "_MODELDEX_COMPLETE"


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
