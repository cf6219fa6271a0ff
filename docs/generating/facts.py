"""What the tables of facts consist of: columns, capabilities, units, sources, and how many of each."""

from __future__ import annotations

from pathlib import Path

import modeldex
from docs.generating.source import attribute_docs
from docs.generating.tables import table
from modeldex.catalog.columns import EVIDENCE_COLUMNS, FIELDS, MODEL_COLUMNS, PRICE_COLUMNS
from modeldex.catalog.row_schema import row_schema
from modeldex.core.capability import CAPABILITIES
from modeldex.core.price import Price
from modeldex.core.status import ModelStatus
from modeldex.core.usage import UNITS
from modeldex.registry.moves import MOVES

_ROOT = Path(__file__).resolve().parents[2]


def model_columns() -> str:
    """The columns of a row of the merged table."""
    return _columns(MODEL_COLUMNS)


def evidence_columns() -> str:
    """What a row of a source or a curated row has beside."""
    return _columns(EVIDENCE_COLUMNS)


def columns_and_attributes() -> str:
    """The columns of a row, with the attribute of `ModelConfig` that each fills."""
    properties = row_schema()["properties"]
    assert isinstance(properties, dict)
    rows = [
        (f"`{name}`", f"`{_attribute(name)}`", str(properties[name]["description"])) for name in MODEL_COLUMNS
    ]
    return table(("column", "in Python", "meaning"), rows)


def _attribute(column: str) -> str:
    own = {"id": "id", "caps": "capabilities", "description": "description"}
    return own.get(column) or (FIELDS[column].name if column in FIELDS else f"benchmarks[{column!r}]")


def _columns(names: tuple[str, ...]) -> str:
    properties = row_schema()["properties"]
    assert isinstance(properties, dict)
    return table(("column", "meaning"), ((f"`{name}`", properties[name]["description"]) for name in names))


def price_columns() -> str:
    """The columns of a row of prices."""
    docs = attribute_docs(Price) | {
        "id": "full id of the offering",
        "price_id": "hash of what the row says; filled in by the build",
    }
    return table(("column", "meaning"), ((f"`{name}`", docs[name]) for name in PRICE_COLUMNS))


def moves() -> str:
    """Which moves between statuses a registry allows."""
    rows = [(old.name.lower(), ", ".join(new.name.lower() for new in MOVES[old])) for old in ModelStatus]
    return table(("from", "to"), rows)


def capabilities() -> str:
    """Every capability, its letter, and what it means to have it."""
    rows = [(f"`{name}`", item.letter or "", item.meaning) for name, item in CAPABILITIES.items()]
    return table(("name", "letter", "a model that has it"), rows)


def units() -> str:
    """Every unit that can be charged for."""
    rows = [(f"`{name}`", f"{unit.per:,}", unit.meaning) for name, unit in UNITS.items()]
    return table(("unit", "a price is for", "what is counted"), rows, right=("a price is for",))


def orders() -> str:
    """The names that `sort` has for fields."""
    from modeldex.catalog.query import SORTS

    return table(("sort", "compares"), ((f"`{name}`", f"`{column}`") for name, column in SORTS.items()))


def counts() -> str:
    """How much there is in the catalog, in a sentence."""
    stats = modeldex.ModelCatalog.bundled().stats()
    sources = stats["sources"]
    assert isinstance(sources, dict)
    return (
        f"{stats['models']:,} models of {stats['providers']} providers and {stats['makers']} makers,"
        f" {stats['prices']:,} price rows, {stats['statements']:,} statements of {len(sources)} sources"
        f" (`modeldex stats`); catalog {stats['version']}."
    )


def coverage() -> str:
    """Of how many models each field is stated."""
    stats = modeldex.ModelCatalog.bundled().stats()
    stated = stats["stated"]
    assert isinstance(stated, dict)
    head = (
        f"{stats['models']:,} models of {stats['providers']} providers, {stats['statements']:,} statements."
    )
    shares = sorted(((name, share) for name, share in stated.items() if share), key=lambda pair: -pair[1])
    rows = [(f"`{name}`", f"{share:.1%}") for name, share in shares]
    return f"{head}\n\n{table(('field', 'stated'), rows, right=('stated',))}"


def ranks() -> str:
    """The table in the docstring of `pipeline/precedence`."""
    from modeldex.pipeline import precedence

    return "\n".join(line for line in (precedence.__doc__ or "").splitlines() if line.startswith("|"))


def fresh_days() -> str:
    """How long each kind of field counts as fresh."""
    from modeldex.pipeline.precedence import FRESH_DAYS

    return "  " + ", ".join(f"{kind} {days}" for kind, days in FRESH_DAYS.items()) + "."


def sources() -> str:
    """Every source, with its day and its terms."""
    from modeldex.pipeline.manifest import read_manifest

    infos = read_manifest(_ROOT / "data").values()
    rows = [(one.title, one.seen_on, f"{one.offerings:,}", one.licence, one.url) for one in infos]
    return table(("source", "seen on", "offerings", "terms", "where"), rows, right=("offerings",))
