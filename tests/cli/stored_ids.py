"""A database with stored ids in place, beside a configuration, for the tests of `modeldex db migrate-ids`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from modeldex import ModelConfig
from modeldex.registry.registry import ModelRegistry
from modeldex.storage.aliases import NameAliases
from modeldex.storage.conversations import Conversations
from modeldex.storage.database import Database
from modeldex.storage.migrating import upgrade

if TYPE_CHECKING:
    from pathlib import Path

OLD, NEW = "anthropic/claude-4-opus", "anthropic/claude-4.5-opus"
STORED = (
    "claude-4-opus",
    "anthropic/claude-4-opus",
    "acme/falcon-2",
    "falcon-2",
    "acme-ai/falcon-1",
    "lost/model",
    "swift",
)
FILE = """\
# ours, in an order of ours
[models."anthropic/claude-4-opus"]  # the good one
rpm = 50

[aliases.models]
good = "anthropic/claude-4-opus"  # by this name
swift = "acme/falcon-2"

[providers.anthropic]
name = "Anthropic"
base_url = "https://anthropic.example"
wire_formats = { openai_chat = "/v1" }
"""
MAP = "old,new\nclaude-4-opus,claude-4.5-opus\n"
RENAMED = ("claude-4.5-opus", "anthropic/claude-4.5-opus", *STORED[2:])


@pytest.fixture
def url(database_url: str, folder: Path, run, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database with data in place, of each kind, beside a configuration with comments."""
    monkeypatch.setenv("MODELDEX_DATABASE_URL", database_url)
    (folder / "modeldex.toml").write_text(FILE, "utf-8")
    (folder / "ids.csv").write_text(MAP, "utf-8")
    with Database.open(database_url) as database:
        upgrade(database)
        for name in STORED:
            Conversations(database).create(name)
        NameAliases(database).set("best", "model", "anthropic/claude-4-opus")
    with ModelRegistry.open(database=database_url, live=False) as registry:
        own = ModelConfig(provider="anthropic", model_id="claude-4-opus", context_window=200_000)
        registry.register_model(own, reason="ours", actor="ann")
    return database_url


def models_in(url: str) -> list[str]:
    with Database.open(url) as database:
        return sorted(one.model for one in Conversations(database).list())


def lines_of(ran) -> set[tuple[str, str, str | None, int, str]]:
    return {
        (one["place"], one["id"], one["becomes"], one["rows"], one["outcome"]) for one in json.loads(ran.out)
    }
