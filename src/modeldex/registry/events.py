"""What happens in a registry, as its subscribers are told."""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

from modeldex.catalog.diff import changes
from modeldex.core.record import Record
from modeldex.core.status import ModelStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from modeldex.core.model_config import ModelConfig
    from modeldex.registry.view import View

logger = logging.getLogger("modeldex.registry")
_BESIDE = ("source", "quality", "updated")
"""Fields about a row itself, which do not count as a difference between catalogs."""


class RegistryEvent(Record):
    """Something that happened, and the state from which on it holds."""

    generation: int
    """Number of the state in which it is in force; of a refusal, of the state that serves on."""
    at: datetime
    """When, in UTC."""


class ModelAdded(RegistryEvent):
    """A model is there that was not there, or is no longer hidden."""

    model: ModelConfig
    """The model as it is now."""


class ModelRemoved(RegistryEvent):
    """A model is no longer there: hidden, removed, or no longer in the catalog."""

    model: ModelConfig
    """The model as it was."""


class ModelChanged(RegistryEvent):
    """Fields of a model have other values; of a status alone, `StatusChanged` tells."""

    model: ModelConfig
    """The model as it is now."""
    before: ModelConfig
    """The model as it was."""
    fields: tuple[str, ...]
    """The fields that changed, as tables name them: `max_context`, `vision`, `input_tokens@batch`."""


class StatusChanged(RegistryEvent):
    """The status of a model is another."""

    model: ModelConfig
    """The model as it is now."""
    before: ModelStatus
    """The status that it had."""


class ModelRetired(StatusChanged):
    """A model has retired: somebody moved it, or its date has come."""


class CatalogChanged(RegistryEvent):
    """The catalog below all layers is another; what it changes of models is not told one by one."""

    version: str
    """Version of the new catalog."""
    digest: str
    """Its digest."""


class ReloadRefused(RegistryEvent):
    """A change of the configuration or the database was not taken; the old state serves on."""

    origin: str
    """The file or database, as it may be shown."""
    reason: str
    """Why, in words."""


def events_between(
    before: View, after: View, touched: Iterable[str], at: datetime
) -> Iterator[RegistryEvent]:
    """What happened to some models between two states."""
    for full_id in touched:
        old, new = before.one(full_id), after.one(full_id)
        if (old is new or old == new) and before.day == after.day:
            continue
        if old is None or new is None:
            kind, model = (ModelAdded, new) if old is None else (ModelRemoved, old)
            assert model is not None
            yield kind(model=model, generation=after.generation, at=at)
        else:
            yield from _changes(old, new, (before.day, after.day), after.generation, at)


def _changes(
    old: ModelConfig, new: ModelConfig, days: tuple[str, str], generation: int, at: datetime
) -> Iterator[RegistryEvent]:
    fields = [change.field for change in changes((old,), (new,), days=days) if change.field != "status"]
    fields += [name for name in _BESIDE if getattr(old, name) != getattr(new, name)]
    if fields:
        yield ModelChanged(model=new, before=old, fields=tuple(fields), generation=generation, at=at)
    if old.status is not new.status:
        kind = ModelRetired if new.status is ModelStatus.RETIRED else StatusChanged
        yield kind(model=new, before=old.status, generation=generation, at=at)


Callback = Callable[[RegistryEvent], None]


class Subscribers:
    """Who is told, one event after the other; none of them holds up a write for long by failing."""

    def __init__(self) -> None:
        self._callbacks: dict[object, Callback] = {}
        self._waiting: deque[RegistryEvent] = deque()
        self._changing = threading.Lock()
        self._telling = threading.Lock()

    def __bool__(self) -> bool:
        return bool(self._callbacks)

    def add(self, callback: Callback) -> Callable[[], None]:
        """Tell somebody from now on; what is returned ends it."""
        mine = object()

        def end() -> None:
            with self._changing:
                self._callbacks = {one: other for one, other in self._callbacks.items() if one is not mine}

        with self._changing:
            self._callbacks = {**self._callbacks, mine: callback}
        return end

    def put(self, events: Iterable[RegistryEvent]) -> None:
        """Let events wait to be told, in their order."""
        self._waiting.extend(events)

    def tell(self) -> None:
        """Tell everything that waits, each event to everybody before the next.

        Where somebody is telling already, in this thread or another, they tell it too: nobody waits
        here, so that a callback may write, or close the registry. Nobody may hold the lock of the stack.
        """
        while self._waiting and self._telling.acquire(blocking=False):
            try:
                while self._waiting:
                    self._tell_one(self._waiting.popleft())
            finally:
                self._telling.release()

    def _tell_one(self, event: RegistryEvent) -> None:
        for callback in self._callbacks.values():
            try:
                callback(event)
            except Exception:
                logger.exception("a subscriber failed at %s", type(event).__name__)
