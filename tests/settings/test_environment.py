"""The settings of an environment: read once, all faults at once, no secret in any of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex import InvalidValueError
from modeldex.core.secret import Secret
from modeldex.settings import ENVIRONMENT, Settings

HOME = {"HOME": "/home/ada"}


def read(**variables: str) -> Settings:
    return Settings.from_environment(HOME | variables, Path("/nowhere"))


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = read()

    assert settings == Settings(data_dir=Path("/home/ada/.local/share/modeldex"))
    assert (settings.host, settings.port, settings.offline) == ("127.0.0.1", 4170, False)
    assert (settings.database_url, settings.redis_url, settings.master_key) == (None, None, None)
    assert settings.variables == ()


def test_every_variable_is_read() -> None:
    given = {
        "MODELDEX_CONFIG": "/etc/modeldex.toml",
        "MODELDEX_CONFIG_YAML": "registry: {watch: false}",
        "MODELDEX_DATABASE_URL": "postgresql+psycopg://app:pw@db/models",
        "MODELDEX_REDIS_URL": "rediss://:pw@cache/1",
        "MODELDEX_MASTER_KEY": "mk-1",
        "MODELDEX_HOST": "::1",
        "MODELDEX_PORT": "0",
        "MODELDEX_DATA_DIR": "/var/lib/modeldex",
        "MODELDEX_UPDATE_URL": "https://catalogs.example.com/modeldex",
        "MODELDEX_GATEWAY_URL": "https://gateway.example.com/llm",
        "MODELDEX_OFFLINE": "yes",
    }

    settings = read(**given)

    assert settings == Settings(
        config_file=Path("/etc/modeldex.toml"),
        config_yaml="registry: {watch: false}",
        database_url=Secret("postgresql+psycopg://app:pw@db/models"),
        redis_url=Secret("rediss://:pw@cache/1"),
        master_key=Secret("mk-1"),
        host="::1",
        port=0,
        data_dir=Path("/var/lib/modeldex"),
        offline=True,
        update_url="https://catalogs.example.com/modeldex",
        gateway_url="https://gateway.example.com/llm",
        variables=tuple(given),
    )
    assert given.keys() == ENVIRONMENT.keys()


def test_a_url_may_refer_to_other_variables() -> None:
    url = "postgresql://app:${PW}@${HOST_OF_IT}/d"

    settings = read(MODELDEX_DATABASE_URL=url, PW="a@b%", HOST_OF_IT="db.example:5433")
    assert settings.database_url == Secret("postgresql://app:a%40b%25@db.example:5433/d")

    with pytest.raises(InvalidValueError) as refusal:
        read(MODELDEX_DATABASE_URL=url, PW=" ")
    assert refusal.value.problems == {
        "MODELDEX_DATABASE_URL": "refers to PW and HOST_OF_IT, which are not set"
    }


def test_a_blank_variable_counts_as_not_set() -> None:
    assert read(**dict.fromkeys(ENVIRONMENT, " ")) == read()


@pytest.mark.parametrize(
    ("word", "offline"),
    [
        ("1", True),
        ("true", True),
        ("YES", True),
        ("on", True),
        ("0", False),
        ("False", False),
        ("off", False),
    ],
)
def test_a_switch_is_read_from_words(word: str, offline: bool) -> None:
    settings = read(MODELDEX_OFFLINE=word)

    assert settings.offline is offline
    assert settings.variables == ("MODELDEX_OFFLINE",)


def test_all_faults_are_named_at_once_and_secrets_withheld() -> None:
    secret = "s3cr3t"

    with pytest.raises(InvalidValueError) as refusal:
        read(
            MODELDEX_DATABASE_URL=f"mysql://u:{secret}@h/d",
            MODELDEX_REDIS_URL=secret,
            MODELDEX_MASTER_KEY=f"{secret}\n",
            MODELDEX_HOST="two words",
            MODELDEX_PORT="65536",
            MODELDEX_OFFLINE="maybe",
        )

    assert refusal.value.problems == {
        "MODELDEX_HOST": "must be an address such as 127.0.0.1, not 'two words'",
        "MODELDEX_PORT": "must be a port from 0 to 65535, not '65536'",
        "MODELDEX_OFFLINE": "must be one of 1, true, yes, on, 0, false, no, off; not 'maybe'",
        "MODELDEX_DATABASE_URL": "must be a URL that begins with postgresql, postgres, sqlite and ://;"
        " the value is withheld",
        "MODELDEX_REDIS_URL": "must be a URL that begins with redis, rediss, unix and ://;"
        " the value is withheld",
        "MODELDEX_MASTER_KEY": "must be one line without outer blanks; the value is withheld",
    }
    assert secret not in str(refusal.value)


@pytest.mark.parametrize("port", ["-1", "4170 ", "٣", "99999", "100000", "http"])
def test_what_is_no_port_is_refused(port: str) -> None:
    with pytest.raises(InvalidValueError, match="MODELDEX_PORT: must be a port"):
        read(MODELDEX_PORT=port)


@given(st.text("abcXYZ019-_", min_size=8, max_size=20))
def test_no_secret_is_in_the_text_of_settings(secret: str) -> None:
    settings = read(
        MODELDEX_DATABASE_URL=f"postgresql://u:{secret}@h/d",
        MODELDEX_REDIS_URL=f"redis://:{secret}@h",
        MODELDEX_MASTER_KEY=secret,
        MODELDEX_CONFIG_YAML=f"providers: {{acme: {{api_key: {secret}}}}}",
    )

    assert secret not in f"{settings} {settings!r}"


def test_the_process_environment_is_the_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("MODELDEX_PORT", "5000")

    settings = Settings.from_environment()

    assert (settings.port, settings.config_file) == (5000, None)


def test_settings_are_frozen() -> None:
    settings: Any = read()

    with pytest.raises(AttributeError, match="frozen"):
        settings.port = 1


@pytest.mark.parametrize(
    "url",
    [
        "example.org", "ftp://example.org", "https:///llm", "https://me:sk-1@gateway.example.com",
        "https://gateway.example.com?key=sk-1", "https://gateway.example.com#sk-1",
        "https://${HOST}", "https://gateway.example.com:0", "https://gateway.example.com:99999999",
        "https://gate way.example.com", "https://g\\evil.example",
    ],
)  # fmt: skip
def test_an_address_of_a_gateway_that_is_none_is_refused_and_withheld(url: str) -> None:
    with pytest.raises(InvalidValueError, match="must be a URL like https://gateway") as refusal:
        read(MODELDEX_GATEWAY_URL=url)

    assert url not in str(refusal.value)
