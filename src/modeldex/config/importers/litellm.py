"""LiteLLM's `config.yaml`: deployments in a list, with the names by which callers know them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.config.document import YAML
from modeldex.config.importers.accounts import Accounts
from modeldex.config.importers.base import (
    NO_COUNTERPART,
    WITH_THE_GATEWAY,
    WITH_THE_ROUTER,
    Importer,
)
from modeldex.config.importers.litellm_deployments import deployments
from modeldex.config.importers.litellm_models import read_models
from modeldex.config.importers.names import name_model
from modeldex.config.importers.secret_words import variables_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.config.importers.desk import Desk
    from modeldex.config.places import KeyPath

_SECTIONS = {
    "router_settings": WITH_THE_ROUTER,
    "litellm_settings": WITH_THE_GATEWAY,
    "general_settings": WITH_THE_GATEWAY,
    "guardrails": WITH_THE_GATEWAY,
    "environment_variables": "set it where the gateway runs; a configuration holds no variables",
    "credential_list": "no deployment uses it",
}
_KEYS = {
    "weight": WITH_THE_ROUTER,
    "api_version": "the roots of the catalog take none",
    "order": WITH_THE_ROUTER,
    "fallbacks": WITH_THE_ROUTER,
    "context_window_fallbacks": WITH_THE_ROUTER,
    "content_policy_fallbacks": WITH_THE_ROUTER,
    "default_fallbacks": WITH_THE_ROUTER,
    "num_retries": WITH_THE_ROUTER,
    "max_retries": WITH_THE_ROUTER,
    "allowed_fails": WITH_THE_ROUTER,
    "cooldown_time": WITH_THE_ROUTER,
    "tags": WITH_THE_ROUTER,
    "timeout": WITH_THE_GATEWAY,
    "stream_timeout": WITH_THE_GATEWAY,
    "max_parallel_requests": WITH_THE_GATEWAY,
    "max_budget": "comes with budgets",
    "budget_duration": "comes with budgets",
    "temperature": "comes with the gateway: a parameter of each request",
    "max_tokens": "has two meanings; state max_output or max_context instead",
}
"""Key -> why it is left out, wherever it stands."""


def _recognises(data: Mapping[str, Any]) -> bool:
    return bool(data.keys() & {"model_list", "litellm_settings", "router_settings", "general_settings"})


def _convert(data: Mapping[str, Any], desk: Desk) -> None:
    variables = variables_in(data)
    listed = tuple(deployments(desk, data.get("model_list"), _credentials(data)))
    meant = read_models(desk, Accounts(desk, variables), listed)
    _aliases(data, desk, meant)
    _server(data, desk)
    stated = data.get("environment_variables")
    for name in stated if isinstance(stated, dict) else ():
        if name in variables:
            path = ("environment_variables", name)
            desk.to_do(path, f"set {name} to what stands at environment_variables.{name}")


def _credentials(data: Mapping[str, Any]) -> dict[str, tuple[KeyPath, dict[str, Any]]]:
    """Name -> the path and the values of a credential that deployments may share."""
    found: dict[str, tuple[KeyPath, dict[str, Any]]] = {}
    listed = data.get("credential_list")
    for place, entry in enumerate(listed if isinstance(listed, list) else ()):
        values = entry.get("credential_values") if isinstance(entry, dict) else None
        if isinstance(values, dict) and isinstance(entry.get("credential_name"), str):
            found.setdefault(entry["credential_name"], (("credential_list", place), values))
    return found


def _aliases(data: Mapping[str, Any], desk: Desk, meant: Mapping[str, str]) -> None:
    """Names for names of deployments."""
    for section, key in (("router_settings", "model_group_alias"), ("litellm_settings", "model_alias_map")):
        settings = data.get(section)
        names = settings.get(key) if isinstance(settings, dict) else None
        for name, target in names.items() if isinstance(names, dict) else ():
            if isinstance(target, str) and target in meant:
                name_model(desk, (section, key, name), name, meant[target])


def _server(data: Mapping[str, Any], desk: Desk) -> None:
    settings = data.get("general_settings")
    for key, variable, what in (
        ("master_key", "MODELDEX_MASTER_KEY", "{source}"),
        ("database_url", "MODELDEX_DATABASE_URL", "a database of its own; the one named here is LiteLLM's"),
    ):
        if isinstance(settings, dict) and key in settings:
            desk.server_word(("general_settings", key), settings[key], variable, what)


def _reason(path: KeyPath) -> str:
    names = [step for step in path if isinstance(step, str)]
    known = (_KEYS[name] for name in reversed(names[1:]) if name in _KEYS)
    return next(known, _SECTIONS.get(names[0], NO_COUNTERPART))


IMPORTER = Importer(
    kind="litellm",
    title="LiteLLM",
    language=YAML,
    recognises=_recognises,
    looks_like="a list model_list, or one of litellm_settings, router_settings, general_settings",
    convert=_convert,
    reason=_reason,
)
