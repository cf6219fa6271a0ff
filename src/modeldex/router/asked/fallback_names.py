"""What `fallbacks` names, however Bifrost, LiteLLM and their likes write it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from modeldex.router.asked.field_kinds import MOST_NAMES, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANY = "*"
"""Whose fallbacks are those of every model."""
_NAMED = frozenset({"model", "provider"})


def fallback_names(
    given: Sequence[Any], models: object, problems: dict[str, str], path: str
) -> Sequence[Any]:
    """The names that a list of fallbacks holds; the problems say what else is in it.

    An entry is a name; an object with a `model`, and its `provider` if that is apart; or an object of the
    fallbacks of each model, as LiteLLM has them, of which those of the models that are asked for count, and
    those of `*`.
    """
    if len(given) > MOST_NAMES or not any(isinstance(one, Mapping) for one in given):
        return given  # the reader of the field says what is wrong with it
    found: list[Any] = []
    for at, one in enumerate(given):
        if not isinstance(one, Mapping):
            found.append(one)
        elif "model" in one and not isinstance(one["model"], list | tuple):
            _add_object(one, found, problems, f"{path}[{at}]")
        else:
            _add_table(one, models, found, problems, f"{path}[{at}]")
    return found


def _add_object(one: Mapping[str, Any], found: list[Any], problems: dict[str, str], path: str) -> None:
    model, provider = one["model"], one.get("provider")
    further = [key for key in one if key not in _NAMED]
    if further:
        problems[path] = (
            f"can state `model` and `provider` alone: a fallback gets the same request, so that"
            f" {shown(further[0])} cannot differ"
        )
    elif not isinstance(model, str) or not isinstance(provider, str | None):
        problems[path] = f"must name its model by a text, not {shown(model)}"
    else:
        found.append(f"{provider}/{model}" if provider else model)


def _add_table(
    one: Mapping[str, Any], models: object, found: list[Any], problems: dict[str, str], path: str
) -> None:
    asked = (models,) if isinstance(models, str) else models
    if not isinstance(asked, list | tuple) or len(asked) > MOST_NAMES:
        asked = ()
    if len(one) > MOST_NAMES:
        problems[path] = f"must have the fallbacks of at most {MOST_NAMES} models, not of {len(one):,}"
        return
    for model, names in one.items():
        if not isinstance(names, list | tuple) or len(names) > MOST_NAMES:
            problems[path] = f"must have a list of names for each model, not {shown(names)}"
        elif (model == _ANY or model in asked) and len(found) <= MOST_NAMES:
            found.extend(name for name in names if name not in found)
