"""How requests are signed by keys, what stands in the way of it, and that no key is ever seen."""

from __future__ import annotations

import asyncio
import logging
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.groq import GROQ, KEY, credentials, provider
from tests.providers.showing import shown

from modeldex import CredentialError, UnknownNameError
from modeldex.core.provider import SIGNING_NAMES
from modeldex.core.secret import Secret
from modeldex.http.request import Request
from modeldex.providers.signing import SIGNERS, is_ready, sign

ASK = Request(url="https://api.example.com/v1/models", headers={"accept": "application/json"})
ANTHROPIC = provider("anthropic", api_key="ANTHROPIC_API_KEY", auth_token="ANTHROPIC_AUTH_TOKEN")
OPENAI = provider("openai", api_key="OPENAI_API_KEY", organization="OPENAI_ORG_ID", project="OPENAI_PROJECT")


def signed(how: str, of=GROQ, request: Request = ASK, **environ: str) -> dict[str, str]:
    """The headers that go over the wire, after it was seen that the keys among them are secrets."""
    made = asyncio.run(sign(request, how, of, credentials(**environ)))
    assert not any(KEY in value for value in made.headers.values() if isinstance(value, str))
    return {name: value if isinstance(value, str) else value.reveal() for name, value in made.headers.items()}


@pytest.mark.parametrize(
    ("how", "header", "value"),
    [
        ("bearer", "authorization", f"Bearer {KEY}"),
        ("x-api-key", "x-api-key", KEY),
        ("api-key", "api-key", KEY),
        ("x-goog-api-key", "x-goog-api-key", KEY),
    ],
)
def test_a_key_goes_into_the_header_that_the_provider_reads(how: str, header: str, value: str):
    headers = signed(how, GROQ_API_KEY=KEY)

    assert headers[header] == value
    assert headers["accept"] == "application/json"
    assert [name for name, one in headers.items() if KEY in one] == [header]


@pytest.mark.parametrize("role", ["api_key", "auth_token", "bearer_token"])
def test_a_bearer_is_a_key_or_a_token(role: str):
    one = provider("one", **{role: "ONE_TOKEN"})

    assert signed("bearer", one, ONE_TOKEN=KEY)["authorization"] == f"Bearer {KEY}"


def test_anthropic_is_told_the_version_and_an_auth_token_goes_as_a_bearer():
    by_key = signed("x-api-key", ANTHROPIC, ANTHROPIC_API_KEY=KEY)
    by_token = signed("x-api-key", ANTHROPIC, ANTHROPIC_AUTH_TOKEN=KEY)
    both = signed("x-api-key", ANTHROPIC, ANTHROPIC_API_KEY=KEY, ANTHROPIC_AUTH_TOKEN="token")

    assert by_key["anthropic-version"] == by_token["anthropic-version"] == "2023-06-01"
    assert by_token["authorization"] == f"Bearer {KEY}"
    assert "x-api-key" not in by_token
    assert both == by_key


def test_a_version_that_the_caller_asks_for_stays():
    request = Request(url=ASK.url, headers={"anthropic-version": "2027-01-01"})

    assert signed("x-api-key", ANTHROPIC, request, ANTHROPIC_API_KEY=KEY)["anthropic-version"] == "2027-01-01"


def test_a_key_of_openai_says_for_which_organization_and_project():
    headers = signed("bearer", OPENAI, OPENAI_API_KEY=KEY, OPENAI_ORG_ID="org-1")
    elsewhere = provider("watson", api_key="WATSON_KEY", project="WATSON_PROJECT")

    assert headers["openai-organization"] == "org-1"
    assert "openai-project" not in headers
    assert signed("bearer", elsewhere, WATSON_KEY=KEY, WATSON_PROJECT="p").keys() == {
        "accept",
        "authorization",
    }


def test_the_request_itself_stays_as_it_is():
    signed("bearer", GROQ_API_KEY=KEY)

    assert ASK.headers == {"accept": "application/json"}


@pytest.mark.parametrize(
    ("how", "of", "reason", "missing"),
    [
        ("bearer", GROQ, "set GROQ_API_KEY", ("GROQ_API_KEY", "GROQ_KEY")),
        (
            "x-api-key",
            ANTHROPIC,
            "set ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN",
            ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN"),
        ),
        (
            "bearer",
            provider("ollama", host="OLLAMA_HOST"),
            "its file names no variable for a key; state api_key below [providers.ollama] of the"
            " configuration",
            (),
        ),
    ],
)
def test_the_reason_names_what_is_to_be_set(how, of, reason, missing):
    assert is_ready(how, of, credentials()) == reason
    with pytest.raises(CredentialError) as raised:
        asyncio.run(sign(ASK, how, of, credentials()))
    assert raised.value.problem == reason
    assert raised.value.missing == missing


def test_with_a_key_it_is_ready_and_with_a_broken_one_it_is_not():
    assert is_ready("bearer", GROQ, credentials(GROQ_KEY=KEY)) is None
    reason = is_ready("bearer", GROQ, credentials(GROQ_KEY=f"{KEY}\n"))
    assert reason == "$GROQ_KEY holds a line break; set it again; the value is withheld"


def test_an_unknown_way_of_signing_is_an_error_that_names_the_ways():
    with pytest.raises(UnknownNameError, match=r"unknown way of signing 'bearr'; did you mean bearer"):
        is_ready("bearr", GROQ, credentials())


def test_every_way_of_signing_says_what_is_missing_and_signs_nothing_without_it():
    bare = provider("bare", api_key="BARE_API_KEY")

    for how in SIGNERS.keys() - {"none"}:
        assert is_ready(how, bare, credentials()) is not None
        with pytest.raises(CredentialError):
            asyncio.run(sign(ASK, how, bare, credentials()))


def test_there_is_a_signer_for_every_way_that_a_file_may_state():
    assert set(SIGNERS) == set(SIGNING_NAMES)


def test_where_nothing_lets_one_in_a_request_stays_as_it_is():
    assert is_ready("none", GROQ, credentials()) is None
    assert asyncio.run(sign(ASK, "none", GROQ, credentials(GROQ_API_KEY=KEY))) is ASK


KEYS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=12)


@given(KEYS, st.sampled_from(["bearer", "x-api-key", "api-key", "x-goog-api-key"]))
def test_a_signed_request_never_shows_its_key(key: str, how: str):
    marked = f"<{key}>"  # so that no key is a word of the request by chance
    made = asyncio.run(sign(ASK, how, GROQ, credentials(GROQ_API_KEY=marked)))

    assert any(marked in value.reveal() for value in made.headers.values() if isinstance(value, Secret))
    assert marked not in f"{made!r} {made} {made.headers}"
    assert repr(marked)[1:-1] not in repr(made)
    with pytest.raises(TypeError, match="not to be pickled"):
        pickle.dumps(made)


def test_a_key_shows_neither_in_a_log_nor_in_a_traceback(caplog: pytest.LogCaptureFixture):
    class Broken:
        headers = None

    with caplog.at_level(logging.DEBUG):
        made = asyncio.run(sign(ASK, "bearer", GROQ, credentials(GROQ_API_KEY=KEY)))
        logging.getLogger("modeldex").debug("%s %r %s", made, made, dict(made.headers))
        with pytest.raises(TypeError) as raised:
            asyncio.run(sign(Broken(), "bearer", GROQ, credentials(GROQ_API_KEY=KEY)))  # type: ignore[arg-type]

    assert KEY not in caplog.text
    assert KEY not in shown(raised.value)
