"""The conditions of `find_models` and `count_models`, one keyword each."""

from __future__ import annotations

from modeldex.catalog.columns import FIELDS
from modeldex.catalog.criteria.flags import ABLE, UNABLE, Masks
from modeldex.catalog.criteria.table import CRITERIA
from modeldex.catalog.named_field import PRICING
from modeldex.catalog.where import conditions_of
from modeldex.core.capability import capability_mask
from modeldex.core.errors import InvalidValueError
from modeldex.core.money import exact
from modeldex.core.status import ModelStatus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date
    from typing import Any, TypedDict

    from modeldex.catalog.criteria.base import Condition, Names
    from modeldex.core.money import Amount

    class Conditions(TypedDict, total=False):
        """What a question may ask; an unknown value meets no condition.

        None asks nothing, but of `capabilities` and `lacks`, which are names: without any they ask
        nothing, and None is refused.
        """

        capabilities: str | Iterable[str]
        """All of them are there: names in a text, or several."""
        lacks: str | Iterable[str]
        """All of them are known not to be there."""
        provider: str | None
        """Served by this provider, by any name of it."""
        maker: str | None
        """Published by this maker."""
        model: str | None
        """An offering of this canonical model, `maker/name`."""
        family: str | None
        """Of the family its maker puts it in."""
        category: str | None
        """What kind of provider serves it."""
        status: ModelStatus | str | Iterable[ModelStatus | str] | None
        """Any of these; none given: every status."""
        pricing: str | None
        """`priced`, `free`, `variable` or `unknown`."""
        open_weights: bool | None
        """Whether the weights can be downloaded."""
        can_classify: bool | None
        """Whether it is fit for classification."""
        max_input_cost: Amount | None
        """At most so many USD per million input tokens; free counts, variable and unknown do not."""
        max_output_cost: Amount | None
        """At most so many USD per million output tokens."""
        max_cache_read_cost: Amount | None
        """At most so many USD per million input tokens read from a cache."""
        min_context: int | None
        """At least so many tokens of context window."""
        min_input: int | None
        """At least so many input tokens, where they are stated apart from the window."""
        min_output: int | None
        """At least so many output tokens."""
        released_since: str | date | None
        """Released on this day or later."""
        released_before: str | date | None
        """Released before this day."""
        retires_before: str | date | None
        """No longer served from a day before this one."""
        knowledge_since: str | date | None
        """Trained on data of this day or later."""
        updated_since: str | date | None
        """A value last changed on this day or later."""
        where: str | Iterable[str] | None
        """`<field><comparison><value>`, one text per condition: `gpqa>=80`, `vision=true`, `rpm=?`."""

    Reader = Callable[[Any, Names], Iterable[Condition]]
    """Reads the value of a keyword; ValueError says what is wrong with it."""

_MOST = 2**62
"""More tokens than any limit."""
_SEVERAL = (str, list, tuple, set, frozenset)
_STATUS = CRITERIA["status"]


def conditions_of_keywords(subject: str, asked: Mapping[str, Any], names: Names) -> list[Condition]:
    """The conditions that keywords state, all of which must hold.

    TypeError names a keyword that does not exist, UnknownNameError a name, and InvalidValueError
    every keyword whose value cannot be.
    """
    found: list[Condition] = []
    problems: dict[str, str] = {}
    for keyword, value in asked.items():
        reader = KEYWORDS.get(keyword)
        if reader is None:
            raise TypeError(f"{subject}() got an unexpected keyword argument {keyword!r}{_near(keyword)}")
        if value is None and keyword not in _NEVER_NONE:
            continue
        try:
            found += reader(value, names)
        except ValueError as error:
            problems[keyword] = str(error)
    if problems:
        raise InvalidValueError(subject, problems)
    return found


def _masks(criterion: Masks) -> Reader:
    def read(value: Any, _: Names) -> Iterable[Condition]:
        if not isinstance(value, _SEVERAL):
            raise ValueError(f"must be names, not {value!r}")
        mask = 0
        for name in value.replace(",", " ").split() if isinstance(value, str) else value:
            if not isinstance(name, str):
                raise ValueError(f"must be names, not {name!r}")
            mask |= capability_mask(name)
        return ((criterion, "=", mask),) if mask else ()

    return read


def _listed(name: str) -> Reader:
    criterion = CRITERIA[name]
    return lambda value, names: ((criterion, "=", names.one_of(name, _text(value))),)


def _word(name: str) -> Reader:
    criterion = CRITERIA[name]
    return lambda value, _: ((criterion, "=", criterion.value(_text(value))),)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(f"must be text, not {value!r}")
    return value


def _yes_or_no(name: str) -> Reader:
    criterion = CRITERIA[name]

    def read(value: Any, _: Names) -> Iterable[Condition]:
        if not isinstance(value, bool):
            raise ValueError(f"must be True, False or None, not {value!r}")
        return ((criterion, "=", "Y" if value else "N"),)

    return read


def _at_most(name: str) -> Reader:
    criterion = CRITERIA[name]
    return lambda value, _: ((criterion, "<=", exact(value)),)


def _tokens(name: str) -> Reader:
    criterion = CRITERIA[name]

    def read(value: Any, _: Names) -> Iterable[Condition]:
        if type(value) is not int or not 0 <= value < _MOST:
            raise ValueError(f"must be a whole number of tokens, not {value!r}")
        return ((criterion, ">=", value),)

    return read


def _day(name: str, comparison: str) -> Reader:
    criterion, days = CRITERIA[name], FIELDS[name]
    return lambda value, _: ((criterion, comparison, days.encode(value)),)


def _statuses(value: Any, _: Names) -> Iterable[Condition]:
    wanted = (value,) if isinstance(value, str | ModelStatus) else value
    if not isinstance(wanted, _SEVERAL) or not all(isinstance(one, str | ModelStatus) for one in wanted):
        raise ValueError(f"must be statuses or names of them, not {value!r}")
    letters = tuple(dict.fromkeys(ModelStatus.named(one).value for one in wanted))
    return ((_STATUS, "=", letters),) if letters else ()


KEYWORDS: dict[str, Reader] = {
    "capabilities": _masks(ABLE),
    "lacks": _masks(UNABLE),
    "provider": _listed("provider"),
    "maker": _listed("maker"),
    "model": _listed("model"),
    "family": _listed("family"),
    "category": _word("category"),
    "status": _statuses,
    "pricing": _word(PRICING),
    "open_weights": _yes_or_no("open_weights"),
    "can_classify": _yes_or_no("can_classify"),
    "max_input_cost": _at_most("input_per_1m"),
    "max_output_cost": _at_most("output_per_1m"),
    "max_cache_read_cost": _at_most("cache_per_1m"),
    "min_context": _tokens("max_context"),
    "min_input": _tokens("max_input"),
    "min_output": _tokens("max_output"),
    "released_since": _day("release_date", ">="),
    "released_before": _day("release_date", "<"),
    "retires_before": _day("retires_on", "<"),
    "knowledge_since": _day("knowledge_cutoff", ">="),
    "updated_since": _day("updated", ">="),
    "where": conditions_of,
}
"""Keyword -> what reads its value."""

_NEVER_NONE = ("capabilities", "lacks")


def _near(keyword: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(keyword, KEYWORDS, n=1)
    return f"; did you mean {near[0]}?" if near else ""
