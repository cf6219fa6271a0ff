"""Whether a release that is genuine is also to be taken: not expired, not old, not another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from modeldex.catalog.in_use import version_order
from modeldex.core.errors import UpdateError
from modeldex.updates.kept import READABLE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.updates.manifest import Manifest
    from modeldex.updates.state import State
    from modeldex.updates.trust import TrustedKey

MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_SLACK = timedelta(hours=1)
"""By so much a clock may go back, as it does when it is set right."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a release is held against."""

    state: State
    in_use: str | None
    """Version of the applied update; None where there is none, or none that can be read."""
    now: datetime

    def check(self, manifest: Manifest, signers: Iterable[TrustedKey], where: str) -> None:
        """Raise UpdateError where a release that these keys signed is not to be taken."""
        self._check_schema(manifest, where)
        self._check_time(manifest, where)
        self._check_order(manifest, [one.line for one in signers], where)

    def _check_schema(self, manifest: Manifest, where: str) -> None:
        if manifest.schema in READABLE:
            return
        older = manifest.schema < min(READABLE)
        raise UpdateError(
            f"{where} is of schema {manifest.schema}, and this modeldex reads"
            f" {' and '.join(map(str, READABLE))}; "
            + ("ask the publisher for a newer one" if older else "install a newer modeldex")
        )

    def _check_time(self, manifest: Manifest, where: str) -> None:
        checked = self._checked_at()
        if checked is not None and self.now + _SLACK < checked:
            raise UpdateError(
                f"the clock of this machine says {self.now:%Y-%m-%d %H:%M} UTC, and releases were looked for"
                f" on {checked:%Y-%m-%d %H:%M} already: set it right; where it was wrong then, remove"
                " updates/state.json in the folder of data"
            )
        if manifest.expires <= self.now:
            raise UpdateError(
                f"{where} expired on {manifest.expires:%Y-%m-%d %H:%M} UTC; fetch a newer one, and see that"
                " the clock of this machine is right"
            )

    def _check_order(self, manifest: Manifest, lines: list[str], where: str) -> None:
        highest = self.state.highest(lines)
        if manifest.serial < highest:
            raise UpdateError(
                f"{where} is release {manifest.serial}, older than release {highest}, which was seen here"
                " before; the way back is `modeldex update rollback`"
            )
        seen = [self.state.seen[line] for line in lines if line in self.state.seen]
        files = {one.files.get(str(manifest.schema)) for one in seen if one.serial == manifest.serial}
        if files - {None, manifest.sha256}:
            raise UpdateError(
                f"{where} gives release {manifest.serial} another file than was seen here before; ask the"
                " publisher, who may not use a serial twice"
            )
        if self.in_use is not None and version_order(manifest.version) < version_order(self.in_use):
            raise UpdateError(
                f"{where} is of {manifest.version}, older than {self.in_use}, which is in use; to take it all"
                " the same, go back first: modeldex update rollback --to 0"
            )

    def _checked_at(self) -> datetime | None:
        try:
            return datetime.strptime(self.state.checked_at or "", MOMENT).replace(tzinfo=UTC)
        except ValueError:
            return None
