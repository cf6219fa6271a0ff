"""The salt of a folder: one for all that work in it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest

from modeldex.core.secret import Secret
from modeldex.http import salt as salt_module
from modeldex.http.cache import AnswerCache
from modeldex.http.request import Request
from modeldex.http.salt import read_salt

if TYPE_CHECKING:
    from pathlib import Path

URL = "https://models.dev/api.json"


def test_all_that_begin_at_once_get_the_same_salt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    several, looked = 8, salt_module._read
    together = Barrier(several)

    def look(path: Path) -> bytes | None:
        found = looked(path)
        together.wait(10)
        return found

    monkeypatch.setattr(salt_module, "_read", look)
    with ThreadPoolExecutor(several) as pool:
        salts = set(pool.map(read_salt, [tmp_path / "salt"] * several))

    assert salts == {(tmp_path / "salt").read_bytes()}
    assert [path.name for path in tmp_path.iterdir()] == ["salt"]


def test_a_salt_stays_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    first = read_salt(tmp_path / "salt")

    assert (len(first), read_salt(tmp_path / "salt")) == (32, first)
    assert (tmp_path / "salt").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damaged", [b"", b"short", b"x" * 33])
def test_a_damaged_salt_is_made_anew_and_what_was_kept_is_not_found(tmp_path: Path, damaged: bytes) -> None:
    asked = Request(url=URL, headers={"authorization": Secret("Bearer sk-secret-0123456789")})
    before = AnswerCache(tmp_path)._path(asked)
    (tmp_path / "salt").write_bytes(damaged)

    after = AnswerCache(tmp_path)._path(asked)
    assert len((tmp_path / "salt").read_bytes()) == 32
    assert after != before
    assert AnswerCache(tmp_path)._path(asked) == after


def test_a_folder_without_links_has_a_salt_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr("os.link", refuse)
    assert read_salt(tmp_path / "salt") == (tmp_path / "salt").read_bytes()
