"""Everything modeldex raises, in one tree.

ModeldexError
├── ModelNotFoundError          E4001  no such model; carries near matches
│   └── AmbiguousModelError     E4002  a bare name that several offerings claim; carries them
├── InvalidValueError           E4000  a value that cannot be; carries every bad field
│   ├── InvalidModelConfigError E4003
│   ├── InvalidPriceError       E4004
│   └── InvalidUsageError       E4005
├── UnknownNameError            E4006  a capability, provider, field ... that does not exist
├── DataError                   E4101  a file of `data/` that is wrong; carries file, line, column
├── SourceError                 E4102  an upstream answer that does not look as it must
└── CatalogError                E4201  a catalog file that cannot be opened or read

Each error has a `code` that never changes, and a message that names the thing, the place and
the mend.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class ModeldexError(Exception):
    """The root: catch this to catch everything modeldex raises on purpose."""

    code = "E4000"

    def __str__(self) -> str:
        return f"[{self.code}] {super().__str__()}"


class ModelNotFoundError(ModeldexError):
    """No model answers to this name."""

    code = "E4001"

    def __init__(self, name: str, near: Sequence[str] = (), reason: str = "") -> None:
        self.name = name
        """The name that was asked for, as it was written."""
        self.near = tuple(near)
        """Ids that look like it, best first; only suggestions, never a pick."""
        self.reason = reason
        """Why there is none, where more is known than that."""
        super().__init__(reason or f"no model is called {name!r}{_did_you_mean(self.near)}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.name, self.near, self.reason)


class AmbiguousModelError(ModelNotFoundError):
    """A bare name that only resellers serve, or that several makers claim: the caller must choose."""

    code = "E4002"

    def __init__(self, name: str, candidates: Sequence[str], *, at_home: bool = False) -> None:
        self.candidates = tuple(candidates)
        """Full ids (`provider/model_id`) that the name could mean."""
        self.at_home = at_home
        """Whether the candidates are several makers' own offerings; else none of them is."""
        listed = ", ".join(self.candidates[:8]) + (" ..." if len(self.candidates) > 8 else "")
        super().__init__(
            name,
            near=self.candidates,
            reason=f"{name!r} {_whose(len(self.candidates), at_home=at_home)};"
            f" write {'one of them' if len(self.candidates) > 1 else 'it'} in full: {listed}",
        )

    def __reduce__(self) -> tuple[object, ...]:
        return _ambiguous, (self.name, self.candidates, self.at_home)


class InvalidValueError(ModeldexError):
    """A record that cannot be: every bad field is named at once."""

    code = "E4000"

    def __init__(self, subject: str, problems: Mapping[str, str]) -> None:
        self.subject = subject
        """What was being made, e.g. `ModelConfig openai/gpt-4o`."""
        self.problems = dict(problems)
        """Field name -> what is wrong with it and what it may be."""
        listed = "; ".join(f"{field}: {problem}" for field, problem in self.problems.items())
        super().__init__(f"{subject}: {listed}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.subject, self.problems)


class InvalidModelConfigError(InvalidValueError):
    """A model whose fields contradict their types, units or each other."""

    code = "E4003"


class InvalidPriceError(InvalidValueError):
    """A price that is negative, not a number, of an unknown unit, or valid before it begins."""

    code = "E4004"


class InvalidUsageError(InvalidValueError):
    """Counts that are negative, not numbers, or inconsistent with each other."""

    code = "E4005"


class UnknownNameError(ModeldexError):
    """A name out of a closed list (capability, provider, field, status ...) that is not in it."""

    code = "E4006"

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        self.kind = kind
        """What kind of name it is: `capability`, `provider` ..."""
        self.name = name
        """The name as it was written."""
        self.known = tuple(known)
        """Every name that would have been right."""
        near = _near(name, self.known)
        listed = ", ".join(self.known[:60]) + (" ..." if len(self.known) > 60 else "")
        super().__init__(f"unknown {kind} {name!r}{_did_you_mean(near)}; known: {listed}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.kind, self.name, self.known)


class DataError(ModeldexError):
    """A file of facts that is wrong, with the place and the mend."""

    code = "E4101"

    def __init__(
        self, path: str, problem: str, *, line: int | None = None, column: str | None = None
    ) -> None:
        self.path = path
        """The file, as it was opened."""
        self.problem = problem
        """What is wrong and how to mend it."""
        self.line = line
        """Line in the file, from 1; None where the whole file is meant."""
        self.column = column
        """Name of the column or key; None where the whole line is meant."""
        place = path + (f":{line}" if line is not None else "")
        super().__init__(f"{place}: {f'{column}: ' if column else ''}{problem}")

    def __reduce__(self) -> tuple[object, ...]:
        return _data_error, (self.path, self.problem, self.line, self.column)


class SourceError(ModeldexError):
    """An upstream answer that does not look as its parser was promised."""

    code = "E4102"


class CatalogError(ModeldexError):
    """A catalog file that is missing, damaged, foreign, or of another schema."""

    code = "E4201"


def _whose(count: int, *, at_home: bool) -> str:
    if at_home:
        return f"is the name of {count} makers' own offerings"
    return f"is served by {count} offering{'s' if count > 1 else ''}, and not by its maker"


def _ambiguous(name: str, candidates: Sequence[str], at_home: bool) -> AmbiguousModelError:
    return AmbiguousModelError(name, candidates, at_home=at_home)


def _data_error(path: str, problem: str, line: int | None, column: str | None) -> DataError:
    return DataError(path, problem, line=line, column=column)


def _near(name: str, known: Sequence[str]) -> list[str]:
    """Known names that look like this one, whatever the case, the blanks and the punctuation."""
    from difflib import get_close_matches

    plain = {"".join(filter(str.isalnum, one.lower())): one for one in known}
    wanted = "".join(filter(str.isalnum, str(name).lower()))
    return [plain[one] for one in get_close_matches(wanted, plain, n=3, cutoff=0.6)]


def _did_you_mean(near: Sequence[str]) -> str:
    return f"; did you mean {', '.join(near)}?" if near else ""
