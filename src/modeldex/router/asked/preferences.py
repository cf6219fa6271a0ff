"""`Statements`: what a mapping states of a request, in our words and in those of other routers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from modeldex.core.errors import InvalidRequestError
from modeldex.router.asked.data_needs import DataNeeds, data_needs
from modeldex.router.asked.fallback_names import fallback_names
from modeldex.router.asked.field_kinds import flag, name, shown, unknown_fields, word
from modeldex.router.asked.json_shape import shape_fault
from modeldex.router.asked.request_fields import READERS, SORTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Iterable

OWN = "route"
"""Field that holds fields of a `RouteRequest` where others stand beside it."""
_OLD_OWN = "fallback"
"""What OpenRouter's clients once wrote into a field of that name: that `models` come one after another."""
_OTHER_FALLBACKS = MappingProxyType({
    "context_window_fallbacks": "is not read: state `fallbacks`, of which only a larger one is asked where"
    " the window was too small",
    "content_policy_fallbacks": "is not read: state `fallbacks`, which are asked where a model's provider"
    " refuses the content",
})  # fmt: skip
"""Fields of LiteLLM that would do nothing here, and why."""
FOREIGN = ("model", "provider", "max_price", OWN, *_OTHER_FALLBACKS)
"""What a mapping may state beside the fields of a `RouteRequest`."""
ROUTING = (*FOREIGN, "models", "fallbacks")
"""What a chat body may state of routing."""
BODIES = MappingProxyType({
    "messages": "openai_chat", "input": "openai_responses", "contents": "gemini",
})  # fmt: skip
"""Field by which a mapping is a chat body -> the wire format that it is taken for, where none is named."""

_NAMED = MappingProxyType({
    "order": "provider_order",
    "only": "only_providers",
    "ignore": "not_providers",
    "allow_fallbacks": "allow_fallbacks",
    "require_parameters": "require_parameters",
    "quantizations": "quantizations",
})  # fmt: skip
"""Field of OpenRouter's `provider` -> ours, where only the name differs."""
_PRICED = MappingProxyType({
    "prompt": "max_input_price",
    "completion": "max_output_price",
    "request": "max_request_price",
    "image": "max_image_price",
})  # fmt: skip
"""Field of its `max_price`, USD per million tokens, or for one request or image -> ours."""
_READ = ("sort", "max_price", "data_collection", "zdr")
"""Fields of `provider` that are read by themselves."""
_OF_PROVIDER = frozenset((*_NAMED, *_READ))
_AUDIO = "audio"
"""What OpenRouter bounds beside those prices, and a request here cannot."""
_NOT_TAKEN = MappingProxyType({
    "preferred_min_throughput": "is a wish, not a bound, which no policy here weighs; state the bound"
    " `min_tokens_per_second`, or sort by throughput",
    "preferred_max_latency": "is a wish, not a bound, which no policy here weighs; state the bound"
    " `max_first_token_ms`, or sort by latency",
    "enforce_distillable_text": "cannot be kept to: no catalog says which text may be trained on;"
    " leave it out, and name the models",
})  # fmt: skip
"""Fields of `provider` that OpenRouter has and that are refused, and why."""


class Statements:
    """The fields of a request as they were stated, not read yet, and where each was."""

    __slots__ = ("places", "problems", "values")

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        """Field of a `RouteRequest` -> what was written."""
        self.places: dict[str, str] = {}
        """Field -> its path in the mapping."""
        self.problems: dict[str, str] = {}
        """Path -> what is wrong there."""

    def state(self, field: str, value: Any, path: str) -> None:
        """Take a value; null states nothing. What is stated twice must say the same."""
        if value is None:
            return
        if field in self.values and not _is_same(self.values[field], value):
            self.problems[path] = f"says otherwise than {self.places[field]}; state one of them"
            return
        self.values[field] = value
        self.places[field] = path

    def read(self, reader: Callable[[Any], Any], value: Any, path: str) -> Any:
        """A value that is read on the spot; None where it is null, or the problems say what is wrong."""
        if value is None:
            return None
        try:
            return reader(value)
        except ValueError as error:
            self.problems[path] = str(error)
            return None

    def refuse_others(
        self, given: Iterable[object], known: Collection[str], path: str, *, passed_over: Container[str] = ()
    ) -> None:
        """Note the fields of a mapping that there are not."""
        others = [one for one in given if one not in known and one not in passed_over]
        if others:
            self.problems.update(unknown_fields(others, known, path))


def _is_same(one: Any, other: Any) -> bool:
    return shape_fault(one) is shape_fault(other) is None and bool(one == other)


_CHOOSING = ("order", "only", "ignore", "sort", "quantizations", "zdr", "data_collection")
"""Keys of OpenRouter's block by which a client chooses between the providers of a model."""
_CHOOSES_NONE: tuple[object, ...] = (None, (), [], {}, False, "allow")


def state_fields(
    given: Mapping[str, Any], said: Statements, path: str = "", *, beside: Container[str] = ()
) -> None:
    """Take our own fields out of a mapping; `path` stands before their names.

    `beside`: what else the mapping may hold, which is read elsewhere.
    """
    for field, value in given.items():
        if field in READERS:
            said.state(field, value, f"{path}{field}")
    said.refuse_others(given, READERS, path, passed_over=beside)


def state_own(given: Mapping[str, Any], said: Statements) -> None:
    """Take our own fields out of the object that holds them."""
    own = given.get(OWN)
    if isinstance(own, Mapping):
        state_fields(own, said, f"{OWN}.")
    elif own is not None and own != _OLD_OWN:
        said.problems[OWN] = f"must be an object of the fields of a RouteRequest, not {shown(own)}"


def state_foreign(given: Mapping[str, Any], said: Statements) -> None:
    """Take what clients of other routers send beside our own fields, once those are taken.

    `model` comes before `models`; `provider` and `max_price` are OpenRouter's; `fallbacks` may be written
    as `fallback_names` reads them.
    """
    _state_model(given.get("model"), said)
    said.problems.update({field: why for field, why in _OTHER_FALLBACKS.items() if given.get(field)})
    fallbacks = said.values.get("fallbacks")
    if isinstance(fallbacks, list | tuple):
        named, path = said.values.get("models"), said.places["fallbacks"]
        said.values["fallbacks"] = fallback_names(fallbacks, named, said.problems, path)
    _state_prices(given.get("max_price"), said, "max_price")
    block = given.get("provider")
    if isinstance(block, Mapping):
        _state_provider(block, said)
    elif block is not None:
        said.problems["provider"] = (
            f"must be an object like {{'only': ['openai']}}, not {shown(block)};"
            " for one provider alone, state `only_providers`"
        )


def _state_model(model: Any, said: Statements) -> None:
    first = said.read(name, model, "model")
    if first is None:
        return
    models = said.values.get("models", ())
    listed = (models,) if isinstance(models, str) else models
    if isinstance(listed, list | tuple):
        said.values["models"] = (first, *(one for one in listed if one != first))
        said.places.setdefault("models", "model")


def _state_provider(block: Mapping[str, Any], said: Statements) -> None:
    for field, value in block.items():
        if field in _NAMED:
            said.state(_NAMED[field], value, f"provider.{field}")
        elif field in _NOT_TAKEN and value is not None and value is not False:
            said.problems[f"provider.{field}"] = _NOT_TAKEN[field]
    said.refuse_others(block, _OF_PROVIDER, "provider.", passed_over=_NOT_TAKEN)
    _state_sort(block.get("sort"), said)
    _state_prices(block.get("max_price"), said, "provider.max_price")
    _state_data(block, said)
    if any(block.get(field) not in _CHOOSES_NONE for field in _CHOOSING):
        said.values.setdefault("same_model", True)  # providers of the model are what the block chooses among


def _state_sort(value: Any, said: Statements) -> None:
    """A word, or `{by, partition}`."""
    if not isinstance(value, Mapping):
        said.state("sort", value, "provider.sort")
        return
    said.refuse_others(value, ("by", "partition"), "provider.sort.")
    said.state("sort", said.read(word(*SORTS), value.get("by"), "provider.sort.by"), "provider.sort.by")
    partition = said.read(word("model", "none"), value.get("partition"), "provider.sort.partition")
    named = said.values.get("models", ())
    if partition == "none" and isinstance(named, list | tuple) and len(named) > 1:
        said.problems["provider.sort.partition"] = (
            "cannot be none where several models are named: what is sorted are the providers of each, in the"
            " order of the models; name a policy such as cheapest to choose across them"
        )


def _state_prices(value: Any, said: Statements, path: str) -> None:
    if value is None:
        return
    if not isinstance(value, Mapping):
        said.problems[path] = f"must be an object like {{'prompt': 1, 'completion': 2}}, not {shown(value)}"
        return
    for field, price in value.items():
        if field in _PRICED:
            said.state(_PRICED[field], price, f"{path}.{field}")
    if value.get(_AUDIO) is not None:
        said.problems[f"{path}.{_AUDIO}"] = "is not bounded here; leave it out, and bound `max_cost`"
    said.refuse_others(value, _PRICED, f"{path}.", passed_over=(_AUDIO,))


def _state_data(block: Mapping[str, Any], said: Statements) -> None:
    """What OpenRouter's two words demand, beside what `data` does."""
    collection = block.get("data_collection")
    denies = said.read(word("allow", "deny"), collection, "provider.data_collection") == "deny"
    retains_nothing = said.read(flag, block.get("zdr"), "provider.zdr") is True
    if not (denies or retains_nothing):
        return
    wanted = DataNeeds(no_training=denies, zero_retention=retains_nothing)
    try:
        stated = said.values.get("data")
        said.values["data"] = wanted if stated is None else wanted.joined(data_needs(stated))
    except (ValueError, InvalidRequestError):
        return  # whoever reads `data` says what is wrong with it
    said.places.setdefault("data", "provider")
