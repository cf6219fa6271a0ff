"""What is remembered between two updates."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from modeldex.catalog.in_use import STATE_PLACE
from modeldex.core.errors import UpdateError
from modeldex.core.replacement import replacing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from modeldex.updates.manifest import Manifest

_NAME = STATE_PLACE[-1]


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest release that was seen of one publisher."""

    serial: int = 0
    """What is below is an old release, offered again."""
    files: dict[str, str] = field(default_factory=dict)
    """Schema -> SHA-256 of its file, by the schemas that were seen."""

    def with_release(self, manifest: Manifest) -> Seen:
        """The same once a release was seen; one that is below changes nothing."""
        if manifest.serial < self.serial:
            return self
        files = self.files if manifest.serial == self.serial else {}
        return Seen(manifest.serial, {**files, str(manifest.schema): manifest.sha256})


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """What no file of a release says. Which one is in use is not in it: the file in use says that."""

    seen: dict[str, Seen] = field(default_factory=dict)
    """Line of keys -> the newest release that they signed; `Trust` says what a line is."""
    applied: tuple[str, ...] = ()
    """Names of the kept releases that were in use at some time: there is a way back to them."""
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
            return cls(**_values(json.loads(path.read_text("utf-8"))))
        except FileNotFoundError:
            return cls()
        except OSError as error:
            raise UpdateError(f"{path} cannot be read: {error.strerror}; remove it") from None
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            raise UpdateError(
                f"{path} is damaged; remove it: what is in use stays, and nothing older than what is kept"
                " is taken; pin, way back and --from are to be given anew"
            ) from None

    def save(self, folder: Path) -> None:
        """Keep it in a folder, in one step."""
        with replacing(folder / _NAME, make_folder=True, durable=True) as aside:
            aside.write_text(json.dumps(asdict(self), indent=2) + "\n", "utf-8")

    def highest(self, lines: Iterable[str] | None = None) -> int:
        """The highest serial seen of these lines of keys, or of all; 0 where none was."""
        asked = self.seen if lines is None else lines
        return max((self.seen[line].serial for line in asked if line in self.seen), default=0)

    def with_seen(self, manifest: Manifest, lines: Iterable[str]) -> State:
        """The same once a release was seen that these lines of keys have signed."""
        taken = {line: self.seen.get(line, Seen()).with_release(manifest) for line in lines}
        return replace(self, seen={**self.seen, **taken})


def _values(stated: dict[str, Any]) -> dict[str, Any]:
    """The fields that a file states; ValueError, TypeError or the like where one cannot be."""
    texts = [*stated.get("applied", ()), *stated.get("history", ())]
    texts += [stated[name] for name in ("pinned", "checked_at", "origin") if stated.get(name) is not None]
    seen = {line: Seen(one["serial"], dict(one["files"])) for line, one in stated.get("seen", {}).items()}
    texts += [text for one in seen.values() for text in one.files.values()]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("no text")
    if not all(type(one.serial) is int for one in seen.values()):
        raise ValueError("no serial")
    known = {name: value for name, value in stated.items() if name in State.__dataclass_fields__}
    lists = {name: tuple(known.get(name, ())) for name in ("applied", "history")}
    return {**known, **lists, "seen": seen}
