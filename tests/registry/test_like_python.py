"""Whatever layers say of whatever models, in whatever order: the answers are those of plain dicts."""

from types import MappingProxyType
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from modeldex import ModelCatalog, ModelConfig, ModelRegistry, ModelStatus
from modeldex.core.days import today
from modeldex.core.model_entry import ModelEntry
from modeldex.registry.layer import CONFIG, DATABASE, DISCOVERED, IN_PROCESS, Layer

OVER = (DISCOVERED, CONFIG, DATABASE, IN_PROCESS)
FLAGS = ("supports_chat", "supports_vision", "supports_tool_use")
JOINED = ("aliases", "benchmarks")
FIELDS = (*FLAGS, *JOINED, "context_window", "cost_per_1m_input_tokens", "category", "retires_on", "status")
KNOWN = (
    "acme/falcon-0", "acme/falcon-1", "acme/falcon-2", "bazaar/aurora-7b", "bazaar/echo",
    "cellar/aurora-7b", "hub/acme/falcon-2", "hub/aurora-7b", "hub/auto",
)  # fmt: skip
NEW = ("a/first", "acme/falcon-1b", "mine/m", "mine/n", "zz/last")

Plain = dict[str, Any]
"""A model, as far as it is known: field -> value."""

_STATED = st.fixed_dictionaries(
    {},
    optional={
        **{flag: st.sampled_from([True, False, None]) for flag in FLAGS},
        "aliases": st.sampled_from([("one",), ("one", "two"), None]),
        "benchmarks": st.sampled_from([{"gpqa": 50.0}, {"mmlu": 5.0, "own": 1.0}, None]),
        "context_window": st.none() | st.integers(1, 10),
        "cost_per_1m_input_tokens": st.none() | st.integers(1, 10),
        "category": st.sampled_from(["core", "local", None]),
        "retires_on": st.sampled_from(["2026-10-01", "2099-01-01", None]),
        "status": st.sampled_from(list(ModelStatus)),
    },
)
_SAID: st.SearchStrategy[tuple[str, Plain]] = st.one_of(
    st.tuples(st.just("changes"), _STATED),
    st.tuples(st.just("model"), _STATED),
    st.tuples(st.sampled_from(["hidden", "removed"]), st.just({})),
)
_WRITES = st.lists(
    st.tuples(st.sampled_from(OVER), st.sampled_from(KNOWN + NEW), _SAID), min_size=1, max_size=12
)


class Dicts:
    """A registry as anybody would write it down: a dict for each layer, merged when it is asked."""

    def __init__(self, catalog: ModelCatalog) -> None:
        self._below = {model.id: {name: getattr(model, name) for name in PLAIN} for model in catalog}
        self.layers: dict[str, dict[str, tuple[str, Plain]]] = {name: {} for name in OVER}

    def tell(self, layer: str, full_id: str, what: str, stated: Plain) -> None:
        self.layers[layer].pop(full_id, None)
        if what != "removed":
            self.layers[layer][full_id] = what, stated

    def models(self) -> dict[str, Plain]:
        ids = {*self._below, *(full_id for layer in self.layers.values() for full_id in layer)}
        found = {full_id: self._model(full_id) for full_id in sorted(ids)}
        return {full_id: _on_day(model) for full_id, model in found.items() if model is not None}

    def _model(self, full_id: str) -> Plain | None:
        model, is_hidden = self._below.get(full_id), False
        for layer in OVER:
            what, stated = self.layers[layer].get(full_id, ("removed", {}))
            if what == "hidden":
                model, is_hidden = None, True
            elif what == "model":
                model, is_hidden = _joined({}, stated), False
            elif what == "changes" and not is_hidden:
                model = _joined(model or {}, stated)
        return model


PLAIN = (*FIELDS, "deprecated_on")


def _joined(below: Plain, stated: Plain) -> Plain:
    model = {**below, **stated}
    for name in JOINED:
        before, value = below.get(name), stated.get(name)
        if before and value:
            both = {**before, **value} if isinstance(value, dict) else (*before, *value)
            model[name] = both if isinstance(both, dict) else tuple(dict.fromkeys(both))
    return model


def _on_day(model: Plain) -> Plain:
    status = model.get("status") or ModelStatus.ACTIVE
    return {**model, "status": status.on(today(), model.get("deprecated_on"), model.get("retires_on"))}


def _facts(model: ModelConfig | Plain) -> Plain:
    plain = model if isinstance(model, dict) else {name: getattr(model, name) for name in FIELDS}
    facts = {name: plain.get(name) or None for name in FIELDS if name not in FLAGS}
    return {
        **facts,
        **{flag: plain.get(flag) for flag in FLAGS},
        "benchmarks": dict(facts["benchmarks"] or {}),
    }


def _tell(registry: ModelRegistry, naive: Dicts, layer: str, full_id: str, what: str, stated: Plain) -> None:
    """Write it down, and let the layer say it: the process itself by its methods, the others as they do."""
    if layer == IN_PROCESS:
        if what == "changes":  # a status moves by its table, of which `test_moves` tells
            stated = {name: value for name, value in stated.items() if name != "status"}
        is_said = _say(registry, full_id, what, stated, is_told=full_id in naive.layers[layer])
        naive.tell(layer, full_id, what if is_said else "removed", stated)
        return
    naive.tell(layer, full_id, what, stated)
    entries = {
        one: ModelEntry(
            one,
            is_hidden=kind == "hidden",
            changes=said if kind == "changes" else None,
            model=_whole(one, said) if kind == "model" else None,
        )
        for one, (kind, said) in naive.layers[layer].items()
    }
    registry._stack.put(Layer(name=layer, entries=MappingProxyType(entries)), {full_id})


def _say(registry: ModelRegistry, full_id: str, what: str, stated: Plain, *, is_told: bool) -> bool:
    """Say it through the public face, in the place of what was said before; False where it cannot be said."""
    if is_told:
        registry.remove_model(full_id)
    if what == "model":
        registry.register_model(_whole(full_id, stated))
    elif full_id not in registry:
        return False
    elif what == "hidden":
        registry.hide_model(full_id)
    elif what == "changes" and stated:
        registry.update_model(full_id, stated)
    return bool(what != "changes" or stated)


def _whole(full_id: str, stated: Plain) -> ModelConfig:
    provider, _, model_id = full_id.partition("/")
    return ModelConfig(provider=provider, model_id=model_id, **stated)


def _assert_same(registry: ModelRegistry, models: dict[str, Plain]) -> None:
    assert [model.id for model in registry.list_models()] == list(models)
    assert {model.id: _facts(model) for model in registry} == {
        full_id: _facts(model) for full_id, model in models.items()
    }
    for full_id in KNOWN + NEW:
        found = registry.get_model(full_id)
        assert (found is not None) == (full_id in models)
        assert found is None or found in registry.list_models(found.provider)
    for status in ModelStatus:
        wanted = [full_id for full_id, model in models.items() if model["status"] is status]
        assert [model.id for model in registry.list_models(status=status)] == wanted
    for flag in FLAGS:
        name = flag.removeprefix("supports_")
        having = [full_id for full_id, model in models.items() if model.get(flag) is True]
        assert [model.id for model in registry.get_models_by_capability(name)] == having
        lacking = sum(model.get(flag) is False for model in models.values())
        assert registry.count_models(lacks=[name]) == lacking
        assert registry.get_stats()["capabilities"].get(name, 0) == len(having)
    both = [full_id for full_id, model in models.items() if all(model.get(flag) for flag in FLAGS[:2])]
    assert [model.id for model in registry.get_models_by_capabilities(["chat", "vision"])] == both
    for bound in (1, 5, 8_192):
        wide = [full_id for full_id, model in models.items() if (model.get("context_window") or 0) >= bound]
        assert [model.id for model in registry.find_models(min_context=bound)] == wide
    cheap = [i for i, m in models.items() if (c := m.get("cost_per_1m_input_tokens")) is not None and c <= 2]
    assert [model.id for model in registry.find_models(max_input_cost=2)] == cheap


def _counted(values: list[str | None]) -> dict[str, int]:
    return {name: values.count(name) for name in sorted({value for value in values if value is not None})}


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(_WRITES, st.booleans())
def test_a_registry_is_a_stack_of_dicts(
    small: ModelCatalog, writes: list[tuple[str, str, tuple[str, Plain]]], asked_between: bool
):
    registry, naive = ModelRegistry(small), Dicts(small)
    for layer, full_id, (what, stated) in writes:
        _tell(registry, naive, layer, full_id, what, stated)
        if asked_between:
            _assert_same(registry, naive.models())
    models = naive.models()
    _assert_same(registry, models)
    stats = registry.get_stats()
    assert stats["total_models"] == len(registry) == len(models)
    assert stats["providers"] == _counted([full_id.partition("/")[0] for full_id in models])
    assert stats["by_category"] == _counted([model.get("category") for model in models.values()])
    by_status = _counted([model["status"].name.lower() for model in models.values()])
    assert stats["by_status"] == by_status
    assert stats["active_models"] == by_status.get("active", 0)
    told = {layer: len(entries) for layer, entries in naive.layers.items() if entries}
    assert stats["layers"] == {"bundled": len(small), **told}
