"""Two providers on this machine that list models, and a configuration that says where they are."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.cli.conftest import Ran

KEY = "k-5up3r-s3cr3t-0123456789"


@pytest.fixture
def server() -> Iterator[AnswerServer]:
    with AnswerServer() as running:
        running.answer("/v1/models", listed("falcon-2", "falcon-9", "falcon-10"))
        running.answer("/mine/models", listed("llama-of-mine"))
        yield running


@pytest.fixture
def data(folder: Path, monkeypatch: pytest.MonkeyPatch, server: AnswerServer) -> Path:
    """The folder of what is kept; the configuration says where both providers are."""
    (folder / "modeldex.toml").write_text(
        f'[providers.acme]\nbase_url = "{server.origin}"\n\n'
        f'[providers.my-server]\nbase_url = "{server.origin}"\nwire_formats = {{ openai_chat = "/mine" }}\n'
        'api_key = "env:MY_SERVER_KEY"\n',
        "utf-8",
    )
    kept = folder / "data"
    monkeypatch.setenv("MODELDEX_DATA_DIR", str(kept))
    monkeypatch.setenv("ACME_API_KEY", KEY)
    monkeypatch.setenv("MY_SERVER_KEY", "of-mine-0123456789")
    return kept


def listed(*ids: str) -> Reply:
    return Reply(json={"object": "list", "data": [{"id": one, "object": "model"} for one in ids]})


def rows(ran: Ran) -> dict[str, dict[str, Any]]:
    return {row["provider"]: row for row in json.loads(ran.out)}
