"""`Manifest`: what a publisher says of one catalog file, and signs."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from modeldex.catalog.in_use import version_order
from modeldex.core.days import is_day
from modeldex.core.errors import UpdateError
from modeldex.updates.keys import PublicKey

if TYPE_CHECKING:
    from typing import Any

MOST_FILE_BYTES = 256 * 1024 * 1024
"""The largest catalog that is fetched: ten times the one that comes with the package."""
_MOST_SERIAL = 2**53
_HASH = re.compile(r"[0-9a-f]{64}")
_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}")
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, kw_only=True, slots=True)
class NextKey:
    """A key that is to be trusted from this release on."""

    key: PublicKey
    retires: str | None = None
    """The day, in UTC, from which on it counts no longer; None: it is not to retire."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Manifest:
    """One published catalog file. A field more in a later manifest does no harm."""

    serial: int
    """Rises with every release: what is lower than one already seen is an old release, offered again."""
    version: str
    """Version of the facts, `YYYY-MM-DD-vN`."""
    schema: int
    """Schema of the file."""
    file: str
    """Its name, beside the manifest."""
    size: int
    """In bytes."""
    sha256: str
    """Of its bytes."""
    digest: str
    """Of its canonical rows, as the catalog states it."""
    published: datetime
    """When it was signed, in UTC."""
    expires: datetime
    """From when on it is no longer applied: so nobody is held at an old release for ever."""
    key_id: str
    """The key that the publisher signs with now."""
    keys: tuple[NextKey, ...] = ()
    """The keys that are to be trusted from now on."""

    def payload(self) -> bytes:
        """The bytes to be signed."""
        stated = {
            **{name: getattr(self, name) for name in _PLAIN},
            "published": self.published.strftime(_MOMENT),
            "expires": self.expires.strftime(_MOMENT),
            "keys": [{"key": one.key.text, "retires": one.retires} for one in self.keys],
        }
        return json.dumps(stated, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def read(cls, payload: bytes, where: str) -> Manifest:
        """The manifest in bytes whose signature was checked; UpdateError names every field at fault."""
        try:
            stated = json.loads(payload)
        except (ValueError, RecursionError):
            stated = None
        if not isinstance(stated, dict):
            raise UpdateError(f"{where} is signed, but is no manifest; the publisher has to mend it")
        faults = [name for name, is_right in _CHECKS.items() if not is_right(stated.get(name))]
        if faults:
            raise UpdateError(
                f"{where} is signed, but wrong in {', '.join(faults)}; the publisher has to mend it,"
                " or this modeldex is too old for it"
            )
        return cls(
            **{name: stated[name] for name in _PLAIN},
            published=_moment(stated["published"]),
            expires=_moment(stated["expires"]),
            keys=tuple(
                NextKey(key=PublicKey.read(one["key"], where), retires=one["retires"])
                for one in stated["keys"]
            ),
        )


def _moment(text: str) -> datetime:
    return datetime.strptime(text, _MOMENT).replace(tzinfo=UTC)


def _is_moment(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(_moment(value))
    except ValueError:
        return False


def _is_version(value: Any) -> bool:
    try:
        return isinstance(value, str) and len(value) < 20 and is_day(version_order(value)[0])
    except ValueError:
        return False


def _is_within(most: int, value: Any) -> bool:
    return type(value) is int and 0 < value <= most


def _is_hash(value: Any) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _are_keys(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(one, dict)
        and isinstance(one.get("key"), str)
        and "retires" in one
        and (one["retires"] is None or (isinstance(one["retires"], str) and _is_whole_day(one["retires"])))
        for one in value
    )


def _is_whole_day(text: str) -> bool:
    return len(text) == 10 and is_day(text)


_PLAIN = ("serial", "version", "schema", "file", "size", "sha256", "digest", "key_id")
_CHECKS = {
    "serial": lambda value: _is_within(_MOST_SERIAL, value),
    "version": _is_version,
    "schema": lambda value: type(value) is int and value >= 0,
    "file": lambda value: isinstance(value, str) and _FILE.fullmatch(value) is not None,
    "size": lambda value: _is_within(MOST_FILE_BYTES, value),
    "sha256": _is_hash,
    "digest": _is_hash,
    "published": _is_moment,
    "expires": _is_moment,
    "key_id": lambda value: isinstance(value, str) and value.isprintable() and len(value) < 100,
    "keys": _are_keys,
}
"""Field -> whether a value of it can be."""
