"""What the acceptance tests share: upstreams that run, and a client that knows each by its wire format."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from acceptance.upstreams import aimock, llama_cpp
from modeldex import ModelConfig, Provider
from modeldex.providers.client.async_client import AsyncClient
from modeldex.providers.client.retrying import CallRetry
from modeldex.providers.credentials import Credentials

ROOTS = {
    "openai_chat": "/v1", "openai_responses": "/v1", "anthropic": "/v1", "gemini": "/v1beta", "bedrock": "",
    "ollama": "/api",
}  # fmt: skip
"""Wire format -> root path at the upstreams."""


class Upstreams:
    """A directory of one provider for each wire format, all of them at one origin."""

    def __init__(self, origin: str, model: str) -> None:
        self._origin = origin
        self._model = model

    def get_model_or_raise(self, name: str) -> ModelConfig:
        """The one model of the provider `upstream-<wire>`."""
        return ModelConfig(
            model_id=self._model,
            provider=name.replace("_", "-"),
            cost_per_1m_input_tokens=1,
            cost_per_1m_output_tokens=2,
        )

    def provider(self, name: str) -> Provider:
        """The provider that speaks one format."""
        wire = name.removeprefix("upstream-").replace("-", "_")
        return Provider(
            id=name, name=name, category="local", base_url=self._origin,
            wire_formats={wire: ROOTS[wire]}, signing={wire: "none"},
        )  # fmt: skip


@pytest.fixture(scope="session")
def aimock_origin() -> Iterator[str]:
    with aimock() as origin:
        yield origin


@pytest.fixture(scope="session")
def llama_origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with llama_cpp(tmp_path_factory.mktemp("llama")) as origin:
        yield origin


@pytest.fixture(scope="session")
def embedding_origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with llama_cpp(tmp_path_factory.mktemp("embed"), ["embed"]) as origin:
        yield origin


@pytest.fixture(autouse=True)
def _apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody's own settings count here."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))


def client_of(origin: str, model: str = "gpt-4o") -> AsyncClient:
    """A client whose providers are all at one origin."""
    return AsyncClient(
        Upstreams(origin, model),
        credentials=Credentials({}, keyring=False),
        retry=CallRetry(attempts=2, first_seconds=0.01),
    )
