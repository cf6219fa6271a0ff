"""What may be told to a registry: each change is a new version, with who and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.days import today
from modeldex.core.errors import InvalidModelConfigError, ModelNotFoundError
from modeldex.core.model_entry import ModelEntry
from modeldex.core.status import ModelStatus
from modeldex.registry.building import on_day
from modeldex.registry.given import fields_given, models_given
from modeldex.registry.moves import changes_of_move
from modeldex.registry.telling import UNCHANGED, RegistryTelling, Said
from modeldex.registry.version import NewChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from modeldex.core.model_config import ModelConfig
    from modeldex.registry.ledger import LayerLedger
    from modeldex.registry.version import Version


class RegistryWrites(RegistryTelling):
    """Changes to the models in force. Each returns once it is kept, and in force for every reader.

    `actor` and `reason` are recorded with each; `expected_version` is the version that the caller has
    read (0: none yet), and a write to another one is refused with StaleWriteError. `layer` is
    `database` where there is one, else `in-process`.
    """

    def register_model(
        self,
        model: ModelConfig | Mapping[str, Any],
        *,
        expected_version: int | None = None,
        actor: str | None = None,
        reason: str | None = None,
        layer: str | None = None,
    ) -> Version:
        """State all of a model, in the place of whatever was known of its id before.

        A mapping holds fields, by the names of ModelConfig or those of files (`input_per_1m`, `vision`).
        InvalidModelConfigError names every bad one.
        """
        (stated,) = models_given((model,))
        entry = ModelEntry(stated.id, model=stated)
        return self._told(
            stated.id, "registered", lambda _: entry, Said(layer, expected_version, actor, reason)
        )

    def register_models(
        self,
        models: Iterable[ModelConfig | Mapping[str, Any]],
        *,
        actor: str | None = None,
        reason: str | None = None,
        layer: str | None = None,
    ) -> tuple[Version, ...]:
        """State all of many models at once: all of them are kept, or none; of an id the last counts.

        InvalidModelConfigError names every fault of every model.
        """
        stated = {one.id: one for one in models_given(models)}
        ledger = self._ledger(layer)

        def make() -> list[NewChange]:
            entries = [ModelEntry(full_id, model=model) for full_id, model in stated.items()]
            for entry in entries:
                self._stack.check(ledger.name, entry.id, entry)
            return [NewChange(one.id, "registered", one, ledger.head(one.id)) for one in entries]

        if not stated:
            return ()
        return self._written(ledger, make, Said(layer, actor=actor, reason=reason))

    def update_model(
        self,
        name: str,
        changes: Mapping[str, Any],
        *,
        expected_version: int | None = None,
        actor: str | None = None,
        reason: str | None = None,
        layer: str | None = None,
    ) -> Version:
        """State some fields of a model over what lies below; None sets one back to unknown.

        A status moves as `update_model_status` moves it. Where the layer says all of it already nothing is
        written, and the latest version is the answer. InvalidModelConfigError names every field that
        cannot be.
        """
        full_id, ledger = self._stack.view.get_or_raise(name).id, self._ledger(layer)
        stated = fields_given(full_id, changes)
        if not stated:
            raise InvalidModelConfigError(
                f"ModelConfig {full_id}", {"changes": "must state a field at least"}
            )

        def make(before: ModelEntry | None) -> ModelEntry:
            entry = _seen(before, full_id)
            moves = self._moves(ledger, entry, stated["status"]) if stated.get("status") else {}
            after = entry.with_changes({**moves, **stated})
            return UNCHANGED if after == before else after

        written = self._tell(full_id, "changed", make, Said(layer, expected_version, actor, reason))
        return written or ledger.store.versions(full_id)[-1]

    def update_model_status(
        self,
        name: str,
        status: ModelStatus | str,
        *,
        expected_version: int | None = None,
        actor: str | None = None,
        reason: str | None = None,
        layer: str | None = None,
    ) -> Version | None:
        """Move a model to another status; None where it has it already, and nothing is recorded.

        StatusMoveError lists where it may move. A date of the model that would undo the move at once
        is changed with it: one that has come is taken back, one to come is brought forward.
        """
        wanted, full_id = ModelStatus.named(status), self._stack.view.get_or_raise(name).id
        ledger = self._ledger(layer)

        def make(before: ModelEntry | None) -> ModelEntry:
            entry = _seen(before, full_id)
            moves = self._moves(ledger, entry, wanted)
            return entry.with_changes(moves) if moves else UNCHANGED

        return self._tell(full_id, "status", make, Said(layer, expected_version, actor, reason))

    def _moves(self, ledger: LayerLedger, entry: ModelEntry, status: ModelStatus | str) -> dict[str, Any]:
        """What a move of a model to a status changes, as the layer sees the model; nothing if it is there."""
        wanted, day = ModelStatus.named(status), today()
        model = entry.over(self._stack.below(ledger.name, entry.id))
        assert model is not None
        model = on_day(model, day, has_dated_rates=False)
        return {} if model.status is wanted else changes_of_move(model, wanted, day)

    def hide_model(
        self,
        name: str,
        *,
        expected_version: int | None = None,
        actor: str | None = None,
        reason: str | None = None,
        layer: str | None = None,
    ) -> Version:
        """Let a model be seen no more, whatever lies below; `remove_model` takes it back."""
        full_id = self._stack.view.get_or_raise(name).id
        entry = ModelEntry(full_id, is_hidden=True)
        return self._told(full_id, "hidden", lambda _: entry, Said(layer, expected_version, actor, reason))

    def remove_model(
        self,
        name: str,
        *,
        expected_version: int | None = None,
        actor: str | None = None,
        reason: str | None = None,
        layer: str | None = None,
    ) -> Version:
        """Take back what the layer says of a model: what lies below is in force again.

        ModelNotFoundError where the layer says nothing of it.
        """
        ledger = self._ledger(layer)
        full_id = self._told_of(name, ledger)

        def make(before: ModelEntry | None) -> None:
            if before is None:
                raise ModelNotFoundError(name, reason=f"the layer {ledger.name!r} says nothing of {full_id}")

        return self._told(full_id, "removed", make, Said(layer, expected_version, actor, reason))


def _seen(entry: ModelEntry | None, full_id: str) -> ModelEntry:
    """What a layer says of the fields of a model; nothing where it hides the model or is silent."""
    return ModelEntry(full_id) if entry is None or entry.is_hidden else entry
