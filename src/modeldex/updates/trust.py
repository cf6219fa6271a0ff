"""Whose signatures count: the keys that came with the package, and those that the user has taken up."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from modeldex.core.errors import UpdateError
from modeldex.core.replacement import replacing
from modeldex.updates.keys import PublicKey
from modeldex.updates.manifest import Manifest

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from modeldex.updates.envelope import Envelope

BUNDLED_KEYS = Path(__file__).with_name("trusted_keys.json")
"""The project's own keys. It has none as long as the project publishes no catalogs."""
TRUSTED_NAME = "trusted.json"


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key, and until when it counts."""

    key: PublicKey
    retires: str | None = None
    """The day from which on it counts no longer, in UTC; None: it is not to retire."""

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

    def open(self, envelope: Envelope, now: datetime) -> tuple[Manifest, PublicKey]:
        """The manifest in an envelope, and the key that signed it; UpdateError where none of ours has.

        Nothing in the manifest is read before that.
        """
        day = now.strftime("%Y-%m-%d")
        signer = envelope.signer([one.key for one in self.keys if one.counts_on(day)])
        if signer is None:
            raise UpdateError(self._refusal(envelope, day))
        return Manifest.read(envelope.payload, envelope.where), signer

    def with_next(self, manifest: Manifest) -> Trust:
        """These keys and those that a checked manifest hands on; a day of retirement is never put off."""
        keys = dict(self._keys)
        for one in manifest.keys:
            known = keys.get(one.key.key_id, TrustedKey(one.key))
            days = [day for day in (known.retires, one.retires) if day is not None]
            keys[one.key.key_id] = replace(known, retires=min(days, default=None))
        return Trust(keys.values())

    def with_keys(self, keys: Iterable[PublicKey]) -> Trust:
        """These keys and some that the user gives; one that has retired stays so."""
        return Trust({**{key.key_id: TrustedKey(key) for key in keys}, **self._keys}.values())

    def save(self, folder: Path) -> None:
        """Keep them in a folder, in one step."""
        stated = {"keys": [{"key": one.key.text, "retires": one.retires} for one in self.keys]}
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
        where = envelope.where
        stated = ", ".join(envelope.key_ids) or "nobody"
        trusted = [one for one in self.keys if one.counts_on(day)]
        if not trusted:
            return (
                f"{where} is signed by {stated}, and no key is trusted yet: ask the publisher for the public"
                " key, by another way than this one, and give it with --key FILE; --trust keeps it"
            )
        for one in self.keys:
            if one.key.key_id in envelope.key_ids and not one.counts_on(day):
                return f"{where} is signed by {stated}, which retired on {one.retires}; fetch a newer one"
        known = [one.key.key_id for one in trusted]
        if any(key_id in envelope.key_ids for key_id in known):
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
        stated = json.loads(path.read_text("utf-8"))["keys"]
        return [TrustedKey(PublicKey.read(one["key"], str(path)), one["retires"]) for one in stated]
    except (ValueError, KeyError, TypeError, AttributeError):
        raise UpdateError(f"{path} is damaged; remove it, and trust your publishers' keys anew") from None
