"""Whose signatures count: the keys that came with the package, and those that the user has taken up."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from modeldex.core.days import is_day
from modeldex.core.errors import UpdateError
from modeldex.core.replacement import replacing
from modeldex.updates.keys import PublicKey
from modeldex.updates.manifest import Manifest

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime
    from typing import Any

    from modeldex.updates.envelope import Envelope

BUNDLED_KEYS = Path(__file__).with_name("trusted_keys.json")
"""The project's own keys. It has none as long as the project publishes no catalogs."""
TRUSTED_NAME = "trusted.json"
_SHOWN_IDS = 3
"""So many of the keys that an envelope states are named; whoever made it may have written anything."""


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key, until when it counts, and whose it is."""

    key: PublicKey
    retires: str | None = None
    """The day from which on it counts no longer, in UTC; None: it is not to retire."""
    handed_from: str | None = None
    """Id of the first key of its line: that of which a release, or one of a key between, handed this one
    on. None: the user, or the package, gave it."""

    @property
    def line(self) -> str:
        """The keys of one publisher, one after the other, are a line; it is called by its first key."""
        return self.handed_from or self.key.key_id

    def counts_on(self, day: str) -> bool:
        """Whether its signatures count on a day."""
        return self.retires is None or day < self.retires


class Trust:
    """The keys by which a release is checked."""

    def __init__(self, keys: Iterable[TrustedKey]) -> None:
        self._keys = {one.key.key_id: one for one in keys}

    @classmethod
    def of(cls, folder: Path) -> Trust:
        """The keys of the package, and those kept in a folder."""
        kept = _read(folder / TRUSTED_NAME) if (folder / TRUSTED_NAME).exists() else []
        return cls([*_read(BUNDLED_KEYS), *kept])

    @property
    def keys(self) -> tuple[TrustedKey, ...]:
        """All of them, retired ones too: these are kept, so that nobody takes them up again."""
        return tuple(self._keys.values())

    def open(self, envelope: Envelope, now: datetime) -> tuple[Manifest, tuple[TrustedKey, ...]]:
        """The manifest in an envelope, and our keys that signed it; UpdateError where none has.

        Nothing in the manifest is read before that.
        """
        signers = self.signers(envelope, now)
        if not signers:
            raise UpdateError(self._refusal(envelope, _day(now)))
        return Manifest.read(envelope.payload, envelope.where), signers

    def signers(self, envelope: Envelope, now: datetime) -> tuple[TrustedKey, ...]:
        """The keys that signed an envelope, and count at a moment."""
        counting = [one for one in self.keys if one.counts_on(_day(now))]
        return tuple(one for one in counting if envelope.signer([one.key]) is not None)

    def with_next(self, manifest: Manifest, signers: Sequence[TrustedKey]) -> Trust:
        """These keys, and what a manifest that some of them signed says of keys.

        It hands new ones on, and retires those of its own line: nobody retires the key of another
        publisher. A day of retirement is never put off.
        """
        if not signers:
            return self
        keys, lines = dict(self._keys), {one.line for one in signers}
        for one in manifest.keys:
            known = keys.get(one.key.key_id)
            if known is None:
                keys[one.key.key_id] = TrustedKey(one.key, one.retires, signers[0].line)
            elif known.line in lines:
                days = [day for day in (known.retires, one.retires) if day is not None]
                keys[one.key.key_id] = replace(known, retires=min(days, default=None))
        return Trust(keys.values())

    def with_keys(self, keys: Iterable[PublicKey]) -> Trust:
        """These keys and some that the user gives; one that has retired stays so."""
        return Trust({**{key.key_id: TrustedKey(key) for key in keys}, **self._keys}.values())

    def lines(self, keys: Iterable[PublicKey]) -> list[str]:
        """The lines of those keys that are known here."""
        return [self._keys[key.key_id].line for key in keys if key in self]

    def save(self, folder: Path) -> None:
        """Keep them in a folder, in one step."""
        stated = {
            "keys": [
                {"key": one.key.text, "retires": one.retires, "handed_from": one.handed_from}
                for one in self.keys
            ]
        }
        with replacing(folder / TRUSTED_NAME, make_folder=True, durable=True) as aside:
            aside.write_text(json.dumps(stated, indent=2) + "\n", "utf-8")

    def __contains__(self, key: PublicKey) -> bool:
        return key.key_id in self._keys

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Trust) and self._keys == other._keys

    def __hash__(self) -> int:
        return hash(frozenset(self._keys))

    def _refusal(self, envelope: Envelope, day: str) -> str:
        """Why no signature counts, and what mends it."""
        where, ids = envelope.where, list(dict.fromkeys(envelope.key_ids))
        stated = ", ".join(ids[:_SHOWN_IDS]) or "nobody"
        if len(ids) > _SHOWN_IDS:
            stated += f" and {len(ids) - _SHOWN_IDS} others"
        for one in self.keys:
            key_id = one.key.key_id
            if key_id in ids and not one.counts_on(day):
                return f"{where} is signed by {key_id}, which retired on {one.retires}; fetch a newer one"
        trusted = [one for one in self.keys if one.counts_on(day)]
        if not trusted:
            return (
                f"{where} is signed by {stated}, and no key is trusted yet: ask the publisher for the public"
                " key, by another way than this one, and give it with --key FILE; --trust keeps it"
            )
        known = [one.key.key_id for one in trusted]
        if any(key_id in ids for key_id in known):
            return f"{where} was changed after it was signed; nothing was applied, fetch it anew"
        return (
            f"{where} is signed by {stated}, which is not trusted; trusted is {', '.join(known)}. Where"
            " the publisher has changed keys since your last update, apply a release of the time when both"
            " signed, or give the new public key with --key FILE --trust"
        )


def read_public_keys(path: Path) -> list[PublicKey]:
    """The public keys of a file, one a line; UpdateError where there is none."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except UnicodeDecodeError:
        lines = []
    keys = [PublicKey.read(line, str(path)) for line in lines if line.strip() and not line.startswith("#")]
    if not keys:
        raise UpdateError(f"{path} holds no public key: `<key id>:<base64>` is expected in a line")
    return keys


def _read(path: Path) -> list[TrustedKey]:
    try:
        return [_trusted(one, str(path)) for one in json.loads(path.read_text("utf-8"))["keys"]]
    except OSError as error:
        raise UpdateError(f"{path} cannot be read: {error.strerror}; remove it") from None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise UpdateError(f"{path} is damaged; remove it, and trust your publishers' keys anew") from None


def _trusted(stated: dict[str, Any], where: str) -> TrustedKey:
    retires, handed_from = stated["retires"], stated.get("handed_from")
    if retires is not None and not (isinstance(retires, str) and len(retires) == 10 and is_day(retires)):
        raise ValueError("no day")
    if handed_from is not None and not isinstance(handed_from, str):
        raise ValueError("no key id")
    return TrustedKey(PublicKey.read(stated["key"], where), retires, handed_from)


def _day(now: datetime) -> str:
    return now.strftime("%Y-%m-%d")
