"""`DiscoveredStore`: what providers listed to this user and the catalog does not have, a file for each."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import DataError, ModeldexError
from modeldex.core.model_entry import ModelEntry
from modeldex.core.provider import is_slug
from modeldex.core.record import Record
from modeldex.core.replacement import replacing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from modeldex.core.model_config import ModelConfig

FOLDER = "discovered"
"""Name of the folder, in that of what is kept between runs (`Settings.data_dir`)."""
_FORM = 1
_END = ".json"
_PROBE = ".probe"
_OWNER_ALONE = 0o600
"""A list may name models that one account alone is shown."""


class Discovered(Record):
    """What was discovered at one provider, when its list was last read."""

    provider: str
    """Slug of the provider."""
    refreshed_at: datetime
    """When the list was read, in UTC."""
    origin: str
    """Where the list is, without whatever in it may be secret."""
    models: Mapping[str, ModelConfig] = MappingProxyType({})
    """Full id -> model as the list states it, of those that the catalog did not have then."""


class DiscoveredStore:
    """The files of one folder, `<provider>.json`, each written in one step and read by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def providers(self) -> tuple[str, ...]:
        """Slugs of the providers whose lists were read; none where there is no folder."""
        try:
            slugs = [path.stem for path in self.folder.iterdir() if path.suffix == _END]
        except (FileNotFoundError, NotADirectoryError):
            return ()
        return tuple(sorted(slug for slug in slugs if is_slug(slug)))

    def all(self) -> tuple[Discovered, ...]:
        """What was discovered at each provider; DataError names the first damaged file."""
        found = (self.read(provider) for provider in self.providers())
        return tuple(one for one in found if one is not None)

    def read(self, provider: str) -> Discovered | None:
        """What was discovered at a provider; None where its list was never read.

        DataError where the file is damaged, with the mend.
        """
        path = self._path(provider)
        try:
            stored = json.loads(path.read_bytes())
            return _read(provider, stored)
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError, ModeldexError) as error:
            told = f"{type(error).__name__}: {error}"
        raise DataError(
            str(path), f"is damaged ({told}); ask anew, modeldex discover {provider}, or remove it"
        )

    def write(self, found: Discovered) -> None:
        """Put what was discovered at a provider in the place of what was known before."""
        entries = {name: ModelEntry(name, model=model) for name, model in sorted(found.models.items())}
        stored = {
            "form": _FORM,
            "provider": found.provider,
            "refreshed_at": found.refreshed_at.astimezone(UTC).isoformat(timespec="seconds"),
            "origin": found.origin,
            "models": {name: entry.plain() for name, entry in entries.items()},
        }
        with replacing(self._path(found.provider), make_folder=True, durable=True) as aside:
            aside.chmod(_OWNER_ALONE)
            aside.write_text(json.dumps(stored, indent=2) + "\n", "utf-8")

    def check_folder(self) -> None:
        """DataError where nothing can be written here, so that nobody is asked in vain."""
        try:
            with replacing(self.folder / _PROBE, make_folder=True, dry_run=True) as aside:
                aside.write_text("\n", "utf-8")
        except OSError as error:
            told = error.strerror or type(error).__name__
        else:
            return
        raise DataError(
            str(self.folder),
            f"cannot be written to ({told}); set MODELDEX_DATA_DIR to a folder of yours, or mend this one",
        )

    def _path(self, provider: str) -> Path:
        return self.folder / f"{provider}{_END}"


def _read(provider: str, stored: Any) -> Discovered:
    if stored["form"] != _FORM:
        raise ValueError(f"its form is {stored['form']!r}, not {_FORM}")
    if stored["provider"] != provider:
        raise ValueError(f"it speaks of {stored['provider']!r}")
    refreshed_at = datetime.fromisoformat(stored["refreshed_at"])
    if refreshed_at.tzinfo is None:
        raise ValueError("a time without its zone")
    return Discovered(
        provider=provider,
        refreshed_at=refreshed_at.astimezone(UTC),
        origin=str(stored["origin"]),
        models=MappingProxyType({name: _model(name, one) for name, one in stored["models"].items()}),
    )


def _model(full_id: str, stored: Any) -> ModelConfig:
    model = ModelEntry.read(full_id, stored).model
    if model is None or model.id != full_id:
        raise ValueError(f"{full_id} is no whole model of that id")
    return model
