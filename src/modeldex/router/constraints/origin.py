"""Where a candidate comes from: maker, provider, region, licence, precision; and what a key may use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from modeldex.router.constraints.index import index
from modeldex.router.constraints.memo import memo
from modeldex.router.constraints.words import listed
from modeldex.router.frames.bits import bits_of
from modeldex.router.frames.regions import lies_in, may_touch, regions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from modeldex.core.model_config import ModelConfig
    from modeldex.router.deciding.case import Case
    from modeldex.router.frames.frame import Frame

    Values = Callable[[ModelConfig], Iterable[str]]

EVERYTHING = "*"
"""What a key's allow list has for all models; `provider/*` for all of a provider."""
UNKNOWN = "unknown"
"""What stands among the precisions that will do where also one that nobody knows does."""

_FEW_ALLOWED = 32
"""A list of so few is read each time; a longer one is kept as a set."""
_PRECISION = re.compile(
    r"(?:^|[-_:/@. ])((?:nv|mx)?fp(?:4|6|8|16|32)|bf16|int[48]|awq|gptq|q[2-8](?:_[a-z0-9]+)*)"
    r"(?=$|[-_:/@. ])",
    re.IGNORECASE,
)
_MICROSCALED = ("nv", "mx")


class Maker:
    """Its maker is one of those that may be, and none of those that may not."""

    name = "maker"

    def passing(self, case: Case) -> int | None:
        """None: no maker is asked for, nor refused."""
        asked = case.needs.asked
        if not asked.only_makers and not asked.not_makers:
            return None
        return _chosen(case, "maker", _maker, asked.only_makers, asked.not_makers, case.lets_pass)

    def reason(self, case: Case, place: int) -> str:
        """Its maker, against the list."""
        asked = case.needs.asked
        return _not_chosen("maker", case.frame.models[place].maker, asked.only_makers, asked.not_makers)


class Provider:
    """Its provider is one of those that may be, and none of those that may not."""

    name = "provider"

    def passing(self, case: Case) -> int | None:
        """None: no provider is asked for, nor refused. Without fallbacks, an order asks for those in it."""
        asked = case.needs.asked
        if (
            not asked.only_providers
            and not asked.not_providers
            and (asked.allow_fallbacks or not asked.provider_order)
        ):
            return None
        return _chosen(case, "provider", _provider, self._only(case), asked.not_providers, 0)

    def reason(self, case: Case, place: int) -> str:
        """Its provider, against the list."""
        slug = case.frame.models[place].provider
        return _not_chosen("provider", slug, self._only(case), case.needs.asked.not_providers)

    def _only(self, case: Case) -> tuple[str, ...]:
        asked = case.needs.asked
        if asked.allow_fallbacks or not asked.provider_order:
            return asked.only_providers
        if not asked.only_providers:
            return asked.provider_order
        return tuple([slug for slug in asked.provider_order if slug in asked.only_providers]) or ("",)


class Region:
    """It is served within regions that may be, and in none that may not. Nobody says where: it fails."""

    name = "region"

    def passing(self, case: Case) -> int | None:
        """None: no region is asked for, nor refused."""
        asked = case.needs.asked
        if not asked.only_regions and not asked.not_regions:
            return None
        frame = case.frame
        regions = index(frame, "region", lambda model: _regions(frame, model))
        only, banned = _lower(asked.only_regions), _lower(asked.not_regions)
        found = regions.known
        if only:
            found &= ~regions.where(lambda region: not _lies_in_one(region, only))
        if banned:
            found &= ~regions.where(lambda region: any(may_touch(region, one) for one in banned))
        return found

    def reason(self, case: Case, place: int) -> str:
        """Where it is served, against where it must be."""
        asked, frame = case.needs.asked, case.frame
        regions = _regions(frame, frame.models[place])
        if not regions:
            return "nobody says in which region it is served"
        only = _lower(asked.only_regions)
        if only and not all(_lies_in_one(region, only) for region in regions):
            return f"served in {listed(regions, 'and')}, not within {listed(asked.only_regions)} alone"
        return f"may be served in {listed(regions)}, of which {listed(asked.not_regions)} is refused"


class Licence:
    """Its weights can be downloaded, or cannot, as is asked for. Nobody says it: it fails."""

    name = "licence"

    def passing(self, case: Case) -> int | None:
        """None: no licence is asked for, nor refused."""
        asked = case.needs.asked
        if not asked.only_licences and not asked.not_licences:
            return None
        return _chosen(case, "licence", _licence, asked.only_licences, asked.not_licences, 0)

    def reason(self, case: Case, place: int) -> str:
        """Its licence, against the list."""
        asked, licence = case.needs.asked, next(iter(_licence(case.frame.models[place])), None)
        return _not_chosen("licence", licence, asked.only_licences, asked.not_licences)


class Quantization:
    """The precision of its weights is one that will do. It is known where the id or the name says it."""

    name = "quantization"

    def passing(self, case: Case) -> int | None:
        """None: any will do. One that nobody knows does where `unknown` is among those that do."""
        asked = case.needs.asked.quantizations
        if not asked:
            return None
        precisions = index(case.frame, "quantization", precisions_of)
        found = precisions.any_of(asked)
        return found | case.frame.everyone ^ precisions.known if UNKNOWN in asked else found

    def reason(self, case: Case, place: int) -> str:
        """Its precision, against the list."""
        asked, known = case.needs.asked.quantizations, precisions_of(case.frame.models[place])
        if not known:
            return f"nobody says the precision of its weights; {listed(asked)} is asked for"
        return f"weights of {known[0]}, not of {listed(asked)}"


class Allowed:
    """The caller's key may use it."""

    name = "allowed"

    def passing(self, case: Case) -> int | None:
        """None: the key may use anything."""
        allowed = case.needs.asked.allowed_models
        if allowed is None or EVERYTHING in allowed:
            return None
        if len(allowed) <= _FEW_ALLOWED:
            return _allowed(case.frame, allowed)
        found: int = memo(case.frame, "allowed").of(allowed, lambda: _allowed(case.frame, allowed))
        return found

    def reason(self, case: Case, place: int) -> str:  # noqa: ARG002 - it is the same of all
        """What the key may use."""
        allowed = case.needs.asked.allowed_models
        return f"the key may use {listed(allowed)} only" if allowed else "the key may use no model"


def precisions_of(model: ModelConfig) -> tuple[str, ...]:
    """The precision that an id, or else a name, states: `fp8`; of `nvfp4` also `fp4`. Empty: neither does."""
    for text in (model.model_id, model.name or ""):
        found = _PRECISION.findall(text)
        if found:
            word = found[-1].lower()
            if word.startswith(_MICROSCALED):
                return word, word[2:]
            return (word, word[:2]) if word[0] == "q" and "_" in word else (word,)
    return ()


def _allowed(frame: Frame, allowed: tuple[str, ...]) -> int:
    found, places = 0, []
    for entry in allowed:
        place = frame.place_of(entry)
        if place is not None:
            places.append(place)
        elif entry.endswith("/*"):
            found |= index(frame, "provider", _provider).of(entry[:-2])
    return found | bits_of(places, len(frame))


def _chosen(
    case: Case, kind: str, values_of: Values, only: tuple[str, ...], banned: tuple[str, ...], let_pass: int
) -> int:
    """The candidates of one of some values and of none of others, and those let pass that have none known."""
    values = index(case.frame, kind, values_of)
    found = values.any_of(only) if only else values.known
    if banned:
        found &= ~values.any_of(banned)
    return found | let_pass & ~values.known if let_pass else found


def _not_chosen(what: str, value: str | None, only: tuple[str, ...], banned: tuple[str, ...]) -> str:
    if value is None:
        return f"nobody says its {what}"
    if value in banned:
        return f"{what} {value} is refused"
    return f"{what} {value} is not {listed(only)}" if any(only) else f"{what} {value}: none is left"


def _maker(model: ModelConfig) -> Iterable[str]:
    return () if model.maker is None else (model.maker,)


def _provider(model: ModelConfig) -> Iterable[str]:
    return (model.provider,)


def _licence(model: ModelConfig) -> Iterable[str]:
    return () if model.open_weights is None else ("open" if model.open_weights else "proprietary",)


def _regions(frame: Frame, model: ModelConfig) -> tuple[str, ...]:
    return regions_of(model, frame.providers.get(model.provider))


def _lower(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple([name.lower() for name in names])


def _lies_in_one(region: str, larger: Iterable[str]) -> bool:
    return any(lies_in(region, one) for one in larger)
