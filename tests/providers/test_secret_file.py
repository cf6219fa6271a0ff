"""Files of secrets that are none: a pipe is not waited for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from modeldex import ModelCatalog
from modeldex.core.secret import Secret
from modeldex.providers.credentials import Credentials
from modeldex.providers.secret_file import SecretFiles, regular_content

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with names are those of POSIX")


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A pipe with a name, into which nobody writes."""
    os.mkfifo(tmp_path / "pipe")
    return tmp_path / "pipe"


def test_a_pipe_is_no_file_and_is_not_waited_for(pipe: Path):
    assert SecretFiles().read(str(pipe)) == f"{pipe} is no file; name the file that holds the key"
    assert regular_content(pipe, 100) is None


def test_a_device_and_a_folder_are_no_files(tmp_path: Path):
    assert "is no file" in str(SecretFiles().read(os.devnull))
    assert "cannot be read" in str(SecretFiles().read(str(tmp_path)))


def test_a_file_is_read(tmp_path: Path):
    (tmp_path / "key").write_text("word\n")

    assert SecretFiles().read(str(tmp_path / "key")) == Secret("word")
    assert regular_content(tmp_path / "key", 2) == b"wo"


def test_a_profile_of_amazon_in_a_pipe_is_none(pipe: Path, tmp_path: Path):
    environ = {"HOME": str(tmp_path), "AWS_PROFILE": "work", "AWS_SHARED_CREDENTIALS_FILE": str(pipe)}
    bedrock = ModelCatalog.bundled().provider("amazon-bedrock")

    assert Credentials(environ, keyring=False).where(bedrock, "access_key_id") is None
