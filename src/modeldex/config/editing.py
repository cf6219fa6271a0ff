"""Changes to the user's file: comments, order and layout stay as they are.

Only TOML is edited. A change is made to the text, which is then read and checked like any other
configuration; what would be at fault is not written. The file is replaced in one step, and two who
change it at once wait for each other.
"""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager, suppress
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from modeldex.config.document import TOML, document_of, language_of, read_content, text_of
from modeldex.config.loading import configuration_of
from modeldex.config.places import dotted, quoted
from modeldex.config.scanner import key_end, toml_keys
from modeldex.core.errors import ConfigError, Fault
from modeldex.core.record import Record
from modeldex.core.replacement import replacing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.config.places import KeyPath

MODELS, PROVIDERS = "models", "providers"
"""What an alias can be of: the tables below `[aliases]`."""
_BOM = "\ufeff"
_LAYOUT = "is laid out so that it cannot be edited; change it by hand"


class Renamed(Record):
    """One id that was changed in a file."""

    key: str
    """Where it stands: `models`, `aliases.models.NAME`, or the key of a pool's member."""
    before: str
    """The id as it was written."""
    after: str
    """The full id that stands there now."""


class FileText:
    """The text of a file that is to be edited."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.is_new = not path.exists()
        if (language := language_of(path)) != TOML:
            raise _refusal(path, f"is {language}, and only TOML is edited; change it by hand")
        content = b"" if self.is_new else read_content(path)
        text = text_of(str(path), content)
        self.document = document_of(str(path), text, TOML)
        self.data: dict[str, Any] = dict(self.document.data)
        self._mark = _BOM if content.startswith(_BOM.encode()) else ""
        self._ends = "\r\n" if "\r\n" in text else "\n"
        self.text = text.replace("\r\n", "\n")

    def write(self, text: str, expected: Mapping[str, Any], catalog: ModelCatalog) -> None:
        """Put a changed text in the file's place, if it says what is expected and has no fault."""
        name = str(self.path)
        document = document_of(name, text, TOML)
        if document.data != expected:
            raise _refusal(self.path, _LAYOUT)
        configuration_of(self.path, [document], catalog)
        with replacing(self.path, make_folder=self.is_new, durable=True) as aside:
            aside.write_bytes((self._mark + text.replace("\n", self._ends)).encode())


def set_alias(path: Path, kind: str, alias: str, target: str, catalog: ModelCatalog) -> None:
    """Make a name mean a model or a provider (`kind` is `MODELS` or `PROVIDERS`).

    The file is made where there is none. ConfigError has the faults that it would have afterwards.
    """

    def put(tables: Any) -> None:
        if "aliases" not in tables:
            tables["aliases"] = _tomlkit(path).table(is_super_table=True)
        if kind not in tables["aliases"]:
            tables["aliases"][kind] = {}
        tables["aliases"][kind][alias] = target

    with alone_with(path):
        _edit(FileText(path), put, catalog)


def remove_alias(path: Path, kind: str, alias: str, catalog: ModelCatalog) -> bool:
    """Take a name out of the file; False where it has none such."""

    def take_out(tables: Any) -> None:
        del tables["aliases"][kind][alias]

    with alone_with(path):
        file = FileText(path)
        if alias not in _aliases(file.data, kind):
            return False
        _edit(file, take_out, catalog)
    return True


def rename_ids(path: Path, ids: Mapping[str, str], catalog: ModelCatalog) -> tuple[Renamed, ...]:
    """Write new full ids in the place of old ones, in the names of models and in what aliases mean.

    Old ids are met under other names of their provider too; what an alias means also without one.
    Tells what was changed; nothing is written where nothing is.
    """
    with alone_with(path):
        return _rename_ids(FileText(path), _Ids(ids, catalog), catalog)


def _rename_ids(file: FileText, meant: _Ids, catalog: ModelCatalog) -> tuple[Renamed, ...]:
    models = {written: meant.new(written) for written in file.data.get(MODELS) or {}}
    tables = {written: new for written, new in models.items() if new is not None}
    uses = {key: (old, meant.new(old)) for key, old in (*_targets(file.data), *_members(file.data))}
    targets = {key: new for key, (_, new) in uses.items() if new is not None}
    if not tables and not targets:
        return ()
    _refuse_two_of_one_id(file, models, tables)
    changes = [Renamed(key=MODELS, before=before, after=after) for before, after in tables.items()]
    changes += [Renamed(key=dotted(key), before=uses[key][0], after=after) for key, after in targets.items()]
    file.text = _with_names(file.text, tables)
    if tables:
        file.data = {**file.data, MODELS: {tables.get(n, n): v for n, v in file.data[MODELS].items()}}

    def retarget(document: Any) -> None:
        for key, after in targets.items():
            table = document
            for step in key[:-1]:
                table = table[step]
            table[key[-1]] = after

    _edit(file, retarget, catalog)
    return tuple(changes)


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Keep others who edit by this module out of a file's folder; they wait.

    It is the folder that is locked, since the file itself is replaced. Where the system has no such
    locks nobody waits.
    """
    try:
        import fcntl  # noqa: PLC0415 - Windows has none
    except ImportError:
        yield
        return
    there = next((folder for folder in path.resolve().parents if folder.is_dir()), None)
    if there is None:
        yield
        return
    with ExitStack() as held:
        with suppress(OSError):  # of a file system without locks, or a folder that may not be read
            handle = os.open(there, os.O_RDONLY)
            held.callback(os.close, handle)  # which ends the lock
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


class _Ids:
    """Old ids and the new ones, by the ways in which the old ones are written."""

    def __init__(self, ids: Mapping[str, str], catalog: ModelCatalog) -> None:
        self._ids = ids
        self._names = catalog.names
        bare = [full_id.partition("/")[2] for full_id in ids]
        self._bare = {full_id.partition("/")[2]: new for full_id, new in ids.items()}
        self._bare = {name: new for name, new in self._bare.items() if bare.count(name) == 1}

    def new(self, written: str) -> str | None:
        """The new id in the place of a written one; None where it stays."""
        provider, _, model_id = written.partition("/")
        slug = self._names.provider_named(provider)
        return self._ids.get(f"{slug or provider}/{model_id}") or self._bare.get(written)


def _edit(file: FileText, change: Callable[[Any], None], catalog: ModelCatalog) -> None:
    """Make a change to the text and to what it says, and write the text where both agree."""
    tomlkit = _tomlkit(file.path)
    try:
        tables = tomlkit.parse(file.text)
        change(tables)
        text = tomlkit.dumps(tables)
    except tomlkit.exceptions.TOMLKitError:
        raise _refusal(file.path, _LAYOUT) from None
    expected = deepcopy(file.data)
    change(expected)
    file.write(text, expected, catalog)


def _tomlkit(path: Path) -> Any:
    """The library that edits TOML."""
    try:
        import tomlkit  # noqa: PLC0415 - only a change needs it
    except ModuleNotFoundError:
        raise _refusal(path, "is edited by tomlkit: pip install 'modeldex[config]'") from None
    return tomlkit


def _refusal(path: Path, problem: str) -> ConfigError:
    return ConfigError([Fault(str(path), "", problem)])


def _aliases(data: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    found = (data.get("aliases") or {}).get(kind) or {}
    return found if isinstance(found, dict) else {}


def _targets(data: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """Where an alias says which model it means, and what it says."""
    for alias, target in _aliases(data, MODELS).items():
        yield ("aliases", MODELS, alias), str(target)


def _members(data: Mapping[str, Any]) -> Iterator[tuple[KeyPath, str]]:
    """Where a member of a pool says which model it is, and what it says; nothing of what is wrong."""
    routing = data.get("routing")
    pools = routing.get("pools") if isinstance(routing, dict) else None
    for name, pool in pools.items() if isinstance(pools, dict) else ():
        members = pool.get("members") if isinstance(pool, dict) else None
        for place, member in enumerate(members if isinstance(members, list) else ()):
            if isinstance(member, dict) and isinstance(member.get("model"), str):
                yield ("routing", "pools", name, "members", place, "model"), member["model"]


def _refuse_two_of_one_id(file: FileText, models: Iterable[str], new: Mapping[str, str]) -> None:
    """Raise ConfigError for every table whose new id another table has, or gets too."""
    faults = []
    taken = {name for name in models if name not in new}
    for written, full_id in new.items():
        if full_id in taken:
            problem = f"is to become {full_id}, which has a table already; join the two by hand"
            faults.append(file.document.fault((MODELS, written), problem))
        taken.add(full_id)
    if faults:
        raise ConfigError(faults)


def _with_names(text: str, new: Mapping[str, str]) -> str:
    """The text with other names of models, wherever one stands."""
    for key, begin in reversed(toml_keys(text)):
        name = str(key[-1])
        if len(key) == 2 and key[0] == MODELS and name in new:
            text = f"{text[:begin]}{quoted(new[name])}{text[key_end(text, begin) :]}"
    return text
