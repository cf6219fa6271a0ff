"""A user's own file, in any of the formats, as rows of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.days import today
from modeldex.core.errors import DataError
from modeldex.exchange.desk import Desk
from modeldex.exchange.document import Document
from modeldex.exchange.table import FORMATS, format_named

if TYPE_CHECKING:
    from pathlib import Path

    from modeldex.catalog.reader import ModelCatalog
    from modeldex.exchange.base import Format
    from modeldex.exchange.imported import Imported


def read(
    path: Path,
    catalog: ModelCatalog,
    *,
    content: bytes | None = None,
    format_name: str | None = None,
    provider: str | None = None,
    day: str | None = None,
) -> Imported:
    """The rows of a file, and what could not be carried into them.

    Providers are found by the names that the catalog knows; entries of others are left out, or put
    under `provider` with all the rest where one is given. Without a format it is told from the
    content, which is read from the file unless it is given. Dated rates are those of `day`, today if
    left out. DataError names every fault in the file, UnknownNameError the formats or providers
    there are.
    """
    document = Document(path, content)
    desk = Desk(catalog, day or today(), provider)
    chosen = recognised(document) if format_name is None else format_named(format_name)
    made = chosen.read(document, desk)
    _settle_aliases(made, desk)
    return made


def _settle_aliases(made: Imported, desk: Desk) -> None:
    """Leave out an alias that is another offering's id, or that another one has already."""
    ids = {row["id"] for row in made.rows}
    owners: dict[str, str] = {}
    for row in made.rows:
        provider, _, model_id = row["id"].partition("/")
        kept = []
        for alias in row.pop("alias", "").split():
            name = f"{provider}/{alias}"
            other = name if name in ids else desk.meant(name) or row["id"]
            owner = owners.setdefault(name, other)
            if owner == row["id"] and alias != model_id:
                kept.append(alias)
            else:
                made.mended[row["id"]] = f"its other name {alias} is left out: that is {owner}"
        if kept:
            row["alias"] = " ".join(kept)


def recognised(document: Document) -> Format:
    """The one format that a file looks like; DataError where it looks like none or several."""
    found = [name for name in FORMATS if format_named(name).recognises(document)]
    if len(found) == 1:
        return format_named(found[0])
    if document.text.lstrip().startswith(("{", "[")) and document.shape is None:
        document.decoded()  # says where it is no JSON
    looks = f"like {' and like '.join(found)}" if found else "like none of our formats"
    raise DataError(str(document.path), f"looks {looks}; name its format: {', '.join(FORMATS)}")
