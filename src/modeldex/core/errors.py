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
├── CatalogError                E4201  a catalog file that cannot be opened or read
├── RegistryError               E4300  what a registry refuses
│   ├── StaleWriteError         E4301  a change to a version that is no longer the latest
│   ├── StatusMoveError         E4302  a move between two statuses that the table does not allow
│   └── ModelRetiredError       E4303  a retired model that the lifecycle policy blocks
├── ConfigError                 E4401  a configuration that is wrong; carries every fault with its place
└── StorageError                E4501  a database that cannot be reached, or is of another schema

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
    """A bare name that several offerings claim and none alone: the caller must choose."""

    code = "E4002"

    def __init__(
        self, name: str, candidates: Sequence[str], *, at_home: bool = False, registered: bool = False
    ) -> None:
        self.candidates = tuple(candidates)
        """Full ids (`provider/model_id`) that the name could mean."""
        self.at_home = at_home
        """Whether the candidates are several makers' own offerings."""
        self.registered = registered
        """Whether the user registered all of them; where neither is so, resellers alone serve it."""
        listed = ", ".join(self.candidates[:8]) + (" ..." if len(self.candidates) > 8 else "")
        super().__init__(
            name,
            near=self.candidates,
            reason=f"{name!r} {self._whose()};"
            f" write {'one of them' if len(self.candidates) > 1 else 'it'} in full: {listed}",
        )

    def _whose(self) -> str:
        count = len(self.candidates)
        if self.registered:
            return f"is the name of {count} models that were registered"
        if self.at_home:
            return f"is the name of {count} makers' own offerings"
        return f"is served by {count} offering{'s' if count > 1 else ''}, and not by its maker"

    def __reduce__(self) -> tuple[object, ...]:
        return _ambiguous, (self.name, self.candidates, self.at_home, self.registered)


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


class RegistryError(ModeldexError):
    """What a registry refuses to do."""

    code = "E4300"


class StaleWriteError(RegistryError):
    """A change that was made to a version which is no longer the latest; nothing was written."""

    code = "E4301"

    def __init__(self, model: str, expected: int, latest: int) -> None:
        self.model = model
        """Full id of the model."""
        self.expected = expected
        """The version that the writer had read; 0 for none."""
        self.latest = latest
        """The version that is the latest now; 0 for none."""
        there = f"is at version {latest}" if latest else "has no version any more"
        super().__init__(f"{model} {there}, not {expected}; read it again, then repeat the change")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.model, self.expected, self.latest)


class StatusMoveError(RegistryError):
    """A move between two statuses that the table of moves does not allow, or that a date forbids."""

    code = "E4302"


class ModelRetiredError(RegistryError):
    """A model that has retired, or is about to, and that the lifecycle policy blocks."""

    code = "E4303"


class Fault:
    """One thing that is wrong in a configuration, and where."""

    __slots__ = ("column", "key", "line", "path", "problem")

    def __init__(
        self, path: str, key: str, problem: str, line: int | None = None, column: int | None = None
    ) -> None:
        self.path = path
        """The file, or the environment variable."""
        self.key = key
        """The key in dots, `models."openai/gpt-4o".max_context`; blank where the whole is meant."""
        self.problem = problem
        """What is wrong and how to mend it."""
        self.line = line
        """Line in the file, from 1; None where no line is meant."""
        self.column = column
        """Column in that line, from 1."""

    def __str__(self) -> str:
        places = [str(number) for number in (self.line, self.column) if number is not None]
        return f"{':'.join([self.path, *places])}: {f'{self.key}: ' if self.key else ''}{self.problem}"

    def __repr__(self) -> str:
        return f"<Fault {self}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Fault) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash(self._parts())

    def _parts(self) -> tuple[object, ...]:
        return self.path, self.key, self.problem, self.line, self.column


class ConfigError(ModeldexError):
    """A configuration that is wrong: every fault of it at once, each with its place and its mend."""

    code = "E4401"

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        """What is wrong, in the order of the file."""
        super().__init__("\n".join(map(str, self.faults)))

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.faults,)


class StorageError(ModeldexError):
    """A database that cannot be reached, is of another schema, or failed; nothing is half-written."""

    code = "E4501"


def _ambiguous(name: str, candidates: Sequence[str], at_home: bool, registered: bool) -> AmbiguousModelError:
    return AmbiguousModelError(name, candidates, at_home=at_home, registered=registered)


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
