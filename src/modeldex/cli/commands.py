"""The table of commands: where each is, and what it is for in a line.

The help of the whole is written from this table alone, so that it loads no command. A test holds
that there is such a command, and that both begin with the same verb.
"""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """Where a command is, and what it is for."""

    place: str
    """`module:attribute`."""
    summary: str
    """Its line in the help of the whole: a verb first, without a full stop."""


SECTIONS: dict[str, dict[str, Command]] = {
    "Ask": {
        "list": Command("modeldex.cli.listing:list_models", "List the models that meet every condition"),
        "search": Command("modeldex.cli.listing:search", "Find models by a text, typing errors forgiven"),
        "show": Command("modeldex.cli.showing:show", "Show everything known of one model"),
        "compare": Command("modeldex.cli.comparing:compare", "Hold models side by side, differences first"),
        "cost": Command("modeldex.cli.costs:cost", "Say what a call costs, part by part"),
        "history": Command("modeldex.cli.histories:history", "Show what a rate was, and since when"),
        "deprecations": Command(
            "modeldex.cli.lifecycle:deprecations", "List what retires soon, and what follows"
        ),
        "providers": Command("modeldex.cli.providers:providers", "List providers, or who serves a model"),
        "aliases": Command("modeldex.cli.registers:aliases", "List the other names of models and providers"),
        "route": Command("modeldex.cli.route:route", "Say which models a request goes to, and why"),
        "plot": Command("modeldex.cli.plot:plot", "Draw prices, windows and scores as a picture"),
        "sql": Command("modeldex.cli.sql:sql", "Ask the catalog file in SQL"),
    },
    "Evidence": {
        "why": Command("modeldex.cli.evidence:why", "Say who states what about a model"),
        "conflicts": Command("modeldex.cli.conflicts:conflicts", "List where sources disagree"),
        "sources": Command("modeldex.cli.registers:sources", "List who the facts come from, and when"),
        "stats": Command("modeldex.cli.registers:stats", "Count what the catalog holds"),
        "spotcheck": Command("modeldex.cli.spotcheck:spotcheck", "Draw values at random, to be checked"),
    },
    "Registry": {
        "config": Command(
            "modeldex.cli.config:config", "Check, show, make and convert the configuration file"
        ),
        "alias": Command("modeldex.cli.alias:alias", "Give models and providers other names"),
        "doctor": Command("modeldex.cli.doctor:doctor", "Check whether all that is configured can work"),
        "switch": Command("modeldex.cli.switch:switch", "Say what would be different with another model"),
        "db": Command("modeldex.cli.db:db", "Keep the database of the registry up to date"),
        "versions": Command("modeldex.cli.versions:versions", "List the versions of a registered model"),
        "discover": Command("modeldex.cli.discover:discover", "Ask providers which models they list to you"),
        "promote": Command("modeldex.cli.promote:promote", "Take a discovered model into the configuration"),
        "update": Command("modeldex.cli.update:update", "Plan, apply and take back a published catalog"),
    },
    "Exchange": {
        "export": Command("modeldex.cli.exchange:export", "Write the catalog in a neighbour's format"),
        "import": Command("modeldex.cli.exchange:import_file", "Read a file of a neighbour's format"),
    },
    "Keep the facts": {
        "validate": Command("modeldex.cli.checks:validate", "Hold the facts against every rule"),
        "missing": Command("modeldex.cli.gaps:missing", "Count what nobody states"),
        "fetch": Command("modeldex.cli.fetch:fetch", "Ask the sources for what they say now"),
        "pipeline": Command("modeldex.cli.pipeline_run:pipeline", "Fetch, check and build in one go"),
        "ingest": Command("modeldex.cli.pipeline:ingest", "Read a captured answer of a source"),
        "build": Command("modeldex.cli.build:build", "Merge what the sources say into a catalog file"),
        "report": Command("modeldex.cli.report:report", "Write the state of the facts on one page"),
        "release": Command("modeldex.cli.release:release", "Release the built catalog, signed"),
    },
    "Help": {
        "help": Command("modeldex.cli.completion:show_help", "Show the help of a command"),
        "completion": Command("modeldex.cli.completion:completion", "Print the script that completes words"),
    },
}
"""Heading of the help -> command -> where it is; in the order in which the help lists them."""

COMMANDS: dict[str, Command] = {
    name: command for section in SECTIONS.values() for name, command in section.items()
}
"""Name -> command."""

READ_CONFIGURATION = frozenset({"why", "providers", "route", *SECTIONS["Registry"]})
"""The commands that take a configuration into account; all others ask the catalog alone."""
