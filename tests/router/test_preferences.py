"""What clients of OpenRouter, Bifrost and LiteLLM already send is read as they mean it, or refused."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import ModelCatalog
from modeldex.core.errors import InvalidRequestError
from modeldex.router.asked.data_needs import DataNeeds
from modeldex.router.asked.request import RouteRequest

GPT, OPUS, KIMI = "openai/gpt-5", "anthropic/claude-opus-4.5", "moonshotai/kimi-k2"


def _problems(given: Any) -> dict[str, str]:
    with pytest.raises(InvalidRequestError) as caught:
        RouteRequest.of(given)
    return caught.value.problems


def test_the_whole_block_of_openrouter() -> None:
    request = RouteRequest.of(
        {
            "model": GPT,
            "models": [OPUS, GPT],
            "provider": {
                "order": ["openai", "azure"],
                "only": ["openai", "azure", "anthropic"],
                "ignore": ["deepinfra"],
                "sort": "throughput",
                "max_price": {"prompt": 1.25, "completion": "10", "request": 0, "image": Decimal("0.001")},
                "allow_fallbacks": False,
                "require_parameters": True,
                "quantizations": ["fp8", "BF16"],
                "data_collection": "deny",
                "zdr": True,
                "enforce_distillable_text": False,
            },
        }
    )
    assert request == RouteRequest(
        models=(GPT, OPUS),
        provider_order=("openai", "azure"),
        only_providers=("openai", "azure", "anthropic"),
        not_providers=("deepinfra",),
        sort="throughput",
        max_input_price=Decimal("1.25"),
        max_output_price=Decimal(10),
        max_request_price=Decimal(0),
        max_image_price=Decimal("0.001"),
        allow_fallbacks=False,
        require_parameters=True,
        quantizations=("fp8", "bf16"),
        data=DataNeeds(no_training=True, zero_retention=True),
        same_model=True,
    )


@pytest.mark.parametrize(
    "block",
    [
        {}, None, {"order": None, "sort": None, "max_price": None, "zdr": None, "data_collection": None},
        {"data_collection": "allow", "zdr": False}, {"max_price": {"audio": None}}, {"sort": {}},
    ],
)  # fmt: skip
def test_a_block_that_asks_for_nothing_restricts_nothing(block: Any) -> None:
    assert RouteRequest.of({"provider": block}) == RouteRequest()


def test_the_sort_as_an_object() -> None:
    assert RouteRequest.of({"provider": {"sort": {"by": "price", "partition": "none"}}}).sort == "price"
    sort = {"by": "price", "partition": "none"}
    assert RouteRequest.of({"model": GPT, "provider": {"sort": sort}}).sort == "price"
    problems = _problems({"model": GPT, "models": [OPUS], "provider": {"sort": sort}})
    assert list(problems) == ["provider.sort.partition"]
    assert set(_problems({"provider": {"sort": {"by": "speed", "partitoin": "x"}}})) == {
        "provider.sort.by", "provider.sort.partitoin",
    }  # fmt: skip


def test_own_fields_stand_beside_the_block() -> None:
    request = RouteRequest.of(
        {
            "capabilities": ["vision"],
            "data": {"max_retention_days": 30},
            "max_price": {"prompt": "2"},
            "provider": {"zdr": True},
        }
    )
    assert request.data == DataNeeds(zero_retention=True, max_retention_days=30)
    assert (request.capabilities, request.max_input_price) == (("vision",), Decimal(2))


def test_what_is_stated_twice_must_say_the_same() -> None:
    same = {"sort": "price", "provider": {"sort": "price"}}
    assert RouteRequest.of(same).sort == "price"
    problems = _problems({"sort": "latency", "provider": {"sort": "price"}})
    assert "sort" in problems["provider.sort"]
    prices = {"max_price": {"prompt": 1}, "provider": {"max_price": {"prompt": 2}}}
    assert list(_problems(prices)) == ["provider.max_price.prompt"]


def test_every_fault_is_named_where_it_was_written() -> None:
    problems = _problems(
        {
            "model": "",
            "capabilities": ["visoin"],
            "provider": {
                "odrer": ["openai"],
                "only": [7],
                "sort": "speed",
                "max_price": {"prompt": -1, "complation": 1, "audio": 1},
                "allow_fallbacks": "yes",
                "data_collection": "denied",
                "zdr": 1,
                "preferred_min_throughput": 50,
                "preferred_max_latency": {"p90": 2},
                "enforce_distillable_text": True,
            },
        }
    )
    assert set(problems) == {
        "model", "capabilities", "provider.odrer", "provider.only", "provider.sort",
        "provider.max_price.prompt", "provider.max_price.complation", "provider.max_price.audio",
        "provider.allow_fallbacks", "provider.data_collection", "provider.zdr",
        "provider.preferred_min_throughput", "provider.preferred_max_latency",
        "provider.enforce_distillable_text",
    }  # fmt: skip
    assert problems["provider.odrer"].endswith("did you mean order?")
    assert "did you mean completion" in problems["provider.max_price.complation"]
    assert "min_tokens_per_second" in problems["provider.preferred_min_throughput"]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"provider": "openai"}, "provider"), ({"provider": ["openai"]}, "provider"),
        ({"max_price": 5}, "max_price"), ({"provider": {"max_price": [1]}}, "provider.max_price"),
        ({"model": [GPT]}, "model"), ({"model": GPT, "models": 7}, "models"),
        ({"model": GPT, "models": [OPUS, OPUS]}, "models"), ({"data": 7, "provider": {"zdr": True}}, "data"),
        ({"provider": {"data_collection": "deny"}, "data": {"zero_retention": 2}}, "data.zero_retention"),
        ({"provider": {"\x1b[2J": 1}}, "provider.'\\x1b[2J'"),
    ],
)  # fmt: skip
def test_what_is_of_the_wrong_form_is_refused(given: Any, path: str) -> None:
    assert list(_problems(given)) == [path]


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ([OPUS, KIMI], (OPUS, KIMI)),
        (OPUS, (OPUS,)),
        ([], ()),
        ([{"provider": "anthropic", "model": "claude-opus-4.5"}, KIMI], (OPUS, KIMI)),
        ([{"model": OPUS}], (OPUS,)),
        ([{GPT: [OPUS], "other": ["x"]}, {"*": [KIMI, OPUS]}], (OPUS, KIMI)),
        ([{"other": ["x"]}], ()),
    ],
)  # fmt: skip
def test_fallbacks_as_others_write_them(written: Any, named: tuple[str, ...]) -> None:
    assert RouteRequest.of({"model": GPT, "fallbacks": written}).fallbacks == named
    assert RouteRequest.of({"models": [GPT], "fallbacks": written}).fallbacks == named


@pytest.mark.parametrize(
    ("written", "path"),
    [
        ([{"model": OPUS, "messages": []}], "fallbacks[0]"),
        ([GPT, {"model": 7}], "fallbacks[1]"),
        ([{"model": OPUS, "provider": 7}], "fallbacks[0]"),
        ([{GPT: OPUS}], "fallbacks[0]"),
        ([{GPT: [7]}], "fallbacks"),
        ([7], "fallbacks"), ({GPT: [OPUS]}, "fallbacks"), ([OPUS, OPUS], "fallbacks"),
        ([{GPT: ["x"] * 10_000}], "fallbacks[0]"), ([{}] * 1_000, "fallbacks"),
        ([{f"m{at}": [] for at in range(1_000)}], "fallbacks[0]"),
    ],
)  # fmt: skip
def test_fallbacks_that_name_nothing_are_refused(written: Any, path: str) -> None:
    assert list(_problems({"model": GPT, "fallbacks": written})) == [path]


def test_endings_of_names_say_by_what_is_sorted() -> None:
    assert RouteRequest.of({"model": f"{GPT}:nitro"}) == RouteRequest(models=(GPT,), sort="throughput")
    assert RouteRequest(models=(f"{GPT}:floor",)) == RouteRequest(models=(GPT,), sort="price")
    request = RouteRequest(models=(f"{GPT}:nitro", OPUS), fallbacks=(f"{KIMI}:nitro",), sort="throughput")
    assert request == RouteRequest(models=(GPT, OPUS), fallbacks=(KIMI,), sort="throughput")
    assert RouteRequest(models=("openrouter/z-ai/glm:free",)).sort is None


def test_every_model_of_the_catalog_can_be_named_whatever_its_ending() -> None:
    ids = [model.id for model in ModelCatalog.bundled() if model.id.endswith((":nitro", ":floor"))]
    assert ids
    assert RouteRequest(models=tuple(ids)) == RouteRequest.of({"models": ids})
    assert RouteRequest(models=tuple(ids)).models == tuple(ids)


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"models": [f"{GPT}:nitro", f"{OPUS}:floor"]}, "sort"),
        ({"models": [f"{GPT}:nitro", OPUS]}, "sort"),
        ({"models": [GPT], "fallbacks": [f"{OPUS}:floor"]}, "sort"),
        ({"model": f"{GPT}:nitro", "sort": "price"}, "sort"),
        ({"models": [f"{GPT}:nitro", GPT], "sort": "throughput"}, "models"),
        ({"model": ":nitro"}, "model"), ({"model": "x :nitro"}, "model"),
    ],
)  # fmt: skip
def test_endings_that_contradict_each_other_are_refused(given: Any, path: str) -> None:
    assert list(_problems(given)) == [path]


@given(
    st.lists(st.sampled_from(["a", "b:nitro", "a:nitro:floor", "c:floor", ":nitro", "d :floor", "e:free"]))
)
def test_a_name_that_was_read_has_no_such_ending(names: list[str]) -> None:
    try:
        request = RouteRequest(models=tuple(names))
    except InvalidRequestError:
        return
    assert not any(name.endswith((":nitro", ":floor")) for name in request.models)
    assert RouteRequest.of(request.record()) == request


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_FIELDS = ["model", "models", "fallbacks", "provider", "max_price", "data", "capabilities", "max_cost", "x"]
_INNER = ["order", "sort", "max_price", "data_collection", "zdr", "by", "prompt", "model", "*", "no_training"]


@given(
    st.dictionaries(
        st.sampled_from(_FIELDS),
        _JSON | st.dictionaries(st.sampled_from(_INNER), _JSON, max_size=4),
        max_size=5,
    )
)
def test_whatever_is_sent_is_a_request_or_refused_by_its_paths(given: dict[str, Any]) -> None:
    try:
        request = RouteRequest.of(given)
    except InvalidRequestError as error:
        refused = error
    else:
        assert RouteRequest.of(request.record()) == request
        return
    assert refused.problems
    assert str(refused).isprintable()
