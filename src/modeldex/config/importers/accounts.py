"""The providers of a draft: one for each address and key, under ids that nobody else has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.config.places import dotted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.config.importers.addresses import Served
    from modeldex.config.importers.desk import Desk
    from modeldex.config.importers.secret_words import Word
    from modeldex.config.places import KeyPath
    from modeldex.core.provider import Provider

API_KEY = "api_key"
_SLUG = "abcdefghijklmnopqrstuvwxyz0123456789-."
"""What an id of a provider consists of."""


class Access(NamedTuple):
    """How a neighbour reaches a provider: what two of them have in common makes them one."""

    base: Provider | None
    """The catalog's provider that it is, or is like; None for a server of the user's own."""
    name: str
    """What to call it where it is not the catalog's."""
    served: Served | None = None
    """Its address; None: the catalog's."""
    filled: tuple[tuple[str, str], ...] = ()
    """Role and value of what the catalog's address leaves open, such as a region."""
    words: tuple[tuple[str, Word], ...] = ()
    """Role and word of its keys."""


class Accounts:
    """Gives every access its provider in the draft."""

    def __init__(self, desk: Desk, variables: set[str]) -> None:
        self._desk = desk
        self._variables = set(variables)
        """The variables that are spoken for."""
        self._ids: dict[Access, str] = {}
        self._named: dict[tuple[str, str], str] = {}

    def provider_id(self, access: Access, places: Mapping[str, KeyPath], *, may_be_base: bool) -> str:
        """The id of the provider for an access, which is written into the draft at its first use.

        `places` has the path of each word by its role. `may_be_base` says that it may stand for the
        catalog's provider itself, unless another access does.
        """
        base, used = access.base, self._ids.values()
        unusual = tuple((role, word) for role, word in access.words if not _is_usual(base, role, word))
        identity = access._replace(words=unusual)
        found = self._ids.get(identity)
        if found is None:
            is_base = base is not None and may_be_base and base.id not in used
            found = base.id if base is not None and is_base else self.fresh_id(access.name)
            self._ids[identity] = found
            self._write(found, access, is_base=is_base)
            self._comment(found, access, places)
        for role, word in access.words:
            self._note(found, role, word, places[role])
        return found

    def fresh_id(self, name: str) -> str:
        """A provider id like a name, which means no other provider."""
        slug = "".join(char if char in _SLUG else "-" for char in name.lower()).strip("-.") or "provider"
        found, number = slug, 1
        while self._desk.is_provider_name(found) or found in self._ids.values():
            number += 1
            found = f"{slug}-{number}"
        return found

    def _write(self, provider_id: str, access: Access, *, is_base: bool) -> None:
        """State a provider: of the catalog's own what is different, of any other everything."""
        catalogs = _catalogs(access.base)
        stated = dict(catalogs)
        if catalogs and not is_base:
            stated["name"] = f"{catalogs['name']} ({provider_id})"
        if access.served is not None:
            stated |= {"base_url": access.served.base_url or stated.get("base_url")}
            stated |= {"wire_formats": dict(access.served.wire_formats or catalogs["wire_formats"])}
        for role, value in access.filled:
            stated = _with_blanks_filled(stated, catalogs["env"].get(role, ()), value)
        stated["env"] = self._environment(provider_id, access, catalogs.get("env", {}), is_base=is_base)
        if is_base:
            stated = {key: _different(value, catalogs[key]) for key, value in stated.items()}
        if API_KEY in dict(access.words):
            stated[API_KEY] = f"env:{self._named[provider_id, API_KEY]}"
        if access.base is None and not any(stated.values()):
            stated["name"] = access.name  # all that is known of it
        stated = {key: value for key, value in stated.items() if value}
        if stated:
            self._desk.draft.providers[provider_id] = stated

    def _environment(
        self, provider_id: str, access: Access, known: Mapping[str, list[str]], *, is_base: bool
    ) -> dict[str, list[str]]:
        """The variables by their roles, after those of the words are named."""
        env = dict(known)
        if not is_base and access.served is not None and access.served.base_url is not None:
            env.pop("base_url", None)  # whoever sets it means the catalog's provider
        for role, word in access.words:
            variable = _variable(role, word) or self._new_variable(
                provider_id, role, known if is_base else {}
            )
            self._named[provider_id, role] = variable
            if role != API_KEY and not (is_base and variable in known.get(role, ())):
                env[role] = [variable]
            elif role == API_KEY and not is_base:
                env.pop(API_KEY, None)
        return env

    def _new_variable(self, provider_id: str, role: str, known: Mapping[str, list[str]]) -> str:
        """A variable for a word that stands in the file: the usual one, unless something else is in it."""
        prefix = "".join(char if char.isalnum() else "_" for char in provider_id.upper())
        wanted = known[role][0] if role in known else f"{prefix}_{role.upper()}"
        variable, number = wanted, 1
        while variable in self._variables:
            number += 1
            variable = f"{wanted}_{number}"
        self._variables.add(variable)
        return variable

    def _note(self, provider_id: str, role: str, word: Word, path: KeyPath) -> None:
        """Say where a word went; of a word that stands in the file, only where it stands."""
        if _variable(role, word) is None:
            self._desk.to_do(path, _to_do(self._named[provider_id, role], role, path))
            return
        self._desk.carried(path, f"providers.{provider_id}: env:{word.variable}")
        if role == API_KEY:
            stated = self._desk.draft.providers.setdefault(provider_id, {})
            stated.setdefault(API_KEY, f"env:{word.variable}")

    def _comment(self, provider_id: str, access: Access, places: Mapping[str, KeyPath]) -> None:
        """Put what is to be done behind the lines of a new provider."""
        draft = self._desk.draft
        if access.served is not None and not access.served.is_certain:
            draft.comment_provider(provider_id, "wire_formats", "check these roots")
        for role, word in access.words:
            if _variable(role, word) is None:
                line = API_KEY if role == API_KEY else "env"
                to_do = _to_do(self._named[provider_id, role], role, places[role])
                draft.comment_provider(provider_id, line, to_do)


def _different(value: Any, catalogs: Any) -> Any:
    """What the catalog does not state; of a map, the names that are different, since the others hold on."""
    if isinstance(value, dict):
        return {name: inner for name, inner in value.items() if inner != catalogs.get(name)}
    return None if value == catalogs else value


def _variable(role: str, word: Word) -> str | None:
    """The variable that holds a word, where our file can name it; only a key may have small letters."""
    name = word.variable
    return None if name is not None and role != API_KEY and not name.isupper() else name


def _is_usual(base: Provider | None, role: str, word: Word) -> bool:
    """Whether a word stands in the variable where the catalog's provider looks for it first."""
    return base is not None and word.variable is not None and base.env.get(role, ("",))[0] == word.variable


def _to_do(variable: str, role: str, path: KeyPath) -> str:
    what = {API_KEY: "the key that stands", "credentials_file": "the path of the credentials that stand"}
    return f"set {variable} to {what.get(role, 'what stands')} at {dotted(path)}"


def _catalogs(base: Provider | None) -> dict[str, Any]:
    """What the catalog states of a provider, under the keys of a configuration."""
    if base is None:
        return {}
    return {
        "name": base.name,
        "category": base.category,
        "base_url": base.base_url,
        "wire_formats": dict(base.wire_formats),
        "env": {role: list(names) for role, names in base.env.items()},
    }


def leaves_open(base: Provider | None, role: str) -> bool:
    """Whether the catalog's address of a provider has a blank for what plays a role."""
    if base is None:
        return False
    texts = (base.base_url or "", *base.wire_formats.values())
    return any(f"${{{name}}}" in text for name in base.env.get(role, ()) for text in texts)


def _with_blanks_filled(stated: dict[str, Any], names: list[str], value: str) -> dict[str, Any]:
    """An address whose blanks of some variables hold a value."""

    def fill(text: str) -> str:
        for name in names:
            text = text.replace(f"${{{name}}}", value)
        return text

    roots = {wire: fill(root) for wire, root in stated["wire_formats"].items()}
    return stated | {"base_url": fill(stated["base_url"] or ""), "wire_formats": roots}
