"""`Secret`: a value that is handed on, and never shown."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

_SHOWN = "***"


class Secret:
    """A text that no log, message or file gets to see by accident: only `reveal` gives it.

    It prints as `***`, cannot be pickled or written as JSON, and is compared in constant time.
    """

    __slots__ = ("_value",)

    _value: str

    def __init__(self, value: str) -> None:
        object.__setattr__(self, "_value", value)

    def reveal(self) -> str:
        """The value itself, for whoever is to be shown it."""
        return self._value

    def __eq__(self, other: object) -> bool:
        from hmac import compare_digest

        if not isinstance(other, Secret):
            return NotImplemented
        return compare_digest(_bytes(self._value), _bytes(other._value))

    def __hash__(self) -> int:
        return hash((Secret, self._value))

    def __str__(self) -> str:
        return _SHOWN

    def __repr__(self) -> str:
        return f"Secret('{_SHOWN}')"

    def __format__(self, spec: str) -> str:
        return format(_SHOWN, spec)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError("Secret is frozen")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError("Secret is frozen")

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise TypeError("a Secret is not to be pickled or copied; hand on the reference to it")


def _bytes(value: str) -> bytes:
    return value.encode("utf-8", "surrogatepass")
