"""What the router asks of its neighbours: Protocols that whoever stands above fills in.

Each is asked without waiting; what is shared between instances is refreshed outside.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal

    from modeldex.core.model_config import ModelConfig
    from modeldex.core.provider import Provider
    from modeldex.router.seen.outcome import Outcome
    from modeldex.router.seen.readings import HealthReading, LoadReading, Warmth


class Models(Protocol):
    """One state of a registry, or a catalog: it answers the same as long as it is held."""

    def get_model(self, name: str) -> ModelConfig | None:
        """The model that a name means; None where it means none, or more than one."""

    def get_model_or_raise(self, name: str) -> ModelConfig:
        """The model that a name means; ModelNotFoundError, AmbiguousModelError."""

    def providers(self) -> tuple[Provider, ...]:
        """Every provider that is described."""

    def provider(self, name: str) -> Provider:
        """The provider of a slug or another name of it; UnknownNameError lists the slugs."""

    def makers(self) -> tuple[str, ...]:
        """Slug of every maker of a model; without reading all models."""

    def __iter__(self) -> Iterator[ModelConfig]:
        """Every model, by full id."""

    def __len__(self) -> int: ...


@runtime_checkable
class Registry(Protocol):
    """Where the models in force come from: a `ModelRegistry`."""

    @property
    def generation(self) -> int:
        """It rises with every change in force."""

    def snapshot(self) -> Models:
        """The state of now, held fast."""


class Health(Protocol):
    """How calls go."""

    def record(self, outcome: Outcome) -> None:
        """Take in how an attempt went."""

    def readings(self) -> Mapping[str, HealthReading]:
        """Full id -> reading, of every model that was called; a mapping that does not change."""

    def give_up_probe(self, model: str, claimed_at: float) -> None:
        """Free the probe of a call that ended without an outcome, as one that its caller left."""

    def take_probe(self, model: str, now: float) -> bool:
        """Claim the one call that may try a half-open circuit; False: another has it, or it is open."""


class Headroom(Protocol):
    """How much models were given."""

    def record(self, outcome: Outcome) -> None:
        """Take in what an attempt used."""

    def started(self, model: str, now: float, tokens: float = 0.0) -> None:
        """Count a call that begins, and is expected to use so many tokens, in and out."""

    def left(self, model: str, now: float) -> None:
        """Note that a call is over without an outcome."""

    def loads(self, now: float) -> Mapping[str, LoadReading]:
        """Full id -> load, of every model that was given something lately; it does not change."""


class Affinity(Protocol):
    """Where sessions were answered."""

    def record(self, session: str, model: str, now: float) -> None:
        """Take in that a model answered a session."""

    def home(self, session: str, now: float) -> Warmth | None:
        """Where a session's prompt cache is warm; None: nowhere."""


class Budgets(Protocol):
    """How much callers may still spend."""

    def left(self, key: str) -> Decimal | None:
        """USD that a key may still spend; None: it has no budget."""


class Readiness(Protocol):
    """Which models can be called at all."""

    def reasons(self) -> Mapping[str, str]:
        """Full id -> why it cannot be called, of those that cannot; the same object until it changes."""
