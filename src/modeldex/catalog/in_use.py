"""Which catalog answers: an update that the user has applied, or else the one that came with the package.

An update lies as one file in the folder of what is kept between runs (`Settings.data_dir`). Where there is
none, finding that out takes one look at the disk.
"""

from __future__ import annotations

import os

from modeldex.catalog.lock import making
from modeldex.catalog.reader import ModelCatalog
from modeldex.catalog.schema import APPLICATION_ID, SCHEMA_VERSION
from modeldex.core.errors import CatalogError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

UPDATE_NAME = "catalog.sqlite"
"""Name of the applied update in the folder of what is kept between runs."""
STATE_PLACE = ("updates", "state.json")
"""Where in that folder stands what was applied when, and what is pinned."""
OLDEST_READABLE = SCHEMA_VERSION - 1
_MEND = "go back with `modeldex update rollback`, or apply it anew with `modeldex update apply`"
_HEADER_BYTES = 100

_looked = False
_update: ModelCatalog | None = None
"""The update of this process, once it has looked for one."""


def catalog_in_use() -> ModelCatalog:
    """The catalog that this process asks; what is applied after its first question is for the next one."""
    global _looked, _update  # noqa: PLW0603 - one per process, found when it is first asked for
    if not _looked:
        with making():
            if not _looked:
                _update = applied_update(data_folder())
                _looked = True
    return ModelCatalog.bundled() if _update is None else _update


def catalog_of(folder: str | os.PathLike[str]) -> ModelCatalog:
    """The catalog in use of a folder of what is kept between runs, looked for anew."""
    update = applied_update(folder)
    return ModelCatalog.bundled() if update is None else update


def applied_update(folder: str | os.PathLike[str]) -> ModelCatalog | None:
    """The update applied in a folder, opened; None where there is none, or the package has newer facts.

    A pinned one counts, however old it is. CatalogError where the file is no catalog, or not whole: nobody
    is answered out of another one than was applied without being told. A changed byte is not looked for
    here, which would take longer than all the rest; `modeldex update status` does.
    """
    path = os.path.join(folder, UPDATE_NAME)  # noqa: PTH118 - start-up time
    try:
        size = os.stat(path).st_size  # noqa: PTH116
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return None  # nothing there, or a folder into which this user cannot have applied anything
    except OSError as error:
        raise _unreadable(path, error) from None
    schema = _schema_of(path, size)
    if schema < OLDEST_READABLE:
        return None  # a package of today reads it no more, and brought newer facts
    try:
        update = ModelCatalog.open(path)
        version = update.version
        is_newer = version_order(version) > version_order(ModelCatalog.bundled().version)
    except CatalogError as error:
        raise CatalogError(f"{str(error).partition('] ')[2]}; it is an applied update: {_MEND}") from None
    except ValueError:
        raise CatalogError(f"{path} states no version of a catalog: {_MEND}") from None
    return update if is_newer or pinned_version(folder) == version else None


def version_order(version: str) -> tuple[str, int]:
    """What puts versions, `YYYY-MM-DD-vN`, in order; ValueError for what is none."""
    day, _, number = version.rpartition("-v")
    if len(day) != 10 or not (number.isascii() and number.isdigit()):
        raise ValueError(f"must be a version like 2026-10-25-v1, not {version!r}")
    return day, int(number)


def pinned_version(folder: str | os.PathLike[str]) -> str | None:
    """The version at which the user stays; None where none is pinned."""
    import json

    path = os.path.join(folder, *STATE_PLACE)  # noqa: PTH118
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            state: Any = json.loads(file.read())
        pinned = state.get("pinned")
    except FileNotFoundError:
        return None
    except OSError as error:
        raise CatalogError(f"{path} cannot be read: {error.strerror}; remove it") from None
    except (ValueError, AttributeError):
        raise CatalogError(f"{path} is damaged; remove it, then apply an update anew") from None
    return pinned if isinstance(pinned, str) else None


def data_folder() -> str:
    """The folder of what is kept between runs, as `Settings.data_dir` has it, without reading settings."""
    environ = os.environ
    named = environ.get("MODELDEX_DATA_DIR", "")
    if named.strip():
        is_home = named == "~" or named.startswith("~/")
        return _home(environ) + named[1:] if is_home else named
    shared = environ.get("XDG_DATA_HOME", "")
    if not os.path.isabs(shared):  # noqa: PTH117
        shared = os.path.join(_home(environ), ".local", "share")  # noqa: PTH118
    return os.path.join(shared, "modeldex")  # noqa: PTH118


def _home(environ: os._Environ[str]) -> str:
    return environ.get("HOME", "") or os.path.expanduser("~")  # noqa: PTH111


def _unreadable(path: str, error: OSError) -> CatalogError:
    return CatalogError(
        f"{path} cannot be read: {error.strerror}; it stands where an applied update does: remove it, then"
        " apply one anew with `modeldex update apply`"
    )


def _schema_of(path: str, size: int) -> int:
    """The schema that the first bytes of a file state; CatalogError where it is no catalog, or not whole.

    https://www.sqlite.org/fileformat2.html#the_database_header says what stands in them.
    """
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - pathlib costs 10 ms of start-up
            header = file.read(_HEADER_BYTES)
    except OSError as error:
        raise _unreadable(path, error) from None
    page_bytes, pages, schema, application = (
        int.from_bytes(header[start:end], "big") for start, end in ((16, 18), (28, 32), (60, 64), (68, 72))
    )
    if len(header) < _HEADER_BYTES or application != APPLICATION_ID:
        raise CatalogError(f"{path} is no catalog of modeldex; it is an applied update: {_MEND}")
    if size != (page_bytes if page_bytes > 1 else 65536) * pages:
        raise CatalogError(f"{path} is cut short; it is an applied update: {_MEND}")
    return schema
