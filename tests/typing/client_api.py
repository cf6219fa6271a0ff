"""The types of the client, of requests and of access, as a type checker sees them; never run."""

from typing import Any, assert_type

from modeldex import (
    AsyncClient,
    Client,
    Completion,
    CompletionStream,
    Cost,
    Credentials,
    DisplayOrder,
    Embeddings,
    Gateway,
    ModelCatalog,
    ModelConfig,
    ModelRegistry,
    ModelSwitch,
    NotReady,
    RequestShape,
    SyncCompletionStream,
    TokenCount,
    Usage,
    default_model,
    model_family,
    not_ready_reason,
    ready_models,
    translate_request,
    try_switch,
)
from modeldex.wire.content import Text, ToolCall
from modeldex.wire.request import ChatRequest, Message
from modeldex.wire.translation import Translated

catalog = ModelCatalog.bundled()
registry = ModelRegistry.open()
credentials = Credentials()
model = catalog.get_model_or_raise("openai/gpt-5")

# The client, for those who wait and for those who do not.
client = Client(registry)
assert_type(client.complete("openai/gpt-5", "Hello"), Completion)
assert_type(client.complete(model, {"messages": []}, format="openai_chat", is_strict=True), Completion)
assert_type(client.stream(model, "Hello"), SyncCompletionStream)
assert_type(client.embed(model, ["a", "b"], dimensions=256), Embeddings)
assert_type(client.list_models("openai"), tuple[str, ...])
assert_type(client.count_tokens(model, "Hello"), TokenCount)
client.complete("openai/gpt-5", 5)  # type: ignore[arg-type]
client.complete("openai/gpt-5", "Hello", temperature=1)  # type: ignore[call-arg]


async def asks() -> None:
    """The same in an event loop."""
    async with AsyncClient(catalog, credentials=credentials, gateway=Gateway("https://a.example")) as waits:
        answer = await waits.complete(model, ChatRequest(model="m", messages=()))
        assert_type(answer, Completion)
        assert_type(answer.text, str)
        assert_type(answer.tool_calls, tuple[ToolCall, ...])
        assert_type(answer.usage, Usage | None)
        assert_type(answer.cost, Cost)
        assert_type(answer.message, Message)
        async with waits.stream(model, "Hello") as stream:
            assert_type(stream, CompletionStream)
            async for piece in stream.text():
                assert_type(piece, str)


# Requests are frozen, and made of keywords.
said = Message(role="user", parts=(Text(text="Hello"),))
said.role = "system"  # type: ignore[misc]
Message("user", ())  # type: ignore[call-arg]
Text(words="Hello")  # type: ignore[call-arg]
assert_type(translate_request({}, "openai_chat", "anthropic", model="m"), Translated)
assert_type(translate_request({}, "openai_chat", "anthropic", model="m").body, dict[str, Any])

# Who is ready, and what a switch would change.
assert_type(ready_models(registry, credentials), tuple[ModelConfig, ...])
assert_type(ready_models(catalog, credentials), tuple[ModelConfig, ...])
assert_type(default_model(registry, credentials), ModelConfig | None)
assert_type(not_ready_reason(model, catalog.provider("openai"), credentials), NotReady | None)
assert_type(registry.credentials(), Credentials)
assert_type(registry.client(), Client)
assert_type(registry.async_client(ca_file="ca.pem"), AsyncClient)
assert_type(registry.gateway, Gateway | None)
assert_type(registry.display_order, DisplayOrder)
shapes: list[RequestShape] = []
assert_type(try_switch(model, model, catalog.provider("openai"), credentials, shapes=shapes), ModelSwitch)
assert_type(model_family("acme", {"context_window": 1000}, {"a": {}, "b": {}}), tuple[ModelConfig, ...])
