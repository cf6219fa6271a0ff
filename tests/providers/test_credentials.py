"""Keys of the environment: which spelling counts, what cannot be one, and that none is ever seen."""

from __future__ import annotations

import copy
import logging
import pickle
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.groq import GROQ, KEY, credentials
from tests.providers.showing import shown

from modeldex import CredentialError, UnknownNameError
from modeldex.core.provider import ENV_ROLES, SECRET_ROLES
from modeldex.core.secret import Secret
from modeldex.providers.credentials import Credentials
from modeldex.providers.origins import Found

if TYPE_CHECKING:
    from collections.abc import Sequence


def test_the_first_spelling_that_is_set_counts():
    both = credentials(GROQ_API_KEY="first", GROQ_KEY="second")
    other = credentials(GROQ_KEY="second")

    assert both.secret(GROQ, "api_key") == Secret("first")
    assert both.where(GROQ, "api_key") == "$GROQ_API_KEY"
    assert other.secret(GROQ, "api_key") == Secret("second")
    assert other.where(GROQ, "api_key") == "$GROQ_KEY"


@pytest.mark.parametrize("blank", ["", " ", "\n", "\t \r\n"])
def test_what_is_blank_counts_as_not_set(blank: str):
    kept = credentials(GROQ_API_KEY=blank, GROQ_KEY="second", GROQ_REGION=blank)

    assert kept.secret(GROQ, "api_key") == Secret("second")
    assert kept.value(GROQ, "region") is None
    assert kept.where(GROQ, "region") is None


def test_a_role_that_the_file_does_not_list_is_nothing():
    kept = credentials(GROQ_API_KEY=KEY)

    assert kept.names(GROQ, "api_key") == ("GROQ_API_KEY", "GROQ_KEY")
    assert kept.names(GROQ, "auth_token") == ()
    assert kept.secret(GROQ, "auth_token") is None
    assert kept.value(GROQ, "project") is None


def test_what_is_no_secret_is_given_as_text():
    assert credentials(GROQ_REGION="eu-west-1").value(GROQ, "region") == "eu-west-1"


@pytest.mark.parametrize("role", sorted(SECRET_ROLES))
def test_a_secret_is_not_given_as_text(role: str):
    with pytest.raises(ValueError, match=f"{role} is secret"):
        credentials(GROQ_API_KEY=KEY).value(GROQ, role)


@pytest.mark.parametrize("role", sorted({*ENV_ROLES} - SECRET_ROLES))
def test_what_is_no_secret_is_not_given_as_one(role: str):
    with pytest.raises(ValueError, match=f"{role} is no secret"):
        credentials().secret(GROQ, role)


def test_every_secret_role_is_a_role():
    assert set(ENV_ROLES) > SECRET_ROLES


@pytest.mark.parametrize("ask", [Credentials.secret, Credentials.value, Credentials.where, Credentials.names])
def test_an_unknown_role_is_an_error(ask):
    with pytest.raises(UnknownNameError, match=r"unknown role 'api_kee'; did you mean api_key"):
        ask(credentials(), GROQ, "api_kee")


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        (f"{KEY}\n", "holds a line break"),
        (f"{KEY}\r\nX-Evil: 1", "holds a line break"),
        (f" {KEY}", "begins or ends with a blank"),
        (f"{KEY}\x00", "holds a character that no key has"),
        (f"{KEY}\u200b", "holds a character that no key has"),
        (f"{KEY}é", "holds a character that no key has"),
    ],
)
def test_what_cannot_be_a_key_is_an_error_that_withholds_it(value: str, fault: str):
    with pytest.raises(CredentialError) as raised:
        credentials(GROQ_KEY=value).secret(GROQ, "api_key")

    assert str(raised.value) == f"[E4701] groq: $GROQ_KEY {fault}; set it again; the value is withheld"
    assert KEY not in shown(raised.value)


def test_a_value_that_is_no_secret_is_withheld_too_for_it_may_be_a_key_in_the_wrong_place():
    with pytest.raises(CredentialError, match=r"\$GROQ_REGION holds a line break") as raised:
        credentials(GROQ_REGION=f"{KEY}\n").value(GROQ, "region")

    assert KEY not in shown(raised.value)
    assert credentials(GROQ_REGION="Zürich").value(GROQ, "region") == "Zürich"


@given(st.text(min_size=1))
def test_a_key_is_given_as_it_is_or_is_nothing_or_is_an_error(text: str):
    kept = credentials(GROQ_API_KEY=text)
    try:
        secret = kept.secret(GROQ, "api_key")
    except CredentialError:
        assert not (text.isascii() and text.isprintable() and text == text.strip())
    else:
        assert secret == (Secret(text) if text.strip() else None)


def test_the_environment_of_the_process_is_read_as_it_is_now(monkeypatch: pytest.MonkeyPatch):
    kept = Credentials(keyring=False)
    monkeypatch.delenv("GROQ_API_KEY", raising=False)
    monkeypatch.delenv("GROQ_KEY", raising=False)
    before = kept.secret(GROQ, "api_key")
    monkeypatch.setenv("GROQ_API_KEY", KEY)

    assert (before, kept.secret(GROQ, "api_key")) == (None, Secret(KEY))


def test_neither_text_nor_log_nor_pickle_of_credentials_has_a_key(caplog: pytest.LogCaptureFixture):
    kept = credentials(GROQ_API_KEY=KEY)
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("modeldex").debug("%s %r", kept, vars(kept))
        kept.secret(GROQ, "api_key")

    assert repr(kept) == "Credentials(environment, AWS profile)"
    assert repr(Credentials({})) == "Credentials(environment, AWS profile, keyring)"
    assert KEY not in caplog.text
    for handed_on in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not to be pickled"):
            handed_on(kept)


class VaultOrigin:
    """An origin that somebody else adds."""

    name = "vault"

    def __init__(self, value: str) -> None:
        self._value = value

    def find(self, provider: str, role: str, names: Sequence[str]) -> Found | None:  # noqa: ARG002
        return (
            Found(value=Secret(self._value), where=self.name)
            if (provider, role) == ("groq", "api_key")
            else None
        )


def test_a_further_origin_comes_after_the_environment():
    kept = Credentials({}, keyring=False, further=[VaultOrigin(KEY)])
    nearer = Credentials({"GROQ_KEY": "nearer"}, keyring=False, further=[VaultOrigin(KEY)])

    assert (kept.secret(GROQ, "api_key"), kept.where(GROQ, "api_key")) == (Secret(KEY), "vault")
    assert nearer.secret(GROQ, "api_key") == Secret("nearer")
    with pytest.raises(CredentialError, match="api_key in the vault holds a line break"):
        Credentials({}, keyring=False, further=[VaultOrigin(f"{KEY}\n")]).secret(GROQ, "api_key")
