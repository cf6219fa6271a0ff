"""The envelope around a manifest: its exact bytes, and signatures over them.

It is a DSSE envelope (https://github.com/secure-systems-lab/dsse): one file is fetched, the signatures
cover the bytes and their type, and nothing in the payload is read before one of them has been checked.
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modeldex.core.errors import UpdateError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from modeldex.updates.keys import PublicKey, SigningKey

PAYLOAD_TYPE = "application/vnd.modeldex.catalog+json"
MOST_BYTES = 256 * 1024
"""A larger envelope is not read: a manifest has a few hundred bytes, and two per key."""
_MOST_SIGNATURES = 32


def signed_bytes(payload: bytes) -> bytes:
    """What is signed: the pre-authentication encoding of DSSE, which tells type and payload apart."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def seal(payload: bytes, keys: Iterable[SigningKey]) -> bytes:
    """The file of an envelope, signed by every key."""
    message = signed_bytes(payload)
    signatures = [{"keyid": key.public.key_id, "sig": _text(key.sign(message))} for key in keys]
    sealed = {"payloadType": PAYLOAD_TYPE, "payload": _text(payload), "signatures": signatures}
    return (json.dumps(sealed, indent=2) + "\n").encode()


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope that was fetched; its payload is not to be trusted before `signer` names a key."""

    payload: bytes
    signatures: tuple[tuple[str, bytes], ...]
    """Key id as the envelope states it, and signature."""
    where: str
    """Where it was found, for people."""

    @classmethod
    def read(cls, content: bytes, where: str) -> Envelope:
        """Take a file apart; UpdateError where it is no envelope of a catalog."""
        if len(content) > MOST_BYTES:
            raise UpdateError(f"{where} is larger than any manifest ({MOST_BYTES:,} bytes); name another one")
        try:
            sealed = json.loads(content)
            payload_type, payload = sealed["payloadType"], b64decode(sealed["payload"], validate=True)
            signatures = tuple(_signature(one) for one in sealed["signatures"][:_MOST_SIGNATURES])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error):
            raise UpdateError(f"{where} is no signed manifest, or cut short; fetch it anew") from None
        if payload_type != PAYLOAD_TYPE:
            raise UpdateError(f"{where} is signed for something else than a catalog; name another one")
        return cls(payload, signatures, where)

    @property
    def key_ids(self) -> tuple[str, ...]:
        """The keys that the envelope says it is signed by."""
        return tuple(key_id for key_id, _ in self.signatures)

    def signer(self, keys: Sequence[PublicKey]) -> PublicKey | None:
        """The first of these keys that has signed the payload; None where none has."""
        message = signed_bytes(self.payload)
        for key in keys:
            if any(key_id == key.key_id and key.verifies(sig, message) for key_id, sig in self.signatures):
                return key
        return None


def _signature(stated: Any) -> tuple[str, bytes]:
    key_id = stated["keyid"]
    if not (isinstance(key_id, str) and key_id.isprintable() and len(key_id) < 100):
        raise ValueError("no key id")
    return key_id, b64decode(stated["sig"], validate=True)


def _text(content: bytes) -> str:
    return b64encode(content).decode()
