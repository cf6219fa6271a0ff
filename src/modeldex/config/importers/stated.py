"""What a neighbour states of an access: its words, its address, and what fills the catalog's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.config.importers.accounts import leaves_open
from modeldex.config.importers.addresses import Address, Served, served_at
from modeldex.config.importers.secret_words import Word, reference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.config.importers.desk import Desk
    from modeldex.config.places import KeyPath
    from modeldex.core.provider import Provider

_WORD = re.compile(r"[A-Za-z0-9._-]+")
"""What may fill a blank of an address."""


class Stated(NamedTuple):
    """A value, and where it stands."""

    path: KeyPath
    value: Any


def stated_in(path: KeyPath, values: Any) -> dict[str, Stated]:
    """The values of a map, each with its path; none of what is no map."""
    if not isinstance(values, dict):
        return {}
    return {key: Stated((*path, key), value) for key, value in values.items()}


class Words:
    """The words of one access by their roles, and where they stand."""

    def __init__(self) -> None:
        self.by_role: dict[str, Word] = {}
        self.places: dict[str, KeyPath] = {}

    def add(self, desk: Desk, role: str, stated: Stated) -> None:
        """Take a word, unless it is empty."""
        if stated.value in (None, ""):
            desk.left_out(stated.path, "is empty")
        else:
            self.by_role[role], self.places[role] = Word(stated.value), stated.path


def served(
    desk: Desk,
    base: Provider | None,
    stated: Stated | None,
    words: Words,
    *,
    path_is_root: bool,
    is_certain: bool = True,
) -> Served | None:
    """Where a provider is served, with a note; an address that a variable holds becomes a word.

    `is_certain` says that a server of the user's own is known to talk as OpenAI does.
    """
    if stated is None or stated.value in (None, ""):
        if stated is not None:
            desk.left_out(stated.path, "is empty")
        return None
    if reference(stated.value) is not None:
        words.add(desk, "base_url", stated)
        if base is not None:
            return None
        desk.to_do(stated.path, "state the root of the server's wire format, such as /v1")
        return Served(None, (("openai_chat", ""),), is_certain=False)
    address = Address.read(stated.value)
    if address is None:
        desk.left_out(stated.path, "is no address of a web server")
        return None
    if address.has_more:
        desk.to_do(stated.path, "its user, password or query is left out: a provider has a bare address")
    found = served_at(base, address, path_is_root=path_is_root)
    if base is None and not is_certain:
        found = found._replace(is_certain=False)
    if not found.is_certain:
        desk.to_do(stated.path, "check the wire formats and roots of its provider")
    desk.carried(stated.path, "the address of its provider")
    return found


def filled(desk: Desk, base: Provider | None, asked: Mapping[str, Stated]) -> tuple[tuple[str, str], ...]:
    """Role and value of what fills a blank of the catalog's address; what finds none is left out."""
    found = []
    for role, (path, value) in asked.items():
        variable = reference(value)
        is_word = variable is not None or (isinstance(value, str) and _WORD.fullmatch(value) is not None)
        if base is None or not is_word or not leaves_open(base, role):
            desk.left_out(path, "the address of its provider has no blank for it")
            continue
        desk.carried(path, f"the {role} in the address of its provider")
        if variable is None:
            found.append((role, value))
        elif variable not in base.env[role]:
            found.append((role, f"${{{variable}}}"))
    return tuple(found)
