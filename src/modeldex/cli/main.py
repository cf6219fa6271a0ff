"""The entry point: finds the command that was asked for and loads that one alone."""

from __future__ import annotations

import io
import sys

COMMANDS = {
    "list": "modeldex.cli.catalog:list_models",
    "show": "modeldex.cli.catalog:show",
    "why": "modeldex.cli.catalog:why",
    "stats": "modeldex.cli.catalog:stats",
    "conflicts": "modeldex.cli.evidence:conflicts",
    "spotcheck": "modeldex.cli.evidence:spotcheck",
    "missing": "modeldex.cli.checks:missing",
    "validate": "modeldex.cli.checks:validate",
    "ingest": "modeldex.cli.pipeline:ingest",
    "build": "modeldex.cli.pipeline:build",
    "report": "modeldex.cli.report:report",
}
"""Command -> where it is; in the order in which the help lists them."""


def main() -> None:
    """Run the command line; exit codes are 0 ok, 1 findings, 2 usage, 3 network, 4 not found."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # an encoding without a letter is no reason to fail
            stream.reconfigure(errors="replace")
    try:
        import rich  # noqa: F401 - needed by every command, loaded by none before it writes

        from modeldex.cli.group import group
    except ModuleNotFoundError as error:
        if error.name not in ("click", "rich"):
            raise
        sys.stderr.write(
            f"modeldex: the command line needs the package {error.name}; install it with\n"
            "  python -m pip install 'modeldex[cli]'\n"
        )
        sys.exit(2)
    group(COMMANDS).main(prog_name="modeldex")
