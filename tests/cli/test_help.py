"""Every command explains itself, on a terminal of 80 columns."""

from importlib import import_module

import click
import pytest

from modeldex.cli.commands import COMMANDS

_LOADED = """
import sys
from modeldex.cli.main import main
try:
    main()
except SystemExit:
    print(sys.modules.keys())
"""
"""Runs a command and lists what it loaded."""


def _command(name: str) -> click.Command:
    first, _, below = name.partition(" ")
    module, _, attribute = COMMANDS[first].place.partition(":")
    command = getattr(import_module(module), attribute)
    if below:
        command = command.commands[below]
    assert isinstance(command, click.Command)
    return command


def _below(name: str) -> list[str]:
    command = _command(name)
    return [f"{name} {one}" for one in command.commands] if isinstance(command, click.Group) else []


WITH_THOSE_BELOW = [*COMMANDS, *(below for name in COMMANDS for below in _below(name))]
"""Every command by its words: `list`, `config`, `config check`."""


def test_the_whole_help_lists_every_command_and_the_exit_codes(run):
    ran = run("--help")

    assert (ran.code, ran.err) == (0, "")
    for name in ("list", "show", "why", "stats", "ingest", "build"):
        assert f"\n  {name} " in ran.out
    for code in ("0  ok", "1  findings", "2  usage", "4  not found"):
        assert code in ran.out


@pytest.mark.parametrize("flag", ["-h", "--help"])
@pytest.mark.parametrize("name", WITH_THOSE_BELOW)
def test_a_command_explains_itself_in_80_columns(name: str, flag: str, run):
    ran = run(*name.split(), flag)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: modeldex {name} ")
    assert max(map(len, ran.out.splitlines())) <= 80


@pytest.mark.parametrize("name", WITH_THOSE_BELOW)
def test_every_option_is_listed_and_explained(name: str, run):
    shown = run(*name.split(), "--help").out

    for parameter in _command(name).params:
        if isinstance(parameter, click.Option):
            assert all(spelling in shown for spelling in parameter.opts)
            assert parameter.help or isinstance(parameter.type, click.Choice), parameter.name
        else:
            assert parameter.human_readable_name in shown


@pytest.mark.parametrize("name", ["list", "show", "why", "stats"])
def test_every_question_can_be_answered_in_json(name: str):
    assert "--json" in [spelling for parameter in _command(name).params for spelling in parameter.opts]


def test_an_unknown_command_points_to_the_help(run):
    ran = run("lst")

    assert (ran.code, ran.out) == (2, "")
    assert "'lst'" in ran.err
    assert "modeldex --help" in ran.err


def test_without_a_command_the_help_is_shown(run):
    ran = run()

    assert ran.code == 2
    assert "Ask:" in ran.out + ran.err


@pytest.mark.parametrize("name", COMMANDS)
def test_the_line_in_the_whole_help_begins_like_the_help_of_its_own(name: str):
    first, _, _ = (_command(name).help or "").partition(" ")

    assert COMMANDS[name].summary.split()[0] == first
    assert len(COMMANDS[name].summary) <= 60


@pytest.mark.parametrize("name", WITH_THOSE_BELOW)
def test_every_command_shows_an_example(name: str, run):
    _, _, examples = run(*name.split(), "--help").out.partition("Example")

    assert f"  modeldex {name}" in examples


@pytest.mark.parametrize("name", [name for name in WITH_THOSE_BELOW if " " in name])
def test_the_line_of_a_command_below_another_is_whole(name: str, run):
    group, _, below = name.partition(" ")
    lines = [line for line in run(group, "--help").out.splitlines() if line.startswith(f"  {below} ")]

    assert len(lines) == 1
    assert not lines[0].endswith("...")


def test_the_help_of_a_command_below_another_can_be_asked_for(run):
    assert run("help", "config", "check") == run("config", "check", "--help")


def test_an_unknown_command_below_another_gets_near_ones(run):
    ran = run("db", "upgrad")

    assert (ran.code, ran.out) == (2, "")
    assert "'upgrade'" in ran.err


def test_the_whole_help_loads_no_command(shell):
    loaded = shell("--help", python=("-c", _LOADED)).out

    assert "'modeldex.cli.group'" in loaded
    for module in ("modeldex.cli.listing", "modeldex.catalog.reader", "sqlite3", "rich", "altair"):
        assert f"'{module}'" not in loaded, module


@pytest.mark.parametrize(
    ("command", "strangers"),
    [
        (("show", "falcon-2"), ("altair", "modeldex.pipeline", "modeldex.sources", "asyncio")),
        (("cost", "falcon-2", "--in", "1", "--json"), ("rich.console", "altair", "modeldex.pipeline")),
        (("list", "--json"), ("rich.console", "altair", "modeldex.pipeline", "modeldex.sources")),
        (("validate", "--help"), ("altair", "rich.console")),
        (("why", "falcon-2"), ("modeldex.registry", "modeldex.config", "modeldex.storage", "sqlalchemy")),
        (("db", "migrate-ids", "--help"), ("sqlalchemy", "alembic", "modeldex.catalog.reader", "yaml")),
        (("config", "--help"), ("tomlkit", "yaml", "modeldex.catalog.reader", "modeldex.registry")),
    ],
)
def test_only_the_wing_of_the_command_is_loaded(command: tuple[str, ...], strangers: tuple[str, ...], shell):
    loaded = shell(*command, python=("-c", _LOADED)).out

    for module in strangers:
        assert f"'{module}'" not in loaded, module


@pytest.mark.parametrize("flag", ["--offline", "--no-pager"])
def test_a_flag_of_the_whole_may_stand_after_the_command(flag: str, run):
    plain = run("show", "falcon-2", "--json")

    assert run("show", "falcon-2", flag, "--json") == run(flag, "show", "falcon-2", "--json") == plain
    assert run("search", "--", flag, "--json").code == 0
