"""Every constraint once more: candidate by candidate, in plain words, without sets, columns and trees."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from modeldex.core.status import ModelStatus
from modeldex.core.usage import Usage
from modeldex.router.asked.needs import MODALITIES
from modeldex.router.constraints.origin import precisions_of
from modeldex.router.constraints.parameters import dropped
from modeldex.router.frames.pace import expected_pace
from modeldex.router.frames.regions import lies_in, may_touch, regions_of
from modeldex.router.seen.readings import CLOSED, HALF_OPEN, UNSEEN, LoadReading

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from decimal import Decimal

    from modeldex import ModelConfig
    from modeldex.router.deciding.case import Case

TRADES = (
    "embedding", "reranking", "transcription", "moderation", "image_output", "video_output", "audio_output",
)  # fmt: skip


def _model(case: Case, place: int) -> ModelConfig:
    return case.frame.models[place]


def _is_named(case: Case, place: int) -> bool:
    return not case.frame.is_whole and not case.frame.stand_ins >> place & 1


def _known(case: Case, place: int, fact: bool | None) -> bool:
    """A fact, or what becomes of a candidate of which nobody states it."""
    said = case.needs.asked.unknown
    passes = _is_named(case, place) if said is None else said == "allow"
    return passes if fact is None else fact


def _can(case: Case, place: int, name: str | None) -> bool:
    return name is None or _known(case, place, _model(case, place).supports(name))


def operation(case: Case, place: int) -> bool:
    asked, model = case.needs.asked.operation, _model(case, place)
    if case.frame.is_whole and model.model_id.endswith((":batch", ":flex", ":priority")):
        return False
    if asked == "any":
        return True
    if asked != "chat":
        return _can(case, place, asked)
    says = model.supports_chat
    if says is not None:
        return says
    talks = model.supports("tool_use") or model.supports("thinking")
    return bool(talks) or not any(model.supports(trade) for trade in TRADES)


def allowed(case: Case, place: int) -> bool:
    entries, model = case.needs.asked.allowed_models, _model(case, place)
    return entries is None or bool({"*", model.id, f"{model.provider}/*"} & set(entries))


def _chosen(value: str | None, only: tuple[str, ...], banned: tuple[str, ...]) -> bool | None:
    if (only or banned) and value is None:
        return None
    return (not only or value in only) and value not in banned


def provider(case: Case, place: int) -> bool:
    asked, slug = case.needs.asked, _model(case, place).provider
    is_in_order = asked.allow_fallbacks or not asked.provider_order or slug in asked.provider_order
    return is_in_order and bool(_chosen(slug, asked.only_providers, asked.not_providers))


def maker(case: Case, place: int) -> bool:
    asked = case.needs.asked
    return _known(case, place, _chosen(_model(case, place).maker, asked.only_makers, asked.not_makers))


def status(case: Case, place: int) -> bool:
    found = _model(case, place).status
    named = (ModelStatus.ACTIVE, ModelStatus.PREVIEW, ModelStatus.DEPRECATED)
    return found in named if _is_named(case, place) else found is ModelStatus.ACTIVE


def lifecycle(case: Case, place: int) -> bool:
    ends = _model(case, place).retires_on
    if ends is None:
        return True
    today = datetime.fromtimestamp(case.now, UTC).date()
    first = date.fromisoformat(f"{ends}-01-01"[:10])
    return first > today and first >= today + timedelta(days=case.needs.asked.min_days_to_retirement)


def ready(case: Case, place: int) -> bool:
    return case.frame.ids[place] not in case.not_ready


def capability(case: Case, place: int) -> bool:
    return all(_can(case, place, name) for name in case.needs.asked.capabilities)


def modality(case: Case, place: int) -> bool:
    asked = case.needs.asked
    reads = all(_can(case, place, MODALITIES[one][0]) for one in asked.input_modalities)
    return reads and all(_can(case, place, MODALITIES[one][1]) for one in asked.output_modalities)


def context(case: Case, place: int) -> bool:
    needs, model = case.needs, _model(case, place)
    if not needs.total:
        return True
    window, limit = model.context_window, model.max_input_tokens
    fits = _known(case, place, None if window is None else needs.total <= window)
    return fits and (limit is None or (needs.input_known or 0) <= limit)


def output(case: Case, place: int) -> bool:
    wanted = max(case.needs.asked.output_tokens or 0, case.needs.asked.max_output_tokens or 0)
    limit = _model(case, place).max_output_tokens
    return not wanted or _known(case, place, None if limit is None else wanted <= limit)


def region(case: Case, place: int) -> bool:
    asked, model = case.needs.asked, _model(case, place)
    if not asked.only_regions and not asked.not_regions:
        return True
    served = regions_of(model, case.frame.providers.get(model.provider))
    only = [one.lower() for one in asked.only_regions]
    inside = all(any(lies_in(one, larger) for larger in only or (one,)) for one in served)
    return bool(served) and inside and not any(may_touch(a, b) for a in served for b in asked.not_regions)


def licence(case: Case, place: int) -> bool:
    asked = case.needs.asked
    word = {True: "open", False: "proprietary", None: None}[_model(case, place).open_weights]
    return bool(_chosen(word, asked.only_licences, asked.not_licences))


def quantization(case: Case, place: int) -> bool:
    asked = case.needs.asked.quantizations
    return not asked or bool(set(precisions_of(_model(case, place)) or ("unknown",)) & set(asked))


def data(case: Case, place: int) -> bool:
    asked, found = case.needs.asked.data, case.frame.providers.get(_model(case, place).provider)
    if asked is None:
        return True
    policy = {} if found is None else found.data_policy
    days = 0 if policy.get("zero_retention") else policy.get("retention_days")
    most = [asked.max_retention_days] if asked.max_retention_days is not None else []
    most += [0] if asked.zero_retention else []
    trains = asked.no_training and policy.get("trains_on_input") is not False
    return not trains and all(days is not None and days <= one for one in most)


def price(case: Case, place: int) -> bool:
    asked, model = case.needs.asked, _model(case, place)
    cost = model.cost(Usage(input_tokens=max(case.needs.input, 1), output_tokens=1))
    rates = {part.unit: part.rate for part in cost.parts}
    is_priced = bool(rates) and "requests" not in cost.missing
    reads_images = "vision" in asked.capabilities or "image" in asked.input_modalities
    return all(
        bound is None or (rate is not None and rate <= bound)
        for rate, bound in (
            (rates.get("input_tokens"), asked.max_input_price),
            (rates.get("output_tokens"), asked.max_output_price),
            (rates.get("requests", 0) if is_priced else None, asked.max_request_price),
            (model.cost_per_input_image, asked.max_image_price if reads_images else None),
        )
    )


def _costs(case: Case, place: int, bound: Decimal | None) -> bool:
    amount = _model(case, place).cost(case.needs.usage(warm=case.is_warm(place))).amount
    return bound is None or (amount is not None and amount <= bound)


def cost(case: Case, place: int) -> bool:
    return _costs(case, place, case.needs.asked.max_cost)


def budget(case: Case, place: int) -> bool:
    return _costs(case, place, case.budget_left)


def quality(case: Case, place: int) -> bool:
    asked, scores = case.needs.asked, _model(case, place).quality_scores.known()
    if asked.min_quality is None:
        return True
    score = scores.get(asked.task) if asked.task else sum(scores.values()) / len(scores) if scores else None
    return _known(case, place, None if score is None else score >= asked.min_quality)


def speed(case: Case, place: int) -> bool:
    asked, pace = case.needs.asked, expected_pace(case, place)
    facts = []
    for seconds, most in (
        (pace.first_token_seconds, asked.max_first_token_ms),
        (pace.seconds(case.needs.output), asked.max_latency_ms),
    ):
        if most is not None:
            facts.append(None if seconds is None else seconds <= most / 1e3)
    if asked.min_tokens_per_second is not None:
        each = pace.seconds_per_token
        facts.append(None if each is None else each <= 1 / asked.min_tokens_per_second)
    return all(_known(case, place, fact) for fact in facts)


def parameters(case: Case, place: int) -> bool:
    asked, found = case.needs.asked, case.frame.providers.get(_model(case, place).provider)
    if not asked.require_parameters or not asked.parameters:
        return True
    return found is not None and bool(found.wire_formats) and not dropped(case, place)


def circuit(case: Case, place: int) -> bool:
    names = case.frame.ids[place], f"{_model(case, place).provider}/*"
    return all(case.health.get(one, UNSEEN).circuit(case.now) in (CLOSED, HALF_OPEN) for one in names)


def cooldown(case: Case, place: int) -> bool:
    names = case.frame.ids[place], f"{_model(case, place).provider}/*"
    return all((case.health.get(one, UNSEEN).cool_until or 0) <= case.now for one in names)


def headroom(case: Case, place: int) -> bool:
    model, needs = _model(case, place), case.needs
    load = case.loads.get(model.id, LoadReading())
    tokens = (needs.input_known or 0) + (needs.output_known or 0)
    calls_fit = model.rate_limit_rpm is None or load.requests + 1 <= model.rate_limit_rpm
    if not calls_fit or (model.rate_limit_tpm is not None and load.tokens + tokens > model.rate_limit_tpm):
        return False
    if load.told_until is None or load.told_until <= case.now:
        return True
    few = load.requests_left is not None and load.requests_left < 1
    return not few and (load.tokens_left is None or load.tokens_left >= tokens)


NAIVE: Mapping[str, Callable[[Case, int], bool]] = {
    one.__name__: one
    for one in (
        operation, allowed, provider, maker, status, lifecycle, ready, capability, modality, context, output,
        region, licence, quantization, data, price, cost, budget, quality, speed, parameters, circuit,
        cooldown, headroom,
    )
}  # fmt: skip
"""Name of a constraint -> whether a candidate meets it. `where` has tests of its own."""
