"""`ProbeLeases`: who of several instances may probe a circuit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence


class ProbeLeases(Protocol):
    """Asked under the lock of the board: it answers without waiting, and asks no board back."""

    def claim(self, names: Sequence[str], now: float) -> bool:
        """Take the right to probe all of these circuits; False: it was not granted, or not yet."""
