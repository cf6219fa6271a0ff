"""What the user's configuration says of providers, as far as it counts for being let in."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Lock
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from modeldex.core.provider import SECRET_ROLES
from modeldex.core.secret import Secret
from modeldex.providers.origins import Found

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Self

    from modeldex.providers.keyring import KeyringOrigin
    from modeldex.providers.secret_command import SecretCommands
    from modeldex.providers.secret_file import SecretFiles

ENV, FILE, COMMAND, KEYRING = "env", "file", "command", "keyring"
"""Kinds of place that a configuration refers to for a secret."""
_ADDRESS = "base_url"


class Reference(Protocol):
    """Where a secret is kept, as a configuration refers to it."""

    @property
    def kind(self) -> str:
        """`env`, `file`, `command` or `keyring`."""

    @property
    def value(self) -> str:
        """The variable, the path, the command line, or `service/user`; blank: the usual entry."""


class Statements(Protocol):
    """A checked configuration."""

    @property
    def references(self) -> Mapping[str, Mapping[str, Reference]]:
        """Slug -> role -> where its secret is kept."""

    @property
    def statements(self) -> Mapping[tuple[str | int, ...], object]:
        """Path of a key, such as `("providers", "groq", "base_url")` -> what is stated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Configured:
    """The part of a configuration that says who lets the user in, and by what."""

    references: Mapping[str, Mapping[str, Reference]] = field(default_factory=dict)
    """Slug -> role -> where its secret is kept."""
    providers: frozenset[str] = frozenset()
    """The providers that it speaks of. To name a server that needs no key is to want it."""
    moved: frozenset[str] = frozenset()
    """Those whose address it states."""

    @classmethod
    def of(cls, configuration: Statements) -> Self:
        """What a configuration says."""
        fields = {(key[1], *key[2:3]) for key in configuration.statements if key[0] == "providers"}
        return cls(
            references=configuration.references,
            providers=frozenset(str(slug) for slug, *_ in fields),
            moved=frozenset(str(slug) for slug, *field in fields if field == [_ADDRESS]),
        )

    def variable(self, provider: str, role: str) -> str | None:
        """The variable that it refers to for a role; None where it refers to none."""
        reference = self.reference(provider, role)
        return reference.value if reference is not None and reference.kind == ENV else None

    def reference(self, provider: str, role: str) -> Reference | None:
        """What it refers to for a role; None where that is nothing."""
        return self.references.get(provider, _NOTHING).get(role)


_NOTHING: Mapping[str, Reference] = MappingProxyType({})
_UNSEEN = Secret("unseen")
NOTHING_CONFIGURED = Configured()
"""What holds where there is no configuration."""


class ConfiguredOrigin:
    """The files, commands and entries of the keyring that a configuration refers to.

    What cannot be had counts as nothing here; `fault` says why. Each is asked at most once, but for
    files, which are read anew each time: whoever renews a key in one need not start anew.
    """

    name = "configuration"

    def __init__(self, configured: Configured, keyring: KeyringOrigin, *, opens: bool = True) -> None:
        """Begin with what is referred to; `opens`: whether commands are run and the keyring is opened.

        Else what they keep is taken to be there, for who only looks.
        """
        self._configured = configured
        self._keyring = keyring
        self._opens = opens
        self._lock = Lock()
        self._commands: SecretCommands | None = None
        self._files: SecretFiles | None = None

    def __repr__(self) -> str:
        return "ConfiguredOrigin()"

    def find(self, provider: str, role: str, names: Sequence[str]) -> Found | None:  # noqa: ARG002
        reference = self._reference(provider, role)
        if reference is None:
            return None
        had = self._had(reference, provider, role)
        return None if isinstance(had, str) else Found(value=had, where=_where(reference))

    def fault(self, provider: str, role: str) -> str | None:
        """Why nothing can be had from where a role is kept, with the mend; None where it can, or is not."""
        reference = self._reference(provider, role)
        if reference is None:
            return None
        had = self._had(reference, provider, role)
        return had if isinstance(had, str) else None

    def _reference(self, provider: str, role: str) -> Reference | None:
        if role not in SECRET_ROLES:
            return None
        reference = self._configured.reference(provider, role)
        return None if reference is None or reference.kind == ENV else reference

    def _had(self, reference: Reference, provider: str, role: str) -> Secret | str:
        """The secret that is referred to, or why it cannot be had."""
        if reference.kind == FILE:
            return self._of_file(reference.value)
        if not self._opens:
            return _UNSEEN
        if reference.kind == COMMAND:
            return self._of_command(reference.value)
        return self._of_keyring(reference.value, provider, role)

    def _of_file(self, path: str) -> Secret | str:
        if self._files is None:
            from modeldex.providers.secret_file import SecretFiles

            self._files = SecretFiles()
        return self._files.read(path)

    def _of_command(self, line: str) -> Secret | str:
        with self._lock:
            if self._commands is None:
                from modeldex.providers.secret_command import SecretCommands

                self._commands = SecretCommands()
        return self._commands.run(line)

    def _of_keyring(self, entry: str, provider: str, role: str) -> Secret | str:
        if not entry:
            found = self._keyring.find(provider, role, ())
            user = provider if role == "api_key" else f"{provider}/{role}"
            return f"keyring set modeldex {user}" if found is None else found.value
        service, _, user = entry.partition("/")
        secret = self._keyring.entry(service, user)
        return f"keyring set {service} {user}" if secret is None else secret


def _where(reference: Reference) -> str:
    """The place, for people. A command line may hold what is nobody's business, and is not repeated."""
    return {FILE: f"file {reference.value}", COMMAND: "command of the configuration"}.get(
        reference.kind, "keyring"
    )
