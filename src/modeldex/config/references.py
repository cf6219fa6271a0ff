"""References to secrets: the name of an environment variable, in the place of its value."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from modeldex.core.record import Record
from modeldex.core.secret import Secret
from modeldex.settings import DATABASE_SCHEMES, VARIABLE, variables_of, with_variables

if TYPE_CHECKING:
    from collections.abc import Mapping

_SPELLINGS = re.compile(rf"\$\{{({VARIABLE})\}}|env:({VARIABLE})|os\.environ/({VARIABLE})|env\.({VARIABLE})")
_VARIABLE_ALONE = rf"\$\{{{VARIABLE}\}}|env:{VARIABLE}|os\.environ/{VARIABLE}|env\.{VARIABLE}"
_PLACES = r"(file):((?:~?/|[A-Za-z]:[\\/]).*\S)|(command):(\S.*\S|\S)|(keyring)(?::([^\s/]+/\S+))?"
_PLACE = re.compile(_PLACES)
VARIABLE_REFERENCE = rf"^({_VARIABLE_ALONE})$"
"""What JSON Schema knows a reference to a variable by."""
REFERENCE = rf"^({_VARIABLE_ALONE}|{_PLACES})$"
"""What JSON Schema knows a reference to a secret by."""
DATABASE_URL = rf"^({'|'.join(DATABASE_SCHEMES)})(\+[^:]*)?://.+$"
"""What JSON Schema knows the URL of a database by."""
_WITHIN = re.compile(rf"\$\{{{VARIABLE}\}}")
_USER = re.compile(r".*?://(?P<user>.*)@")
"""User and password: to the last `@`, since many write a password as it is, whatever it holds."""
_OPTION = re.compile(r"[?&](?P<name>[^=&#]*)=(?P<value>[^&#]*)")

HOW_TO_REFER = "a reference to a secret, like env:NAME, file:/path, command:LINE or keyring"
"""What stands in a file in the place of a secret."""
ENV, FILE, COMMAND, KEYRING = "env", "file", "command", "keyring"
"""The kinds of place where a secret is kept."""


class SecretReference(Record):
    """Where a secret is kept: in a variable, in a file, in what a command writes, or in the keyring."""

    kind: str = ENV
    """`env`, `file`, `command` or `keyring`."""
    value: str
    """The variable, the path, the command line, or `service/user`; blank: the usual entry of the keyring."""

    @classmethod
    def read(cls, text: str) -> SecretReference:
        """The reference in one of its spellings.

        A variable is `${NAME}`, `env:NAME`, `os.environ/NAME` or `env.NAME`, a file `file:/path`, a
        command `command:pass show openai`, an entry of the keyring `keyring` or `keyring:service/user`.
        ValueError for anything else does not show it: it may be the secret itself.
        """
        if (spelled := _SPELLINGS.fullmatch(text)) is not None:
            return cls(value=next(filter(None, spelled.groups())))
        place = _PLACE.fullmatch(text) if text.isprintable() else None
        if place is None:
            raise ValueError(f"must be {HOW_TO_REFER}, not the secret itself; the value is withheld")
        kind = next(kind for kind in (place[1], place[3], place[5]) if kind)
        return cls(kind=kind, value=place[2] or place[4] or place[6] or "")

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the variables that are referred to."""
        return (self.value,) if self.kind == ENV else ()

    def resolve(self, environ: Mapping[str, str] | None = None) -> Secret | None:
        """The secret of an environment, `os.environ` by default; None where it is not set, or blank.

        None of another kind: only who calls a provider reads files, runs commands or opens the keyring.
        """
        values = os.environ if environ is None else environ
        value = values.get(self.value, "") if self.kind == ENV else ""
        return Secret(value) if value.strip() else None

    def is_set(self, environ: Mapping[str, str] | None = None) -> bool:
        """Whether the variable is set."""
        return self.resolve(environ) is not None

    def __str__(self) -> str:
        """The reference as it may be shown; the line of a command may hold what is nobody's business."""
        if self.kind == COMMAND:
            return f"command:{self.value.split()[0]} ..." if " " in self.value else f"command:{self.value}"
        return f"{self.kind}:{self.value}" if self.value else self.kind


class DatabaseUrl(Record):
    """The URL of a database, in which `${NAME}` stands for what an environment variable holds.

    A password never stands in it otherwise, so that the text can be shown.
    """

    text: str
    """The URL as it is written."""

    @classmethod
    def read(cls, text: str) -> DatabaseUrl | SecretReference:
        """A URL, or a reference to a whole one; ValueError for anything else does not show it."""
        if _SPELLINGS.fullmatch(text):
            return SecretReference.read(text)
        scheme, separator, rest = text.partition("://")
        if scheme.partition("+")[0] not in DATABASE_SCHEMES or not (
            separator and rest and text.isprintable()
        ):
            begins = ", ".join(f"{scheme}://" for scheme in DATABASE_SCHEMES)
            raise ValueError(f"must be a URL that begins with {begins}, or env:NAME; the value is withheld")
        if not all(map(_WITHIN.fullmatch, filter(None, _passwords(text)))):
            raise ValueError("must not hold a password; write ${NAME} in its place; the value is withheld")
        return cls(text=text)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the variables that are referred to."""
        return variables_of(self.text)

    def resolve(self, environ: Mapping[str, str] | None = None) -> Secret | None:
        """The whole URL in an environment, `os.environ` by default; None where a variable is not set.

        What stands for the user, the password or a parameter is escaped: a variable holds it as it is.
        """
        values = os.environ if environ is None else environ
        return Secret(with_variables(self.text, values)) if self.is_set(values) else None

    def is_set(self, environ: Mapping[str, str] | None = None) -> bool:
        """Whether every variable is set that it refers to."""
        values = os.environ if environ is None else environ
        return all(values.get(name, "").strip() for name in self.names)

    def __str__(self) -> str:
        return self.text


def masked_url(url: str) -> str:
    """A URL as it may be shown: without the passwords that it holds."""
    shown = _USER.sub(lambda found: found[0].replace(f":{_password(found['user'])}@", ":***@"), url)
    return _OPTION.sub(lambda found: _masked(found) if _is_password(found) else found[0], shown)


def _passwords(url: str) -> list[str]:
    """Whatever stands in a URL where passwords stand; blank ones included."""
    user = _USER.match(url)
    options = [found["value"] for found in _OPTION.finditer(url) if _is_password(found)]
    return [_password(user["user"]), *options] if user else options


def _password(user: str) -> str:
    return user.partition(":")[2]


def _is_password(option: re.Match[str]) -> bool:
    """Whether a parameter holds a password, however its name is written."""
    return "pass" in unquote(option["name"]).lower()


def _masked(option: re.Match[str]) -> str:
    return f"{option[0].removesuffix(option['value'])}***"
