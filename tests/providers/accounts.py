"""Files of accounts at Google, with a key made here."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

if TYPE_CHECKING:
    from pathlib import Path

PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = PRIVATE.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
).decode()


def service_file(folder: Path, token_uri: str, **other: Any) -> str:
    record = {"type": "service_account", "client_email": "ada@p.example", "private_key": PEM, **other}
    return written(folder, record | {"token_uri": token_uri})


def person_file(folder: Path, **other: Any) -> str:
    record = {
        "type": "authorized_user",
        "client_id": "c",
        "client_secret": "s3cr3t",
        "refresh_token": "r3fr3sh",
    }
    return written(folder, record | other)


def written(folder: Path, record: Any) -> str:
    path = folder / "account.json"
    path.write_text(record if isinstance(record, str) else json.dumps(record))
    return str(path)
