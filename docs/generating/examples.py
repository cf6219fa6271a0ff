"""The examples of a page: commands and Python, run; what they give stands below or beside them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from docs.generating.blocks import Block, blocks, follows
from docs.generating.pictures import pictures
from docs.generating.snippets import Snippets
from docs.generating.terminal import Terminal, commands, stated_code

_SHELLS = ("sh", "powershell")


class ExampleError(Exception):
    """An example that does not do what its page says; the message names page, line and command."""


class Renewed(NamedTuple):
    """What a page should say and show."""

    text: str
    pictures: dict[str, bytes]
    """Link -> content, of the pictures that its examples draw."""


def renewed(text: str, page: str) -> Renewed:
    """A page with what its examples give; ExampleError where one ends otherwise than the page says.

    A `text` block straight below a block of commands, or of Python, is what they write. One that is
    titled with a file's name is that file, for the examples below it. The exit code of a command is
    0, or the one that its comment states: `# exit code 1`.
    """
    lines = text.splitlines()
    with TemporaryDirectory() as folder:
        runner = _Runner(Path(folder), page)
        changes = runner.changes(lines, blocks(text))
        drawn = pictures(text, Path(folder))
    for first, end, new in reversed(changes):
        lines[first:end] = new
    return Renewed("\n".join(lines) + "\n", drawn)


class _Runner:
    """Runs the blocks of one page in one folder."""

    def __init__(self, folder: Path, page: str) -> None:
        self._folder = folder
        self._page = page
        self._terminal = Terminal(folder)
        self._snippets = Snippets(folder)

    def changes(self, lines: list[str], found: list[Block]) -> list[tuple[int, int, list[str]]]:
        """First line, end and new lines of every block that an example decides."""
        changes: list[tuple[int, int, list[str]]] = []
        for place, block in enumerate(found):
            below = found[place + 1] if place + 1 < len(found) else None
            shown = below if below and _is_shown(below) and follows(lines, block, below) else None
            if block.title and "." in block.title:
                file = self._folder / block.title
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text("\n".join(block.lines) + "\n", "utf-8")
            elif block.language == "python":
                made, output = self._python(block)
                changes.append((block.first, block.end, list(made)))
                if shown:
                    changes.append((shown.first, shown.end, output.splitlines()))
            elif block.language in _SHELLS and commands(block.lines):
                written = self._commands(block)
                if shown and written is not None:
                    changes.append((shown.first, shown.end, written.splitlines()))
        return changes

    def _python(self, block: Block) -> tuple[tuple[str, ...], str]:
        try:
            return self._snippets.run(block.lines, f"{self._page}:{block.first}")
        except Exception as error:
            raise ExampleError(f"{self._page}, the block at line {block.first}: {error!r}") from error

    def _commands(self, block: Block) -> str | None:
        """What the commands of a block write, one after the other; None where that cannot be said here."""
        written: list[str | None] = []
        for place, line in commands(block.lines):
            ran = self._terminal.run(line)
            if ran.code != stated_code(line):
                raise ExampleError(
                    f"{self._page}:{block.first + place + 1}: {line}\nends with {ran.code};"
                    f" the page says {stated_code(line)}. It writes:\n{ran.output}"
                )
            written.append(ran.output)
        said = [output for output in written if output is not None]
        return "\n".join(said) if len(said) == len(written) else None


def _is_shown(block: Block) -> bool:
    """Whether a block can be what an example writes."""
    return not block.title and block.language in ("text", "json", "csv")
