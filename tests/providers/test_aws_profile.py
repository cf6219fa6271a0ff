"""Keys of a profile of Amazon's tools: only of one that the user names, and all of them or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.providers.groq import GROQ

from modeldex import ModelCatalog
from modeldex.core.secret import Secret
from modeldex.providers.credentials import Credentials
from modeldex.providers.signing import is_ready

if TYPE_CHECKING:
    from pathlib import Path

BEDROCK = ModelCatalog.bundled().provider("amazon-bedrock")
KEYS = """
[default]
aws_access_key_id = AKIADEFAULT
aws_secret_access_key = default-secret

[work]
aws_access_key_id = AKIAWORK
aws_secret_access_key = 100%-work/secret+
aws_session_token = work-token

[sso]
sso_session = somewhere
"""
CONFIG = """
[default]
region = us-east-1

[profile work]
region = eu-west-1
"""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / ".aws").mkdir()
    (tmp_path / ".aws" / "credentials").write_text(KEYS)
    (tmp_path / ".aws" / "config").write_text(CONFIG)
    return tmp_path


def held(home: Path, **environ: str) -> Credentials:
    return Credentials({"HOME": str(home), **environ}, keyring=False)


def test_a_profile_that_is_named_gives_its_keys_and_its_region(home: Path):
    kept = held(home, AWS_PROFILE="work")

    assert kept.secret(BEDROCK, "access_key_id") == Secret("AKIAWORK")
    assert kept.secret(BEDROCK, "secret_access_key") == Secret("100%-work/secret+")
    assert kept.secret(BEDROCK, "session_token") == Secret("work-token")
    assert kept.value(BEDROCK, "region") == "eu-west-1"
    assert kept.where(BEDROCK, "access_key_id") == "AWS profile"
    assert is_ready("aws-sigv4", BEDROCK, kept) is None


def test_without_its_name_no_profile_is_looked_for_not_even_the_usual_one(home: Path):
    assert held(home).secret(BEDROCK, "access_key_id") is None
    assert held(home).value(BEDROCK, "region") is None
    assert held(home, AWS_PROFILE="default").secret(BEDROCK, "access_key_id") == Secret("AKIADEFAULT")
    assert held(home, AWS_PROFILE="default").value(BEDROCK, "region") == "us-east-1"


def test_keys_of_the_environment_are_never_mixed_with_those_of_a_profile(home: Path):
    kept = held(home, AWS_PROFILE="work", AWS_ACCESS_KEY_ID="AKIAMINE", AWS_SECRET_ACCESS_KEY="mine")

    assert kept.secret(BEDROCK, "access_key_id") == Secret("AKIAMINE")
    assert kept.secret(BEDROCK, "session_token") is None
    assert held(home, AWS_PROFILE="work", AWS_ACCESS_KEY_ID="A").secret(BEDROCK, "secret_access_key") is None


def test_the_files_may_lie_elsewhere(home: Path, tmp_path: Path):
    (tmp_path / "mine").write_text("[work]\naws_access_key_id = AKIAELSEWHERE\n")
    kept = held(home, AWS_PROFILE="work", AWS_SHARED_CREDENTIALS_FILE=str(tmp_path / "mine"))

    assert kept.secret(BEDROCK, "access_key_id") == Secret("AKIAELSEWHERE")


@pytest.mark.parametrize("profile", ["sso", "nobody", "profile work", "work]\n[default"])
def test_a_profile_without_keys_of_its_own_gives_none(profile: str, home: Path):
    assert held(home, AWS_PROFILE=profile).secret(BEDROCK, "access_key_id") is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"aws_access_key_id = x", b"[work", b"\0" * 100])
def test_a_file_that_cannot_be_read_gives_none(content: bytes, home: Path):
    (home / ".aws" / "credentials").write_bytes(content)

    assert held(home, AWS_PROFILE="work").secret(BEDROCK, "access_key_id") is None


def test_where_there_are_no_files_there_is_nothing(tmp_path: Path):
    assert held(tmp_path / "nobody", AWS_PROFILE="work").secret(BEDROCK, "access_key_id") is None


def test_no_other_provider_is_given_amazons_keys(home: Path):
    other = GROQ.replace(env={"access_key_id": ["GROQ_ID"], "region": ["GROQ_REGION"]})

    assert held(home, AWS_PROFILE="work").secret(other, "access_key_id") is None
    assert held(home, AWS_PROFILE="work").value(other, "region") is None
