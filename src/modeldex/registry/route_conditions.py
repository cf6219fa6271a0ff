"""Conditions of a configuration's policies and rules, read before it is put in force."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.config.faults import Faults
from modeldex.core.errors import InvalidValueError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from modeldex.config.configuration import Configuration
    from modeldex.config.places import KeyPath


def check_conditions(configuration: Configuration) -> None:
    """Raise ConfigError with every mistake in a condition, at the key that states it.

    The library that reads conditions is loaded where there is one; ConfigError says so where it is missing.
    """
    stated = [*_conditions(configuration)]
    if not stated:
        return
    from modeldex.router.conditions.condition import candidate_condition, request_condition  # noqa: PLC0415 - few have any

    readers: dict[str, Callable[[str], object]] = {"where": candidate_condition, "when": request_condition}
    faults = Faults(configuration.documents)
    for key, text in stated:
        try:
            readers[str(key[-1])](text)
        except InvalidValueError as error:
            one = configuration.statements[key]
            for place, problem in error.problems.items():
                faults.add(one.document, one.key, f"{place}: {problem}")
    faults.raise_any()


def _conditions(configuration: Configuration) -> Iterator[tuple[KeyPath, str]]:
    """Where each condition is stated, and its text."""
    routing = configuration.routing
    for policy in routing.policies.values():
        if policy.where is not None:
            yield ("routing", "policies", policy.name, "where"), policy.where
    for rule in routing.rules:
        yield ("routing", "rules", rule.name, "when"), rule.when
