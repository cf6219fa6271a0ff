"""`HealthEntry`: all that is known of the calls of one model, or of one provider as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.router.health import breaker
from modeldex.router.health.rolling import FAILED_CALL, LEAST_CALLS, NOTHING, Rolling, added
from modeldex.router.health.verdicts import OPEN
from modeldex.router.seen.readings import UNSEEN

if TYPE_CHECKING:
    from modeldex.config.routing import HealthSettings
    from modeldex.router.health.rolling import Figures

OPENED, CLOSED, RELEASED, RESET = "opened", "closed", "released", "reset"
"""What became of a circuit since others were told."""


class HealthEntry:
    """Changed under the lock of its board alone; what others see of it is the reading, a value."""

    __slots__ = (
        "event", "failing_model", "fails_widely", "failures_in_row", "is_shared", "open_seconds", "prober",
        "reading", "rolling", "stamp", "unsent",
    )  # fmt: skip

    def __init__(self, at: float) -> None:
        self.rolling = Rolling(at)
        self.reading = UNSEEN
        self.open_seconds: float | None = None
        """How long the circuit was opened for last; None: it is closed."""
        self.prober: tuple[str, float] | None = None
        """The model whose call has the probe, and when it claimed it; None: no call from here."""
        self.failing_model: str | None = None
        """Of a provider: the model that failed first since it last answered; None: none did."""
        self.fails_widely = False
        """Of a provider: whether another one failed since then, too."""
        self.failures_in_row = 0
        """Calls that failed since one was last answered, whatever their age: where calls are few, they fade
        faster than they come."""
        self.unsent = NOTHING
        """What others were not told, weighted as of `rolling.at`; nothing where nobody is told."""
        self.event: str | None = None
        """What became of the circuit since others were told; None: nothing."""
        self.stamp = 0.0
        """Which of all changes of the circuit, here and elsewhere, was taken up last; 0: none."""
        self.is_shared = False
        """Whether the figures are those of all instances."""

    def move(self, at: float, half_life: float) -> None:
        """Weight the figures as of a moment."""
        rolling = self.rolling
        if self.unsent is not NOTHING:
            unsent = Rolling(rolling.at, self.unsent)
            unsent.move(at, half_life)
            self.unsent = unsent.figures
        rolling.move(at, half_life)

    def count(self, call: Figures, *, shares: bool) -> None:
        """Add a call that ended at the moment of the figures; `shares`: others are to be told."""
        self.rolling.add(call)
        if shares:
            self.unsent = added(self.unsent, call)

    def answer(self, call: Figures, *, is_probe: bool, shares: bool) -> None:
        """Take in a call that was answered; the probe closes the circuit, and the past is forgotten."""
        self.failing_model, self.fails_widely = None, False
        self.failures_in_row = 0
        if is_probe and self.reading.open_until is not None:
            self.close()
        self.count(call, shares=shares)
        self.renew()

    def fail(
        self,
        action: str,
        at: float,
        settings: HealthSettings,
        *,
        is_probe: bool,
        shares: bool,
        is_alone: bool = False,
    ) -> None:
        """Take in a call that failed; `action` is what that means here, of `VERDICTS`.

        `is_alone`: of a provider, of which only one model fails; that is the model's own circuit's affair.
        """
        self.count(FAILED_CALL, shares=shares)
        self.failures_in_row += 1
        self.renew()
        if action == OPEN:
            self.open(at, breaker.longest(settings))
        elif self.reading.open_until is not None:
            if is_probe:
                self.open(at, breaker.next_seconds(self.open_seconds, settings))
        elif breaker.is_failing(self.reading, self.failures_in_row, settings) and not is_alone:
            self.open(at, breaker.next_seconds(None, settings))

    def note_model(self, model: str) -> None:
        """Of a provider: note whose call failed."""
        if self.failing_model is None:
            self.failing_model = model
        elif self.failing_model != model:
            self.fails_widely = True

    def open(self, at: float, seconds: float) -> None:
        """Open the circuit."""
        self.reading = breaker.opened(self.reading, at, seconds)
        self.open_seconds, self.prober, self.event = seconds, None, OPENED

    def close(self) -> None:
        """Close the circuit, and forget which calls failed; how fast answers came is kept."""
        self.reading = breaker.closed(self.reading)
        self.open_seconds = self.prober = None
        self.event = CLOSED
        self.failures_in_row = 0
        self.rolling.figures = self.rolling.figures._replace(calls=0.0, answered=0.0)
        self.unsent = self.unsent._replace(calls=0.0, answered=0.0)

    def reset(self) -> None:
        """Close the circuit, and take back that somebody asked to be left alone."""
        self.close()
        self.event = RESET
        self.reading = self.reading._replace(cool_until=None)
        self.renew()

    def release(self) -> None:
        """Give up a probe that decided nothing."""
        if self.reading.probe_until is not None:
            self.reading = breaker.released(self.reading)
            self.prober, self.event = None, RELEASED

    def note_failure(self, kind: str) -> None:
        """Keep which kind of failure was the last."""
        self.reading = self.reading._replace(last_failure=kind)

    def cool(self, until: float) -> None:
        """Leave it alone until a moment, or for longer where that was asked for."""
        before = self.reading.cool_until
        self.reading = self.reading._replace(cool_until=until if before is None else max(before, until))

    def renew(self) -> None:
        """Make a reading of the figures as they are now."""
        calls, answered, first_seconds, first_calls, token_seconds, tokens = self.rolling.figures
        self.reading = self.reading._replace(
            calls=calls,
            success_rate=min(answered / calls, 1.0) if calls >= LEAST_CALLS else None,
            first_token_seconds=first_seconds / first_calls if first_calls >= LEAST_CALLS else None,
            seconds_per_token=token_seconds / tokens if tokens >= LEAST_CALLS else None,
            shared=self.is_shared,
        )

    @property
    def is_troubled(self) -> bool:
        """Whether the circuit is not closed, or somebody asked to be left alone."""
        return self.reading.open_until is not None or self.reading.cool_until is not None

    def is_over(self, now: float) -> bool:
        """Whether nothing is left that says anything: as if it had never been called."""
        reading = self.reading
        return (
            reading.open_until is None
            and self.event is None
            and not self.stamp  # others still know of its last change, and would take a new one for an old
            and (reading.cool_until is None or reading.cool_until <= now)
            and self.rolling.figures.calls < LEAST_CALLS
            and self.rolling.figures.tokens < LEAST_CALLS
        )
