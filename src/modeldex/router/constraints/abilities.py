"""What a candidate can do: capabilities that are needed, and what it reads and makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.core.capability import CAPABILITIES
from modeldex.router.asked.needs import MODALITIES
from modeldex.router.frames.bits import holds

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.router.deciding.case import Case


class Capability:
    """It has every capability that is asked for."""

    name = "capability"

    def passing(self, case: Case) -> int | None:
        """None: none is asked for."""
        names = case.needs.asked.capabilities
        return _able_to_all(case, names) if names else None

    def reason(self, case: Case, place: int) -> str:
        """Which it lacks, and of which nobody says it."""
        return gaps(case, place, case.needs.asked.capabilities)


class Modality:
    """It reads and makes what is asked for: images, audio, video, files."""

    name = "modality"

    def passing(self, case: Case) -> int | None:
        """None: nothing but text is asked for."""
        asked = case.needs.asked
        if not asked.input_modalities and not asked.output_modalities:
            return None
        names = _modal(case)
        return _able_to_all(case, names) if names else None

    def reason(self, case: Case, place: int) -> str:
        """Which capability that takes it lacks, and of which nobody says it."""
        return gaps(case, place, _modal(case))


def able_to(case: Case, mask: int) -> int:
    """The candidates that have the capabilities of a mask, as far as the request wants it to be known."""
    frame, let_pass = case.frame, case.lets_pass
    if let_pass == frame.everyone:
        return let_pass ^ frame.unable(mask)
    return frame.able(mask) | let_pass & ~frame.unable(mask) if let_pass else frame.able(mask)


def gaps(case: Case, place: int, names: Iterable[str]) -> str:
    """Which capabilities a candidate lacks, and of which nobody says whether it has them."""
    model = case.frame.models[place]
    lacks = [name for name in names if model.supports(name) is False]
    unsaid = [name for name in names if model.supports(name) is None]
    words = [f"lacks {', '.join(lacks)}"] if lacks else []
    if unsaid and not (lacks and holds(case.lets_pass, place)):
        words.append(f"nobody says whether it can {', '.join(unsaid)}")
    return "; ".join(words)


def _able_to_all(case: Case, names: Iterable[str]) -> int:
    """One set per capability is kept, not one per combination, of which callers could think of millions."""
    found = case.frame.everyone
    for name in names:
        found &= able_to(case, CAPABILITIES[name].mask)
    return found


def _modal(case: Case) -> list[str]:
    """The capabilities that modalities take."""
    asked = case.needs.asked
    read = [MODALITIES[one][0] for one in asked.input_modalities]
    made = [MODALITIES[one][1] for one in asked.output_modalities]
    return [name for name in (*read, *made) if name is not None]
