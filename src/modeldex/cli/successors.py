"""What stored ids are called now: as a map says, or as the catalog knows them by another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.errors import AmbiguousModelError
from modeldex.identity.ids import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modeldex.cli.stored_ids import StoredNames


class Successors:
    """The successor of each id, in whatever way the id is written.

    A map may name ids in full or bare. A bare one speaks of the bare id and, at each provider, of the
    id that is the user's own, that no model has any more, or that is at the home of its maker:
    `claude-4-opus` is `anthropic/claude-4-opus` too. What resellers still serve stays. Without a
    map, a full id that the catalog no longer has as such becomes the one that it is another name of.
    """

    def __init__(self, stored: StoredNames, renames: Mapping[str, str] | None) -> None:
        self._stored = stored
        self._names = stored.names
        self._has_map = renames is not None
        self._full: dict[str, str] = {}
        self._bare: dict[str, str] = {}
        self._written: dict[str, str] = {}
        for old, new in (renames or {}).items():
            parts = self._parts(old)
            if parts is None:
                self._bare[old] = self._in_full(new) or new
            else:
                self._full["/".join(parts)] = self._in_full(new) or self._at(parts[0], new)
            self._written[old if parts is None else "/".join(parts)] = old

    def is_target(self, name: str) -> bool:
        """Whether the map gives this name to a model."""
        parts = self._parts(name)
        bare = name if parts is None else parts[1]
        return name in self._full.values() or name in self._bare.values() or bare in self._bare.values()

    def is_named(self, stored: str) -> bool:
        """Whether a line of the map names this id, in full or bare, whatever becomes of it."""
        parts = self._parts(stored)
        if parts is None:
            return stored in self._bare
        return "/".join(parts) in self._full or parts[1] in self._bare

    def unused(self, stored: Iterable[str]) -> tuple[str, ...]:
        """The old ids of the map, as they are written, that rename none of these."""
        left, seen = dict(self._written), set()
        for name in stored:
            following: str | None = name
            while following is not None and following not in seen:
                seen.add(following)
                key, following = self._line(following)
                left.pop(key or "", None)
        return tuple(left.values())

    def of(self, stored: str) -> str | None:
        """What takes the place of a stored id: a full id for one in full; None where it stays."""
        if self._has_map:
            new = self._line(stored)[1]
        else:
            is_left = self._parts(stored) is None or self._names.has(stored)
            new = None if is_left else self.meaning(stored)
        return None if new == stored else new

    def end_of(self, stored: str) -> str | None:
        """The full id at the end of the successors of an id; None where it stays, or means nothing."""
        way = [stored]
        while (following := self.of(way[-1])) is not None and following not in way:
            way.append(following)
        if len(way) == 1:
            return None
        end = self._in_full(way[-1]) or self.meaning(way[-1])
        if end is not None:
            return end
        meant = self.meaning(stored)  # the bare name of a model that gets its new id only now
        return None if meant in (None, stored) else self.end_of(str(meant))

    def meaning(self, name: str) -> str | None:
        """The full id of the model that a name means now; None where it means none, or several."""
        try:
            return resolve(name, self._names)
        except AmbiguousModelError:
            return None

    def old_id(self, written: str, new: str) -> str:
        """The full id of a written id that becomes the full id `new`."""
        return "/".join(self._parts(written) or (new.partition("/")[0], written))

    def _line(self, stored: str) -> tuple[str | None, str | None]:
        """The line of the map that renames an id, by its key, and the new id; None where none does."""
        parts = self._parts(stored)
        if parts is not None:
            full_id = "/".join(parts)
            if full_id in self._full:
                return full_id, self._full[full_id]
            new = self._of_full(*parts)
            return (None, None) if new is None else (parts[1], new)
        if stored in self._bare:
            return stored, self._bare[stored]
        key = self._full_of(stored)
        return (None, None) if key is None else (key, self._full[key])

    def _full_of(self, bare: str) -> str | None:
        """The one full id in the map that a bare id can be."""
        meant = self.meaning(bare)
        if meant is not None:
            return meant if meant in self._full else None
        found = [old for old in self._full if old.partition("/")[2] == bare]
        return found[0] if len(found) == 1 else None

    def _of_full(self, provider: str, model_id: str) -> str | None:
        """What a bare rename makes of the id at a provider: never an id at another one."""
        new = self._bare.get(model_id)
        if new is None or self._is_resold(f"{provider}/{model_id}", model_id):
            return None
        if self._parts(new) is None:
            return self._at(provider, new)
        return new if new.partition("/")[0] == provider else None

    def _is_resold(self, full_id: str, model_id: str) -> bool:
        """Whether the catalog has the id at another provider than the home of the bare one."""
        is_of_catalog = self._names.has(full_id) and full_id not in self._stored.own
        return is_of_catalog and self._names.at_home(model_id) != (full_id,)

    def _at(self, provider: str, model_id: str) -> str:
        return self._names.within(provider, model_id) or f"{provider}/{model_id}"

    def _in_full(self, name: str) -> str | None:
        """A name that begins with a provider, as the full id that it means or would be; None of others."""
        parts = self._parts(name)
        return None if parts is None else self._at(*parts)

    def _parts(self, name: str) -> tuple[str, str] | None:
        """Slug of the provider and model id of a name that begins with a provider."""
        first, slash, model_id = name.partition("/")
        slug = self._names.provider_named(first) if slash else None
        if slug is None and slash and first in self._stored.providers:
            slug = first
        return None if slug is None or not model_id else (slug, model_id)
