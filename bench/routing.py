"""What a decision of the router takes, warm: over the whole catalog, over a pool of ten, and explained.

The requests differ in their sizes from one decision to the next, as those of an application do, and a
hundred models have been called before, so that their health and latency count.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from bench.processes import MeasurementError, told

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from modeldex import LLMRouter, RouteRequest

POLICIES = ("cheapest", "fastest", "best", "balanced")
"""Policies that are measured; the bar holds for the dearest."""
POOL = (
    "openai/gpt-5.4", "openai/gpt-5.4-mini", "anthropic/claude-haiku-4-5", "anthropic/claude-opus-4-8",
    "google/gemini-3.8-flash", "google/gemini-2.5-pro", "mistral/mistral-large-2512", "xai/grok-4.20",
    "groq/qwen/qwen3.8-27b", "togetherai/MiniMaxAI/MiniMax-M3",
)  # fmt: skip
"""Names of the ten models of a pool."""
OBSERVED = 100
"""Models that were called before."""
ROUTING_FIGURES = ("route_whole", "route_pool", "route_explain")
"""What is measured here, by the names of its bars."""
_SIZES = (800, 3_000, 12_000, 30_000, 60_000)


def requests(policy: str, models: tuple[str, ...] = ()) -> list[RouteRequest]:
    """Requests with the needs that are usual: what it must be able to do, how long it is, its price."""
    from modeldex import RouteRequest

    return [
        RouteRequest.of({
            "policy": policy, "models": models, "capabilities": ["vision", "tool_use"],
            "input_tokens": size, "output_tokens": 400 + size // 40, "max_input_price": "5",
            "not_providers": ["openrouter"], "task": "coding", "seed": size,
        })
        for size in _SIZES
    ]  # fmt: skip


def seasoned() -> LLMRouter:
    """A router over the whole catalog, some of whose models have been called."""
    from modeldex import LLMRouter, ModelCatalog, ModelRegistry, Outcome

    registry = ModelRegistry(ModelCatalog.bundled())
    router = LLMRouter(registry)
    called = [*POOL, *(model.id for model in registry.get_available_models())][:OBSERVED]
    now = router.clock()
    for at, model in enumerate(called):
        for seconds in (0.2, 0.4):
            failed = "server" if at % 13 == 0 else None
            router.record(
                Outcome(
                    model=model, at=now, failure=failed, first_token_seconds=seconds, seconds=5 * seconds,
                    output_tokens=200,
                )
            )  # fmt: skip
    return router


def _least(acts: Sequence[Callable[[], object]], rounds: int, at_once: int) -> float:
    """Microseconds of one act: the least over rounds of many, which no other process lengthens."""
    taken = []
    for _ in range(rounds):
        begun = perf_counter()
        for _ in range(at_once):
            for act in acts:
                act()
        taken.append((perf_counter() - begun) / at_once / len(acts) * 1e6)
    return min(taken)


def _decisions(router: LLMRouter, asked: list[RouteRequest]) -> list[Callable[[], object]]:
    return [lambda one=one: router.route(one) for one in asked]  # type: ignore[misc]


def measured(rounds: int) -> dict[str, float]:
    """Figure -> microseconds."""
    router = seasoned()
    whole = {policy: _decisions(router, requests(policy)) for policy in POLICIES}
    pool = {policy: _decisions(router, requests(policy, POOL)) for policy in POLICIES}
    for acts in (*whole.values(), *pool.values()):
        _least(acts, 1, 1)
    decision = router.route(requests("balanced")[2])
    return {
        "route_whole": max(_least(acts, rounds, 20) for acts in whole.values()),
        "route_pool": max(_least(acts, rounds, 200) for acts in pool.values()),
        "route_explain": _least([lambda: decision.explain().record()], rounds, 10),
    }


def main() -> None:
    """Print the figures, for the process that asked."""
    print(json.dumps(measured(int(sys.argv[1]))))


def routing_figures(rounds: int, home: Path) -> tuple[dict[str, float], dict[str, str]]:
    """Figure -> microseconds; and figure -> why it is not there."""
    checkout = str(Path(__file__).resolve().parent.parent)
    start = f"import sys; sys.path.insert(0, {checkout!r}); from bench.routing import main; main()"
    try:
        return told(["-c", start, str(rounds)], home), {}
    except MeasurementError as error:
        return {}, dict.fromkeys(ROUTING_FIGURES, str(error))
