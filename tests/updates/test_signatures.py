"""Keys and envelopes are those of the standards that they name."""

from __future__ import annotations

import json
import sys
from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import UpdateError
from modeldex.core.secret import Secret
from modeldex.updates.envelope import Envelope, seal, signed_bytes
from modeldex.updates.keys import PublicKey, SigningKey

# RFC 8032, section 7.1, test 2
SEED = "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"
PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def read_key(text: str) -> SigningKey:
    return SigningKey.read(Secret(text), "here")


def known_key() -> SigningKey:
    return read_key(f"modeldex-private-key:{b64encode(bytes.fromhex(SEED)).decode()}")


def test_a_signature_is_that_of_the_standard():
    key = known_key()

    assert key.public.raw.hex() == PUBLIC
    assert key.sign(b"\x72").hex() == SIGNATURE
    assert key.public.verifies(bytes.fromhex(SIGNATURE), b"\x72")
    assert not key.public.verifies(bytes.fromhex(SIGNATURE), b"\x73")


def test_what_is_signed_is_the_encoding_of_dsse():
    assert signed_bytes(b"hello world") == (b"DSSEv1 37 application/vnd.modeldex.catalog+json 11 hello world")


@given(payload=st.binary(max_size=200), other=st.binary(max_size=200))
def test_no_other_payload_passes_under_a_signature(payload: bytes, other: bytes):
    key = known_key()
    envelope = Envelope.read(seal(payload, [key]), "here")

    assert envelope.payload == payload
    assert envelope.signer([key.public]) == key.public
    swapped = Envelope(other, envelope.signatures, "here")
    assert (swapped.signer([key.public]) is not None) == (other == payload)


def test_an_envelope_of_several_keys_is_checked_by_any_of_them():
    one, two, stranger = (SigningKey.generate() for _ in range(3))
    envelope = Envelope.read(seal(b"{}", [one, two]), "here")

    assert envelope.key_ids == (one.public.key_id, two.public.key_id)
    assert envelope.signer([two.public]) == two.public
    assert envelope.signer([stranger.public]) is None


@given(content=st.one_of(st.binary(max_size=100), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["payload", "payloadType", "signatures", "keyid", "sig"]), inner, max_size=5
    ), max_leaves=12,
).map(lambda value: json.dumps(value).encode())))  # fmt: skip
def test_what_is_no_envelope_is_an_update_error(content: bytes):
    with pytest.raises(UpdateError):
        Envelope.read(content, "here")


def test_keys_are_read_as_they_are_written():
    key = SigningKey.generate()

    assert PublicKey.read(key.public.text, "here") == key.public
    assert read_key(key.secret.reveal() + "\n").public == key.public


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "writes no key"),
        ("ed25519-0000000000000000", "writes no key"),
        ("ed25519-0000000000000000:AAAA", "writes no key"),
        (f"ed25519-0000000000000000:{'A' * 43}=", "writes a key that is ed25519-"),
    ],
)
def test_a_public_key_that_is_none_is_named_with_its_place(text: str, words: str):
    with pytest.raises(UpdateError, match=f"here {words}"):
        PublicKey.read(text, "here")


def test_a_private_key_in_the_place_of_a_public_one_is_told_without_showing_it():
    secret = SigningKey.generate().secret

    with pytest.raises(UpdateError, match="holds a private key") as raised:
        PublicKey.read(secret.reveal(), "here")
    assert secret.reveal().partition(":")[2] not in str(raised.value)


def test_a_private_key_appears_in_no_error_and_no_repr():
    secret = SigningKey.generate().secret.reveal()
    encoded = secret.partition(":")[2]

    assert encoded not in repr(read_key(secret))
    for wrong in (secret[:-4], secret.upper(), encoded, secret.replace(":", ";")):
        with pytest.raises(UpdateError) as raised:
            read_key(wrong)
        assert encoded[:10] not in str(raised.value)
    assert len(b64decode(encoded)) == 32


def test_without_the_library_an_error_names_the_extra(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)

    with pytest.raises(UpdateError, match=r"pip install 'modeldex\[update\]'"):
        SigningKey.generate()


def test_random_keys_differ():
    assert len({SigningKey.generate().public.key_id for _ in range(20)}) == 20
