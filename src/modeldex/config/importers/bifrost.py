"""Bifrost's `config.json`: providers by name, each with keys, and the models that a key serves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.config.document import JSON
from modeldex.config.importers.accounts import API_KEY, Access, Accounts
from modeldex.config.importers.base import (
    BY_HAND,
    NO_COUNTERPART,
    WITH_THE_GATEWAY,
    Importer,
)
from modeldex.config.importers.desk import is_model_id
from modeldex.config.importers.names import name_provider
from modeldex.config.importers.secret_words import variables_in
from modeldex.config.importers.stated import Stated, Words, filled, served, stated_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.config.importers.desk import Desk
    from modeldex.config.places import KeyPath
    from modeldex.core.provider import Provider

_NAMES = {"vertex": "google-vertex", "runway": "runwayml"}
"""Bifrost's names of providers that the catalog has under another."""
_OWN_SERVERS = ("openai", "vllm", "sgl")
"""Kinds of a server of the user's own that talks as OpenAI does."""
_WORDS = {
    ("value",): API_KEY,
    ("bedrock_key_config", "access_key"): "access_key_id",
    ("bedrock_key_config", "secret_key"): "secret_access_key",
    ("bedrock_key_config", "session_token"): "session_token",
}
"""Where a key has a word -> the role of the variable that holds it."""
_BLANKS = {
    ("bedrock_key_config", "region"): "region",
    ("vertex_key_config", "region"): "location",
    ("vertex_key_config", "project_id"): "project",
}
_ADDRESSES = (
    ("azure_key_config", "endpoint"),
    ("ollama_key_config", "url"),
    ("vllm_key_config", "url"),
    ("sgl_key_config", "url"),
)
_DEPLOYMENTS = tuple(
    (f"{cloud}_key_config", "deployments") for cloud in ("azure", "bedrock", "vertex", "replicate")
)
"""Where older files have what newer ones have as `aliases`: what is sent in the place of a name."""
_SECTIONS = {
    "providers": NO_COUNTERPART,
    "governance": "comes with budgets",
    "client": WITH_THE_GATEWAY,
    "config_store": WITH_THE_GATEWAY,
    "logs_store": WITH_THE_GATEWAY,
    "encryption_key": WITH_THE_GATEWAY,
}
_KEYS = {
    "weight": BY_HAND,
    "api_version": "the roots of the catalog take none",
    "network_config": WITH_THE_GATEWAY,
    "concurrency_and_buffer_size": WITH_THE_GATEWAY,
    "proxy_config": WITH_THE_GATEWAY,
}
"""Key -> why it, and what lies below it, is left out."""


def _recognises(data: Mapping[str, Any]) -> bool:
    listed = data.get("providers")
    entries = [one for one in listed.values() if isinstance(one, dict)] if isinstance(listed, dict) else None
    return entries is not None and not any({"api_key", "api_base"} & one.keys() for one in entries)


def _convert(data: Mapping[str, Any], desk: Desk) -> None:
    accounts = Accounts(desk, variables_in(data))
    for name, (path, entry) in stated_in(("providers",), data["providers"]).items():
        if isinstance(entry, dict):
            _provider(desk, accounts, path, name, entry)
        else:
            desk.left_out(path, "is no provider: it is no map")


def _provider(desk: Desk, accounts: Accounts, path: KeyPath, name: str, entry: dict[str, Any]) -> None:
    """Write one provider into the draft, once more for each of its keys that is different."""
    kind = _at(path, entry, ("custom_provider_config", "base_provider_type")) or Stated(path, name)
    word = kind.value if isinstance(kind.value, str) else ""
    base = desk.provider(_NAMES.get(word, word))
    is_custom = kind.path != path
    if is_custom and base is not None and base.id == "openai":
        base = None  # a server that talks as OpenAI does, and is not OpenAI
    if base is None and word not in _OWN_SERVERS:
        desk.left_out(path, "the catalog knows no such provider; state [providers] by hand")
        return
    address = _at(path, entry, ("network_config", "base_url"))
    found = ""
    for key in _usable_keys(desk, path, entry.get("keys")):
        provider = _account(desk, accounts, key, name, base, address, may_be_base=not is_custom)
        _serves(desk, provider, key)
        found = found or provider
    if is_custom or not entry:
        desk.carried(kind.path, f"providers.{found}")
    name_provider(desk, path, name, found)


def _usable_keys(desk: Desk, path: KeyPath, listed: Any) -> list[Stated]:
    """The keys of a provider; one without any is reached without a key."""
    found = []
    for place, key in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(key, dict) and key.get("enabled") is not False:
            found.append(Stated((*path, "keys", place), key))
        else:
            why = "is switched off" if isinstance(key, dict) else "is no key: it is no map"
            desk.left_out((*path, "keys", place), why)
    return found or [Stated((*path, "keys"), {})]


def _account(
    desk: Desk,
    accounts: Accounts,
    key: Stated,
    name: str,
    base: Provider | None,
    address: Stated | None,
    *,
    may_be_base: bool,
) -> str:
    """The id of the provider that a key reaches."""
    words = Words()
    for steps, role in _WORDS.items():
        word = _at(key.path, key.value, steps)
        if word is not None:
            words.add(desk, role, word)
    credentials = _at(key.path, key.value, ("vertex_key_config", "auth_credentials"))
    if credentials is not None:
        to_do = "set GOOGLE_APPLICATION_CREDENTIALS to the path of a file that holds them"
        desk.to_do(credentials.path, to_do)
    addresses = [one for steps in _ADDRESSES if (one := _at(key.path, key.value, steps)) is not None]
    place = addresses[0] if addresses else address
    asked = {role: one for steps, role in _BLANKS.items() if (one := _at(key.path, key.value, steps))}
    access = Access(
        base=base,
        name=name,
        served=served(desk, base, place, words, path_is_root=False),
        filled=filled(desk, base, asked),
        words=tuple(words.by_role.items()),
    )
    return accounts.provider_id(access, words.places, may_be_base=may_be_base)


def _serves(desk: Desk, provider: str, key: Stated) -> None:
    """The models that a key is said to serve, and the names under which they are sent."""
    stated = stated_in(key.path, key.value)
    models = stated.get("models")
    served_models = models.value if models is not None and isinstance(models.value, list) else []
    for place, model_id in enumerate(served_models):
        assert models is not None
        if model_id == "*":
            desk.carried((*models.path, place), "every model that the catalog knows has its name")
        elif is_model_id(model_id):
            full_id = desk.model_id(provider, model_id)
            desk.carried(
                (*models.path, place), f"{full_id}; that the key serves no others has no counterpart"
            )
    for steps in (("aliases",), *_DEPLOYMENTS):
        listed = _at(key.path, key.value, steps)
        for name, one in stated_in(listed.path, listed.value).items() if listed is not None else ():
            if is_model_id(one.value) and is_model_id(name):
                _sent_as(desk, provider, name, one)
    sent = _at(key.path, key.value, ("vllm_key_config", "model_name"))
    if sent is not None and is_model_id(sent.value) and list(map(is_model_id, served_models)) == [True]:
        _sent_as(desk, provider, served_models[0], sent)


def _sent_as(desk: Desk, provider: str, name: str, sent: Stated) -> None:
    """Let a name at a provider stand for what is sent: as another name of a known model, or as its own."""
    base = desk.provider(provider)
    known = desk.model(base, sent.value)
    is_free = desk.model(base, name) is None and f"{provider}/{name}" not in desk.draft.models
    if known is not None and is_free and " " not in name:
        names = desk.draft.models.setdefault(known.id, {}).setdefault("aliases", [])
        names.append(name)
        desk.carried(sent.path, f'models."{known.id}".aliases')
        return
    desk.state(desk.model_id(provider, name), sent.path, "api_name", sent.value)


def _at(path: KeyPath, value: Any, steps: tuple[str, ...]) -> Stated | None:
    """What stands below a value; of a word in Bifrost's long form, the word. None where nothing does."""
    for step in steps:
        if not isinstance(value, dict) or step not in value:
            return None
        path, value = (*path, step), value[step]
    if isinstance(value, dict) and steps:
        named = value.get("env_var") or (value.get("ref") if value.get("type") == "env" else None)
        value = named if isinstance(named, str) and named else value.get("value", value)
        is_name = isinstance(value, str) and value == named and "." not in value
        value = f"env.{value}" if is_name else value
    return Stated(path, value)


def _reason(path: KeyPath) -> str:
    names = [step for step in path if isinstance(step, str)]
    known = (_KEYS[name] for name in names[1:] if name in _KEYS)
    return next(known, _SECTIONS.get(names[0], WITH_THE_GATEWAY))


IMPORTER = Importer(
    kind="bifrost",
    title="Bifrost",
    language=JSON,
    recognises=_recognises,
    looks_like="a map providers, whose entries have keys",
    convert=_convert,
    reason=_reason,
)
