"""What several sources say of one value, line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.cli import output
from modeldex.cli.cells import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.core.evidence import Statement


def write_claims(said: Iterable[Statement], *, with_pages: bool = False) -> None:
    """Write value, source and day of each claim, and which one was taken; its page where asked."""
    listed = list(said)
    wide = max(len(one.value) for one in listed)
    named = max(len(one.source) for one in listed)
    taken = next((one.value for one in listed if one.wins), None)
    for one in listed:
        mark = "taken" if one.wins else "agrees" if one.value == taken else ""
        line = f"{one.value:<{wide}}  {one.source:<{named}}  {one.seen_on or UNKNOWN:<10}  {mark}"
        output.write_line(f"    {line}".rstrip())
        if with_pages and one.original:
            output.write_line(f"        as written: {one.original}")
        if with_pages and one.url:
            output.write_unfolded(f"        {one.url}")
