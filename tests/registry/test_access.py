"""Clients of a registry: made as the configuration in force says, with the keys that it refers to."""

from __future__ import annotations

import asyncio
import json
import ssl
from typing import TYPE_CHECKING

import pytest
from tests.http.certificate import certificate_for
from tests.http.server import AnswerServer, Reply
from tests.providers.client.acme import HELLO, KEY, said

from modeldex import (
    CredentialError,
    InvalidRequestError,
    ModelCatalog,
    ModelConfig,
    ModelRegistry,
    NetworkError,
    ProviderError,
    Settings,
)
from modeldex.providers.client.retrying import CallRetry
from modeldex.providers.gateway import PLAIN
from modeldex.providers.keyring import KeyringOrigin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.registry.conftest import Opener

CHAT = "/v1/chat/completions"
MINE = "mine/falcon"


@pytest.fixture(autouse=True)
def _nothing_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a keyring nor a proxy of whoever runs the tests."""
    monkeypatch.setattr(KeyringOrigin, "find", lambda *_: None)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    with AnswerServer() as running:
        running.answer(CHAT, Reply(json=said("Hello from mine")))
        yield running


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "config"
    folder.mkdir()
    return folder / "modeldex.toml"


@pytest.fixture
def over(opened: Opener, path: Path, server: AnswerServer) -> Callable[..., ModelRegistry]:
    """A registry over a provider of one's own at the server, and what else the configuration states."""

    def made(*, at: str = "", **stated: str) -> ModelRegistry:
        write(path, at or server.origin, **stated)
        return opened(path, settings=Settings(data_dir=path.parent / "data"))

    return made


def write(
    path: Path, origin: str, key: str = "", client: str = "", wires: str = 'openai_chat = "/v1"'
) -> None:
    path.write_text(
        f'[providers.mine]\nbase_url = "{origin}"\nwire_formats = {{ {wires} }}\n{key}\n'
        f'[models."{MINE}"]\nmax_context = 8000\nsupports_chat = true\n[client]\n{client}\n',
        "utf-8",
    )


def keys_seen(server: AnswerServer) -> list[str | None]:
    return [seen.headers.get("authorization") for seen in server.asked(CHAT)]


def test_a_model_of_a_provider_of_ones_own_is_called_by_its_id(over, server) -> None:
    with over().client() as client:
        answer = client.complete(MINE, "Hello")

    assert answer.text == "Hello from mine"
    [seen] = server.asked(CHAT)
    assert seen.json() == {"model": "falcon", "messages": [{"role": "user", "content": "Hello"}]}
    assert "authorization" not in seen.headers


def test_a_client_of_an_event_loop_streams_from_it(over, server) -> None:
    spoken_so = b"".join(HELLO) + b"data: [DONE]\n\n"
    server.answer(CHAT, Reply(body=spoken_so, headers={"content-type": "text/event-stream"}))

    async def spoken() -> str:
        async with over().async_client() as client, client.stream(MINE, "Hello") as stream:
            return "".join([text async for text in stream.text()])

    assert asyncio.run(spoken()) == "Hello"


@pytest.mark.parametrize("kind", ["env", "file", "command"])
def test_the_key_is_where_the_configuration_says(kind, over, server, tmp_path, monkeypatch) -> None:
    kept = tmp_path / "key"
    kept.write_text(f"{KEY}\n", "utf-8")
    kept.chmod(0o600)
    monkeypatch.setenv("key_of_mine", KEY)
    where = {"env": "env:key_of_mine", "file": f"file:{kept}", "command": f"command:cat {kept}"}[kind]

    with over(key=f'api_key = "{where}"').client() as client:
        client.complete(MINE, "Hello")

    assert keys_seen(server) == [f"Bearer {KEY}"]


def test_without_the_key_that_it_refers_to_nothing_is_sent(over, server) -> None:
    with over(key='api_key = "env:KEY_OF_MINE"').client() as client, pytest.raises(CredentialError) as raised:
        client.complete(MINE, "Hello")

    assert raised.value.missing == ("KEY_OF_MINE",)
    assert not server.requests


def test_a_key_that_is_refused_is_known_to_the_next_client_and_the_next_registry(
    over, server, monkeypatch
) -> None:
    monkeypatch.setenv("KEY_OF_MINE", KEY)
    refusal = {"error": {"message": "no such key", "code": "invalid_api_key"}}
    server.answer(CHAT, Reply(status=401, json=refusal))
    registry = over(key='api_key = "env:KEY_OF_MINE"')
    mine = registry.provider("mine")

    with registry.client() as client, pytest.raises(ProviderError):
        client.complete(MINE, "Hello")

    for again in (registry, over(key='api_key = "env:KEY_OF_MINE"')):
        assert again.credentials().refused.find(mine, again.credentials()) is not None


@pytest.mark.parametrize(
    ("style", "address", "name"),
    [
        ("modeldex", "/gw/_/gateway/acme/v1/chat/completions", "falcon-2"),
        ("plain", "/gw/v1/chat/completions", "acme/falcon-2"),
    ],
)
def test_calls_go_through_the_gateway_of_the_configuration(
    style, address, name, over, server, monkeypatch
) -> None:
    monkeypatch.setenv("ACME_API_KEY", KEY)
    server.answer(address, Reply(json=said()))

    registry = over(client=f'gateway_url = "{server.origin}/gw"\ngateway_style = "{style}"')
    with registry.client() as client:
        client.complete("acme/falcon-2", "Hello")

    [seen] = server.requests
    assert (seen.path, json.loads(seen.body)["model"]) == (address, name)
    assert seen.headers["authorization"] == f"Bearer {KEY}"


def test_the_variable_of_the_gateway_counts_more_than_the_configuration(opened, path) -> None:
    stated = 'gateway_url = "https://of-the-file.example"\ngateway_style = "plain"'
    write(path, "http://10.0.0.7", client=stated)
    registry = opened(path, settings=Settings(gateway_url="https://of-the-variable.example"))

    assert registry.gateway is not None
    assert (registry.gateway.url, registry.gateway.style) == ("https://of-the-variable.example", PLAIN)


def test_without_either_there_is_no_gateway(over) -> None:
    assert over().gateway is None
    assert ModelRegistry().gateway is None


def test_a_call_is_tried_so_often_and_waited_for_so_long(over, server) -> None:
    server.answer(CHAT, Reply(status=503, headers={"retry-after": "0"}))
    with over(client="attempts = 2").client() as client, pytest.raises(ProviderError):
        client.complete(MINE, "Hello")
    assert len(server.requests) == 2

    server.answer(CHAT, Reply(json=said(), delay_seconds=5))
    with over(client="total_seconds = 0.2").client() as client, pytest.raises(NetworkError, match=r"0\.2"):
        client.complete(MINE, "Hello")


def test_what_is_named_counts_more_than_what_is_configured(over, server) -> None:
    server.answer(CHAT, Reply(status=503, headers={"retry-after": "0"}))
    registry = over(client="attempts = 5")
    with registry.client(retry=CallRetry(attempts=1)) as client, pytest.raises(ProviderError):
        client.complete(MINE, "Hello")

    assert len(server.requests) == 1


def test_what_is_not_public_is_fetched_only_where_its_origin_is_allowed(over, server) -> None:
    picture = {"type": "image_url", "image_url": {"url": server.url("/p.png")}}
    asked = {"messages": [{"role": "user", "content": [{"type": "text", "text": "What is it?"}, picture]}]}
    server.answer("/p.png", Reply(body=b"\x89PNG\r\n\x1a\n", headers={"content-type": "image/png"}))
    said_so = {"model": "falcon", "message": {"role": "assistant", "content": "A dot."}, "done": True}
    server.answer("/api/chat", Reply(json=said_so))

    refused = pytest.raises(InvalidRequestError, match="allow http://127")
    with over(wires='ollama = "/api"').client() as client, refused:
        client.complete(MINE, asked)
    allowed = over(wires='ollama = "/api"', client=f'allow_origins = ["{server.origin}"]')
    with allowed.client() as client:
        assert client.complete(MINE, asked).text == "A dot."


def test_a_certificate_of_ones_own_is_trusted_and_lies_beside_the_configuration(over, path) -> None:
    (path.parent / "ours.pem").write_bytes(certificate_for("127.0.0.1"))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path.parent / "ours.pem")
    with AnswerServer(tls=context) as secure:
        secure.answer(CHAT, Reply(json=said("Hello")))
        with over(at=secure.origin).client() as client, pytest.raises(NetworkError):
            client.complete(MINE, "Hello")
        with over(at=secure.origin, client='ca_file = "ours.pem"').client() as client:
            assert client.complete(MINE, "Hello").text == "Hello"


def test_shapes_are_recorded_beside_the_configuration(over, path) -> None:
    with over(client='record_shapes = "shapes.jsonl"').client() as client:
        client.complete(MINE, "Hello")

    [line] = (path.parent / "shapes.jsonl").read_text("utf-8").splitlines()
    assert json.loads(line)["model"] == MINE
    assert "Hello" not in line


def test_a_changed_configuration_is_used_by_the_next_client(over, path, server, monkeypatch) -> None:
    monkeypatch.setenv("FIRST", f"{KEY}1")
    monkeypatch.setenv("SECOND", f"{KEY}2")
    registry = over(key='api_key = "env:FIRST"')
    with registry.client() as before:
        before.complete(MINE, "Hello")
        write(path, server.origin, 'api_key = "env:SECOND"')
        registry.reload()
        before.complete(MINE, "Hello")
        with registry.client() as after:
            after.complete(MINE, "Hello")

    assert keys_seen(server) == [f"Bearer {KEY}1", f"Bearer {KEY}1", f"Bearer {KEY}2"]


def test_a_registry_that_nobody_opened_calls_what_is_registered(server, monkeypatch) -> None:
    monkeypatch.setenv("OLLAMA_HOST", server.origin)
    registry = ModelRegistry(ModelCatalog.bundled())

    with registry.client() as client:
        found = client.complete(ModelConfig(model_id="falcon", provider="ollama"), "Hello")

    assert found.text == "Hello from mine"
