"""Whose certificates are trusted."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from modeldex.core.errors import NetworkError

if TYPE_CHECKING:
    from os import PathLike


def trusting(ca_file: str | PathLike[str] | None = None) -> ssl.SSLContext:
    """What the system trusts, or SSL_CERT_FILE names, and beside it the authorities of a PEM file.

    NetworkError where the file cannot be read, or holds no certificate.
    """
    context = ssl.create_default_context()
    if ca_file is None:
        return context
    try:
        context.load_verify_locations(cafile=ca_file)
    except ssl.SSLError:
        problem = "holds no certificate that can be read; it has to be in PEM"
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
    else:
        return context
    raise NetworkError(str(ca_file), f"{problem}. It was named as the file of trusted authorities")
