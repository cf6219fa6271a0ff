"""Facts that stand in TOML files of `data/`: read whole, with the line of what is wrong."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path


def read_toml(path: Path) -> dict[str, Any]:
    """What a file holds; DataError where it is missing, or no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(str(path), "is missing") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line = int(place[1]) if place else None
        raise DataError(str(path), f"is no TOML: {error}", line=line) from None


def frozen(record: dict[str, Any]) -> dict[str, Any]:
    """A table whose lists cannot be changed."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in record.items()}


def fault_in(path: Path, key: str, problem: str) -> DataError:
    """A fault at the line that mentions the key."""
    lines = path.read_text(encoding="utf-8").splitlines()
    begins = re.compile(rf'\s*\[?"?{re.escape(key)}"?\s*(=|\])')
    holds = (number for number, text in enumerate(lines, 1) if begins.match(text))
    place = next(holds, None) or next((n for n, text in enumerate(lines, 1) if f'"{key}"' in text), None)
    return DataError(str(path), problem, line=place, column=key)
