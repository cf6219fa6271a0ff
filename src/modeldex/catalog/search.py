"""Finding models by words: trigrams any of which may match, then ranked again by likeness."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.catalog.file import CatalogFile

_CANDIDATES = 300
_LEAST = 0.35
"""Share of letters in common, below which a few letters in a row are a coincidence."""
_MATCH = (
    "SELECT search.id, search.name, at_home, status != 'R' FROM search JOIN models ON models.n = search.rowid"
    " WHERE search MATCH ? ORDER BY search.rank LIMIT ?"
)
_LIKE = (
    "SELECT id, name, at_home FROM models"
    " WHERE id LIKE ? ESCAPE '\\' OR name LIKE ? ESCAPE '\\' ORDER BY at_home DESC, length(id), id LIMIT ?"
)


def search_ids(file: CatalogFile, text: str, limit: int) -> list[str]:
    """Full ids that look like a text, the likest first."""
    readable = "".join(char for char in text if char.isprintable() or char.isspace())
    lowered = " ".join(readable.lower().split())
    grams = dict.fromkeys(
        word[at : at + 3] for word in lowered.replace("/", " ").split() for at in range(len(word) - 2)
    )
    if not grams:
        escaped = lowered.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        pattern = f"%{escaped}%"
        return [row[0] for row in file.rows(_LIKE, pattern, pattern, limit)] if lowered else []
    quoted = " OR ".join('"' + gram.replace('"', '""') + '"' for gram in grams)
    rows = file.rows(_MATCH, quoted, _CANDIDATES)
    scored = [(likeness(lowered, *row), row[0]) for row in rows]
    like = [(-score, len(full_id), full_id) for score, full_id in scored if score]
    return [full_id for *_, full_id in sorted(like)[:limit]]


def likeness(text: str, full_id: str, name: str | None, at_home: int, served: int) -> float:
    """How like the id or the name is, to about 2: more for a maker's own, or if served; 0 for strangers."""
    from difflib import SequenceMatcher

    lowered = full_id.lower()
    bare = lowered.partition("/")[2]
    matcher = SequenceMatcher(b=text, autojunk=False)
    best = 0.0
    for candidate in (lowered, bare, bare.rpartition("/")[2], (name or "").lower()):
        matcher.set_seq1(candidate)
        best = max(best, matcher.ratio())
    every_word = all(word in lowered or word in (name or "").lower() for word in text.split())
    if best < _LEAST and not every_word:
        return 0.0
    return best + 0.5 * every_word + 0.15 * at_home + 0.1 * served
