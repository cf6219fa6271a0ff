"""The root of all errors, and what their messages share."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence


class ModeldexError(Exception):
    """The root: catch this to catch everything modeldex raises on purpose."""

    code = "E4000"

    def __str__(self) -> str:
        return f"[{self.code}] {super().__str__()}"


def did_you_mean(near: Sequence[str]) -> str:
    """What a message ends with where names look like the one that was written."""
    return f"; did you mean {', '.join(near)}?" if near else ""


def near_names(name: str, known: Sequence[str]) -> list[str]:
    """Known names that look like this one, whatever the case, the blanks and the punctuation."""
    from difflib import get_close_matches

    plain = {"".join(filter(str.isalnum, one.lower())): one for one in known}
    wanted = "".join(filter(str.isalnum, str(name).lower()))
    return [plain[one] for one in get_close_matches(wanted, plain, n=3, cutoff=0.6)]
