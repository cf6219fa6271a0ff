"""Which canonical model each offering serves, and what is said of that model wherever it is served."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.identity.matching import match
from modeldex.identity.snapshots import Snapshots
from modeldex.pipeline.manifest import MODELS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.identity.matching import Match
    from modeldex.pipeline.claims import Claims
    from modeldex.pipeline.directory import Directory


class Sameness:
    """The matches of all offerings, and the claims about their canonical models."""

    def __init__(self, by_id: dict[str, list[Claims]], directory: Directory) -> None:
        self._directory = directory
        self._snapshots = Snapshots()
        found = {full_id: self._match(said) for full_id, said in by_id.items()}
        for full_id, one in found.items():
            provider = directory.providers[full_id.partition("/")[0]]
            self._snapshots.learn(one, provider.id, at_home=one.maker in provider.home_of)
        self.matches = {full_id: self._snapshots.settled(one) for full_id, one in found.items()}
        """Full id -> its canonical model, and the rules that led there."""

    def by_model(self, claims: Iterable[Claims]) -> dict[str, list[Claims]]:
        """Canonical id -> what sources about models say of it."""
        said: dict[str, list[Claims]] = {}
        for one in claims:
            assert one.info.about == MODELS
            found = self._snapshots.settled(match(one.model_id, one.provider, self._directory.makers))
            said.setdefault(f"{one.provider}/{found.name}", []).append(one)
        return said

    def _match(self, said: list[Claims]) -> Match:
        family = next((str(one.stored["family"]) for one in said if one.stored.get("family")), None)
        return match(said[0].model_id, said[0].provider, self._directory.makers, family)
