"""Whether what a price is made of is of the right types, before its values are looked at."""

from __future__ import annotations

from operator import attrgetter
from types import NoneType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.core.price import Price

_TEXTS = ("unit", "model", "currency", "service", "kind")
_OPTIONAL_TEXTS = (
    "region", "hours_utc", "variant", "valid_from", "valid_to", "recorded_on", "supersedes", "source",
)  # fmt: skip
_texts, _optional_texts = attrgetter(*_TEXTS), attrgetter(*_OPTIONAL_TEXTS)
_TEXT, _TEXT_OR_NONE = {str}, {str, NoneType}


def type_faults_of(price: Price) -> dict[str, str]:
    """What is of a wrong type, by field; nothing where all is right. The amount is not looked at."""
    texts, others = set(map(type, _texts(price))), set(map(type, _optional_texts(price)))
    if texts == _TEXT and others <= _TEXT_OR_NONE and type(price.above_tokens) is int:
        return {}
    problems = {
        name: f"must be text, not {value!r}"
        for name, value in zip(_TEXTS, _texts(price), strict=True)
        if type(value) is not str
    }
    for name, value in zip(_OPTIONAL_TEXTS, _optional_texts(price), strict=True):
        if type(value) not in (str, NoneType):
            problems[name] = f"must be text or None, not {value!r}"
    if type(price.above_tokens) is not int:
        problems["above_tokens"] = f"must be a whole number, not {price.above_tokens!r}"
    return problems
