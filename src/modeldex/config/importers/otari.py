"""Otari's `config.yml`: providers by name, prices per million tokens, aliases and policies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from modeldex.config.document import YAML
from modeldex.config.importers.accounts import API_KEY, Access, Accounts
from modeldex.config.importers.base import (
    BY_HAND,
    NO_COUNTERPART,
    WITH_THE_GATEWAY,
    Importer,
)
from modeldex.config.importers.desk import is_model_id
from modeldex.config.importers.names import name_model, name_provider, pool_name
from modeldex.config.importers.otari_prices import state_prices
from modeldex.config.importers.secret_words import variables_in
from modeldex.config.importers.stated import Stated, Words, filled, served, stated_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.config.importers.desk import Desk
    from modeldex.config.places import KeyPath

_OWN_SERVERS = ("openai-compatible", "openai_compatible", "vllm", "llamacpp", "llamafile")
"""Types of a server of the user's own that talks as OpenAI does."""
_WORDS = {"api_key": API_KEY, "credentials": "credentials_file"}
_BLANKS = {"project": "project", "location": "location"}
_SERVER = {
    "master_key": "MODELDEX_MASTER_KEY",
    "database_url": "MODELDEX_DATABASE_URL",
    "host": "MODELDEX_HOST",
    "port": "MODELDEX_PORT",
}
_SECTIONS = {
    "providers": NO_COUNTERPART,
    "pricing": NO_COUNTERPART,
    "routing": BY_HAND,
    "aliases": "its target is no model at a provider that is known",
}
_SELECTOR = re.compile(r"(?P<provider>[^:/]+)[:/](?P<model>.+)")
_MARKS = {"providers", "pricing", "aliases", "routing", "master_key", "database_url"}


def _recognises(data: Mapping[str, Any]) -> bool:
    listed = data.get("providers")
    entries = listed.values() if isinstance(listed, dict) else ()
    return bool(data.keys() & _MARKS) and not any(isinstance(one, dict) and "keys" in one for one in entries)


def _convert(data: Mapping[str, Any], desk: Desk) -> None:
    instances = _providers(desk, data)
    for selector, stated in stated_in(("pricing",), data.get("pricing")).items():
        full_id = _target(desk, instances, selector)
        if full_id is not None:
            state_prices(desk, full_id, stated)
    for name, (path, target) in stated_in(("aliases",), data.get("aliases")).items():
        full_id = _target(desk, instances, target)
        if full_id is not None:
            name_model(desk, path, name, full_id)
    _policies(desk, instances, data.get("routing"))
    for key, variable in _SERVER.items():
        if key in data:
            what = (
                "a database of its own; the one named here is Otari's"
                if key == "database_url"
                else "{source}"
            )
            desk.server_word((key,), data[key], variable, what)


def _providers(desk: Desk, data: Mapping[str, Any]) -> dict[str, str]:
    """Name of each provider in the file -> its id in the draft."""
    accounts = Accounts(desk, variables_in(data))
    found: dict[str, str] = {}
    for name, (path, entry) in stated_in(("providers",), data.get("providers")).items():
        if entry is not None and not isinstance(entry, dict):
            desk.left_out(path, "is no provider: it is no map")
            continue
        provider = _provider(desk, accounts, path, name, stated_in(path, entry))
        if provider is not None:
            found[name] = provider
    return found


def _provider(
    desk: Desk, accounts: Accounts, path: KeyPath, name: str, entry: Mapping[str, Stated]
) -> str | None:
    """Write one provider into the draft: the catalog's of its name, or another of its type.

    None where the catalog knows none, and no address is stated.
    """
    kind = entry["provider_type"] if "provider_type" in entry else Stated(path, name)
    base = desk.provider(kind.value) if isinstance(kind.value, str) else None
    is_own_name = base is not None and desk.provider(name) == base
    if base is not None and base.id == "openai" and not is_own_name:
        base = None  # a server that talks as OpenAI does, and is not OpenAI
    if base is None and not ("api_base" in entry and entry["api_base"].value):
        desk.left_out(path, "the catalog knows no such provider, and no api_base is stated")
        return None
    words = Words()
    for key, role in _WORDS.items():
        if key in entry:
            words.add(desk, role, entry[key])
    found = served(
        desk,
        base,
        entry.get("api_base"),
        words,
        path_is_root=True,
        is_certain=kind.value in ("openai", *_OWN_SERVERS),
    )
    asked = {role: entry[key] for key, role in _BLANKS.items() if key in entry}
    access = Access(base, name, found, filled(desk, base, asked), tuple(words.by_role.items()))
    provider = accounts.provider_id(access, words.places, may_be_base=is_own_name)
    if not entry or kind.path != path:
        desk.carried(kind.path, f"providers.{provider}")
    name_provider(desk, path, name, provider)
    _models(desk, provider, entry.get("models"))
    return provider


def _models(desk: Desk, provider: str, stated: Stated | None) -> None:
    """The models that a provider is said to serve."""
    for place, model_id in enumerate(stated.value if stated and isinstance(stated.value, list) else ()):
        if stated is not None and is_model_id(model_id):
            desk.carried((*stated.path, place), desk.model_id(provider, model_id))


def _target(desk: Desk, instances: Mapping[str, str], selector: Any) -> str | None:
    """The full id of `provider:model`; None where it names no provider that is known."""
    found = _SELECTOR.fullmatch(selector) if isinstance(selector, str) else None
    if found is None or not is_model_id(found["model"]):
        return None
    base = desk.provider(found["provider"])
    provider = instances.get(found["provider"]) or (None if base is None else base.id)
    return None if provider is None else desk.model_id(provider, found["model"])


def _policies(desk: Desk, instances: Mapping[str, str], routing: Any) -> None:
    """A policy's name means its default, and what follows on failure; how it chooses else is left out."""
    policies = routing.get("policies") if isinstance(routing, dict) else None
    for name, (path, policy) in stated_in(("routing", "policies"), policies).items():
        select = policy.get("select") if isinstance(policy, dict) else None
        for place, choice in enumerate(select if isinstance(select, list) else ()):
            target = _target(desk, instances, choice.get("default")) if isinstance(choice, dict) else None
            if target is not None:
                default = (*path, "select", place, "default")
                if not _pool(desk, instances, path, name, target, policy.get("on_failure")):
                    name_model(desk, default, name, target)
                else:
                    desk.carried(default, f"routing.pools.{name}: the first member")


def _pool(
    desk: Desk, instances: Mapping[str, str], path: KeyPath, name: str, default: str, follow: Any
) -> bool:
    """Make a pool of a default and what follows on failure, where that can be said; whether it is made."""
    targets = [_target(desk, instances, one) for one in follow] if isinstance(follow, list) else []
    if not targets or None in targets or pool_name(desk, name) is None:
        return False
    members = dict.fromkeys((default, *targets))
    desk.draft.pools[name] = {
        "policy": "priority",
        "members": [
            {"model": model, **({"priority": place} if place else {})} for place, model in enumerate(members)
        ],
    }
    desk.carried((*path, "on_failure"), f"routing.pools.{name}: members of a later priority")
    return True


def _reason(path: KeyPath) -> str:
    if path[-1] == "client_args":
        return WITH_THE_GATEWAY
    return _SECTIONS.get(str(path[0]), WITH_THE_GATEWAY)


IMPORTER = Importer(
    kind="otari",
    title="Otari",
    language=YAML,
    recognises=_recognises,
    looks_like="a map providers, or one of pricing, aliases, routing, master_key, database_url",
    convert=_convert,
    reason=_reason,
)
