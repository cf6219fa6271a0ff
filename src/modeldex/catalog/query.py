"""What `find_models` asks: conditions that all must hold; an unknown value meets none of them."""

from __future__ import annotations

from modeldex.core.capability import capability_mask
from modeldex.core.days import is_day
from modeldex.core.errors import InvalidValueError, UnknownNameError
from modeldex.core.money import Amount, exact
from modeldex.core.provider import CATEGORIES
from modeldex.core.record import Record
from modeldex.core.status import ModelStatus

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.core.model_config import ModelConfig

_AMOUNT = "(CASE {0} WHEN 'free' THEN 0.0 WHEN 'variable' THEN NULL ELSE CAST({0} AS REAL) END)"

_IN_FORCE = "EXISTS (SELECT 1 FROM prices WHERE prices.n = models.n AND valid_to IS NULL AND {})"
_VARIABLE = _IN_FORCE.format("amount = 'variable'")
_AMOUNT_STATED = _IN_FORCE.format("amount NOT IN ('free', 'variable')")
_ANY = _IN_FORCE.format("1")
_PRICING = {
    "priced": f"({_AMOUNT_STATED} AND NOT {_VARIABLE})",
    "free": f"({_ANY} AND NOT {_AMOUNT_STATED} AND NOT {_VARIABLE})",
    "variable": _VARIABLE,
    "unknown": f"NOT {_ANY}",
}

_MOST = 2**62
"""More tokens than any limit; what SQLite's integers hold."""

SORTS: dict[str, str] = {
    "id": "id",
    "name": "name IS NULL, name",
    "input_cost": f"{_AMOUNT.format('input_per_1m')} NULLS LAST",
    "output_cost": f"{_AMOUNT.format('output_per_1m')} NULLS LAST",
    "context": "max_context DESC NULLS LAST",
    "max_output": "max_output DESC NULLS LAST",
    "released": "release_date DESC NULLS LAST",
}
"""Name of an order -> SQL; unknown values come last, equal ones by id."""


class Query(Record):
    """The conditions of one question to a catalog."""

    capabilities: tuple[str, ...] = ()
    """All of them must be True."""
    provider: str | None = None
    """Slug of the provider, its other names resolved already."""
    maker: str | None = None
    """Slug of the maker."""
    family: str | None = None
    """The family its maker puts it in."""
    category: str | None = None
    """What kind of provider serves it."""
    status: tuple[ModelStatus, ...] = ()
    """Any of them; empty: every status."""
    open_weights: bool | None = None
    """Whether the weights can be downloaded; None: either."""
    max_input_cost: Amount | None = None
    """At most so many USD per million input tokens; free counts, unknown does not."""
    max_output_cost: Amount | None = None
    """At most so many USD per million output tokens."""
    pricing: str | None = None
    """`priced`, `free`, `variable` or `unknown`; None: any."""
    min_context: int | None = None
    """At least so many tokens of context window."""
    min_output: int | None = None
    """At least so many output tokens."""
    released_since: str | None = None
    """Released on this day or later."""

    def sql(self, *, dated: bool = False) -> tuple[str, list[object]]:
        """The WHERE clause and its values; `dated` leaves out what changes with the day."""
        clauses: list[str] = ["1"]
        values: list[object] = []
        for name in self.capabilities:
            clauses.append("caps_yes & ? != 0")
            values.append(capability_mask(name))
        for column in ("provider", "maker", "family", "category"):
            if (wanted := getattr(self, column)) is not None:
                clauses.append(f"{column} = ?")
                values.append(wanted)
        for clause, bound in (
            ("open_weights = ?", None if self.open_weights is None else "NY"[self.open_weights]),
            ("max_context >= ?", self.min_context),
            ("max_output >= ?", self.min_output),
            ("release_date >= ?", self.released_since),
        ):
            if bound is not None:
                clauses.append(clause)
                values.append(bound)
        if not dated:
            if self.pricing is not None:
                clauses.append(_PRICING[self.pricing])
            self._add_dated(clauses, values)
        return " AND ".join(clauses), values

    def _add_dated(self, clauses: list[str], values: list[object]) -> None:
        if self.status:
            clauses.append(f"status IN ({', '.join('?' * len(self.status))})")
            values.extend(status.value for status in self.status)
        for column, most in (("input_per_1m", self.max_input_cost), ("output_per_1m", self.max_output_cost)):
            if most is not None:
                clauses.append(f"{_AMOUNT.format(column)} <= ?")
                values.append(float(exact(most)))

    def matches_dated(self, model: ModelConfig) -> bool:
        """Whether a model as of some day meets the conditions that change with the day."""
        if self.status and model.status not in self.status:
            return False
        if self.pricing not in (None, model.pricing):
            return False
        bounds = (
            (model.cost_per_1m_input_tokens, self.max_input_cost),
            (model.cost_per_1m_output_tokens, self.max_output_cost),
        )
        return all(most is None or (cost is not None and cost <= exact(most)) for cost, most in bounds)

    def _problems(self) -> dict[str, str]:
        problems: dict[str, str] = {}
        for name in ("max_input_cost", "max_output_cost"):
            try:
                if (most := getattr(self, name)) is not None:
                    exact(most)
            except ValueError as error:
                problems[name] = str(error)
        for name in ("min_context", "min_output"):
            least = getattr(self, name)
            if least is not None and (type(least) is not int or not 0 <= least < _MOST):
                problems[name] = f"must be a whole number of tokens, not {least!r}"
        if self.open_weights not in (None, True, False):
            problems["open_weights"] = f"must be True, False or None, not {self.open_weights!r}"
        if self.released_since is not None and not is_day(str(self.released_since)):
            problems["released_since"] = f"must be a date like 2025-06-01, not {self.released_since!r}"
        return problems


def query_of(
    capabilities: str | Iterable[str],
    status: ModelStatus | str | Iterable[ModelStatus | str] | None,
    **rest: object,
) -> Query:
    """A query out of what a caller writes; UnknownNameError lists the names there are."""
    if not isinstance(capabilities, str | list | tuple | set | frozenset):
        raise InvalidValueError("find_models", {"capabilities": f"must be names, not {capabilities!r}"})
    names = capabilities.replace(",", " ").split() if isinstance(capabilities, str) else tuple(capabilities)
    for name in names:
        capability_mask(name)
    category = rest.get("category")
    if category is not None and category not in CATEGORIES:
        raise UnknownNameError("category", str(category), CATEGORIES)
    pricing = rest.get("pricing")
    if pricing is not None and pricing not in _PRICING:
        raise UnknownNameError("pricing", str(pricing), _PRICING)
    wanted = [status] if isinstance(status, str | ModelStatus) else list(status or ())
    return Query(
        capabilities=tuple(names),
        status=tuple(ModelStatus.named(name) for name in wanted),
        **rest,  # type: ignore[arg-type]
    )


def sorted_by_cost(models: list[ModelConfig], sort: str) -> list[ModelConfig]:
    """The models in an order by cost as they are now, unknown costs last; other orders are kept."""
    attribute = {"input_cost": "cost_per_1m_input_tokens", "output_cost": "cost_per_1m_output_tokens"}.get(
        sort
    )
    if attribute is None:
        return models
    return sorted(models, key=lambda m: ((cost := getattr(m, attribute)) is None, cost or 0, m.id))
