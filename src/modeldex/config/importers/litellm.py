"""LiteLLM's `config.yaml`: deployments in a list, with the names by which callers know them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.config.document import YAML
from modeldex.config.importers.accounts import Accounts
from modeldex.config.importers.base import (
    BY_HAND,
    NO_COUNTERPART,
    WITH_THE_GATEWAY,
    Importer,
)
from modeldex.config.importers.litellm_deployments import deployments
from modeldex.config.importers.litellm_groups import Groups
from modeldex.config.importers.litellm_models import read_models
from modeldex.config.importers.names import name_model
from modeldex.config.importers.secret_words import variables_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.config.importers.desk import Desk
    from modeldex.config.places import KeyPath

_SECTIONS = {
    "router_settings": BY_HAND,
    "litellm_settings": WITH_THE_GATEWAY,
    "general_settings": WITH_THE_GATEWAY,
    "guardrails": WITH_THE_GATEWAY,
    "environment_variables": "set it where the gateway runs; a configuration holds no variables",
    "credential_list": "no deployment uses it",
}
_KEYS = {
    "weight": BY_HAND,
    "api_version": "the roots of the catalog take none",
    "order": BY_HAND,
    "fallbacks": BY_HAND,
    "context_window_fallbacks": BY_HAND,
    "content_policy_fallbacks": BY_HAND,
    "default_fallbacks": BY_HAND,
    "num_retries": BY_HAND,
    "max_retries": BY_HAND,
    "allowed_fails": BY_HAND,
    "cooldown_time": BY_HAND,
    "tags": BY_HAND,
    **dict.fromkeys(("redis_url", "redis_host", "redis_port", "redis_password"), "set MODELDEX_REDIS_URL"),
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
    groups = Groups(desk, read_models(desk, Accounts(desk, variables), listed), data)
    groups.name()
    _aliases(data, desk, groups)
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


def _aliases(data: Mapping[str, Any], desk: Desk, groups: Groups) -> None:
    """Names for names of deployments."""
    for section, key in (("router_settings", "model_group_alias"), ("litellm_settings", "model_alias_map")):
        settings = data.get(section)
        names = settings.get(key) if isinstance(settings, dict) else None
        for name, target in names.items() if isinstance(names, dict) else ():
            if not isinstance(target, str):
                continue
            path = (section, key, name)
            if target in groups.meant:
                name_model(desk, path, name, groups.meant[target])
            elif target in groups.pools:
                called = groups.also(name, target)
                if called is not None:
                    desk.carried(path, f"routing.pools.{called}")
                else:
                    desk.left_out(path, f"can be no pool; ask for {groups.pools[target]}")


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
