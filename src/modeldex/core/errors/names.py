"""Names that mean nothing, or too much."""

from __future__ import annotations

from modeldex.core.errors.base import ModeldexError, did_you_mean, near_names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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
        super().__init__(reason or f"no model is called {name!r}{did_you_mean(self.near)}")

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
        near = near_names(name, self.known)
        super().__init__(f"unknown {kind} {name!r}{did_you_mean(near)}{_others(name, self.known, near)}")

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.kind, self.name, self.known)


_MOST_LISTED = 60
"""Names that a message lists where none is near the one that was written."""
_MOST_BESIDE = 20
"""Names that it lists beside those that are near: so many are read at a glance."""


_SLIP = 0.75
"""From how much likeness on, 0 to 1, a near name is taken for the one that was meant."""


def _others(name: str, known: Sequence[str], near: Sequence[str]) -> str:
    """What else would have been right: all of it, or how much where a slip of the pen explains the name."""
    if len(known) > _MOST_BESIDE and any(_is_slip(name, one) for one in near):
        return f" {len(known) - len(near):,} more are known"
    return f"; known: {', '.join(known[:_MOST_LISTED])}{' ...' if len(known) > _MOST_LISTED else ''}"


def _is_slip(name: str, near: str) -> bool:
    from difflib import SequenceMatcher

    return SequenceMatcher(None, str(name).lower(), near.lower()).ratio() >= _SLIP


def _ambiguous(name: str, candidates: Sequence[str], at_home: bool, registered: bool) -> AmbiguousModelError:
    return AmbiguousModelError(name, candidates, at_home=at_home, registered=registered)
