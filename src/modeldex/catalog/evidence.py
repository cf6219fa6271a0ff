"""Who says so: statements about a field, their history, and where sources disagree."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal

from modeldex.catalog.named_field import (
    BENCHMARK,
    CAPABILITY,
    COLUMN,
    NAMED,
    OWN,
    PRICING,
    RATE,
    SCORE,
    field_named,
)
from modeldex.core.errors import UnknownNameError
from modeldex.core.evidence import REASONS, Conflict, Statement
from modeldex.core.money import CONTEXT
from modeldex.core.quality import DERIVED_FROM, DUELS, STANDS_IN
from modeldex.core.status import ModelStatus
from modeldex.core.usage import UNITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from modeldex.catalog.file import CatalogFile
    from modeldex.catalog.named_field import Names
    from modeldex.core.model_config import ModelConfig

    Statuses = ModelStatus | str | Iterable[ModelStatus | str] | None
INFERRED = 1_000
"""Place of what a rule infers: after all that anybody says, and no party to a conflict."""
_STATEMENTS = (
    "SELECT model, field, value, source, original, url, seen_on, wins FROM statements"
    " WHERE model = ? ORDER BY field, wins = 0, seen_on DESC, source"
)
_TORN = (  # places from 1,000 on are INFERRED
    "SELECT m.id, f.name, c.value, s.name, c.original, p.url, c.seen_on, c.wins FROM claims c"
    " JOIN models m USING (n) JOIN fields f USING (f) JOIN sources s ON s.n = c.s LEFT JOIN pages p USING (p)"
    " WHERE (SELECT count(DISTINCT d.value) FROM claims d"
    " WHERE d.n = c.n AND d.f = c.f AND d.value != '?' AND d.place < 1000) > 1 AND c.place < 1000"
    " AND m.provider = coalesce(?, m.provider) AND f.name = coalesce(?, f.name) AND instr(?, m.status)"
    " ORDER BY m.id, f.name, c.place"
)
_COMPARED = (
    "SELECT f.name, count(*) FROM (SELECT c.n, c.f FROM claims c JOIN models m USING (n)"
    " WHERE c.value != '?' AND c.place < 1000 AND m.provider = coalesce(?, m.provider) AND instr(?, m.status)"
    " GROUP BY c.n, c.f HAVING count(DISTINCT c.s) > 1)"
    " JOIN fields f USING (f) GROUP BY f.name ORDER BY f.name"
)
_UNSTATED = "?"
_FOUR_DIGITS = Context(prec=4, rounding=ROUND_HALF_EVEN, traps=[])
LIMITS = ("max_context", "max_input", "max_output")
"""Fields that count tokens of a call."""
DATES = ("release_date", "knowledge_cutoff", "deprecated_on", "retires_on")
"""Fields that are days, in the precision of the source."""
LIMIT_TOLERANCE = Decimal("0.05")
"""Limits that differ by no more are one limit, stated exactly or roughly (131,072 and 128,000)."""
RATE_TOLERANCE = Decimal("0.005")
"""Rates that differ by no more are one rate, rounded or not."""
_OF_BENCHMARKS = ("benchmarks", "scores")
"""Columns that stand for several fields, or follow from them: each benchmark is stated on its own."""
NO_CONFLICT = ("name", "alias", "updated", "family")
"""Fields in which catalogs differ by taste, not in fact."""


def field_key(name: str) -> str:
    """The one name under which statements stand, for a name of a field.

    A column (`max_context`), an attribute (`context_window`, `supports_vision`), a capability
    (`vision`), a benchmark with a column of its own, or a rate (`input_tokens@batch`).
    UnknownNameError lists them: `id`, `pricing` and quality scores follow from others, or are no
    statement.
    """
    kind, key = field_named(name)
    if kind in (OWN, SCORE):
        stated = (name for name, (kind, _) in NAMED.items() if kind not in (OWN, SCORE))
        raise UnknownNameError("field that somebody states", name, stated)
    return key


def statements(
    file: CatalogFile, model: ModelConfig, field: str | None, names: Names
) -> tuple[Statement, ...]:
    """What each source says about an offering, or about one field of it; the winner first."""
    said = [_statement(row) for row in file.rows(_STATEMENTS, model.id)]
    if field is None:
        return tuple(said)
    # a benchmark of which no model has a score any more is known by what was said of it alone
    is_known = field in NAMED or all(one.field != field for one in said)
    speaks_of = test_of(field, names, model.benchmarks) if is_known else field.__eq__
    return tuple(one for one in said if speaks_of(one.field))


def conflicts(
    file: CatalogFile,
    provider: str | None,
    field: str | None,
    status: Statuses,
    names: Names,
) -> tuple[Conflict, ...]:
    """Every field of every offering about which sources disagree, by id and field."""
    kind, key = (COLUMN, None) if field is None else field_named(field, names)
    alone = key if kind in (COLUMN, CAPABILITY, BENCHMARK, RATE) and key not in _OF_BENCHMARKS else None
    speaks_of = (lambda _: True) if field is None else test_of(field, names, names.benchmarks())
    found: dict[tuple[str, str], list[Statement]] = {}
    for row in file.rows(_TORN, provider, alone, _letters(status)):
        if row[1] not in NO_CONFLICT and speaks_of(row[1]):
            found.setdefault((row[0], row[1]), []).append(_statement(row))
    return tuple(
        Conflict(model=full_id, field=name, statements=tuple(said)) for (full_id, name), said in found.items()
    )


def compared(file: CatalogFile, provider: str | None = None, status: Statuses = None) -> dict[str, int]:
    """Field -> of how many offerings two sources or more state it: what conflicts are a share of."""
    rows = file.rows(_COMPARED, provider, _letters(status))
    return {name: count for name, count in rows if name not in NO_CONFLICT}


def test_of(field: str, names: Names, benchmarks: Collection[str]) -> Callable[[str], bool]:
    """Whether a statement, by the name it stands under, is about a field.

    Benchmarks are stated one by one; a quality score is stated, or follows from some of them; pricing
    follows from all rates; about an id nobody states anything.
    """
    kind, key = field_named(field, names)
    if key in _OF_BENCHMARKS:
        return lambda name: name == key or name in benchmarks
    if kind == SCORE:
        own = ("scores", *DERIVED_FROM[key], *STANDS_IN[key], DUELS.get(key))
        return lambda name: name in own
    if kind == OWN:
        return is_rate if key == PRICING else lambda _: False
    return lambda name: name == key


def is_rate(field: str) -> bool:
    """Whether a field is what something costs."""
    return field.partition("@")[0] in UNITS


def gap(conflict: Conflict) -> Decimal | None:
    """The largest value over the smallest, of rates and limits, to four digits; None where one is free.

    A value that varies, or is set back to unknown, does not count; other fields have no gap.
    """
    amounts = _amounts(conflict.field, [one.value for one in conflict.statements])
    if not amounts or not min(amounts):
        return None
    return _FOUR_DIGITS.divide(max(amounts), min(amounts))


def is_rounding(conflict: Conflict) -> bool:
    """Whether sources say one thing, exactly or roughly."""
    return is_one_value(conflict.field, [one.value for one in conflict.statements])


def is_one_value(field: str, values: Collection[str]) -> bool:
    """Whether values of a field are one, stated exactly or roughly.

    Limits within 5 % are one, rates within 0.5 %, and a day and its month or year.
    """
    if field in DATES:
        days = set(values) - {_UNSTATED}
        return all(max(days, key=len).startswith(day) for day in days)
    amounts = _amounts(field, values)
    if not amounts or "variable" in values:
        return False
    tolerance = RATE_TOLERANCE if is_rate(field) else LIMIT_TOLERANCE
    apart = CONTEXT.subtract(max(amounts), min(amounts))
    return apart <= CONTEXT.multiply(tolerance, max(amounts))


def _amounts(field: str, values: Iterable[str]) -> list[Decimal]:
    if field not in LIMITS and not is_rate(field):
        return []
    stated = set(values) - {_UNSTATED, "variable"}
    return [Decimal(0) if value == "free" else Decimal(value) for value in stated]


def _letters(status: Statuses) -> str:
    """The letters of the statuses that were asked for; all where none was."""
    names = (status,) if isinstance(status, str | ModelStatus) else status
    return "".join(ModelStatus.named(one).value for one in (ModelStatus if names is None else names))


def _statement(row: tuple[str, ...]) -> Statement:
    model, field, value, source, original, url, seen_on, wins = row
    return Statement(
        model=model, field=field, value=value, source=source, original=original, url=url, seen_on=seen_on,
        wins=bool(wins), reason=REASONS[int(wins)],
    )  # fmt: skip
