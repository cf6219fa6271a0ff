"""The public types as a type checker sees them; checked by mypy, never run.

Each `type: ignore` is a promise too: the checker warns where the mistake is none any more.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import assert_type

import modeldex
from modeldex import (
    AmbiguousModelError,
    Cost,
    CostPart,
    CostTotal,
    DataError,
    InvalidValueError,
    Model,
    ModelCapabilities,
    ModelCatalog,
    ModelConfig,
    ModelNotFoundError,
    ModelStatus,
    Price,
    Provider,
    QualityScores,
    Statement,
    UnknownNameError,
    Usage,
)

# The four functions.
assert_type(modeldex.__version__, str)
assert_type(modeldex.get_model("gpt-5"), ModelConfig | None)
assert_type(modeldex.get_model_or_raise("gpt-5"), ModelConfig)
assert_type(modeldex.all_models(), tuple[ModelConfig, ...])
assert_type(
    modeldex.find_models(
        capabilities=["vision", "tool_use"],
        lacks="audio_input",
        provider="openai",
        maker="openai",
        model="openai/gpt-5",
        family="gpt",
        category="core",
        status=[ModelStatus.ACTIVE, "preview"],
        open_weights=None,
        max_input_cost=Decimal("2.5"),
        max_output_cost="10",
        pricing="priced",
        min_context=128_000,
        min_output=1,
        released_since="2025-01-01",
        released_before=date(2026, 1, 1),
        where=["gpqa>=80", "input_tokens@batch!=?"],
        sort="input_cost",
        reverse=True,
        offset=5,
        limit=10,
    ),
    tuple[ModelConfig, ...],
)
assert_type(modeldex.count_models(capabilities="vision", max_input_cost=1), int)
modeldex.count_models(sort="name")  # type: ignore[call-arg]
modeldex.find_models(max_inputcost=1)  # type: ignore[call-arg]
modeldex.find_models(max_input_cost=[1])  # type: ignore[arg-type]
modeldex.get_model(3)  # type: ignore[arg-type]
_ = modeldex.get_modell  # type: ignore[attr-defined]

# A model: what may be unknown may be None.
model = modeldex.get_model_or_raise("gpt-5")
assert_type(model.id, str)
assert_type(model.model_id, str)
assert_type(model.provider, str)
assert_type(model.name, str | None)
assert_type(model.api_name, str)
assert_type(model.aliases, tuple[str, ...])
assert_type(model.status, ModelStatus)
assert_type(model.status_on(date(2026, 1, 1)), ModelStatus)
assert_type(model.description, str)
assert_type(model.pricing, str)
assert_type(model.prices, tuple[Price, ...])
assert_type(model.cost_per_1m_input_tokens, Decimal | None)
assert_type(model.cost_per_1m_output_tokens, Decimal | None)
assert_type(model.cost_per_1m_cache_read_tokens, Decimal | None)
assert_type(model.cost_per_1m_batch_input_tokens, Decimal | None)
assert_type(model.cost_per_request, Decimal | None)
assert_type(model.context_window, int | None)
assert_type(model.max_output_tokens, int | None)
assert_type(model.rate_limit_rpm, int | None)
assert_type(model.ttft_ms, float | None)
assert_type(model.supports_vision, bool | None)
assert_type(model.supports("vision"), bool | None)
assert_type(model.capabilities, ModelCapabilities)
assert_type(model.can_classify, bool | None)
assert_type(model.open_weights, bool | None)
assert_type(model.release_date, str | None)
assert_type(model.benchmarks, Mapping[str, float])
assert_type(model.quality_scores, QualityScores)
assert_type(model.quality_scores.coding, float | None)
assert_type(model.replace(context_window=1), ModelConfig)
assert_type(hash(model), int)
model.context_window + 1  # type: ignore[operator]
_ = model.no_such_field  # type: ignore[attr-defined]
model.provider = "other"  # type: ignore[misc]

ModelConfig(
    model_id="x", provider="y", context_window=1, supports_vision=True, cost_per_1m_input_tokens="2.5"
)
ModelConfig(model_id="x")  # type: ignore[call-arg]
ModelConfig(model_id="x", provider="y", contextwindow=1)  # type: ignore[call-arg]
ModelCapabilities(True)  # type: ignore[call-arg]
Usage(1)  # type: ignore[call-arg]
assert_type(ModelCapabilities(supports_vision=True).supports_vision, bool | None)

# What a call costs.
usage = Usage(input_tokens=1_000, output_tokens=50, reasoning_tokens=20)
assert_type(usage, Usage)
assert_type(Usage.of_totals(1_000, 50, cache_read_tokens=10), Usage)
assert_type(usage.input_tokens, int)
assert_type(usage.total_input_tokens, int)
assert_type(usage + usage, Usage)
cost = model.cost(usage, service="batch", region="eu", at=datetime(2026, 1, 1, tzinfo=UTC))
assert_type(cost, Cost)
assert_type(cost.amount, Decimal | None)
assert_type(cost.at_least, Decimal)
assert_type(cost.parts, tuple[CostPart, ...])
assert_type(cost.price_ids, tuple[str, ...])
assert_type(Cost.total([cost]), CostTotal)
assert_type(Cost.total([cost]).coverage, float | None)
assert_type(Price.of("input_tokens", "2.5"), Price)
assert_type(Price.of("input_tokens", 2.5).amount, Decimal | None)
cost.amount + Decimal(1)  # type: ignore[operator]
model.cost(1_000)  # type: ignore[arg-type]

# A catalog.
catalog = ModelCatalog.bundled()
assert_type(catalog, ModelCatalog)
assert_type(ModelCatalog.open("catalog.sqlite"), ModelCatalog)
assert_type(catalog.get_model("gpt-5"), ModelConfig | None)
assert_type(catalog.get_model_or_raise("gpt-5"), ModelConfig)
assert_type(catalog.all_models(), tuple[ModelConfig, ...])
assert_type(catalog.find_models(capabilities="vision"), tuple[ModelConfig, ...])
assert_type(catalog.count_models(where="vision=true"), int)
assert_type(catalog.search("claude", limit=3), tuple[ModelConfig, ...])
assert_type(catalog.why("gpt-5", "context_window"), tuple[Statement, ...])
assert_type(catalog.why("gpt-5")[0].wins, bool)
assert_type(catalog.history("gpt-5", "input_tokens")[0].since, str | None)
assert_type(catalog.conflicts()[0].winner, Statement | None)
assert_type(catalog.diff(catalog)[0].before, str | None)
assert_type(catalog.at("2026-01-01"), ModelCatalog)
assert_type(catalog.at(date(2026, 1, 1)), ModelCatalog)
assert_type(catalog.providers(), tuple[Provider, ...])
assert_type(catalog.provider("openai").base_url, str | None)
assert_type(catalog.canonical_model("openai/gpt-5"), Model | None)
assert_type(catalog.stats(), dict[str, object])
assert_type(catalog.digest, str)
assert_type(catalog.version, str)
assert_type(catalog.sources, dict[str, int])
assert_type(len(catalog), int)
assert_type(iter(catalog), Iterator[ModelConfig])
assert_type("gpt-5" in catalog, bool)

# Errors carry what they are about.
not_found = ModelNotFoundError("gpt-55", ["openai/gpt-5"])
assert_type(not_found.near, tuple[str, ...])
assert_type(not_found.code, str)
assert_type(AmbiguousModelError("x", ["a/x", "b/x"]).candidates, tuple[str, ...])
assert_type(UnknownNameError("capability", "x", ["vision"]).known, tuple[str, ...])
assert_type(InvalidValueError("Price", {"amount": "negative"}).problems, dict[str, str])
assert_type(DataError("data/x.csv", "wrong", line=3, column="id").line, int | None)
