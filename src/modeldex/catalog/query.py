"""One question to a catalog: conditions that all must hold, an order, and how much of it."""

from __future__ import annotations

from modeldex.catalog.conditions import conditions_of_keywords
from modeldex.catalog.criteria.table import CRITERIA, criterion
from modeldex.core.errors import InvalidValueError, UnknownNameError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from modeldex.catalog.conditions import Conditions
    from modeldex.catalog.criteria.base import Condition, Criterion, Names

    class Question(Conditions, total=False):
        """What `find_models` takes."""

        sort: str
        """An order of `SORTS`, or a field to compare; unknown values come last, equal ones by id."""
        reverse: bool
        """The order the other way round; unknown values still come last."""
        limit: int | None
        """At most so many models."""
        offset: int
        """Leave out so many before them."""


SORTS: dict[str, str] = {
    "id": "id",
    "name": "name",
    "input_cost": "input_per_1m",
    "output_cost": "output_per_1m",
    "context": "max_context",
    "max_output": "max_output",
    "released": "release_date",
}
"""Name of an order -> the field that it compares. Costs, times, dates to come and names rise; limits,
scores, speeds and past dates fall."""


class Query:
    """A question, read."""

    __slots__ = ("by", "conditions", "falls", "limit", "offset")

    def __init__(self, asked: Mapping[str, Any], names: Names) -> None:
        """TypeError, UnknownNameError and InvalidValueError say what `find_models` cannot be asked."""
        subject, keywords = "find_models", dict(asked)
        sort, reverse = keywords.pop("sort", "id"), keywords.pop("reverse", False)
        limit, offset = keywords.pop("limit", None), keywords.pop("offset", 0)
        problems = _problems(limit, offset, reverse)
        try:
            self.conditions: list[Condition] = conditions_of_keywords(subject, keywords, names)
        except InvalidValueError as error:
            problems = error.problems | problems
        if problems:
            raise InvalidValueError(subject, problems)
        self.by: Criterion | None = None if sort == "id" else _order(sort, names, subject)
        """What the order compares; None: the id."""
        self.falls: bool = reverse if self.by is None else self.by.falls is not reverse
        """Whether the largest comes first."""
        self.limit: int | None = limit
        self.offset: int = offset


def _problems(limit: object, offset: object, reverse: object) -> dict[str, str]:
    problems: dict[str, str] = {}
    if limit is not None and (type(limit) is not int or limit < 0):
        problems["limit"] = f"must be a whole number or None, not {limit!r}"
    if type(offset) is not int or offset < 0:
        problems["offset"] = f"must be a whole number, not {offset!r}"
    if not isinstance(reverse, bool):
        problems["reverse"] = f"must be True or False, not {reverse!r}"
    return problems


def _order(sort: object, names: Names, subject: str) -> Criterion:
    if not isinstance(sort, str):
        raise InvalidValueError(subject, {"sort": f"must be the name of an order or a field, not {sort!r}"})
    try:
        found = criterion(SORTS.get(sort, sort), names)
    except UnknownNameError as error:
        if error.kind != "field":  # a condition of a rate, which has an order
            raise
        ordered = (name for name in error.known if name not in CRITERIA or CRITERIA[name].falls is not None)
        raise UnknownNameError("order", sort, dict.fromkeys((*SORTS, *ordered))) from None
    if found.falls is None:
        raise InvalidValueError(subject, {"sort": f"{sort} has no order: it is no amount, date or name"})
    return found
