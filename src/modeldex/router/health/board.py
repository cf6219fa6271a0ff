"""`HealthBoard`: how calls go, per model and per provider."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING

from modeldex.config.routing import HealthSettings
from modeldex.core.forking import renewed_after_fork
from modeldex.router.health.breaker import asked_to_cool, is_free, probed
from modeldex.router.health.entry import HealthEntry
from modeldex.router.health.readings import HealthReadings
from modeldex.router.health.rolling import answered_call
from modeldex.router.health.verdicts import RATE_LIMIT, VERDICTS
from modeldex.router.seen.outcome_faults import check_outcome
from modeldex.router.seen.readings import CLOSED, HealthReading

if TYPE_CHECKING:
    from modeldex.router.health.leases import ProbeLeases
    from modeldex.router.seen.outcome import Outcome

MOST_ENTRIES = 20_000
"""Models and providers of which something is kept; the one that was looked at longest ago goes first."""
_LOOKED_AT = 2
"""So many others are brought up to date with each call: an old failure fades though nobody calls."""
_FRESH_SHARE = 1 / 8
"""What was looked at within this share of a half-life is up to date."""


def provider_key(model: str) -> str:
    """Under which the reading of a model's provider stands: `openai/*`."""
    return model.partition("/")[0] + "/*"


class HealthBoard:
    """Rolling figures, circuits and cool-downs, of what `record` is told.

    `readings()` holds them by full id, and by `provider/*` for each provider as a whole: a model whose
    provider's circuit is open cannot be called either. Threads may share it. All times are those of the
    outcomes, and of whoever asks: use one clock. The size is bounded, whatever is called how often.
    """

    def __init__(self, settings: HealthSettings | None = None, *, most: int = MOST_ENTRIES) -> None:
        self.settings = HealthSettings() if settings is None else settings
        """When a model counts as failing."""
        self._most = most
        self._lock = Lock()
        renewed_after_fork(self)
        self._entries: OrderedDict[str, HealthEntry] = OrderedDict()
        """By the time they were looked at, the longest ago first."""
        self._live: dict[str, HealthReading] = {}
        self._troubled: dict[str, None] = {}
        self._held: HealthReadings | None = HealthReadings({})
        """What was handed out last; None: something changed since."""
        self._leases: ProbeLeases | None = None
        self._touched: dict[str, None] | None = None
        """What others were not told yet; None: nobody is told anything."""

    def readings(self) -> HealthReadings:
        """Full id, or `provider/*`, -> reading, of all that was called; it does not change."""
        held = self._held
        if held is None:
            with self._lock:
                held = self._held
                if held is None:  # nobody else has made it meanwhile
                    held = self._held = HealthReadings(self._live, tuple(self._troubled))
        return held

    def record(self, outcome: Outcome) -> None:
        """Take in how a call went; InvalidValueError where its time, failure or count of tokens is none."""
        check_outcome(outcome)
        verdict = None if outcome.failure is None else VERDICTS.get(outcome.failure)
        with self._lock:
            if outcome.failure is None:
                self._answered(outcome)
            elif verdict is None:
                if outcome.probe_claimed_at is not None:  # any other leaves the probe to its call
                    self._release(outcome.model, outcome.probe_claimed_at)
            else:
                self._failed(outcome, outcome.failure, *verdict)
            self._look_at_others(outcome.at)

    def take_probe(self, model: str, now: float) -> bool:
        """Claim the one call that may try a half-open circuit, of the model, its provider, or both.

        True also where both are closed by now. False: it is open, or another call has it.
        """
        with self._lock:
            asked = [(name, self._entries.get(name)) for name in (model, provider_key(model))]
            there = [(name, one) for name, one in asked if one is not None]
            if not all(is_free(one.reading, now) for _, one in there):
                return False
            waiting = [(name, one) for name, one in there if one.reading.circuit(now) != CLOSED]
            if not waiting:
                return True
            if self._leases is not None and not self._leases.claim([name for name, _ in waiting], now):
                return False
            for name, one in waiting:
                one.reading = probed(one.reading, now, self.settings)
                one.prober = model, now
                self._show(name, one)
            return True

    def give_up_probe(self, model: str, claimed_at: float) -> None:
        """Free the probe of a call that ended without an outcome, as one that its caller left.

        One that took too long, and whose place another call took, frees nothing.
        """
        with self._lock:
            self._release(model, claimed_at)

    def reset(self, name: str) -> None:
        """Close the circuit of a full id or of `provider/*`, as after its owner has mended the cause."""
        with self._lock:
            entry = self._entries.get(name)
            if entry is not None:
                entry.reset()
                self._show(name, entry)

    def _answered(self, outcome: Outcome) -> None:
        call, shares = answered_call(outcome), self._touched is not None
        entry = self._entry(outcome.model, outcome.at)
        entry.answer(call, is_probe=_probes(entry, outcome), shares=shares)
        self._show(outcome.model, entry)
        key = provider_key(outcome.model)
        whole = self._entry(key, outcome.at)
        whole.answer(call, is_probe=_probes(whole, outcome), shares=shares)
        self._show(key, whole)

    def _failed(self, outcome: Outcome, kind: str, of_model: str | None, of_provider: str | None) -> None:
        at, settings, shares = outcome.at, self.settings, self._touched is not None
        entry = self._entry(outcome.model, at)
        entry.note_failure(kind)
        is_probe = _probes(entry, outcome)
        cool = asked_to_cool(outcome.retry_after_seconds)
        if cool is not None:
            entry.cool(at + cool)
        if of_model is None or (kind == RATE_LIMIT and cool is not None):
            if is_probe:
                entry.release()
        else:
            entry.fail(of_model, at, settings, is_probe=is_probe, shares=shares)
        self._show(outcome.model, entry)
        self._failed_at_provider(outcome, kind, of_provider)

    def _failed_at_provider(self, outcome: Outcome, kind: str, action: str | None) -> None:
        key, shares = provider_key(outcome.model), self._touched is not None
        whole = self._entry(key, outcome.at)
        is_probe = _probes(whole, outcome)
        if action is not None:
            whole.note_failure(kind)
            whole.note_model(outcome.model)
            whole.fail(
                action,
                outcome.at,
                self.settings,
                is_probe=is_probe,
                shares=shares,
                is_alone=not whole.fails_widely,
            )
        elif is_probe:
            whole.release()
        self._show(key, whole)

    def _release(self, model: str, claimed_at: float) -> None:
        for name in (model, provider_key(model)):
            entry = self._entries.get(name)
            if entry is not None and entry.prober == (model, claimed_at):
                entry.release()
                self._show(name, entry)

    def _entry(self, name: str, at: float) -> HealthEntry:
        """What is kept under a name, its figures weighted as of a moment."""
        entry = self._entries.get(name)
        if entry is None:
            entry = self._entries[name] = HealthEntry(at)
            if len(self._entries) > self._most:
                self._forget(next(iter(self._entries)))
        else:
            self._entries.move_to_end(name)
            entry.move(at, self.settings.half_life_seconds)
        return entry

    def _show(self, name: str, entry: HealthEntry, *, told: bool = False) -> None:
        """Put the reading where it is seen; `told`: it comes from others, who know."""
        self._live[name] = entry.reading
        if entry.is_troubled:
            self._troubled[name] = None
        else:
            self._troubled.pop(name, None)
        if self._touched is not None and not told:
            self._touched[name] = None
        self._held = None

    def _forget(self, name: str) -> None:
        del self._entries[name]
        self._live.pop(name, None)
        self._troubled.pop(name, None)
        if self._touched is not None:
            self._touched.pop(name, None)
        self._held = None

    def _look_at_others(self, at: float) -> None:
        """Bring up to date what was looked at longest ago."""
        fresh = at - self.settings.half_life_seconds * _FRESH_SHARE
        for _ in range(_LOOKED_AT):
            name, entry = next(iter(self._entries.items()), (None, None))
            if name is None or entry is None or entry.rolling.at > fresh:
                return
            entry.move(at, self.settings.half_life_seconds)
            if entry.is_over(at):
                self._forget(name)
                continue
            self._entries.move_to_end(name)
            entry.renew()
            if entry.reading.cool_until is not None and entry.reading.cool_until <= at:
                entry.reading = entry.reading._replace(cool_until=None)
            self._live[name] = entry.reading
            if not entry.is_troubled:
                self._troubled.pop(name, None)
            self._held = None


def _probes(entry: HealthEntry, outcome: Outcome) -> bool:
    """Whether a call tries this circuit: one that tries its provider's does not try a model's own.

    Nor does one that took longer than a probe may, once another has come after it.
    """
    claimed_at = outcome.probe_claimed_at
    return claimed_at is not None and entry.prober == (outcome.model, claimed_at)
