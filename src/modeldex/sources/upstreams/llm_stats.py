"""LLM Stats: benchmark scores as makers and others report them, as fractions from 0 to 1."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import SourceError
from modeldex.core.quality import BENCHMARKS
from modeldex.sources.base import MODELS, Bounds, Reading, Source, drop, expect, pop_number

if TYPE_CHECKING:
    from collections.abc import Callable

    from modeldex.sources.offering import Offering

_NAMES = {
    "hle": "humanitys_last_exam",
    "hmmt25": "hmmt_2025",
    "swe-bench-verified": "swe_bench",
}
"""Benchmark as the source spells it -> our name, where it is not the same words."""
_SIGNS = {"+": "_plus", "<": "below_", ">": "above_", "→": "_to_", "'": ""}
_ON_ANOTHER_SCALE = {
    "codeforces": "a rating divided by another",
    "common-voice-15": "a rate of errors: less is better",
    "factscore": "a rate of errors: less is better",
    "fleurs": "rates of errors and of hits are mixed in it",
    "longfact-concepts": "a rate of errors: less is better",
    "longfact-objects": "a rate of errors: less is better",
    "mm-mt-bench": "scales of 1, 10 and 100 are mixed in it",
    "mmbench-video": "a grade of at most 3, divided by 100",
    "mme": "points divided by 10,000",
    "mt-bench": "scales of 1, 10 and 100 are mixed in it",
    "nmos": "a grade of at most 5, divided by 100",
}
"""Benchmark whose scores are no share of tasks solved -> what they are instead."""
_NO_PAGE = ("https://example.com/",)
_MODEL_NOT_CARRIED = (
    "announcement_date",
    "available_in_zeroeval",
    "created_at",
    "fine_tuned_from_model_id",
    "license_id",
    "model_family_id",
    "multimodal",  # does not say which inputs, and is set on models that read text only
    "param_count",
    "source_api_ref",
    "source_paper",
    "source_playground",
    "source_repo_link",
    "source_scorecard_blog_link",
    "training_tokens",
    "updated_at",
)


@dataclass(frozen=True, kw_only=True)
class _Score:
    """One score of one model, to be weighed against others of the same benchmark."""

    value: Decimal
    is_verified: bool
    is_self_reported: bool
    day: str
    page: str | None

    @property
    def weight(self) -> tuple[bool, bool, str, Decimal]:
        """The heaviest is taken; of two that are equal otherwise the lower, reached without aids."""
        return self.is_verified, not self.is_self_reported, self.day, -self.value


def parse(answer: Any, maker_named: Callable[[str], str | None]) -> Reading:
    """Read the models, then their scores."""
    reading = Reading(source="llm_stats")
    with reading.at("the answer"):
        answer = expect(answer, dict, "the answer")
        drop(answer, ("licence", "provider_offers"))  # offers: facts about hosts, not about models
        models = expect(answer.pop("models"), list, "models")
        benchmarks = expect(answer.pop("benchmarks"), list, "benchmarks")
        reading.leftovers("", answer)
    for place, model in enumerate(models):
        with reading.at(f"models {place}"):
            _model(reading, expect(model, dict, "a model"), maker_named)
    scores: defaultdict[str, dict[str, _Score]] = defaultdict(dict)
    for place, score in enumerate(benchmarks):
        with reading.at(f"benchmarks {place}"):
            _score(reading, scores, expect(score, dict, "a score"), maker_named)
    for full_id, chosen in scores.items():
        with reading.at(full_id):
            _state(reading.offerings[full_id], chosen)
    return reading


def _model(reading: Reading, model: dict[str, Any], maker_named: Callable[[str], str | None]) -> None:
    offering = _offering(reading, model.pop("organization_id"), model.pop("model_id"), maker_named)
    name, released = expect(model.pop("name"), str, "name"), model.pop("release_date")
    cutoff, weights = model.pop("knowledge_cutoff"), model.pop("source_weights_link")
    drop(model, _MODEL_NOT_CARRIED)
    reading.leftovers("model", model)
    if offering is None:
        return
    offering.say("name", " ".join(name.split()))
    offering.day("release_date", released)
    offering.day("knowledge_cutoff", cutoff)
    # a page with the weights says that they are open; no page says nothing
    offering.say("open_weights", True if weights else None)


def _score(
    reading: Reading,
    scores: defaultdict[str, dict[str, _Score]],
    score: dict[str, Any],
    maker_named: Callable[[str], str | None],
) -> None:
    offering = _offering(reading, score.pop("org"), score.pop("model_id"), maker_named)
    benchmark = expect(score.pop("benchmark_id"), str, "benchmark_id")
    value = pop_number(score, "score", benchmark)
    read = _Score(
        value=_on_a_scale_of_100(Decimal(str(value)), benchmark),
        is_verified=expect(score.pop("verified_by_llmstats"), bool, "verified_by_llmstats"),
        is_self_reported=expect(score.pop("is_self_reported"), bool, "is_self_reported"),
        day=expect(score.pop("updated_at"), str, "updated_at")[:10],
        page=_page(score.pop("self_reported_source_link")),
    )
    drop(score, ("normalized_score",))  # the score divided by the benchmark's greatest
    reading.leftovers("score", score)
    if offering is None:
        return
    reason = _ON_ANOTHER_SCALE.get(benchmark) or ("zero: not measured" if not read.value else None)
    if reason is not None:
        reading.skipped[f"{offering.id}/{benchmark}"] = reason
        return
    known = scores[offering.id].setdefault(_our_name(benchmark), read)
    if known is not read:
        reading.mended[offering.id] = "several scores of one benchmark: verified, independent, newest, lowest"
        if read.weight > known.weight:
            scores[offering.id][_our_name(benchmark)] = read


def _offering(
    reading: Reading, organisation: Any, model_id: Any, maker_named: Callable[[str], str | None]
) -> Offering | None:
    maker = maker_named(expect(organisation, str, "organisation"))
    name = expect(model_id, str, "model_id")
    if maker is not None:
        return reading.offering(maker, name)
    reading.skipped[name] = f"no maker is called {organisation!r}; add the spelling to data/makers.toml"
    return None


def _state(offering: Offering, scores: dict[str, _Score]) -> None:
    offering.say("benchmarks", {name: score.value for name, score in scores.items()})
    offering.day("updated", max(score.day for score in scores.values()))
    pages = Counter(score.page for score in scores.values() if score.page)
    offering.url = max(sorted(pages), key=pages.__getitem__, default=None)


def _on_a_scale_of_100(score: Decimal, benchmark: str) -> Decimal:
    """A fraction as a percentage; a rating or a percentage, above 1, stays as it is."""
    percentage = score.scaleb(2) if score <= 1 else score
    if percentage < 0 or (_our_name(benchmark) in BENCHMARKS and percentage > 100):
        raise SourceError(f"llm_stats: {benchmark}: expected a score from 0 to 1, got {score}")
    return percentage


def _page(link: Any) -> str | None:
    is_page = isinstance(link, str) and link.startswith("https://") and not link.startswith(_NO_PAGE)
    return link if is_page else None


def _our_name(spelt: str) -> str:
    """Our name of a benchmark: `mmlu_pro` for `mmlu-pro`, `humaneval_plus` for `humaneval+`."""
    if spelt in _NAMES:
        return _NAMES[spelt]
    worded = "".join(_SIGNS.get(sign, sign) for sign in spelt.lower())
    return re.sub(r"[^a-z0-9]+", "_", worded).strip("_")


SOURCE = Source(
    name="llm_stats",
    title="LLM Stats",
    url="https://llm-stats.com",
    licence="CC BY 4.0, llm-stats.com",
    own_listing_of=None,
    bounds=Bounds(
        least=120,
        most=700,
        fill={
            "name": 1.0,
            "release_date": 0.95,
            "benchmarks": 0.90,
            "updated": 0.90,
            "open_weights": 0.50,
            "knowledge_cutoff": 0.25,
        },
    ),
    parse=parse,
    fetch=None,  # it stood in many files of a repository, which is closed
    about=MODELS,
)
