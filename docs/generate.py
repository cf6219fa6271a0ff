"""Writes what the docs say twice: help texts, public names, columns, coverage, and what examples give.

`python -m docs.generate` writes the pages; with `--check` it only says which would change.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from docs.generating import errors, facts, helps, python_pages
from docs.generating.examples import Renewed, renewed
from docs.generating.marks import filled
from docs.generating.pictures import says
from modeldex.catalog.row_schema import row_schema
from modeldex.cli.commands import SECTIONS
from modeldex.config.schema import configuration_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
_NO_EXAMPLES = ("docs/bench.md", "docs/design/", "docs/reference/")
"""Pages whose blocks are written by others: by the bench, by hand, or from help and docstrings."""


def main() -> int:
    """Write or check every generated file; 1 where a check finds one out of date."""
    check = "--check" in sys.argv[1:]
    stale = 0
    for path, content in files():
        old = path.read_bytes() if path.exists() else b""
        if old == content or (check and path.suffix == ".svg" and says(old) == says(content)):
            continue
        stale += 1
        name = path.relative_to(ROOT)
        print(f"out of date: {name}; run `make docs`" if check else f"written: {name}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return 1 if check and stale else 0


def files() -> Iterator[tuple[Path, bytes]]:
    """Every generated file, and every page with a generated part or an example, as it should be."""
    yield ROOT / "data" / "schema.json", _json(row_schema())
    yield ROOT / "docs/reference/modeldex.schema.json", _json(configuration_schema())
    for name in dict.fromkeys((*PARTS, *pages_with_examples())):
        made = page(name)
        yield ROOT / name, made.text.encode()
        for link, picture in made.pictures.items():
            yield (ROOT / name).parent / link, picture


def _json(schema: object) -> bytes:
    return (json.dumps(schema, indent=2) + "\n").encode()


def page(name: str) -> Renewed:
    """What a page should say and show."""
    text = filled((ROOT / name).read_text("utf-8"), name, PARTS.get(name, {}))
    return renewed(text, name) if name in pages_with_examples() else Renewed(text, {})


def pages_with_examples() -> list[str]:
    """The pages whose examples are run, by name."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    names = [page.relative_to(ROOT).as_posix() for page in pages]
    return [name for name in names if not name.startswith(_NO_EXAMPLES)]


def _asked_by_run() -> str:
    """What `make run` prints."""
    question = re.search(r"modeldex (list .+)", (ROOT / "Makefile").read_text("utf-8"))
    assert question is not None
    return f"```text\n{helps.shown(question[1])}\n```"


def _bench() -> str:
    """Everything that the last bench says."""
    return (ROOT / "docs" / "bench.md").read_text("utf-8").strip()


def _bench_in_short() -> str:
    """The machine, and a row per package."""
    machine, packages, *_ = _bench().split("\n\n")
    return f"{machine}\n\n{packages}"


def _entries(page: str) -> Callable[[], str]:
    return lambda: python_pages.entries(page)


def _helps(section: str) -> Callable[[], str]:
    return lambda: helps.section_helps(section)


_SLUGS = {section: section.lower().replace(" ", "-") for section in SECTIONS}

PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "README.md": {"run": _asked_by_run, "counts": facts.counts, "bench": _bench_in_short},
    "data/README.md": {
        "model columns": facts.model_columns,
        "evidence columns": facts.evidence_columns,
        "price columns": facts.price_columns,
        "capabilities": facts.capabilities,
        "units": facts.units,
        "ranks": facts.ranks,
        "fresh days": facts.fresh_days,
        "coverage": facts.coverage,
        "sources": facts.sources,
    },
    "docs/concepts/lifecycle.md": {"moves": facts.moves},
    "docs/reference/bench.md": {"bench": _bench},
    "docs/reference/cli/index.md": {"help": helps.whole_help},
    **{f"docs/reference/cli/{slug}.md": {"commands": _helps(section)} for section, slug in _SLUGS.items()},
    "docs/reference/python/index.md": {"names": python_pages.names_table},
    **{f"docs/reference/{page}": {"entries": _entries(page)} for page in python_pages.PAGES},
    "docs/reference/errors.md": {"errors": errors.error_table, "entries": _entries("errors.md")},
    "docs/reference/python/catalog.md": {
        "orders": facts.orders,
        "entries": _entries("python/catalog.md"),
    },
    "docs/reference/rows.md": {
        "columns": facts.columns_and_attributes,
        "price columns": facts.price_columns,
        "capabilities": facts.capabilities,
        "units": facts.units,
    },
}
"""Page -> mark -> what stands between it and the end."""


if __name__ == "__main__":
    sys.exit(main())
