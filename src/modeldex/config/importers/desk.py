"""What an importer works with: the catalog, the draft of our file, and the account of every key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.config.importers.base import Converted, Note
from modeldex.config.importers.draft import Draft
from modeldex.config.importers.secret_words import reference
from modeldex.config.places import dotted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.config.document import Document
    from modeldex.config.places import KeyPath
    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider


class Desk:
    """One conversion. A note on a key speaks for all that lies below it."""

    def __init__(self, document: Document, title: str, catalog: ModelCatalog) -> None:
        self.catalog = catalog
        """Who knows providers, their other names, and models."""
        self.draft = Draft(title)
        """Our file, as far as it is written."""
        self._document = document
        self._known = {one.id: one for one in catalog.providers()}
        self._known |= {name: one for one in self._known.values() for name in one.aliases}
        self._about_names: set[KeyPath] = set()
        self._kinds: dict[str, list[tuple[KeyPath, str]]] = {"carried": [], "left_out": [], "to_do": []}

    def carried(self, path: KeyPath, message: str) -> None:
        """Note what a key became."""
        self._kinds["carried"].append((path, message))

    def left_out(self, path: KeyPath, why: str) -> None:
        """Note that a key has no place in our file."""
        self._kinds["left_out"].append((path, why))

    def to_do(self, path: KeyPath, message: str, *, is_whole: bool = True) -> None:
        """Note what somebody must do by hand; not of the whole where it is about the key itself."""
        self._kinds["to_do"].append((path, message))
        if not is_whole:
            self._about_names.add(path)

    def server_word(self, path: KeyPath, value: Any, variable: str, what: str) -> None:
        """Note a secret of the server itself, which has no place in a file."""
        named = reference(value)
        source = f"what stands at {dotted(path)}" if named is None else f"what {named} holds"
        self.to_do(path, f"set {variable} to {what.format(source=source)}")

    def provider(self, name: str) -> Provider | None:
        """The catalog's provider of a name; None where it knows none."""
        return self._known.get(name)

    def model(self, provider: Provider | None, model_id: str) -> ModelConfig | None:
        """The catalog's model of exactly this id, or alias, at a provider; None where it knows none."""
        if provider is None or not model_id.isprintable():
            return None
        full_id = self.catalog.names.within(provider.id, model_id)
        return None if full_id is None else self.catalog.of_id(full_id)

    def model_id(self, provider_id: str, model_id: str) -> str:
        """The full id of a model at a provider of the draft; one that nobody knows is stated there."""
        known = self.model(self.provider(provider_id), model_id)
        if known is not None:
            return known.id
        full_id = f"{provider_id}/{model_id}"
        self.draft.models.setdefault(full_id, {})
        return full_id

    def state(self, full_id: str, path: KeyPath, field: str, value: object) -> None:
        """State a field of a model with a note; what was stated before is not changed."""
        if self.draft.state(full_id, field, value):
            self.carried(path, f'models."{full_id}".{field}')
        else:
            self.left_out(path, f'models."{full_id}".{field} is stated otherwise already')

    def state_rate(self, full_id: str, path: KeyPath, row: Mapping[str, str | int]) -> None:
        """State a rate with conditions, in a list that takes the place of the catalog's."""
        fields = self.draft.models.setdefault(full_id, {})
        if "prices" not in fields and self.catalog.names.has(full_id):
            to_do = f'models."{full_id}".prices takes the place of all that the catalog states; add the rest'
            self.to_do(path, to_do)
        rows = fields.setdefault("prices", [])
        same = [one for one in rows if {**one, "amount": ""} == {**row, "amount": ""}]
        if not same:
            rows.append(dict(row))
        if same and same[0] != row:
            self.left_out(path, f'models."{full_id}".prices states another amount already')
        else:
            self.carried(path, f'models."{full_id}".prices')

    def is_provider_name(self, name: str) -> bool:
        """Whether a name is taken, in the catalog or in the draft."""
        taken = self.draft.providers.keys() | self.draft.provider_aliases.keys()
        return name in taken or name in self._known

    def settle(self, reason: Callable[[KeyPath], str]) -> Converted:
        """The result: what no note speaks of is left out, one line for each key."""
        noted = {path for notes in self._kinds.values() for path, _ in notes} - self._about_names
        above = {path[:length] for path in noted for length in range(len(path))}
        order: dict[KeyPath, int] = {}
        for path in self._walk((), self._document.data):
            order[path] = len(order)
        for path in self._unspoken((), self._document.data, noted, above):
            self.left_out(path, reason(path))
        made = {
            kind: tuple(
                self._note(path, message)
                for path, message in sorted(dict.fromkeys(notes), key=lambda note: order.get(note[0], 0))
            )
            for kind, notes in self._kinds.items()
        }
        return Converted(document=self.draft.text(), **made)

    def _note(self, path: KeyPath, message: str) -> Note:
        place = self._document.place(path)
        return Note(place=dotted(path), message=message, line=None if place is None else place.line)

    def _unspoken(self, path: KeyPath, value: Any, noted: set[KeyPath], above: set[KeyPath]) -> list[KeyPath]:
        """The highest keys below which no note speaks; a whole section counts by its keys."""
        if path in noted:
            return []
        is_section = len(path) == 1 and isinstance(value, dict) and value
        if path not in above and not is_section and path:
            return [path]
        return [
            found
            for step, inner in _inner(value)
            for found in self._unspoken((*path, step), inner, noted, above)
        ]

    def _walk(self, path: KeyPath, value: Any) -> list[KeyPath]:
        found = [path]
        for step, inner in _inner(value):
            found += self._walk((*path, step), inner)
        return found


def _inner(value: Any) -> list[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else []


def is_model_id(value: object) -> bool:
    """Whether a value can be a provider's id of a model: one line of text without outer blanks."""
    return isinstance(value, str) and bool(value) and value.isprintable() and value == value.strip()
