"""What is remembered between two updates."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from modeldex.catalog.in_use import STATE_PLACE
from modeldex.core.errors import UpdateError
from modeldex.core.replacement import replacing

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.updates.manifest import Manifest

_NAME = STATE_PLACE[-1]


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """What no file of a release says. Which one is in use is not in it: the file in use says that."""

    highest: int = 0
    """The highest serial seen: what is below is an old release, offered again."""
    files: dict[str, str] = field(default_factory=dict)
    """Schema -> SHA-256 of the file of the highest serial, by the schemas that were seen."""
    history: tuple[str, ...] = ()
    """Names of the kept releases in the order in which they were put in use; the last one is the newest."""
    pinned: str | None = None
    """The version at which the user stays."""
    checked_at: str | None = None
    """When somebody last looked for a release, in UTC."""
    origin: str | None = None
    """Where the release in use was fetched from."""

    @classmethod
    def read(cls, folder: Path) -> State:
        """The state in a folder; UpdateError where it is damaged, since an old release could come back."""
        path = folder / _NAME
        try:
            stated: dict[str, Any] = json.loads(path.read_text("utf-8"))
            known = {name: value for name, value in stated.items() if name in cls.__dataclass_fields__}
            state = cls(**{**known, "history": tuple(known.get("history", ()))})
            is_sound = state._is_sound()
        except FileNotFoundError:
            return cls()
        except (ValueError, TypeError, AttributeError):
            is_sound = False
        if not is_sound:
            raise UpdateError(f"{path} is damaged; remove it, and apply an update anew") from None
        return state

    def save(self, folder: Path) -> None:
        """Keep it in a folder, in one step."""
        with replacing(folder / _NAME, make_folder=True, durable=True) as aside:
            aside.write_text(json.dumps(asdict(self), indent=2) + "\n", "utf-8")

    def with_seen(self, manifest: Manifest, at: str) -> State:
        """The same once a release was seen that is not below what was seen before."""
        files = self.files if manifest.serial == self.highest else {}
        files = {**files, str(manifest.schema): manifest.sha256}
        return replace(self, highest=manifest.serial, files=files, checked_at=at)

    def _is_sound(self) -> bool:
        """Whether a file stated what can be; its types are those of JSON."""
        values: dict[str, Any] = asdict(self)
        texts = [*values["files"].values(), *values["history"]]
        texts += [values[name] for name in ("pinned", "checked_at", "origin") if values[name] is not None]
        return type(values["highest"]) is int and all(isinstance(text, str) for text in texts)
