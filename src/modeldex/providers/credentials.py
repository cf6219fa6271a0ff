"""`Credentials`: what the user's environment and keyring give for the roles of a provider."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from modeldex.core.errors import CredentialError, UnknownNameError
from modeldex.core.provider import ENV_ROLES, SECRET_ROLES
from modeldex.providers.aws_profile import AwsProfileOrigin
from modeldex.providers.configured import NOTHING_CONFIGURED, Configured, ConfiguredOrigin
from modeldex.providers.keyring import KeyringOrigin
from modeldex.providers.origins import EnvironmentOrigin
from modeldex.providers.passes import PassShelf
from modeldex.providers.refused_keys import RefusedKeys

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from modeldex.core.provider import Provider
    from modeldex.core.secret import Secret
    from modeldex.providers.origins import Found, Origin


class Credentials:
    """The keys of one user, looked up when they are asked for.

    The environment comes first, by the variable that the configuration names before all others; then
    the profile of Amazon's tools that it names, what else the configuration refers to, the keyring, and
    whatever other origins are given. A role that
    neither a provider's file nor the configuration lists is not looked for. Neither keys nor the
    environment show in its text; it cannot be pickled.
    """

    def __init__(
        self,
        environ: Mapping[str, str] | None = None,
        *,
        keyring: bool = True,
        further: Sequence[Origin] = (),
        configured: Configured = NOTHING_CONFIGURED,
        refused: RefusedKeys | None = None,
        opens: bool = True,
    ) -> None:
        """`refused` knows keys that were turned away, by default in memory alone.

        `opens=False` is for who only looks: no command is run and no keyring is opened, which may take
        time, or ask its owner for a password. What the configuration says is in them counts as there, and
        what it does not speak of as not; nothing can be signed by such keys.
        """
        kept = KeyringOrigin()
        self._referred = ConfiguredOrigin(configured, kept, opens=opens)
        named: tuple[Origin, ...] = (self._referred,) if configured.references else ()
        usual: tuple[Origin, ...] = (kept,) if keyring and opens else ()
        own = EnvironmentOrigin(environ), AwsProfileOrigin(environ)
        self._origins: tuple[Origin, ...] = (*own, *named, *usual, *further)
        self.configured = configured
        """What the configuration says of providers."""
        self.refused = RefusedKeys() if refused is None else refused
        """Which of the keys were turned away."""
        self.passes = PassShelf()
        """What providers gave for these keys for a while."""

    def secret(self, provider: Provider, role: str) -> Secret | None:
        """The secret of a role such as `api_key`; None where nobody keeps one.

        CredentialError where it cannot be one, without it; ValueError for a role that is no secret.
        """
        if role not in SECRET_ROLES:
            raise ValueError(f"{_known(role)} is no secret; ask for it by value()")
        return self._usable(provider, role)

    def value(self, provider: Provider, role: str) -> str | None:
        """What is given for a role that is no secret, such as `region`; None where nothing is.

        CredentialError where it cannot be used, without it; ValueError for a role that is secret.
        """
        if role in SECRET_ROLES:
            raise ValueError(f"{role} is secret; ask for it by secret()")
        found = self._usable(provider, _known(role))
        return None if found is None else found.reveal()

    def names(self, provider: Provider, role: str) -> tuple[str, ...]:
        """Variables that are read for a role, the one of the configuration and the canonical one first."""
        usual = tuple(provider.env.get(_known(role), ()))
        variable = self.configured.variable(provider.id, role)
        return usual if variable is None else tuple(dict.fromkeys((variable, *usual)))

    def where(self, provider: Provider, role: str) -> str | None:
        """Where the value of a role is kept, as people are told: `$NAME` or `keyring`; None: nowhere."""
        found = self._found(provider, _known(role))
        return None if found is None else found.where

    def awaited(self, provider: Provider, role: str) -> str | None:
        """What is to be done before a role can be had from where the configuration says that it is.

        None where it can be had, and where the configuration does not say.
        """
        return self._referred.fault(provider.id, _known(role))

    def _found(self, provider: Provider, role: str) -> Found | None:
        names = self.names(provider, role)
        if not names and self.configured.reference(provider.id, role) is None:
            return None
        asked = (origin.find(provider.id, role, names) for origin in self._origins)
        return next((found for found in asked if found is not None), None)

    def _usable(self, provider: Provider, role: str) -> Secret | None:
        found = self._found(provider, role)
        if found is None:
            return None
        fault = _fault(found.value, is_secret=role in SECRET_ROLES)
        if fault is not None:
            place = found.where if found.where.startswith("$") else f"{role} in the {found.where}"
            raise CredentialError(provider.id, f"{place} {fault}; set it again; the value is withheld")
        return found.value

    def __repr__(self) -> str:
        return f"Credentials({', '.join(origin.name for origin in self._origins)})"

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("Credentials are not to be pickled or copied")


def _known(role: str) -> str:
    if role not in ENV_ROLES:
        raise UnknownNameError("role", role, ENV_ROLES)
    return role


def _fault(value: Secret, *, is_secret: bool) -> str | None:
    """What is wrong with a value, without a word of it; None where it can be used.

    It is revealed here alone, and not where an error is raised, whose traceback may show what stood there.
    """
    text = value.reveal()
    if "\n" in text or "\r" in text:
        return "holds a line break"
    if text != text.strip():
        return "begins or ends with a blank"
    if not text.isprintable() or (is_secret and not text.isascii()):
        return f"holds a character that no {'key' if is_secret else 'value'} has"
    return None
