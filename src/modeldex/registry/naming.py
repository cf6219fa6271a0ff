"""Other names of models and providers, as a registry is told them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.catalog.names import name_given
from modeldex.core.errors import InvalidValueError, UnknownNameError
from modeldex.identity.aliases import model_alias_fault, provider_alias_fault
from modeldex.registry.telling import RegistryTelling

if TYPE_CHECKING:
    from modeldex.registry.view import View

KINDS = ("model", "provider")


class RegistryNaming(RegistryTelling):
    """Changes to the names by which models and providers are asked for."""

    def set_alias(
        self,
        alias: str,
        target: str,
        *,
        kind: str = "model",
        actor: str | None = None,
        reason: str | None = None,
        layer: str | None = None,
    ) -> str:
        """Give a model or (`kind="provider"`) a provider another name; the full id or slug it means.

        ModelNotFoundError or UnknownNameError where the target is none; InvalidValueError where the
        name is one already: a full id, a slug, or blank.
        """
        self._check_open()
        with self._stack.lock:
            view = self._stack.view
            meant = _meant(view, kind, target)
            _check(view, kind, alias, meant)
            ledger = self._ledger(layer)
            ledger.store.set_alias(alias, kind, meant, actor=actor or self._actor, reason=reason)
            ledger.catch_up()
        self._stack.subscribers.tell()
        return meant

    def remove_alias(
        self,
        alias: str,
        *,
        kind: str = "model",
        actor: str | None = None,
        reason: str | None = None,
        layer: str | None = None,
    ) -> bool:
        """Take a name away again; False where the layer has no such name."""
        self._check_open()
        with self._stack.lock:
            ledger = self._ledger(layer)
            if kind not in KINDS:
                raise UnknownNameError("kind of alias", kind, KINDS)
            was_there = ledger.store.remove_alias(alias, kind, actor=actor or self._actor, reason=reason)
            ledger.catch_up()
        self._stack.subscribers.tell()
        return was_there


def _meant(view: View, kind: str, target: str) -> str:
    if kind == "model":
        return view.get_or_raise(target).id
    if kind == "provider":
        return view.names.one_of("provider", target)
    raise UnknownNameError("kind of alias", kind, KINDS)


def _check(view: View, kind: str, alias: str, meant: str) -> None:
    name_given(alias, "set_alias", "alias")
    if kind == "model":
        fault = model_alias_fault(alias, view.names)
    else:
        owner = view.names.provider_named(alias)
        is_alias = alias in view.names.aliases(kind)  # which may be given another meaning
        fault = provider_alias_fault(alias, None if is_alias else owner, meant)
        if fault is None and alias == meant:
            fault = "is the provider's own slug"
    if fault is not None:
        raise InvalidValueError(f"alias {alias}", {"alias": fault})
