"""`PoolNames`: which models the members of pools mean, and which names are left for pools."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.identity.aliases import model_alias_fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.config.names import ConfiguredNames
    from modeldex.core.model_entry import ModelEntry


class PoolNames:
    """The names of models as a registry under this configuration has them."""

    def __init__(
        self,
        names: ConfiguredNames,
        aliases: Mapping[str, str],
        entries: Mapping[str, ModelEntry],
        catalog: ModelCatalog,
    ) -> None:
        self._names = names
        self._aliases = aliases
        self._entries = entries
        self._catalog = catalog

    def member(self, written: str, *, same_model: bool) -> str:
        """The full id that a member means; ValueError says why it means none.

        `same_model`: the id of a model that several serve is one too, and means all of them.
        """
        try:
            found = self._aliases.get(written) or self._names.target(written)
        except ValueError as error:
            model = self._catalog.canonical_model(written)
            if model is None:
                raise
            if not same_model:
                raise ValueError(
                    f"{error}; for all that serve {model.id}, let its policy say same_model"
                ) from None
            return model.id
        if found in self._entries and self._entries[found].is_hidden:
            raise ValueError(f"means {found}, which is hidden")
        return found

    def pool_fault(self, name: str) -> str | None:
        """Why a pool cannot have a name; None where it can.

        As with an alias, a bare id is free: some provider may begin to serve a model of any name tomorrow.
        """
        if fault := model_alias_fault(name, self._names):
            return fault
        meant = self._aliases.get(name)
        return None if meant is None else f"is an alias of {meant} already; give the pool another name"
