"""Texts in CEL -> programs that say yes, no, or that it cannot be said.

CEL (the Common Expression Language) has no loops but those over a list, no functions with effects, and is
checked against the declared types before it runs. The library bounds how deeply a text nests, and how many
steps through lists one evaluation takes; it is loaded when the first condition is compiled.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from modeldex.config.nearness import near_names
from modeldex.core.errors import InvalidValueError
from modeldex.router.conditions.fields import COUNT, KNOWN, NAMES, NUMBER, TEXT, YES_NO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cel_expr_python.cel import Env, Expression, Type  # type: ignore[import-untyped]

    from modeldex.router.conditions.fields import Value

    Kinds = tuple[tuple[str, str], ...]
    """Names and kinds of the fields that a condition may ask of."""

MOST_CHARACTERS = 2_000
"""So long a condition may be."""

_FAULT = re.compile(r"ERROR: <input>:(-?\d+):(-?\d+): ([^\n]*)")
_UNDECLARED = re.compile(r"undeclared reference to '([^']*)'")
_MISSING = re.compile(r'No value with name "([^"]+)"')
_OWN_CODE = re.compile(r"^[A-Z_]+: |\s*\[[A-Z_]+\]$")
_PATTERN = re.compile(
    r"""\bmatches\s*\((?:[^()'"]*,)?\s*([rR]?(?:'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"))\s*\)"""
)
"""A regular expression that stands in the text itself."""
_GAP = r"(?:\s|//[^\n]*\n)*"
"""Blanks and comments, which may stand around a point."""
_SHOWN = 60
"""Characters of a condition that a message repeats."""


class Verdict(NamedTuple):
    """What came of a condition."""

    is_met: bool | None
    """None: it cannot be said."""
    why: str
    """Why it cannot be said; blank else."""


class Program:
    """One compiled condition."""

    __slots__ = ("_asks_known", "_expression", "reads", "text")

    def __init__(self, text: str, expression: Expression, reads: tuple[str, ...]) -> None:
        self.text = text
        """As it was written."""
        self.reads = reads
        """Names of the fields that it asks of, and perhaps of a few that it only mentions."""
        self._expression = expression
        self._asks_known = _mentions(text, KNOWN)

    def verdict(self, values: Mapping[str, Value]) -> Verdict:
        """Whether it is met where fields have these values; those that are left out are unknown.

        Like CEL's own errors, an unknown value decides nothing where the rest decides: `a || b` is met
        where b is, whatever a may be.
        """
        data: dict[str, Any] = {
            name: list(value) if isinstance(value, tuple) else value for name, value in values.items()
        }
        if self._asks_known:
            data[KNOWN] = list(values)
        try:
            found = self._expression.eval(data=data).value()
        except RuntimeError as error:  # how the library reports that it went through too much
            found = str(error)
        if found is True or found is False:
            return _MET if found else _NOT_MET
        return Verdict(None, _undecided(str(found)))


_MET, _NOT_MET = Verdict(True, ""), Verdict(False, "")


def compiled(text: str, kinds: Kinds) -> Program:
    """The program of a text; InvalidValueError has every mistake in it with its place."""
    _bounded(text)
    env = _env(kinds)
    try:
        expression = env.compile(text)
    except RuntimeError as error:
        raise _refused(text, dict(_problems(str(error), kinds))) from None
    if (kind := expression.return_type().name()) != "BOOL":
        raise _refused(text, {"result": f"must be true or false, and it is {kind.lower()}"})
    _check_patterns(text, env)
    return Program(text, expression, tuple([name for name, _ in kinds if _mentions(text, name)]))


def shown(text: str) -> str:
    """A condition in a message: its beginning, in one line."""
    line = " ".join(text.split())
    return f"`{line if len(line) <= _SHOWN else line[: _SHOWN - 4] + ' ...'}`"


def _bounded(text: str) -> None:
    if not text.strip():
        raise _refused(text, {"text": "is blank; leave it out where there is no condition"})
    if len(text) > MOST_CHARACTERS:
        raise _refused(text, {"text": f"has {len(text):,} characters, and may have {MOST_CHARACTERS:,}"})
    if any("\ud800" <= one <= "\udfff" for one in text):
        raise _refused(text, {"text": "holds half a character (a lone surrogate)"})


def _refused(text: str, problems: Mapping[str, str]) -> InvalidValueError:
    return InvalidValueError(f"condition {shown(text)}", problems)


@lru_cache(maxsize=8)
def _env(kinds: Kinds) -> Env:
    """Where fields are declared with their types."""
    try:
        # who has no conditions needs no library
        from cel_expr_python import cel  # type: ignore[import-untyped]  # noqa: PLC0415
    except ModuleNotFoundError as error:
        problem = f"conditions need {error.name}: pip install 'modeldex[router]'"
        raise InvalidValueError("condition", {"library": problem}) from None
    types: dict[str, Type] = {
        TEXT: cel.Type.STRING,
        COUNT: cel.Type.INT,
        NUMBER: cel.Type.DOUBLE,
        YES_NO: cel.Type.BOOL,
        NAMES: cel.Type.List(cel.Type.STRING),
    }
    return cel.NewEnv(variables={KNOWN: types[NAMES], **{name: types[kind] for name, kind in kinds}})


def _mentions(text: str, name: str) -> bool:
    """Whether a name can be read in a text at all, be it in quotes: so that none that is asked is missed."""
    pattern = name.replace(".", rf"{_GAP}\.{_GAP}") if "." in name else rf"(?<!request\.){name}"
    return re.search(rf"\b{pattern}\b", text) is not None


def _problems(error: str, kinds: Kinds) -> Iterator[tuple[str, str]]:
    """The library's faults by their places, in words that help."""
    faults = _FAULT.findall(error)
    if not faults:
        yield "text", _OWN_CODE.sub("", error.partition("\n")[0])
    for line, column, problem in faults:
        place = "text" if line == "-1" else f"line {line}, column {column}"
        yield place, _helped(_OWN_CODE.sub("", problem), kinds)


def _helped(problem: str, kinds: Kinds) -> str:
    unknown = _UNDECLARED.search(problem)
    if unknown:
        return _unknown_name(unknown[1], [name for name, _ in kinds])
    if "(double, int)" in problem or "(int, double)" in problem:
        return f"{problem}; beside a number with a fraction write 2.0, not 2"
    return problem


def _unknown_name(name: str, fields: list[str]) -> str:
    """What is said of a name that is neither a field nor a function."""
    names = [*fields, KNOWN]
    bare = name.removeprefix("request.")
    near = [bare] if bare in names and bare != name else near_names(name, names)
    if f"request.{name}" in names:
        near = [f"request.{name}", *near]
    if near:
        return f"there is no {name!r}; did you mean {', '.join(dict.fromkeys(near))}?"
    listed = [one for one in names if not one.startswith("supports_")]
    more = ", supports_vision and so on" if len(listed) < len(names) else ""
    return f"there is no {name!r}; known: {', '.join(listed)}{more}"


def _check_patterns(text: str, env: Env) -> None:
    """Refuse a regular expression that is none: it would otherwise only show when a request meets it."""
    for found in _PATTERN.finditer(text):
        tried = env.compile(f"''.matches({found[1]})").eval(data={}).value()
        if not isinstance(tried, bool):
            line = text.count("\n", 0, found.start(1)) + 1
            column = found.start(1) - text.rfind("\n", 0, found.start(1))
            raise _refused(text, {f"line {line}, column {column}": _OWN_CODE.sub("", str(tried))})


def _undecided(found: str) -> str:
    """Why a condition has no result."""
    missing = _MISSING.search(found)
    if missing:
        return f"{missing[1]} is unknown"
    return f"it cannot be worked out: {_OWN_CODE.sub('', found.partition(chr(10))[0])}"
