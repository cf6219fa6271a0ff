"""What `modeldex update status` says."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modeldex.updates.updates import Status

_MOMENT = "%Y-%m-%dT%H:%M:%SZ"


def status_record(found: Status) -> dict[str, object]:
    """The state of updates as one record; None is unknown."""
    manifest = None if found.in_use is None else found.in_use.manifest
    day = datetime.fromisoformat(found.catalog.version[:10]).replace(tzinfo=UTC)
    now = datetime.now(UTC)
    return {
        "in_use": "update" if found.is_update else "package",
        "version": found.catalog.version,
        "age_days": max((now - day).days, 0),
        "file": found.catalog.path,
        "serial": None if manifest is None else manifest.serial,
        "signed_by": None if found.in_use is None else found.in_use.signer.key_id,
        "published": None if manifest is None else manifest.published.strftime(_MOMENT),
        "expires": None if manifest is None else manifest.expires.strftime(_MOMENT),
        "is_expired": None if manifest is None else manifest.expires <= now,
        "pinned": found.state.pinned,
        "from": found.state.origin,
        "highest_seen": found.state.highest() or None,
        "checked_at": found.state.checked_at,
        "kept": [one.manifest.serial for one in found.kept],
    }
