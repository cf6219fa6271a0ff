"""What documents state: values under one name for each key, and where each of them stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.config.model_keys import HIDDEN, SCORES, TARGETS, Target, stated
from modeldex.config.nodes import Reading
from modeldex.config.sections import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.config.document import Document
    from modeldex.config.faults import Faults
    from modeldex.config.places import KeyPath


class Stated(NamedTuple):
    """One value, and where it is stated."""

    value: Any
    """What it means; None: back to unknown, or, of a named table, that it is there."""
    document: Document
    """The file, or the variable."""
    key: KeyPath
    """The key as it is written there."""


Statements = dict["KeyPath", Stated]
"""Key path with the fields' own names and full ids -> what is stated; a later document's word counts."""


def statements_of(document: Document, faults: Faults) -> Statements:
    """What a document states by itself, the names of its models and providers as they are written."""
    reading = Reading()
    reading.read(ROOT, document.data)
    for key, problem in reading.problems:
        faults.add(document, key, problem)
    found: Statements = {}
    for key, value in reading.values.items():
        if len(key) == 3 and key[0] == "models" and key[2] in TARGETS:
            _state_fields(found, Stated(value, document, key), faults)
        else:
            found[key] = Stated(value, document, key)
    _refuse_hidden_with_fields(found, faults)
    return found


def renamed(found: Statements, table: str, canonical: Callable[[str], str], faults: Faults) -> Statements:
    """The statements with the names in a table made canonical: `canonical` gives one, or a ValueError.

    Two spellings of one name in a document are a fault.
    """
    if not any(key[0] == table for key in found):
        return found
    made: Statements = {}
    first: dict[str, str] = {}
    known: dict[str, str | None] = {}
    for key, one in found.items():
        if key[0] != table:
            made[key] = one
            continue
        written = str(key[1])
        if written not in known:
            known[written] = _canonical(written, one, canonical, first, faults)
        name = known[written]
        if name is not None:
            made[(table, name, *key[2:])] = one
    return made


def _canonical(
    written: str, one: Stated, canonical: Callable[[str], str], first: dict[str, str], faults: Faults
) -> str | None:
    """The canonical form of a name that is met for the first time; None where it is at fault."""
    at = one.key[:2]
    try:
        name = canonical(written)
    except ValueError as error:
        faults.add(one.document, at, str(error))
        return None
    if name in first:
        faults.add(one.document, at, f"means {name}, as {first[name]} does; state it in one table")
        return None
    first[name] = written
    return name


def _state_fields(found: Statements, one: Stated, faults: Faults) -> None:
    """State the fields that a key of a model stands for; a field that is stated already is a fault."""
    table, name, key = one.key
    assert isinstance(key, str)
    for target, value in stated(key, one.value).items():
        path: KeyPath = (table, name, target.field)
        if target.part is not None:
            path = (*path, target.part)
        before = found.get(path) or _of_whole_or_part(found, (table, name), target)
        if before is None:
            found[path] = one._replace(value=value)
            continue
        problem = (
            f"states {target.part or target.field} a second time, after {before.key[2]}; keep one of them"
        )
        faults.add(one.document, one.key, problem)


def _of_whole_or_part(found: Statements, model: KeyPath, target: Target) -> Stated | None:
    """A statement on all benchmarks beside one, or on one beside all."""
    if target.field != SCORES:
        return None
    if target.part is not None:
        return found.get((*model, SCORES))
    return next((one for key, one in found.items() if key[:3] == (*model, SCORES)), None)


def _refuse_hidden_with_fields(found: Statements, faults: Faults) -> None:
    hiding = {key[1]: one for key, one in found.items() if key[2:] == (HIDDEN,) and one.value}
    if not hiding:
        return
    for name in dict.fromkeys(
        key[1] for key in found if key[0] == "models" and key[2:] not in ((), (HIDDEN,))
    ):
        if name in hiding:
            one = hiding[name]
            faults.add(one.document, one.key, "hides the model, so that nothing else can be stated of it")
