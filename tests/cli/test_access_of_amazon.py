"""Whoever has keys of Amazon, which open several doors: what is said of all of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from modeldex import ModelCatalog
from modeldex.catalog import reader
from modeldex.providers.keyring import KeyringOrigin

if TYPE_CHECKING:
    from pathlib import Path

WHOLE = ModelCatalog.bundled()


@pytest.fixture
def amazon(run, folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The catalog of everybody, and a profile of Amazon's tools; no variable holds a key."""
    monkeypatch.setattr(reader, "_bundled", WHOLE)
    monkeypatch.setattr(KeyringOrigin, "find", lambda *_: None)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text(
        f"[work]\naws_access_key_id = {'A' * 20}\naws_secret_access_key = {'s' * 40}\n"
    )
    (tmp_path / ".aws" / "config").write_text("[profile work]\nregion = eu-west-1\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("AWS_PROFILE", "work")


@pytest.mark.usefixtures("amazon")
def test_a_provider_that_is_ready_by_a_profile_is_listed_as_such(run):
    by_table = run("providers", "--ready").out
    by_record = json.loads(run("providers", "--ready", "--json").out)
    whole = run("providers").out

    assert "amazon-bedrock" in by_table
    assert [one["id"] for one in by_record] == [line.split()[0] for line in by_table.splitlines()[2:]]
    assert (
        next(line for line in whole.splitlines() if line.startswith("amazon-bedrock ")).split()[-1] == "yes"
    )


@pytest.mark.usefixtures("amazon")
def test_what_else_the_keys_would_open_and_nobody_speaks_to_is_no_fault(run):
    ran = run("doctor", "--json")
    found = {(one["area"], one["about"]): one["level"] for one in json.loads(ran.out)}

    assert ran.code == 0
    assert found["provider", "amazon-bedrock"] == "ok"
    assert found["provider", "aws-polly"] == "note"
