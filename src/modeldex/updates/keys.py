"""Keys that sign a release (Ed25519, RFC 8032), and those that check it."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from modeldex.core.errors import UpdateError
from modeldex.core.secret import Secret

if TYPE_CHECKING:
    from typing import Any

_KEY_BYTES = 32
_ID_PREFIX = "ed25519-"
_ID_DIGITS = 16
_PRIVATE = "modeldex-private-key"


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key that checks signatures. Its id follows from it, so that nobody can give it another's."""

    raw: bytes
    """32 bytes."""

    @property
    def key_id(self) -> str:
        """`ed25519-` and the first 16 digits of the SHA-256 of the key."""
        return f"{_ID_PREFIX}{sha256(self.raw).hexdigest()[:_ID_DIGITS]}"

    @property
    def text(self) -> str:
        """`<key id>:<base64>`, as it stands in a file."""
        return f"{self.key_id}:{b64encode(self.raw).decode()}"

    @classmethod
    def read(cls, text: str, where: str) -> PublicKey:
        """The key that a text writes; UpdateError names the place and what is wrong."""
        if text.strip().startswith(_PRIVATE):
            raise UpdateError(f"{where} holds a private key: keep it to yourself, and give the public one")
        named, _, encoded = text.strip().partition(":")
        key = cls(_decoded(encoded, where))
        if key.key_id != named:
            raise UpdateError(f"{where} writes a key that is {key.key_id}, and not {named[:40]!r}")
        return key

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether the holder of the private key has signed exactly these bytes."""
        invalid, public_key, _ = _ed25519()
        try:
            public_key.from_public_bytes(self.raw).verify(signature, message)
        except (invalid, ValueError):  # ValueError: 32 bytes that are no point of the curve
            return False
        return True


class SigningKey:
    """A key that signs. Its bytes are shown to nobody but who asks for `secret`."""

    __slots__ = ("_key",)

    def __init__(self, key: Any) -> None:
        self._key = key

    @classmethod
    def generate(cls) -> SigningKey:
        """A new key, out of the system's randomness."""
        return cls(_ed25519()[2].generate())

    @classmethod
    def read(cls, text: Secret, where: str) -> SigningKey:
        """The key that a text writes; UpdateError names the place, and never what stands there."""
        kind, _, encoded = text.reveal().strip().partition(":")
        if kind != _PRIVATE:
            raise UpdateError(
                f"{where} holds no private key of modeldex; make one: modeldex release keygen --into DIR"
            )
        return cls(_ed25519()[2].from_private_bytes(_decoded(encoded, where)))

    @property
    def public(self) -> PublicKey:
        """The key by which others check."""
        return PublicKey(self._key.public_key().public_bytes_raw())

    @property
    def secret(self) -> Secret:
        """The text that `read` takes."""
        return Secret(f"{_PRIVATE}:{b64encode(self._key.private_bytes_raw()).decode()}")

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        signature: bytes = self._key.sign(message)
        return signature

    def __repr__(self) -> str:
        return f"<SigningKey {self.public.key_id}>"


def _decoded(encoded: str, where: str) -> bytes:
    try:
        raw = b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != _KEY_BYTES:
        raise UpdateError(f"{where} writes no key: `<key id>:<base64 of 32 bytes>` is expected")
    return raw


def _ed25519() -> tuple[Any, Any, Any]:
    """What a failed check raises, and the two kinds of key; loaded when a signature is at stake."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
    except ImportError as error:
        raise UpdateError(f"signatures need {error.name}: pip install 'modeldex[update]'") from None
    return InvalidSignature, Ed25519PublicKey, Ed25519PrivateKey
