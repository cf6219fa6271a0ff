"""References to secrets: four spellings, one meaning, and never the secret itself."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.config.references import REFERENCE, VARIABLE_REFERENCE, DatabaseUrl, SecretReference, masked_url
from modeldex.core.secret import Secret

SPELLINGS = ("${{{}}}", "env:{}", "os.environ/{}", "env.{}")


@given(st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True), st.sampled_from(SPELLINGS))
def test_four_spellings_mean_a_variable(name: str, spelling: str) -> None:
    reference = SecretReference.read(spelling.format(name))

    assert reference == SecretReference(value=name)
    assert str(reference) == f"env:{name}"


@pytest.mark.parametrize(
    "text",
    [
        "sk-1",
        "",
        "$NAME",
        "${}",
        "${A B}",
        "env:",
        "env:1X",
        " env:X",
        "env:X\n",
        "${A}${B}",
        "https://${X}/y",
        "ENV:X",
        "file:",
        "file:keys/openai",
        "file:/keys/openai\n",
        "command:",
        "command: ",
        "command:pass\nshow",
        "keyring:",
        "keyring:modeldex",
        "keyring:/openai",
        "keyring:my service/openai",
    ],
)
def test_anything_else_is_refused_and_withheld(text: str) -> None:
    with pytest.raises(ValueError, match="must be a reference to a secret") as refusal:
        SecretReference.read(text)

    assert str(refusal.value) == (
        "must be a reference to a secret, like env:NAME, file:/path, command:LINE or keyring,"
        " not the secret itself; the value is withheld"
    )


@pytest.mark.parametrize(
    ("text", "kind", "value", "shown"),
    [
        ("file:/run/secrets/openai", "file", "/run/secrets/openai", "file:/run/secrets/openai"),
        ("file:~/keys/open ai", "file", "~/keys/open ai", "file:~/keys/open ai"),
        (r"file:C:\keys\openai", "file", r"C:\keys\openai", r"file:C:\keys\openai"),
        ("command:pass", "command", "pass", "command:pass"),
        ("command:vault read -field=key sk-1", "command", "vault read -field=key sk-1", "command:vault ..."),
        ("keyring", "keyring", "", "keyring"),
        ("keyring:modeldex/openai/auth_token", "keyring", "modeldex/openai/auth_token", None),
    ],
)
def test_a_secret_may_be_in_a_file_in_what_a_command_writes_or_in_the_keyring(
    text: str, kind: str, value: str, shown: str | None
) -> None:
    reference = SecretReference.read(text)

    assert (reference.kind, reference.value, reference.names) == (kind, value, ())
    assert str(reference) == (shown or text)
    assert reference.resolve({value: "x"}) is None  # it is no variable
    assert re.fullmatch(REFERENCE, text)
    assert not re.fullmatch(VARIABLE_REFERENCE, text)


def test_a_reference_is_resolved_in_an_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = SecretReference.read("${TOKEN}")

    assert reference.resolve({"TOKEN": "x"}) == Secret("x")
    assert reference.is_set({"TOKEN": "x"})
    assert reference.resolve({}) is None
    assert not reference.is_set({"TOKEN": " "})
    monkeypatch.setenv("TOKEN", "y")
    assert reference.resolve() == Secret("y")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("sqlite:///models.db", ()),
        ("postgresql://db.example/models", ()),
        ("postgresql+psycopg://app@db.example/models?sslmode=require", ()),
        ("postgresql://app:${PW}@${HOST}/models", ("PW", "HOST")),
        ("postgresql://app@h/d?password=${PW}", ("PW",)),
    ],
)
def test_a_url_may_refer_to_variables(text: str, names: tuple[str, ...]) -> None:
    url = DatabaseUrl.read(text)

    assert isinstance(url, DatabaseUrl)
    assert (str(url), url.names) == (text, names)
    assert url.is_set(dict.fromkeys(names, "x"))
    assert url.is_set({}) is (not names)


def test_a_url_is_resolved_only_where_all_of_it_is_set() -> None:
    url = DatabaseUrl.read("postgresql://app:${PW}@${HOST}/models")

    assert url.resolve({"PW": "p", "HOST": "h"}) == Secret("postgresql://app:p@h/models")
    assert url.resolve({"PW": "p"}) is None


def test_a_whole_url_may_be_a_reference() -> None:
    assert DatabaseUrl.read("env:URL") == SecretReference(value="URL")


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("postgresql://app:${X}@h/d", "postgresql://app:p%40s%2Fs%25%3A%26@h/d"),
        ("postgresql://${X}@h/d", "postgresql://p%40s%2Fs%25%3A%26@h/d"),
        ("postgresql://app@h/d?password=${X}", "postgresql://app@h/d?password=p%40s%2Fs%25%3A%26"),
        ("sqlite:///${X}.db", "sqlite:///p@s/s%:&.db"),
    ],
)
def test_what_a_variable_holds_counts_as_it_is(text: str, resolved: str) -> None:
    assert DatabaseUrl.read(text).resolve({"X": "p@s/s%:&"}) == Secret(resolved)


SECRET = "hunter2"


@pytest.mark.parametrize(
    "text",
    [
        f"postgresql://app:{SECRET}@h/d",
        f"postgresql://app:{SECRET}/x@h/d",
        f"postgresql://app:${{A}}{SECRET}@h/d",
        f"postgresql://:{SECRET}@h/d",
        f"postgresql://app@h/d?password={SECRET}",
        f"postgresql://app@h/d?p%61ssword={SECRET}",
        f"postgresql://h/d?sslmode=require&SSLPASSWORD={SECRET}",
        f"postgresql://app:${{PW}}@h/d?password={SECRET}",
        f"mysql://{SECRET}",
        SECRET,
        f"postgresql://{SECRET}\n",
        "postgresql://",
    ],
)
def test_a_password_in_a_url_is_refused_and_withheld(text: str) -> None:
    with pytest.raises(ValueError, match="must") as refusal:
        DatabaseUrl.read(text)

    assert SECRET not in str(refusal.value)
    assert "withheld" in str(refusal.value)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"postgresql://app:{SECRET}@h/d", "postgresql://app:***@h/d"),
        (f"redis://:{SECRET}@h/1", "redis://:***@h/1"),
        (f"postgresql://app:a/b@{SECRET}@h/d", "postgresql://app:***@h/d"),
        (f"postgresql://app@h/d?password={SECRET}&x=1", "postgresql://app@h/d?password=***&x=1"),
        (f"postgresql://app@h/d?x=1&p%61ssword={SECRET}", "postgresql://app@h/d?x=1&p%61ssword=***"),
        ("sqlite:///a.db", "sqlite:///a.db"),
        ("postgresql://app@h/d", "postgresql://app@h/d"),
    ],
)
def test_a_url_is_shown_without_its_password(url: str, shown: str) -> None:
    assert masked_url(url) == shown
