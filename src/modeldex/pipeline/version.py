"""The version of the facts: `YYYY-MM-DD-vN`, the day they speak of and a number."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

from modeldex.pipeline.tables import read_table, write_table

if TYPE_CHECKING:
    from pathlib import Path

VERSION_COLUMNS = ("version",)
_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}-v\d+$")


def read_version(data: Path) -> str | None:
    """The version in `data/version.csv`; None where there is none yet."""
    path = data / "version.csv"
    rows = list(read_table(path, VERSION_COLUMNS, required=VERSION_COLUMNS)) if path.exists() else []
    if not rows:
        return None
    version = rows[0].cells["version"]
    if len(rows) > 1 or not _VERSION.match(version):
        raise rows[-1].fault("version", f"must be one YYYY-MM-DD-vN, not {version!r}")
    return version


def bump_version(data: Path, day: str) -> str:
    """Raise the version to the day's first, or to the day's next."""
    before_day, _, number = (read_version(data) or "").rpartition("-v")
    version = f"{day}-v{int(number) + 1 if before_day == day else 1}"
    write_table(data / "version.csv", VERSION_COLUMNS, [{"version": version}])
    return version


def fingerprint(data: Path) -> str:
    """SHA-256 over the merged tables: whether they changed."""
    found = sha256()
    for folder in ("models", "prices"):
        for path in sorted((data / folder).rglob("*.csv")):
            found.update(str(path.relative_to(data)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
