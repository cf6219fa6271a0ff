"""Where a release is published: a page on the web, or a folder."""

from __future__ import annotations

import asyncio
import errno
import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urljoin, urlsplit

from modeldex.core.errors import NetworkError, UpdateError
from modeldex.updates.envelope import MOST_BYTES as MOST_MANIFEST_BYTES

if TYPE_CHECKING:
    from modeldex.updates.manifest import Manifest

_SCHEMES = ("https", "http")
_CHUNK = 1024 * 1024
_FIRST_SECONDS, _SLOWEST_BYTES = 60.0, 16 * 1024
"""An answer has a minute, and a second more for each 16 KB."""
_SQLITE = b"SQLite format 3\0"
_NOT_FOUND = (404, 410)


class Publication(Protocol):
    """A place with manifests and the files they speak of."""

    label: str
    """How people call it."""
    address: str
    """Where it is found again, whatever the current folder is then."""
    manifest: str | None
    """Name of the one manifest that is meant; None: that of the newest readable schema."""

    def read(self, name: str) -> bytes | None:
        """A manifest's file, whole; None where there is none of this name."""

    def fetch(self, manifest: Manifest, target: Path) -> None:
        """Write the catalog file to `target`; UpdateError where it is not the one that was signed."""


def publication_at(named: str, *, offline: bool = False) -> Publication:
    """The publication that a URL or a path names: of the folder, or of a manifest in it.

    UpdateError where it is neither, NetworkError where it lies in the network and that must not be used.
    """
    scheme = urlsplit(named).scheme if "://" in named else ""
    if scheme:
        if scheme not in _SCHEMES:
            raise UpdateError(f"{named} is no place to fetch from: give https://..., a folder, or a manifest")
        if "@" in urlsplit(named).netloc:
            raise UpdateError("a URL with a password in it is not taken: publish where none is needed")
        if "?" in named or "#" in named:
            raise UpdateError(
                f"{named.partition('?')[0].partition('#')[0]} is followed by a query or a fragment, which the"
                " files of a release cannot have: publish below a plain URL"
            )
        if offline:
            raise NetworkError(
                named,
                "lies in the network, which --offline or MODELDEX_OFFLINE forbids; give a folder, or a"
                " manifest, that was fetched by other means",
            )
        return WebPublication(named)
    path = Path(named)
    if path.is_dir():
        return FolderPublication(path)
    if not path.exists():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), named)
    with path.open("rb") as file:
        if file.read(len(_SQLITE)) == _SQLITE:
            raise UpdateError(
                f"{named} is a catalog, and says not who published it: name the manifest beside it"
            )
    return FolderPublication(path.parent, path.name)


class FolderPublication:
    """A folder of this machine."""

    def __init__(self, folder: Path, manifest: str | None = None) -> None:
        self._folder = folder
        self.manifest = manifest
        place = folder if manifest is None else folder / manifest
        self.label, self.address = str(place), str(place.resolve())

    def read(self, name: str) -> bytes | None:
        """A manifest's file, up to one byte more than any manifest has."""
        try:
            with (self._folder / name).open("rb") as file:
                return file.read(MOST_MANIFEST_BYTES + 1)
        except FileNotFoundError:
            return None

    def fetch(self, manifest: Manifest, target: Path) -> None:
        """Copy the catalog file, and hold the copy against the manifest while it is made."""
        path = self._folder / manifest.file
        check = _Check(manifest, str(path))
        try:
            with path.open("rb") as file, target.open("wb") as into:
                while chunk := file.read(_CHUNK):
                    check.take(chunk)
                    into.write(chunk)
        except FileNotFoundError as error:
            if error.filename == str(target):
                raise
            raise UpdateError(f"{path} is not there, of which the manifest speaks; fetch both anew") from None
        check.end()


class WebPublication:
    """A folder on the web, asked through `http/` alone: guarded, repeated, never sent elsewhere."""

    def __init__(self, url: str) -> None:
        is_manifest = urlsplit(url).path.endswith(".json")
        self._base = url if is_manifest or url.endswith("/") else f"{url}/"
        self.manifest = urlsplit(url).path.rpartition("/")[2] if is_manifest else None
        self.label = self.address = url

    def read(self, name: str) -> bytes | None:
        """A manifest's file; NetworkError where nobody answers."""
        try:
            return self._get(name, MOST_MANIFEST_BYTES)
        except NetworkError as error:
            if error.status in _NOT_FOUND:
                return None
            raise

    def fetch(self, manifest: Manifest, target: Path) -> None:
        """Download the catalog file; no byte more than the manifest states is taken."""
        check = _Check(manifest, urljoin(self._base, manifest.file))
        content = self._get(manifest.file, manifest.size)
        check.take(content)
        check.end()
        target.write_bytes(content)

    def _get(self, name: str, most_bytes: int) -> bytes:
        return asyncio.run(_fetched(urljoin(self._base, name), most_bytes))


async def _fetched(url: str, most_bytes: int) -> bytes:
    """The body that a URL answers with. The user has named it: its origin is allowed, and no other."""
    from modeldex.http.aiohttp_transport import AiohttpTransport
    from modeldex.http.client import HttpClient
    from modeldex.http.guard import EgressGuard
    from modeldex.http.request import Request, Timeouts

    times = Timeouts(total=_FIRST_SECONDS + most_bytes / _SLOWEST_BYTES)
    client = HttpClient(AiohttpTransport(EgressGuard(allowed_origins=(url,))))
    try:
        return (await client.send(Request(url=url, most_bytes=most_bytes, timeouts=times))).body
    finally:
        await client.close()


class _Check:
    """Holds bytes against a manifest while they come."""

    def __init__(self, manifest: Manifest, where: str) -> None:
        self._manifest = manifest
        self._where = where
        self._hash = sha256()
        self._size = 0

    def take(self, chunk: bytes) -> None:
        """Some more bytes; UpdateError as soon as there are more than there may be."""
        self._size += len(chunk)
        self._hash.update(chunk)
        if self._size > self._manifest.size:
            raise UpdateError(
                f"{self._where} is larger than the {self._manifest.size:,} bytes that its manifest states;"
                " nothing was applied"
            )

    def end(self) -> None:
        """UpdateError where these were not the bytes that were signed."""
        if self._size < self._manifest.size:
            raise UpdateError(
                f"{self._where} is cut short: {self._size:,} of {self._manifest.size:,} bytes; fetch it anew"
            )
        if self._hash.hexdigest() != self._manifest.sha256:
            raise UpdateError(
                f"{self._where} is not the file that was signed: its SHA-256 is {self._hash.hexdigest()}, and"
                f" the manifest states {self._manifest.sha256}; nothing was applied"
            )
