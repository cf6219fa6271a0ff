"""What happens to a model that retires: a warning, a refusal, or a successor in its place."""

from __future__ import annotations

from collections import deque
from datetime import UTC, date, datetime
from itertools import count
from typing import TYPE_CHECKING, Protocol

from modeldex.catalog.calendar import first_day
from modeldex.core.errors import AmbiguousModelError, ModelRetiredError
from modeldex.core.record import Record
from modeldex.core.redirect import Redirect
from modeldex.core.status import ModelStatus
from modeldex.registry.succession import shortcomings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from modeldex.config.policy import LifecyclePolicy
    from modeldex.core.model_config import ModelConfig
    from modeldex.registry.view import View

_KEPT = 1_000
"""So many redirects are remembered where no database keeps them."""


class Admission(Record):
    """The model that answers to a name under the policy, and what there is to say of it."""

    model: ModelConfig
    """The model to use."""
    warnings: tuple[str, ...] = ()
    """What whoever uses it should know, in words."""
    redirected_from: ModelConfig | None = None
    """The model that the name means, where a successor stands in for it."""


class RedirectStore(Protocol):
    """Who keeps redirects."""

    def record(self, asked: str, model: str, successor: str, *, reason: str | None = None) -> Redirect:
        """Keep that a successor stood in now."""

    def recent(self, limit: int = 100) -> tuple[Redirect, ...]:
        """The newest, the newest first."""


class MemoryRedirects:
    """The last redirects of this process."""

    def __init__(self) -> None:
        self._kept: deque[Redirect] = deque(maxlen=_KEPT)
        self._numbers = count(1)

    def record(self, asked: str, model: str, successor: str, *, reason: str | None = None) -> Redirect:
        """Keep that a successor stood in now."""
        made = Redirect(
            id=next(self._numbers), asked=asked, model=model, successor=successor, reason=reason,
            recorded_at=datetime.now(UTC),
        )  # fmt: skip
        self._kept.append(made)
        return made

    def recent(self, limit: int = 100) -> tuple[Redirect, ...]:
        """The newest, the newest first."""
        return tuple(list(self._kept)[: -limit - 1 : -1])


class RegistryLifecycle:
    """Admission of models by the lifecycle policy of the configuration."""

    _view: View
    _redirects: RedirectStore

    @property
    def lifecycle(self) -> LifecyclePolicy:
        """The policy in force: that of the configuration, else the default, which warns."""
        return self._view.lifecycle

    def admit(self, name: str) -> Admission:
        """The model to use for a name, as the lifecycle policy has it.

        A model that retires within `warn_within_days` comes with a warning. One that has retired, or
        does within `block_within_days`, comes with a warning too, or is refused with
        ModelRetiredError, or its successor stands in, where that can do at least as much for at most
        `max_price_ratio` times the price. Each redirect is recorded, before this returns.
        """
        view = self._view
        policy = view.lifecycle
        model = view.get_or_raise(name)
        ending = _ending(model, view.day, policy)
        if ending is None or policy.when_retired == "warn":
            warning = ending or _warning(model, view.day, policy)
            return Admission(model=model, warnings=(warning,) if warning else ())
        if policy.when_retired == "block":
            raise ModelRetiredError(f"{ending}; the lifecycle policy blocks it{_hint(model)}")
        return self._redirected(name, model, ending, view)

    def redirects(self, limit: int = 100) -> tuple[Redirect, ...]:
        """The latest redirects, the newest first."""
        return self._redirects.recent(limit)

    def _redirected(self, name: str, model: ModelConfig, ending: str, view: View) -> Admission:
        refused, policy = [], view.lifecycle
        for successor in _successors(model, view):
            faults = shortcomings(model, successor, policy.max_price_ratio)
            later = _ending(successor, view.day, policy)
            if not faults and later is None:
                reason = f"{ending}; its successor stands in"
                self._redirects.record(name, model.id, successor.id, reason=reason)
                said = f"{ending}: {successor.id} stands in"
                return Admission(model=successor, warnings=(said,), redirected_from=model)
            refused.append(f"{successor.id} does not do: {'; '.join(faults) or later}")
        why = ". ".join(refused) or f"no successor of it is {'known' if model.successor is None else 'there'}"
        raise ModelRetiredError(f"{ending}, and nothing stands in. {why}")


def _ending(model: ModelConfig, day: str, policy: LifecyclePolicy) -> str | None:
    """Why a model counts as retired, in words; None where it does not."""
    if model.status is ModelStatus.RETIRED:
        return f"{model.id} has retired{f' on {model.retires_on}' if model.retires_on else ''}"
    left = _days_left(model, day)
    if left is not None and policy.block_within_days and left <= policy.block_within_days:
        return f"{model.id} retires on {model.retires_on}, within {_days(policy.block_within_days)}"
    return None


def _warning(model: ModelConfig, day: str, policy: LifecyclePolicy) -> str | None:
    left = _days_left(model, day)
    if left is not None and left <= policy.warn_within_days:
        return f"{model.id} retires on {model.retires_on}, in {_days(left)}{_hint(model)}"
    if model.status is ModelStatus.DEPRECATED and left is None:
        return f"{model.id} is deprecated, and nobody says until when it is served{_hint(model)}"
    return None


def _days(count: int) -> str:
    return f"{count} day{'' if count == 1 else 's'}"


def _hint(model: ModelConfig) -> str:
    return f"; its successor is {model.successor}" if model.successor else ""


def _days_left(model: ModelConfig, day: str) -> int | None:
    if model.retires_on is None:
        return None
    return (date.fromisoformat(first_day(model.retires_on)) - date.fromisoformat(day)).days


def _successors(model: ModelConfig, view: View) -> Iterator[ModelConfig]:
    """The successor that a provider names, the successor of that, and so on; each once."""
    seen = {model.id}
    while model.successor is not None:
        try:
            found = view.one(f"{model.provider}/{model.successor}") or view.resolved(model.successor)
        except AmbiguousModelError:
            return
        if found is None or found.id in seen:
            return
        seen.add(found.id)
        yield found
        model = found
