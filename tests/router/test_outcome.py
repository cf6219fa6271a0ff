"""An outcome follows from what a client gives back, or raises."""

from __future__ import annotations

import pytest
from tests.router.models import NOW

from modeldex import (
    Client,
    CredentialError,
    EgressError,
    InvalidValueError,
    LLMRouter,
    ModelCatalog,
    NetworkError,
    NotReadyError,
    Outcome,
    ProviderError,
    WireDataError,
)
from modeldex.http.failure import OverdueError, SilentError
from modeldex.wire.failure import STATUSES


def test_an_answer_says_how_long_it_took_and_what_it_used():
    with Client() as client:
        answered = client.complete("predictable/echo", "Hello there")

    outcome = Outcome.of_completion(answered, NOW)

    assert (outcome.model, outcome.at, outcome.failure) == ("predictable/echo", NOW, None)
    assert outcome.seconds == answered.seconds
    assert answered.usage is not None
    assert outcome.input_tokens == answered.usage.total_input_tokens


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ProviderError("acme", "busy", kind="overloaded", retry_after_seconds=3.0), "overloaded"),
        (NetworkError("http://a", "is not reached"), "unavailable"),
        (SilentError("http://a", "says nothing"), "timeout"),
        (OverdueError("http://a", "takes too long"), "timeout"),
        (EgressError("http://a", "is private"), "permission"),
        (CredentialError("acme", "has no key"), "authentication"),
        (NotReadyError("acme/a", "has no key"), "authentication"),
        (WireDataError("stream", "breaks off"), "cut"),
    ],
)
def test_every_error_of_a_client_is_a_kind_of_failure(error: Exception, kind: str):
    outcome = Outcome.of_error("acme/a", error, NOW, probe_claimed_at=NOW)

    assert outcome.failure == kind
    assert kind in STATUSES
    assert outcome.probe_claimed_at == NOW
    LLMRouter(ModelCatalog.bundled()).record(outcome)


def test_how_long_a_provider_wants_to_be_left_alone_is_kept():
    error = ProviderError("acme", "slow down", kind="rate_limit", retry_after_seconds=7.5)

    assert Outcome.of_error("acme/a", error, NOW).retry_after_seconds == 7.5


def test_an_error_of_the_caller_is_no_outcome():
    with pytest.raises(InvalidValueError, match="a client raises for a call, not KeyError"):
        Outcome.of_error("acme/a", KeyError("x"), NOW)
