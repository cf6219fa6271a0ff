"""The public names: a frozen list, each with its docstring, all imported from `modeldex`."""

import inspect

import pytest

import modeldex

FROZEN = {
    "Admission",
    "AmbiguousModelError",
    "AsyncClient",
    "Attempt",
    "Audio",
    "CallRetry",
    "CallTimeouts",
    "CatalogChanged",
    "CatalogError",
    "ChatRequest",
    "ChatResponse",
    "Choice",
    "Citation",
    "Client",
    "Completion",
    "CompletionStream",
    "ConfigError",
    "Cost",
    "CostPart",
    "CostTotal",
    "CredentialError",
    "Credentials",
    "DataError",
    "DataNeeds",
    "DisplayOrder",
    "Document",
    "EgressError",
    "Embeddings",
    "Explanation",
    "Fault",
    "Finish",
    "Gateway",
    "HealthSettings",
    "Image",
    "InvalidModelConfigError",
    "InvalidPriceError",
    "InvalidRequestError",
    "InvalidUsageError",
    "InvalidValueError",
    "LLMRouter",
    "LayerValue",
    "LifecyclePolicy",
    "Message",
    "Model",
    "ModelAdded",
    "ModelCapabilities",
    "ModelCatalog",
    "ModelChanged",
    "ModelConfig",
    "ModelNotFoundError",
    "ModelRegistry",
    "ModelRemoved",
    "ModelRetired",
    "ModelRetiredError",
    "ModelStatus",
    "ModelSwitch",
    "ModeldexError",
    "NetworkError",
    "NoRouteError",
    "NotReady",
    "NotReadyError",
    "Outage",
    "Outcome",
    "OutputFormat",
    "PlanStep",
    "PoolMember",
    "Price",
    "PriceChange",
    "Provider",
    "ProviderError",
    "QualityScores",
    "Reasoning",
    "Redirect",
    "Refusal",
    "RegistryError",
    "RegistryEvent",
    "RegistryMetrics",
    "RegistrySnapshot",
    "ReleaseError",
    "ReloadRefused",
    "RequestShape",
    "RetrySettings",
    "RouteDecision",
    "RoutePolicy",
    "RoutePool",
    "RouteRequest",
    "RouteRule",
    "RouteWalk",
    "RoutingSettings",
    "Settings",
    "ShapeRecorder",
    "SourceError",
    "StaleWriteError",
    "Statement",
    "StatusChanged",
    "StatusMoveError",
    "StorageError",
    "StreamTranslation",
    "SyncCompletionStream",
    "Text",
    "Thinking",
    "TokenCount",
    "Tool",
    "ToolCall",
    "ToolChoice",
    "ToolResult",
    "Translated",
    "UnknownNameError",
    "UntranslatableError",
    "UpdateError",
    "Usage",
    "Version",
    "Video",
    "WireDataError",
    "__version__",
    "all_models",
    "count_models",
    "default_model",
    "find_models",
    "get_model",
    "get_model_or_raise",
    "model_family",
    "not_ready_reason",
    "not_ready_reasons",
    "read_shapes",
    "ready_models",
    "simulate",
    "translate_request",
    "translate_response",
    "try_switch",
}
CODES = {
    "AmbiguousModelError": "E4002",
    "CatalogError": "E4201",
    "ConfigError": "E4401",
    "CredentialError": "E4701",
    "DataError": "E4101",
    "EgressError": "E4602",
    "InvalidModelConfigError": "E4003",
    "InvalidPriceError": "E4004",
    "InvalidRequestError": "E4901",
    "InvalidUsageError": "E4005",
    "InvalidValueError": "E4000",
    "ModelNotFoundError": "E4001",
    "ModelRetiredError": "E4303",
    "ModeldexError": "E4000",
    "NetworkError": "E4601",
    "NoRouteError": "E4502",
    "NotReadyError": "E4703",
    "ProviderError": "E4702",
    "RegistryError": "E4300",
    "ReleaseError": "E4103",
    "SourceError": "E4102",
    "StaleWriteError": "E4301",
    "StatusMoveError": "E4302",
    "StorageError": "E4501",
    "UnknownNameError": "E4006",
    "UntranslatableError": "E4902",
    "UpdateError": "E4801",
    "WireDataError": "E4903",
}
DOCUMENTED = sorted(FROZEN - {"__version__"})


def test_a_public_name_neither_comes_nor_goes_unnoticed():
    assert set(modeldex.__all__) == FROZEN
    assert len(modeldex.__all__) == len(FROZEN)
    assert sorted(modeldex.__all__) == modeldex.__all__


def test_dir_lists_the_public_names_before_they_are_loaded():
    assert set(dir(modeldex)) == FROZEN


@pytest.mark.parametrize("name", sorted(FROZEN))
def test_every_public_name_can_be_imported(name: str):
    assert getattr(modeldex, name) is getattr(modeldex, name)


def test_star_gives_exactly_the_public_names():
    given: dict[str, object] = {}
    exec("from modeldex import *", given)  # the statement under test

    assert given.keys() - {"__builtins__"} == FROZEN


def test_another_name_is_an_attribute_error_that_names_it():
    with pytest.raises(AttributeError, match="module 'modeldex' has no attribute 'get_modell'"):
        getattr(modeldex, "get_" + "modell")
    assert not hasattr(modeldex, "reader_of_minds")


@pytest.mark.parametrize("name", DOCUMENTED)
def test_every_public_name_says_what_it_is(name: str):
    text = inspect.getdoc(getattr(modeldex, name))

    assert text
    assert len(text.splitlines()[0]) > 20


@pytest.mark.parametrize("name", [name for name in DOCUMENTED if inspect.isclass(getattr(modeldex, name))])
def test_every_public_member_says_what_it_is(name: str):
    for attribute, member in vars(getattr(modeldex, name)).items():
        if not attribute.startswith("_") and (callable(member) or isinstance(member, property | classmethod)):
            assert inspect.getdoc(member), f"{name}.{attribute}"


def test_every_error_keeps_its_code():
    errors = {
        name
        for name in FROZEN
        if inspect.isclass(getattr(modeldex, name)) and issubclass(getattr(modeldex, name), Exception)
    }

    assert {name: getattr(modeldex, name).code for name in errors} == CODES
    assert all(issubclass(getattr(modeldex, name), modeldex.ModeldexError) for name in errors)


@pytest.mark.parametrize("name", ["find_models", "count_models"])
def test_questions_are_asked_by_keyword_alone(name: str):
    ask = getattr(modeldex, name)

    parameters = inspect.signature(ask).parameters.values()
    assert all(one.kind in (one.KEYWORD_ONLY, one.VAR_KEYWORD) for one in parameters)
    with pytest.raises(TypeError):
        ask("vision")
    with pytest.raises(TypeError, match="no_such_condition"):
        ask(no_such_condition=1)
