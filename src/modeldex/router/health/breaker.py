"""The rules of a circuit, as functions from one reading to the next.

Closed, until too few calls are answered; open for a while; then half-open: one call, the probe, tries it.
A probe that is answered closes it, one that fails opens it for twice as long. Only the probe decides:
whatever else ends meanwhile was begun before.
"""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING

from modeldex.router.seen.readings import CLOSED, HALF_OPEN

if TYPE_CHECKING:
    from modeldex.config.routing import HealthSettings
    from modeldex.router.seen.readings import HealthReading

LONGEST_COOL_SECONDS = 3_600.0
"""No provider keeps a model from being asked for longer, whatever it says in Retry-After."""
_HALF_A_CALL = 0.5
"""Five failures within seconds are five, though the first have faded a little."""


def is_failing(reading: HealthReading, failures_in_row: int, settings: HealthSettings) -> bool:
    """Whether enough calls failed for a closed circuit to open.

    Recent calls count as whole ones, rounded; failures in a row count however far apart they are, or a
    model that is called seldom could fail for ever.
    """
    share = reading.success_rate
    is_enough = max(reading.calls + _HALF_A_CALL, failures_in_row) >= settings.least_calls
    return share is not None and is_enough and share < settings.open_below


def opened(reading: HealthReading, at: float, seconds: float) -> HealthReading:
    """The circuit open from a moment on; no probe is under way."""
    return reading._replace(open_until=at + seconds, probe_until=None)


def closed(reading: HealthReading) -> HealthReading:
    """The circuit closed; what the provider asked for by Retry-After holds on."""
    return reading._replace(open_until=None, probe_until=None)


def probed(reading: HealthReading, now: float, settings: HealthSettings) -> HealthReading:
    """The half-open circuit held by a probe."""
    return reading._replace(probe_until=now + settings.probe_seconds)


def released(reading: HealthReading) -> HealthReading:
    """The half-open circuit after a probe that decided nothing: the next call may try."""
    return reading._replace(probe_until=None)


def is_free(reading: HealthReading, now: float) -> bool:
    """Whether a call may go through: the circuit is closed, or waits for a probe."""
    return reading.circuit(now) in {CLOSED, HALF_OPEN}


def next_seconds(last: float | None, settings: HealthSettings) -> float:
    """How long a circuit opens whose last time was so long; None: it was closed."""
    return settings.open_seconds if last is None else min(2 * last, longest(settings))


def longest(settings: HealthSettings) -> float:
    """The longest a circuit stays open, and how long one does that nothing but the account's owner mends."""
    return max(settings.most_open_seconds, settings.open_seconds)


def asked_to_cool(retry_after_seconds: float | None) -> float | None:
    """For how long a provider is left alone, in seconds.

    None: it does not ask for it, or for what cannot be.
    """
    if retry_after_seconds is None or not isfinite(retry_after_seconds) or retry_after_seconds <= 0:
        return None
    return min(retry_after_seconds, LONGEST_COOL_SECONDS)
