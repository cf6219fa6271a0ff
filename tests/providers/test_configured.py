"""Secrets that a configuration refers to: variables, files, commands and entries of the keyring."""

from __future__ import annotations

import logging
import os
import shlex
import sys
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from tests.providers.groq import GROQ, KEY
from tests.providers.showing import shown

from modeldex import CredentialError, ModelCatalog
from modeldex.config.document import TOML, document_of
from modeldex.config.loading import configuration_of
from modeldex.core.secret import Secret
from modeldex.providers.configured import Configured
from modeldex.providers.credentials import Credentials
from modeldex.providers.secret_command import SecretCommands
from modeldex.providers.secret_file import MOST_BYTES, SecretFiles
from modeldex.providers.signing import is_ready

if TYPE_CHECKING:
    from pathlib import Path

BARE = GROQ.replace(id="bare", env={})
"""A provider of the configuration, whose file names no variables."""


@dataclass(frozen=True)
class Reference:
    kind: str
    value: str


def kept(kind: str, value: str, slug: str = "groq", role: str = "api_key", **environ: str) -> Credentials:
    """Credentials of a configuration that refers to one secret."""
    told = Configured(references={slug: {role: Reference(kind, value)}})
    return Credentials(environ, keyring=False, configured=told)


def python(code: str) -> str:
    """A command line that runs some Python."""
    return shlex.join([sys.executable, "-c", code])


def test_the_variable_that_is_named_comes_before_the_usual_ones():
    both = kept("env", "WORK_KEY", GROQ_API_KEY="usual", WORK_KEY="work")
    usual = kept("env", "WORK_KEY", GROQ_API_KEY="usual")

    assert (both.secret(GROQ, "api_key"), both.where(GROQ, "api_key")) == (Secret("work"), "$WORK_KEY")
    assert usual.secret(GROQ, "api_key") == Secret("usual")
    assert both.names(GROQ, "api_key") == ("WORK_KEY", "GROQ_API_KEY", "GROQ_KEY")
    assert is_ready("bearer", GROQ, kept("env", "WORK_KEY")) == "set WORK_KEY"


def test_a_provider_without_variables_has_those_that_are_referred_to():
    assert kept("env", "WORK_KEY", "bare", WORK_KEY=KEY).secret(BARE, "api_key") == Secret(KEY)
    assert is_ready("bearer", BARE, kept("env", "WORK_KEY", "bare")) == "set WORK_KEY"
    assert kept("env", "WORK_KEY", "bare", WORK_KEY=KEY).secret(GROQ, "api_key") is None


def test_any_secret_role_may_be_referred_to():
    held = kept("env", "WORK_TOKEN", "bare", "auth_token", WORK_TOKEN=KEY)

    assert held.secret(BARE, "auth_token") == Secret(KEY)
    assert is_ready("bearer", BARE, held) is None


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_file_holds_the_key_and_perhaps_the_end_of_its_line(end: str, tmp_path: Path):
    path = tmp_path / "key"
    path.write_bytes(f"{KEY}{end}".encode())
    path.chmod(0o600)
    held = kept("file", str(path))

    assert held.secret(GROQ, "api_key") == Secret(KEY)
    assert held.where(GROQ, "api_key") == f"file {path}"
    assert held.awaited(GROQ, "api_key") is None


def test_the_environment_comes_before_a_file_and_a_command(tmp_path: Path):
    assert kept("file", str(tmp_path / "none"), GROQ_KEY="set").secret(GROQ, "api_key") == Secret("set")
    assert kept("command", python("1/0"), GROQ_KEY="set").secret(GROQ, "api_key") == Secret("set")


def test_a_file_is_read_anew_each_time(tmp_path: Path):
    path = tmp_path / "key"
    held = kept("file", str(path))
    path.write_text("old")
    before = held.secret(GROQ, "api_key")
    path.write_text("new")

    assert (before, held.secret(GROQ, "api_key")) == (Secret("old"), Secret("new"))


def test_more_than_one_line_is_no_key_and_is_withheld(tmp_path: Path):
    path = tmp_path / "key"
    path.write_text(f"{KEY}\n\n")
    with pytest.raises(CredentialError, match="holds a line break") as raised:
        kept("file", str(path)).secret(GROQ, "api_key")

    assert KEY not in shown(raised.value)
    assert str(path) in str(raised.value)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "is not there; put the key into it"),
        (b"", "holds nothing; put the key there"),
        (b" \n", "holds nothing; put the key there"),
        (b"\xff\xfe", "holds what is no text; leave it the key alone"),
        (b"k" * (MOST_BYTES + 1), "holds more than a key; leave it the key alone"),
    ],
)
def test_a_file_without_a_key_counts_as_nothing_and_says_why(content, reason: str, tmp_path: Path):
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    held = kept("file", str(path))

    assert held.secret(GROQ, "api_key") is None
    assert held.awaited(GROQ, "api_key") == f"{path} {reason}"
    assert is_ready("bearer", GROQ, held) == f"{path} {reason}"


@pytest.mark.parametrize("path", ["/", "/dev/null/key", "k" * 5_000, "nul\0nul", "~nobody-of-that-name/key"])
def test_what_is_no_file_counts_as_nothing_and_says_so(path: str):
    assert isinstance(SecretFiles().read(path), str)


def test_a_file_that_anybody_may_read_is_warned_of_once(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    path = tmp_path / "key"
    path.write_text(KEY)
    path.chmod(0o644)
    files = SecretFiles()

    assert [files.read(str(path)), files.read(str(path))] == [Secret(KEY)] * 2
    assert [record.message for record in caplog.records] == [
        f"{path} holds a key, and everybody may read it: chmod 600 it"
    ]


def test_a_command_writes_the_key():
    held = kept("command", python(f"print({KEY!r})"))

    assert held.secret(GROQ, "api_key") == Secret(KEY)
    assert held.where(GROQ, "api_key") == "command of the configuration"


def test_a_command_is_run_once_whoever_asks_and_however_often(tmp_path: Path):
    runs = tmp_path / "runs"
    line = python(f"open({str(runs)!r}, 'a').write('x'); print('k')")
    commands = SecretCommands()
    threads = [threading.Thread(target=commands.run, args=(line,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert commands.run(line) == Secret("k")
    assert runs.read_text() == "x"


def test_a_command_is_read_by_no_shell(tmp_path: Path):
    trap = tmp_path / "trap"
    line = f"{python('import sys; print(sys.argv[1])')} '; touch {trap}; $(touch {trap})'"

    assert SecretCommands().run(line) == Secret(f"; touch {trap}; $(touch {trap})")
    assert not trap.exists()


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (python("import sys; print('k'); sys.exit(3)"), "ended with 3; run it by hand to see why"),
        (python("pass"), "writes nothing; put the key there"),
        (python("print('k' * 200_000)"), "writes more than a key; have it write the key alone"),
        ("no-such-program-anywhere --flag", "cannot be run; install it, or name another"),
        ("'unclosed", "cannot be read; close the quotes in it"),
        ("", "cannot be read; close the quotes in it"),
        (f"{os.sep}", "cannot be run; install it, or name another"),
        ("nul\0nul", "cannot be run; install it, or name another"),
    ],
)
def test_a_command_that_gives_no_key_says_why(line: str, reason: str):
    found = SecretCommands().run(line)

    assert isinstance(found, str)
    assert found.endswith(reason)


@pytest.mark.parametrize(
    "code",
    [
        "import time; time.sleep(60)",
        "import os, time; os.close(1); time.sleep(60)",
        "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(2)'])",
    ],
)
def test_a_command_that_does_not_end_is_ended(code: str):
    found = SecretCommands(most_seconds=0.5).run(python(code))

    assert isinstance(found, str)
    assert "gave nothing within 0.5 s" in found or "writes nothing" in found


def test_what_a_command_says_aside_is_neither_shown_nor_logged(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
):
    line = python(f"import sys; print({KEY!r}, file=sys.stderr); sys.exit(1)")
    with caplog.at_level(logging.DEBUG):
        held = kept("command", line)
        told = held.awaited(GROQ, "api_key")

    assert KEY not in f"{told}{caplog.text}{held!r}" + "".join(capfd.readouterr())


def test_neither_text_nor_repr_shows_a_secret_that_was_had(tmp_path: Path):
    path = tmp_path / "key"
    path.write_text(KEY)
    held = kept("file", str(path))
    held.secret(GROQ, "api_key")

    assert repr(held) == "Credentials(environment, AWS profile, configuration)"
    assert KEY not in str(vars(held))


def configured(text: str) -> Configured:
    """What a configuration file says of providers."""
    document = document_of("own.toml", text, TOML)
    return Configured.of(configuration_of(None, [document], ModelCatalog.bundled()))


def test_a_configuration_says_who_is_meant_where_that_is_and_by_which_keys():
    told = configured(
        """
        [providers.ollama]

        [providers.groq]
        api_key = "file:/run/secrets/groq"

        [providers.cellar]
        base_url = "http://10.0.0.5:8000"
        wire_formats = { openai_chat = "/v1" }
        api_key = "command:pass show cellar"

        [providers.anthropic.secrets]
        auth_token = "env:WORK_TOKEN"
        """
    )

    assert told.providers == {"ollama", "groq", "cellar", "anthropic"}
    assert told.moved == {"cellar"}
    assert told.variable("anthropic", "auth_token") == "WORK_TOKEN"
    kinds = {slug: {role: one.kind for role, one in of.items()} for slug, of in told.references.items()}
    assert kinds == {
        "groq": {"api_key": "file"},
        "cellar": {"api_key": "command"},
        "anthropic": {"auth_token": "env"},
    }


def test_where_nothing_is_said_of_providers_nothing_is_configured():
    assert configured("[registry]\nwatch = false\n") == Configured()


def test_what_a_configuration_refers_to_reaches_the_keys(tmp_path: Path):
    (tmp_path / "key").write_text(KEY)
    told = configured(f'[providers.groq]\napi_key = "file:{tmp_path}/key"\n')

    assert Credentials({}, keyring=False, configured=told).secret(GROQ, "api_key") == Secret(KEY)


def test_who_only_looks_runs_no_command():
    told = Configured(references={"groq": {"api_key": Reference("command", python("1/0"))}})
    held = Credentials({}, configured=told, opens=False)

    assert held.where(GROQ, "api_key") == "command of the configuration"
    assert held.awaited(GROQ, "api_key") is None
