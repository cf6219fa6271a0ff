"""What is not to be trusted is refused, and nothing changes."""

from __future__ import annotations

import dataclasses
import json
import os
from base64 import b64decode, b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.updates.desk import Desk, changed

from modeldex import UpdateError
from modeldex.catalog.schema import SCHEMA_VERSION
from modeldex.updates.envelope import PAYLOAD_TYPE, seal
from modeldex.updates.keys import SigningKey
from modeldex.updates.manifest import Manifest
from modeldex.updates.publication import publication_at


@pytest.fixture
def applied(desk: Desk) -> Desk:
    """A user of release 1, to whom release 2 is offered."""
    desk.publish("2026-11-20-v1")
    desk.subscribe()
    desk.publish("2026-11-21-v1")
    return desk


def refused(desk: Desk, words: str) -> None:
    """See to it that what is published now is refused, and leaves no trace."""
    before = desk.snapshot()
    for ask in (desk.updates().look, desk.updates().check, desk.updates().apply):
        with pytest.raises(UpdateError, match=words):
            ask(desk.publication)
        assert desk.snapshot() == before


def envelope(desk: Desk) -> dict[str, Any]:
    sealed: dict[str, Any] = json.loads(desk.manifest_path.read_text())
    return sealed


def manifest(desk: Desk) -> Manifest:
    return Manifest.read(b64decode(envelope(desk)["payload"]), "here")


def test_a_changed_catalog_file(applied: Desk):
    path = applied.published / manifest(applied).file
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)

    refused(applied, "is not the file that was signed")


def test_a_catalog_file_that_is_cut_short(applied: Desk):
    path = applied.published / manifest(applied).file
    path.write_bytes(path.read_bytes()[:-1])

    refused(applied, "is cut short")


def test_a_catalog_file_that_is_longer(applied: Desk):
    path = applied.published / manifest(applied).file
    path.write_bytes(path.read_bytes() + b"x")

    refused(applied, "is larger than")


def test_a_catalog_file_that_is_not_there(applied: Desk):
    (applied.published / manifest(applied).file).unlink()

    refused(applied, "is not there")


def test_the_file_of_another_release(applied: Desk):
    old = applied.files()[0]
    (applied.published / manifest(applied).file).write_bytes(old.read_bytes())

    refused(applied, "is not the file that was signed")


def test_a_changed_manifest(applied: Desk):
    sealed = envelope(applied)
    payload = json.loads(b64decode(sealed["payload"])) | {"serial": 99}
    sealed["payload"] = b64encode(json.dumps(payload).encode()).decode()
    applied.manifest_path.write_text(json.dumps(sealed))

    refused(applied, "was changed after it was signed")


def test_a_manifest_that_is_cut_short(applied: Desk):
    applied.manifest_path.write_bytes(applied.manifest_path.read_bytes()[:-9])

    refused(applied, "is no signed manifest, or cut short")


def test_a_manifest_larger_than_any(applied: Desk):
    applied.manifest_path.write_bytes(applied.manifest_path.read_bytes() + b" " * 300_000)

    refused(applied, "is larger than any manifest")


def test_a_signature_over_something_else(applied: Desk):
    sealed = envelope(applied) | {"payloadType": "text/plain"}
    applied.manifest_path.write_text(json.dumps(sealed))

    refused(applied, "signed for something else")


def test_the_signature_of_a_stranger(applied: Desk):
    applied.keys = [SigningKey.generate()]
    applied.sign(manifest(applied))

    refused(applied, r"which is not trusted; .*--key FILE --trust")


def test_the_name_of_a_trusted_key_over_the_signature_of_a_stranger(applied: Desk):
    known = applied.keys[0].public.key_id
    applied.keys = [SigningKey.generate()]
    applied.sign(manifest(applied))
    sealed = envelope(applied)
    sealed["signatures"][0]["keyid"] = known
    applied.manifest_path.write_text(json.dumps(sealed))

    refused(applied, "was changed after it was signed")


def test_an_expired_release(applied: Desk):
    applied.now += timedelta(days=45)

    refused(applied, "expired on 2027-01-08")


def test_an_older_release(applied: Desk):
    applied.updates().apply(applied.publication)
    applied.sign(dataclasses.replace(manifest(applied), serial=1))

    refused(applied, r"release 1, older than release 2.*modeldex update rollback")


def test_an_older_release_than_one_that_was_only_looked_at(applied: Desk):
    applied.updates().look(applied.publication)
    applied.sign(dataclasses.replace(manifest(applied), serial=1))

    refused(applied, "older than release 2")


def test_a_serial_that_is_used_twice(applied: Desk):
    applied.updates().apply(applied.publication)
    applied.sign(dataclasses.replace(manifest(applied), sha256="0" * 64))

    refused(applied, "another file than was seen here before")


@pytest.mark.parametrize(
    ("schema", "mend"),
    [(SCHEMA_VERSION + 1, "install a newer modeldex"), (0, "ask the publisher for a newer one")],
)
def test_a_schema_that_nobody_here_reads(applied: Desk, schema: int, mend: str):
    applied.sign(dataclasses.replace(manifest(applied), schema=schema))

    refused(applied, mend)


@pytest.mark.parametrize(
    "change",
    [
        {"version": "2026-11-29-v1"},
        {"digest": "0" * 64},
        {"schema": SCHEMA_VERSION - 1},
    ],
    ids=str,
)
def test_a_file_that_is_not_what_its_manifest_says(applied: Desk, change: dict[str, Any]):
    applied.sign(dataclasses.replace(manifest(applied), **change))

    refused(applied, f"has {next(iter(change))}")


def test_a_signed_file_that_is_no_catalog(applied: Desk):
    content = b"SQLite format 3\0 and no more"
    stated = manifest(applied)
    (applied.published / stated.file).write_bytes(content)
    applied.sign(dataclasses.replace(stated, size=len(content), sha256=sha256(content).hexdigest()))

    refused(applied, "is signed, but no catalog")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("serial", 0), ("serial", True), ("serial", "3"), ("version", "latest"), ("schema", None),
        ("file", "../catalog.sqlite"), ("file", "/etc/passwd"), ("file", ""), ("size", -1),
        ("size", 2**40), ("sha256", "abc"), ("expires", "2027-13-01T00:00:00Z"), ("keys", None),
        ("keys", [{"key": 7, "retires": None}]), ("keys", [{"key": "x", "retires": "soon"}]),
    ],
)  # fmt: skip
def test_a_signed_manifest_with_a_field_that_cannot_be(applied: Desk, field: str, value: object):
    payload = json.loads(b64decode(envelope(applied)["payload"])) | {field: value}
    applied.manifest_path.write_bytes(seal(json.dumps(payload).encode(), applied.keys))

    refused(applied, f"wrong in {field}")


def test_a_folder_without_a_release(applied: Desk):
    for path in applied.published.glob("manifest-*.json"):
        path.unlink()

    refused(applied, "has no manifest-schema4.json and no manifest-schema3.json")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a pipe in a folder is POSIX")
def test_nothing_of_an_unsigned_release_is_read_but_the_envelope(applied: Desk):
    stated = manifest(applied)
    applied.keys = [SigningKey.generate()]
    applied.sign(stated)
    (applied.published / stated.file).unlink()
    os.mkfifo(applied.published / stated.file)  # whoever opened it would wait for ever

    refused(applied, "not trusted")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_no_bit_of_a_manifest_can_be_changed_so_that_it_says_something_else(desk, place: float, bit: int):
    if not desk.manifest_path.exists():
        desk.publish("2026-11-20-v1")
        desk.right = desk.manifest_path.read_bytes()
    content = bytearray(desk.right)
    content[int(place * len(content))] ^= 1 << bit
    desk.manifest_path.write_bytes(content)

    try:
        offer = desk.updates().check(desk.publication, desk.public)
    except UpdateError:
        return
    # what is left are blanks of the envelope, and the case of nothing that is signed
    assert offer.release.manifest.payload() == b64decode(json.loads(desk.right)["payload"])
    assert json.loads(content)["payloadType"] == PAYLOAD_TYPE


def test_a_manifest_may_say_more_than_this_modeldex_knows(applied: Desk):
    payload = json.loads(b64decode(envelope(applied)["payload"])) | {"colour": "blue"}
    applied.manifest_path.write_bytes(seal(json.dumps(payload).encode(), applied.keys))

    assert applied.updates().apply(applied.publication).release.manifest.serial == 2


def test_a_catalog_that_nobody_signed_is_pointed_to_its_manifest(applied: Desk):
    path = changed(applied.small, applied.folder / "mine.sqlite", "2026-11-22-v1")

    with pytest.raises(UpdateError, match="name the manifest beside it"):
        publication_at(str(path))
