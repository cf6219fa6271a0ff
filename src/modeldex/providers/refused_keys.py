"""`RefusedKeys`: keys that providers turned away, remembered until there are others."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import CredentialError
from modeldex.core.provider import SECRET_ROLES, is_slug
from modeldex.core.replacement import replacing
from modeldex.core.secret import Secret
from modeldex.providers.secret_file import regular_content

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from modeldex.core.provider import Provider
    from modeldex.providers.credentials import Credentials

FILE = "refused-keys.json"
"""Name of the file, in the folder of what is kept between runs (`Settings.data_dir`)."""
_SALT = "refused-keys.salt"
_SALT_BYTES = 32
_FORM = 1
_MOST_BYTES = 262_144
_MOST_KEPT = 500
_MOST_SHOWN = 120
"""Letters of what a provider says about a key."""
_MOST_READ = 4_096
_REFUSED, _OF_THE_KEY = 401, "authentication"
_ROLES = tuple(sorted({*SECRET_ROLES} - {"admin_key"}))
_OWNER_ALONE = 0o600
_STORED = ("key", "at", "on", "where", "said")


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedKey:
    """One key that was turned away."""

    key: str
    """A salted digest of it, and of what goes along with it."""
    at: str
    """A salted digest of the origin that refused it; blank: nobody said which, so it counts at all."""
    on: str
    """Day, in UTC."""
    where: str
    """Where the key is kept: `$NAME`, or the name of an origin."""
    said: str
    """What the provider said, on one line and without keys; blank where it said nothing."""

    def __str__(self) -> str:
        return f"the key in {self.where} was refused on {self.on}{f': {self.said}' if self.said else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SentKey:
    """What lets a user in at one moment, as it is taken before a request is signed by it."""

    key: str
    """A salted digest of it, and of what goes along with it."""
    at: str
    """A salted digest of the origin that is asked; blank: nobody said which."""
    where: str
    """Where the key is kept."""
    secrets: tuple[Secret, ...]
    """What must not be shown."""


class RefusedKeys:
    """Which key a provider refused last, known by a salted digest, never by the key.

    A key counts as refused until another one is set, or `forget` is called, and at the address where it was
    refused, if that is stated: a wrong address says nothing of the key elsewhere. With a file it is known
    to other processes too. A file that is damaged, or cannot be written, is none: nothing is lost by that but
    one more refusal.
    """

    def __init__(
        self, path: Path | None = None, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """`path`: the file; None: nothing is kept beyond this process."""
        self._path = path
        self._clock = clock
        self._kept: dict[str, RefusedKey] = {}
        self._salt: bytes | None = None
        self._seen: object = None
        self._lock = Lock()

    def __repr__(self) -> str:
        return f"RefusedKeys({'' if self._path is None else repr(str(self._path))})"

    def sent(self, provider: Provider, credentials: Credentials, origin: str | None = None) -> SentKey | None:
        """What a provider would be asked with now, at an origin; None where there is no key.

        Whoever takes it before a request is signed can blame, or clear, the very key that was sent, though
        there may be another by the time of the answer.
        """
        held = _held(provider, credentials)
        if not held:
            return None
        with self._lock:
            key = self._digest(json.dumps({role: held[role].reveal() for role in sorted(held)}))
            at = "" if origin is None else self._digest(origin)
        where = _where(provider, credentials)
        return SentKey(key=key, at=at, where=where, secrets=tuple(held.values()))

    def note(
        self,
        provider: Provider,
        credentials: Credentials,
        *,
        status: int | None,
        kind: str | None = None,
        message: str = "",
        sent: SentKey | None = None,
    ) -> bool:
        """Take note of a refusal, if it is one of the key: status 401, or the kind `authentication`.

        Whether it was. Some say so with status 400, or in the middle of a good answer. `message` is what the
        provider says; `sent` is the key that it says it of, by default the one of now, wherever it is sent.
        """
        if status != _REFUSED and kind != _OF_THE_KEY:
            return False
        refused = self.sent(provider, credentials) if sent is None else sent
        if refused is None:
            return False
        with self._lock:
            self._load()
            self._kept.pop(provider.id, None)
            self._kept[provider.id] = RefusedKey(
                key=refused.key,
                at=refused.at,
                on=self._clock().astimezone(UTC).date().isoformat(),
                where=refused.where,
                said=_on_a_line(message, refused.secrets),
            )
            self._write()
        return True

    def find(
        self, provider: Provider, credentials: Credentials, origin: str | None = None
    ) -> RefusedKey | None:
        """The refusal of the very key that a provider would be asked with now; None where there is none.

        `origin`: where it would be asked; None: a refusal at any place counts.
        """
        with self._lock:
            self._load()
            refused = self._kept.get(provider.id)
        if refused is None:
            return None
        sent = self.sent(provider, credentials, origin)
        return refused if sent is not None and _is_of(refused, sent) else None

    def forget(self, provider: Provider, sent: SentKey | None = None) -> None:
        """Let go of what is known of a provider's key, as when it was let in after all.

        `sent`: the key that was let in, which says nothing of another one; None: whichever it is.
        """
        with self._lock:
            self._load()
            refused = self._kept.get(provider.id)
            if refused is not None and (sent is None or _is_of(refused, sent)):
                del self._kept[provider.id]
                self._write()

    def _digest(self, text: str) -> str:
        from hmac import digest

        if self._salt is None:
            self._salt = self._kept_salt() or os.urandom(_SALT_BYTES)
        return digest(self._salt, text.encode(), "sha256").hex()

    def _kept_salt(self) -> bytes | None:
        from modeldex.http.salt import read_salt

        if self._path is None:
            return None
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return read_salt(self._path.with_name(_SALT))
        except OSError:
            return None

    def _load(self) -> None:
        """Take up what the file says, where it is another than the one seen last."""
        if self._path is None:
            return
        try:
            about = self._path.stat()
            state = about.st_mtime_ns, about.st_size, about.st_ino
            if state == self._seen or about.st_size > _MOST_BYTES:
                return
            self._kept = _read(regular_content(self._path, _MOST_BYTES) or b"")
            self._seen = state
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return

    def _write(self) -> None:
        while len(self._kept) > _MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        if self._path is None:
            return
        stored = {"form": _FORM, "refused": {slug: _plain(one) for slug, one in self._kept.items()}}
        try:
            with replacing(self._path, make_folder=True) as aside:
                aside.chmod(_OWNER_ALONE)
                aside.write_text(json.dumps(stored, indent=2) + "\n", "utf-8")
            self._path.chmod(_OWNER_ALONE)
        except OSError:
            return


def _is_of(refused: RefusedKey, sent: SentKey) -> bool:
    return refused.key == sent.key and (refused.at == sent.at or not (refused.at and sent.at))


def _held(provider: Provider, credentials: Credentials) -> dict[str, Secret]:
    """Role -> secret, of all that lets a user in; the file of an account counts by its content."""
    held: dict[str, Secret] = {}
    try:
        for role in _ROLES:
            secret = credentials.secret(provider, role)
            if secret is not None:
                held[role] = secret
        account = credentials.value(provider, "credentials_file")
    except CredentialError:
        return {}
    if account is not None:
        held["credentials_file"] = _content(account)
    return held


def _content(path: str) -> Secret:
    from hashlib import sha256

    try:
        content = regular_content(path, _MOST_BYTES)
    except (OSError, RuntimeError, ValueError):
        content = None
    return Secret(path if content is None else sha256(content).hexdigest())


def _where(provider: Provider, credentials: Credentials) -> str:
    places = (credentials.where(provider, role) for role in (*_ROLES, "credentials_file"))
    return next(filter(None, places), "use")


def _on_a_line(message: str, held: Iterable[Secret]) -> str:
    """What a provider says, as it may be shown: it often repeats a part of the key."""
    from modeldex.http.redaction import redacted

    shown = redacted(message[:_MOST_READ], held)
    line = " ".join("".join(char if char.isprintable() else " " for char in shown).split())
    return line if len(line) <= _MOST_SHOWN else f"{line[: _MOST_SHOWN - 3]}..."


def _plain(one: RefusedKey) -> dict[str, str]:
    return {name: getattr(one, name) for name in _STORED}


def _read(content: bytes) -> dict[str, RefusedKey]:
    stored: Any = json.loads(content)
    if stored["form"] != _FORM:
        raise ValueError("another form")
    return {
        str(slug): RefusedKey(**{name: str(one[name]) for name in _STORED})
        for slug, one in stored["refused"].items()
        if is_slug(slug)
    }
