"""Our file while it is written: providers, models and aliases, and the TOML that they make."""

from __future__ import annotations

from typing import Any

_PROVIDER_KEYS = ("name", "category", "base_url", "wire_formats", "env", "api_key")


class Draft:
    """The sections of our file; what is stated first stands, and keys keep their order."""

    def __init__(self, title: str) -> None:
        self.providers: dict[str, dict[str, Any]] = {}
        """Id -> what is stated of it."""
        self.models: dict[str, dict[str, Any]] = {}
        """Full id -> fields, under the names that a configuration has."""
        self.model_aliases: dict[str, str] = {}
        """Name -> full id."""
        self.provider_aliases: dict[str, str] = {}
        """Name -> provider id."""
        self.pools: dict[str, dict[str, Any]] = {}
        """Name -> what is stated of a pool."""
        self._title = title
        self._comments: dict[tuple[str, str, str], str] = {}

    def state(self, full_id: str, field: str, value: object) -> bool:
        """State a field of a model; whether it may: what was stated before is not changed."""
        return bool(self.models.setdefault(full_id, {}).setdefault(field, value) == value)

    def comment_provider(self, provider: str, key: str, text: str) -> None:
        """Put a comment behind a key of a provider; a second one is added to it."""
        place = "providers", provider, key
        self._comments[place] = "; ".join(filter(None, (self._comments.get(place), text)))

    def text(self) -> str:
        """The file."""
        import tomlkit  # noqa: PLC0415 - only who converts a file needs it

        document = tomlkit.document()
        document.add(tomlkit.comment(f"Converted from the configuration of {self._title}."))
        for name, entries in (("providers", self.providers), ("models", self.models)):
            if entries:
                document.add(name, self._section(name, entries))
        aliases = {"models": self.model_aliases, "providers": self.provider_aliases}
        stated = {kind: names for kind, names in aliases.items() if names}
        if stated:
            document.add("aliases", self._section("aliases", stated))
        if self.pools:
            routing = tomlkit.table(is_super_table=True)
            routing.add("pools", self._section("pools", self.pools))
            document.add("routing", routing)
        return tomlkit.dumps(document)

    def _section(self, section: str, entries: dict[str, Any]) -> Any:
        """One section: a table for each entry."""
        import tomlkit  # noqa: PLC0415

        tables = tomlkit.table(is_super_table=True)
        for entry, values in entries.items():
            table = tomlkit.table()
            for key in _ordered(section, values):
                table.add(key, _item(values[key]))
                comment = self._comments.get((section, entry, key))
                if comment is not None:
                    table[key].comment(_one_line(comment))
            tables.add(entry, table)
        return tables


def _ordered(section: str, values: dict[str, Any]) -> list[str]:
    if section != "providers":
        return list(values)
    return sorted(values, key=_PROVIDER_KEYS.index)


def _item(value: Any) -> Any:
    """A value as tomlkit writes it: maps stand in one line."""
    import tomlkit  # noqa: PLC0415

    if isinstance(value, dict):
        table = tomlkit.inline_table()
        for key, inner in value.items():
            table.add(key, _item(inner))
        return table
    if isinstance(value, list | tuple):
        array = tomlkit.array()
        for inner in value:
            array.append(_item(inner))
        return array.multiline(any(isinstance(inner, dict) for inner in value))
    return tomlkit.item(value)


def _one_line(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)
