"""`KeyringOrigin`: keys that the keyring of the operating system keeps."""

from __future__ import annotations

import logging
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING

from modeldex.core.provider import SECRET_ROLES
from modeldex.core.secret import Secret
from modeldex.providers.origins import Found

if TYPE_CHECKING:
    from collections.abc import Sequence

logger = logging.getLogger("modeldex.providers")

SERVICE = "modeldex"
"""Under which name keys are kept; the user is `<provider>/<role>`, or `<provider>` for its api_key:
`keyring set modeldex groq`."""

MOST_SECONDS = 10.0
"""How long the keyring is waited for. A keyring may ask its owner to unlock it, who may be away."""


class KeyringOrigin:
    """The keyring, asked at most once for each key, and not at all once it has failed.

    No library, no backend, a locked keyring and one that does not answer in time count as an empty
    one. The library is loaded with the first question.
    """

    name = "keyring"

    def __init__(self, most_seconds: float = MOST_SECONDS) -> None:
        self._most_seconds = most_seconds
        self._kept: dict[tuple[tuple[str, str], ...], Secret | None] = {}
        self._is_out = False
        self._lock = Lock()

    def __repr__(self) -> str:
        return "KeyringOrigin()"

    def find(self, provider: str, role: str, names: Sequence[str]) -> Found | None:  # noqa: ARG002
        if role not in SECRET_ROLES:
            return None
        users = _users(provider, role)
        entry = self._asked(tuple((SERVICE, user) for user in users))
        return None if entry is None else Found(value=entry, where=self.name)

    def entry(self, service: str, user: str) -> Secret | None:
        """An entry under another name than ours."""
        return self._asked(((service, user),))

    def _asked(self, entries: tuple[tuple[str, str], ...]) -> Secret | None:
        """The first of some entries that there is."""
        with self._lock:
            if entries not in self._kept:
                self._kept[entries] = None if self._is_out else self._first(entries)
            return self._kept[entries]

    def _first(self, entries: tuple[tuple[str, str], ...]) -> Secret | None:
        """One thread asks for all of them, since a call into the keyring cannot be broken off."""
        answers: SimpleQueue[Secret | str | None] = SimpleQueue()
        Thread(target=_ask, args=(entries, answers), daemon=True, name="modeldex-keyring").start()
        try:
            answer = answers.get(timeout=self._most_seconds)
        except Empty:
            answer = f"it gave no answer within {self._most_seconds:g} s"
        if isinstance(answer, str):
            self._is_out = True
            logger.debug("the keyring counts as empty: %s", answer)
            return None
        return answer


def _users(provider: str, role: str) -> tuple[str, ...]:
    return (f"{provider}/{role}", provider) if role == "api_key" else (f"{provider}/{role}",)


def _ask(entries: Sequence[tuple[str, str]], answers: SimpleQueue[Secret | str | None]) -> None:
    """Put the first entry there is, None where there is none, or as text why the keyring is of no use."""
    try:
        import keyring

        found = (_entry(keyring.get_password(service, user)) for service, user in entries)
        answers.put(next((entry for entry in found if entry is not None), None))
    except Exception as error:  # noqa: BLE001 - backends raise whatever their system's library does
        answers.put(type(error).__name__)  # and no word of its message, which may hold the entry


def _entry(password: str | None) -> Secret | None:
    return Secret(password) if password is not None and password.strip() else None
