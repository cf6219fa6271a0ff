"""Who serves and who makes models, and under which names: the hand-kept files of `data/`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from modeldex.core.display_order import DisplayOrder
from modeldex.core.errors import DataError, InvalidValueError
from modeldex.core.provider import Provider
from modeldex.identity.makers import Maker, Makers
from modeldex.pipeline.order import read_order
from modeldex.pipeline.tables import Row, read_table
from modeldex.pipeline.toml_facts import fault_in, frozen, read_toml

if TYPE_CHECKING:
    from pathlib import Path

ALIAS_COLUMNS = ("kind", "alias", "target", "reason")
_LISTS = ("home_of", "spellings", "families", "prefixes", "joined")
_TABLES = (
    "data_policy",
    "default_parameters",
    "env",
    "listing",
    "quirks",
    "signing",
    "wire_formats",
    "written",
)


@dataclass(frozen=True, slots=True)
class Directory:
    """Providers, makers, and the other names of providers and models."""

    providers: dict[str, Provider]
    makers: Makers
    provider_aliases: dict[str, str]
    model_aliases: dict[str, Row]
    """Alias -> its row, whose target is the full id of a model."""
    order: DisplayOrder = field(default_factory=DisplayOrder)
    """In which order they are shown."""

    def provider_named(self, name: str) -> str | None:
        """The slug of a provider for its slug or another name of it."""
        return name if name in self.providers else self.provider_aliases.get(name)


def read_directory(data: Path) -> Directory:
    """Read providers, makers, other names and the order of display; DataError says what is wrong."""
    makers = Makers(_makers(data / "makers.toml"))
    providers = {path.stem: _provider(path, makers) for path in sorted((data / "providers").glob("*.toml"))}
    aliases: dict[str, str] = {}
    model_aliases: dict[str, Row] = {}
    for row in read_table(data / "aliases.csv", ALIAS_COLUMNS, required=ALIAS_COLUMNS):
        alias, target = row.cells["alias"], row.cells["target"]
        if not alias or " " in alias or not alias.isprintable():
            raise row.fault("alias", f"must be one name without blanks, not {alias!r}")
        if alias in aliases or alias in providers or alias in model_aliases:
            raise row.fault("alias", f"{alias!r} stands twice, or is a provider's own name")
        if row.cells["kind"] == "provider":
            if target not in providers:
                raise row.fault("target", f"{target!r} has no file in {data / 'providers'}")
            aliases[alias] = target
        elif row.cells["kind"] == "model":
            model_aliases[alias] = row
        else:
            raise row.fault("kind", f"must be provider or model, not {row.cells['kind']!r}")
    named = {slug: [alias for alias, target in aliases.items() if target == slug] for slug in providers}
    providers = {slug: item.replace(aliases=tuple(named[slug])) for slug, item in providers.items()}
    return Directory(providers, makers, aliases, model_aliases, read_order(data, providers))


def _provider(path: Path, makers: Makers) -> Provider:
    record = read_toml(path)
    known = Provider.__fields__.keys() - {"id", "aliases"}
    _check_keys(path, record, known)
    for maker in record.get("home_of", ()):
        if maker not in makers.by_id:
            raise fault_in(path, "home_of", f"{maker!r} is no maker; add it to makers.toml")
    try:
        return Provider(id=path.stem, **frozen(record))
    except InvalidValueError as error:
        field, problem = next(iter(error.problems.items()))
        raise fault_in(path, field, problem) from None


def _makers(path: Path) -> list[Maker]:
    makers = []
    taken: dict[tuple[str, str], str] = {}
    for slug, record in read_toml(path).items():
        _check_keys(path, record, Maker.__fields__.keys() - {"id"})
        for kind in ("spellings", "families", "prefixes"):
            for word in record.get(kind, ()):
                if taken.setdefault((kind, word), slug) != slug:
                    raise fault_in(path, word, f"stands in {kind} of both {taken[kind, word]} and {slug}")
        try:
            makers.append(Maker(id=slug, **frozen(record)))
        except InvalidValueError as error:
            field, problem = next(iter(error.problems.items()))
            raise fault_in(path, field, problem) from None
    return makers


def _check_keys(path: Path, record: Any, known: set[str]) -> None:
    if not isinstance(record, dict):
        raise DataError(str(path), f"must hold tables, not {record!r}")
    for key, value in record.items():
        if key not in known:
            raise fault_in(path, key, f"unknown key; known: {', '.join(sorted(known))}")
        kind = list if key in _LISTS else dict if key in _TABLES else str
        if not isinstance(value, kind):
            raise fault_in(path, key, f"must be a {kind.__name__}, not {value!r}")
        if kind is list and not all(isinstance(item, str) and item for item in value):
            raise fault_in(path, key, f"must be a list of names, not {value!r}")
