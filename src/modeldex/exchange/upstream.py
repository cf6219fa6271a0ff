"""A user's file read by the parser of a neighbour's own answers, without the bounds of those."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import InvalidValueError, SourceError
from modeldex.exchange.imported import Imported
from modeldex.pipeline.normalise import source_row

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Sequence

    from modeldex.exchange.desk import Desk
    from modeldex.exchange.document import Document
    from modeldex.sources.base import Reading

_OF_PIPELINE = (
    ". The answer has changed its shape; mend the parser",
    "; the upstream has changed its shape",
    "; add it to the table of modes",
)
"""What an error tells the keeper of a parser, and is of no use to the user of a file."""
DATED = "days of its rates"
"""What a row has no place for."""


def parsed(
    document: Document,
    entries: Callable[[Any], Sequence[tuple[str, Any]]],
    parse: Callable[[Sequence[tuple[str, Any]]], Reading],
) -> Reading:
    """What a parser makes of a file, taken apart into entries and put together again by `parse`.

    DataError names every entry that cannot be read: where the whole cannot, each is read alone.
    """
    try:
        return parse(entries(document.decoded()))
    except SourceError as error:
        whole = _problem(error)
    faults = []
    for place, entry in entries(document.decoded()):
        try:
            parse([(place, entry)])
        except SourceError as error:
            faults.append(f"{place}: {_problem(error).removeprefix(f'{place}: ')}")
    raise document.faults(faults or [whole])


def imported(
    format_name: str, document: Document, reading: Reading, desk: Desk, skipped: dict[str, str]
) -> Imported:
    """The rows of a reading; `skipped`: what was left out before."""
    rehome(reading, desk)
    reading.finish()
    stating = [one for one in reading.offerings.values() if one.says_anything]
    rows = [
        {column: cell for column, cell in source_row(one).items() if cell}
        for one in sorted(stating, key=lambda one: one.id)
    ]
    made = Imported(
        format=format_name,
        path=str(document.path),
        rows=rows,
        unknown_fields=reading.unknown_fields,
        skipped=skipped | reading.skipped,
        not_priced=reading.not_priced,
        mended=reading.mended,
    )
    if dated := sum(bool(one.dated) for one in stating):
        made.not_kept[DATED] = dated
    return made


def counted(records: Iterable[Any], left_out: Collection[str]) -> Counter[str]:
    """How many records state each of the fields that a parser knows and leaves out."""
    names = set(left_out)
    return Counter(
        field
        for record in records
        if isinstance(record, dict)
        for field in record.keys() & names
        if record[field] not in (None, "", [], {})
    )


def rehome(reading: Reading, desk: Desk) -> None:
    """Put every offering under the provider that was asked for, if any."""
    if desk.forced is None:
        return
    offerings = list(reading.offerings.values())
    reading.offerings.clear()
    for offering in offerings:
        before, offering.provider = offering.id, desk.forced
        if offering.id in reading.offerings:
            reading.skipped[before] = f"another entry is {offering.id} already"
            continue
        reading.offerings[offering.id] = offering
        reading.not_priced = [offering.id if name == before else name for name in reading.not_priced]


def _problem(error: SourceError) -> str:
    """What is wrong with an entry, in words for the owner of the file."""
    cause = error.__cause__
    if isinstance(cause, KeyError):
        return f"needs {cause.args[0]!r}, and has none"
    if isinstance(cause, InvalidValueError):
        return "; ".join(f"{name} {problem}" for name, problem in cause.problems.items())
    if cause is not None and not isinstance(cause, SourceError):
        return f"holds a value of another kind than the format has there: {cause}"
    text = str((cause or error).args[0])
    for ending in _OF_PIPELINE:
        text = text.removesuffix(ending)
    return text
