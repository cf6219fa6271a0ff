"""What modeldex promises: one row per bar, and on which side of it a figure lies. No run fails by it."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.fresh import TOUCHED
from bench.peers import OURS
from bench.questions import QUESTIONS
from bench.registry import REGISTERED
from bench.reloading import READERS, REST_SECONDS
from bench.routing import OBSERVED, POLICIES
from bench.turns import Timing


@dataclass(frozen=True, slots=True)
class Bar:
    """One promise: a figure of at most so much."""

    name: str
    what: str
    """What is measured, and how, where that is not plain."""
    most: float
    unit: str


BARS = (
    Bar("process", "whole process: import and first look-up", 5, "bare interpreters"),
    Bar("look_up", "repeated look-up", 6, "dict hits"),
    Bar(
        "first_answer",
        "open the catalog and give the first answer, after `from modeldex import ModelCatalog, get_model`",
        5,
        "ms",
    ),
    Bar("first_touch", f"first touch of a model, mean of {TOUCHED} random ids", 20, "µs"),
    Bar("find", "all models with vision and tools at up to 1 USD, to a list, once warm", 100, "µs"),
    Bar("count", "the same, to a count", 50, "µs"),
    Bar("cost", "cost of a call, with tiers and dates, model in hand", 2, "µs"),
    Bar("cost_at", "the same on a day past", 2, "µs"),
    Bar("catalog", "open and materialise the whole catalog, after import", 150, "ms"),
    Bar("memory_some", f"memory beyond a bare interpreter, {TOUCHED} random models touched", 10, "MB"),
    Bar("memory_all", "memory beyond a bare interpreter, all models in hand", 20, "MB"),
    Bar(
        "registry_count",
        "registry over the whole catalog and 200 configured models: all that have the commonest capability,"
        " to a count, once warm",
        50,
        "µs",
    ),
    Bar("registry_list", "the same, to a list", 100, "µs"),
    Bar("registry_count_three", "all that have the three commonest capabilities, to a count", 50, "µs"),
    Bar("registry_list_three", "the same, to a list", 100, "µs"),
    Bar(
        "registry_look_up",
        "repeated look-up of a model of which every layer states something",
        10,
        "dict hits",
    ),
    Bar("registry_open", "open the registry, catalog and configuration included, after import", 80, "ms"),
    Bar(
        "registry_reload",
        f"the slowest reload of a changed configuration, while {READERS} threads read every"
        f" {REST_SECONDS * 1e3:g} ms",
        250,
        "ms",
    ),
    Bar("registry_read", "the slowest read meanwhile; none saw a mixed state", 5, "ms"),
    Bar("registry_memory", f"memory of {REGISTERED:,} registered models, resident", 40, "MB"),
    Bar("registry_traced", "the same, as tracemalloc counts it", 40, "MB"),
    Bar(
        "wire_request",
        "translation of a request of 1 KB beyond its JSON, the dearest of 30 pairs of wire formats",
        30,
        "µs",
    ),
    Bar("wire_request_middle", "the same, the pair in their middle", 30, "µs"),
    Bar(
        "wire_event",
        "translation of an event of a stream beyond reading its JSON, the dearest of 30 pairs",
        6,
        "µs",
    ),
    Bar("wire_event_middle", "the same, the pair in their middle", 6, "µs"),
    Bar(
        "route_whole",
        f"decision over the whole catalog, {OBSERVED} of whose models were called; the dearest of the"
        f" policies {', '.join(POLICIES)}",
        200,
        "µs",
    ),
    Bar("route_pool", "decision over a pool of ten, the dearest of these policies", 25, "µs"),
    Bar(
        "route_explain",
        "explanation of a decision over the whole catalog: every candidate's fate, the best ten in detail",
        2_000,
        "µs",
    ),
    Bar("help", "`modeldex --help`, whole process", 150, "ms"),
    Bar("completion", "completion of a command in the shell, whole process", 150, "ms"),
    Bar("show", "`modeldex show openai/gpt-4o`, whole process", 200, "ms"),
    Bar("cost_command", "`modeldex cost openai/gpt-4o ...`, whole process", 200, "ms"),
)
"""Every bar, in the order of the table."""


def verdict(figure: float, most: float) -> str:
    """On which side of its bar a figure lies."""
    return "within the bar" if figure <= most else "over the bar"


def figures_of(timings: Mapping[str, Mapping[str, Timing]]) -> tuple[dict[str, float], dict[str, str]]:
    """Those figures of bars that are questions to a warm process, in µs; and why one is not there."""
    figures: dict[str, float] = {}
    reasons: dict[str, str] = {}
    barred = {bar.name for bar in BARS}
    for name in (question.name for question in QUESTIONS if question.name in barred):
        timing = timings.get(name, {}).get(OURS.distribution, Timing(reason="it was not asked"))
        if timing.nanoseconds is None:
            reasons[name] = timing.reason
        else:
            figures[name] = timing.nanoseconds / 1e3
    return figures, reasons
