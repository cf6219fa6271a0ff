"""Files that are wrong, each with its place."""

from __future__ import annotations

from modeldex.core.errors.base import ModeldexError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


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


def _data_error(path: str, problem: str, line: int | None, column: str | None) -> DataError:
    return DataError(path, problem, line=line, column=column)
