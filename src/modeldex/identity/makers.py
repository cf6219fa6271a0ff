"""Who made a model: makers, and the spellings by which offerings name them."""

from __future__ import annotations

from types import MappingProxyType

from modeldex.core.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Maker(Record):
    """An organisation that publishes models."""

    id: str
    """Its slug: `anthropic`, `meta`."""
    name: str
    """Its name for people."""
    spellings: tuple[str, ...] = ()
    """Lower-case names of it in ids such as `Qwen/Qwen3-32B` or `anthropic.claude-v2`."""
    families: tuple[str, ...] = ()
    """Model families that are its own."""
    prefixes: tuple[str, ...] = ()
    """Beginnings of model names that are its own; the longest that fits decides."""
    joined: tuple[str, ...] = ()
    """Families whose version it writes without a hyphen: `qwen`, for `qwen3`."""
    written: Mapping[str, str] = MappingProxyType({})
    """Beginnings of normal names that others write -> the maker's own."""


class Makers:
    """All makers, to be asked whose a model is."""

    def __init__(self, makers: Iterable[Maker]) -> None:
        self.by_id = {maker.id: maker for maker in makers}
        self._by_spelling = {
            spelling: maker.id for maker in self.by_id.values() for spelling in (maker.id, *maker.spellings)
        }
        self._by_family = {family: maker.id for maker in self.by_id.values() for family in maker.families}
        self._by_prefix = {prefix: maker.id for maker in self.by_id.values() for prefix in maker.prefixes}
        self._longest = max(map(len, self._by_prefix), default=0)

    def named(self, organisation: str) -> str | None:
        """The maker of an organisation's name as ids spell it; None where it is none."""
        return self._by_spelling.get(organisation.lower())

    def of_family(self, family: str) -> str | None:
        """The maker whose family this is."""
        return self._by_family.get(family)

    def of_name(self, name: str) -> str | None:
        """The maker whose names begin like this one."""
        beginning = name.lower()[: self._longest]
        while beginning and beginning not in self._by_prefix:
            beginning = beginning[:-1]
        return self._by_prefix.get(beginning)
