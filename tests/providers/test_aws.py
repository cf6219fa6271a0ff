"""Signatures of Amazon: against its published examples, against botocore, and what they cover."""

from __future__ import annotations

import asyncio
import logging
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest
from botocore import auth as botocore_auth  # type: ignore[import-untyped]
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]
from botocore.credentials import Credentials as BotocoreCredentials  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st
from tests.http.server import AnswerServer, Reply
from tests.providers.groq import credentials, provider
from tests.providers.showing import shown

from modeldex import CredentialError
from modeldex.core.secret import Secret
from modeldex.http.aiohttp_transport import AiohttpTransport
from modeldex.http.cache import AnswerCache
from modeldex.http.client import HttpClient
from modeldex.http.guard import EgressGuard
from modeldex.http.request import Request
from modeldex.providers.aws import AwsSigner, Keys, Scope, scope_of, signed
from modeldex.providers.signing import is_ready

if TYPE_CHECKING:
    from pathlib import Path

ACCESS, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
KEYS = Keys(access=Secret(ACCESS), secret=Secret(SECRET))
MOMENT = datetime(2015, 8, 30, 12, 36, tzinfo=UTC)
SCOPE = Scope(service="service", region="us-east-1")
BEDROCK = provider(
    "amazon-bedrock",
    "https://bedrock-runtime.${AWS_REGION}.amazonaws.com",
    bearer_token="AWS_BEARER_TOKEN_BEDROCK",
    region="AWS_REGION AWS_REGION_NAME",
    access_key_id="AWS_ACCESS_KEY_ID",
    secret_access_key="AWS_SECRET_ACCESS_KEY",
    session_token="AWS_SESSION_TOKEN",
)
MODELS = Request(url="https://bedrock.us-west-2.amazonaws.com/foundation-models")
BOTH = {"AWS_ACCESS_KEY_ID": ACCESS, "AWS_SECRET_ACCESS_KEY": SECRET}


def header(request: Request, name: str = "authorization") -> str:
    value = request.headers[name]
    assert isinstance(value, Secret)
    return value.reveal()


def by_environment(request: Request = MODELS, /, **environ: str) -> Request:
    signer = AwsSigner(clock=lambda: MOMENT)
    return asyncio.run(signer.sign(request, BEDROCK, credentials(**environ), None))


@pytest.mark.parametrize(
    ("method", "url", "headers", "service", "covered", "signature"),
    [
        # get-vanilla, post-vanilla, get-vanilla-query-order-key-case of Amazon's test suite
        ("GET", "https://example.amazonaws.com/", {}, "service", "host;x-amz-date",
         "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("POST", "https://example.amazonaws.com/", {}, "service", "host;x-amz-date",
         "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        ("GET", "https://example.amazonaws.com/?Param2=value2&Param1=value1", {}, "service",
         "host;x-amz-date",
         "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"),
        # the example of its documentation of the signing process
        ("GET", "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
         {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}, "iam",
         "content-type;host;x-amz-date",
         "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"),
    ],
)  # fmt: skip
def test_a_signature_is_that_of_a_published_example(method, url, headers, service, covered, signature):
    request = Request(url=url, method=method, headers=headers)

    made = signed(request, KEYS, Scope(service=service, region="us-east-1"), MOMENT)

    assert header(made) == (
        f"AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/{service}/aws4_request, "
        f"SignedHeaders={covered}, Signature={signature}"
    )
    assert header(made, "x-amz-date") == "20150830T123600Z"


WORDS = st.text(st.sampled_from("abcXYZ019-_.~"), min_size=1, max_size=8)
VALUES = st.text(st.sampled_from("abcXYZ019-_.~"), max_size=8)


@given(
    method=st.sampled_from(["GET", "POST", "PUT"]),
    path=st.lists(WORDS.filter(lambda word: set(word) != {"."})),
    query=st.dictionaries(WORDS, VALUES),
    headers=st.dictionaries(WORDS.map(lambda word: "x-" + word.lower().replace(".", "")), WORDS),
    body=st.none() | st.binary(max_size=40),
    session=st.none() | WORDS.map(Secret),
)
def test_a_signature_is_the_one_that_botocore_makes(method, path, query, headers, body, session):
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    url = "https://bedrock.eu-west-1.amazonaws.com/" + "/".join(path) + (f"?{asked}" if asked else "")
    keys = replace(KEYS, session=session)
    made = signed(Request(url=url, method=method, headers=headers, body=body), keys, SCOPE, MOMENT)

    theirs = AWSRequest(method=method, url=url, headers=headers, data=body or b"")
    token = None if session is None else session.reveal()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(botocore_auth, "get_current_datetime", lambda: MOMENT.replace(tzinfo=None))
        botocore_auth.SigV4Auth(BotocoreCredentials(ACCESS, SECRET, token), "service", "us-east-1").add_auth(
            theirs
        )
    assert header(made) == theirs.headers["Authorization"]
    assert header(made, "x-amz-date") == theirs.headers["X-Amz-Date"]


COVERED = Request(
    url="https://bedrock.eu-west-1.amazonaws.com/a?b=c", method="POST", headers={"accept": "d"}, body=b"e"
)


@pytest.mark.parametrize(
    "other",
    [
        replace(COVERED, body=b"f"),
        replace(COVERED, url=COVERED.url.replace("b=c", "b=f")),
        replace(COVERED, url=COVERED.url.replace("/a", "/f")),
        replace(COVERED, url=COVERED.url.replace("eu-west-1", "eu-west-2")),
        replace(COVERED, headers={"accept": "f"}),
        replace(COVERED, method="PUT"),
    ],
    ids=["body", "query", "path", "host", "header", "method"],
)
def test_whatever_is_changed_changes_the_signature(other: Request):
    assert header(signed(other, KEYS, SCOPE, MOMENT)) != header(signed(COVERED, KEYS, SCOPE, MOMENT))


def test_a_query_is_signed_as_amazon_reads_it_however_it_is_escaped():
    plain = replace(MODELS, url=f"{MODELS.url}?nextToken=a/b:c=&x")
    escaped = replace(MODELS, url=f"{MODELS.url}?nextToken=a%2Fb%3Ac%3D&x=")

    assert header(signed(plain, KEYS, SCOPE, MOMENT)) == header(signed(escaped, KEYS, SCOPE, MOMENT))


def test_a_signature_is_made_anew_and_in_the_time_of_greenwich():
    later = signed(signed(COVERED, KEYS, SCOPE, MOMENT), KEYS, SCOPE, MOMENT + timedelta(hours=1))
    elsewhere = signed(COVERED, KEYS, SCOPE, MOMENT.astimezone(timezone(timedelta(hours=9))))

    assert header(later) == header(signed(COVERED, KEYS, SCOPE, MOMENT + timedelta(hours=1)))
    assert header(elsewhere) == header(signed(COVERED, KEYS, SCOPE, MOMENT))


def test_two_signatures_of_one_user_have_one_identity_and_no_plain_header_differs():
    first, later = (signed(COVERED, KEYS, SCOPE, MOMENT + timedelta(hours=n)) for n in range(2))
    other = signed(COVERED, replace(KEYS, access=Secret("OTHER")), SCOPE, MOMENT)

    assert first.identity == later.identity != other.identity
    plain = [{k: v for k, v in made.headers.items() if isinstance(v, str)} for made in (first, later)]
    assert plain[0] == plain[1]
    assert ACCESS not in str(first.identity)


def test_an_answer_that_is_kept_is_found_by_the_next_signature(tmp_path: Path):
    async def asked(server: AnswerServer) -> list[str]:
        transport = AiohttpTransport(EgressGuard([server.origin]))
        origins = []
        async with HttpClient(transport, cache=AnswerCache(tmp_path)) as client:
            for hours, keys in ((0, KEYS), (1, KEYS), (1, replace(KEYS, access=Secret("OTHER")))):
                request = signed(Request(url=server.url("/x")), keys, SCOPE, MOMENT + timedelta(hours=hours))
                origins.append((await client.send(request)).origin)
        return origins

    with AnswerServer() as server:
        server.answer("/x", Reply(json={}))
        assert asyncio.run(asked(server)) == ["network", "cache", "network"]


@pytest.mark.parametrize(
    ("host", "service", "region"),
    [
        ("bedrock.us-east-1.amazonaws.com", "bedrock", "us-east-1"),
        ("bedrock-runtime.eu-central-2.amazonaws.com", "bedrock", "eu-central-2"),
        ("bedrock-runtime-fips.us-gov-west-1.amazonaws.com", "bedrock", "us-gov-west-1"),
        ("bedrock.cn-north-1.amazonaws.com.cn", "bedrock", "cn-north-1"),
        ("vpce-0a1b-c2d3.bedrock-runtime.us-east-1.vpce.amazonaws.com", "bedrock", "us-east-1"),
        ("bedrock-mantle.us-west-2.api.aws", "bedrock-mantle", "us-west-2"),
        ("api.pricing.us-east-1.amazonaws.com", "pricing", "us-east-1"),
        ("pricing.us-east-1.amazonaws.com", "pricing", "us-east-1"),
    ],
)
def test_a_host_names_service_and_region(host: str, service: str, region: str):
    assert scope_of(f"https://{host}/x") == Scope(service=service, region=region)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:80", "bedrock.us-east-1.amazonaws.com.evil.example", "us-east-1.amazonaws.com", "proxy.lan"],
)
def test_another_host_names_none(host: str):
    assert scope_of(f"https://{host}/x") is None


def test_where_the_host_names_none_the_providers_service_and_the_first_region_count():
    made = by_environment(Request(url="http://127.0.0.1:9/x"), AWS_REGION="eu-west-1, us-east-1", **BOTH)

    assert "AKIDEXAMPLE/20150830/eu-west-1/bedrock/aws4_request" in header(made)
    with pytest.raises(CredentialError, match="set AWS_REGION") as raised:
        by_environment(Request(url="http://127.0.0.1:9/x"), **BOTH)
    assert raised.value.missing == ("AWS_REGION", "AWS_REGION_NAME")


def test_a_token_of_bedrock_goes_before_access_keys():
    made = by_environment(AWS_BEARER_TOKEN_BEDROCK="t0k3n", **BOTH)

    assert header(made) == "Bearer t0k3n"
    assert made.headers.keys() == {"authorization"}


def test_access_keys_sign_for_the_region_of_the_host_and_a_session_goes_along():
    made = by_environment(AWS_REGION="eu-west-1", AWS_SESSION_TOKEN="s3ss10n", **BOTH)

    assert "AKIDEXAMPLE/20150830/us-west-2/bedrock/aws4_request" in header(made)
    assert "SignedHeaders=host;x-amz-date;x-amz-security-token," in header(made)
    assert header(made, "x-amz-security-token") == "s3ss10n"


@pytest.mark.parametrize(
    ("environ", "reason"),
    [
        ({}, "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_BEARER_TOKEN_BEDROCK"),
        ({"AWS_ACCESS_KEY_ID": ACCESS}, "set AWS_SECRET_ACCESS_KEY beside $AWS_ACCESS_KEY_ID"),
        ({"AWS_SECRET_ACCESS_KEY": SECRET}, "set AWS_ACCESS_KEY_ID beside $AWS_SECRET_ACCESS_KEY"),
        (BOTH, None),
        ({"AWS_BEARER_TOKEN_BEDROCK": "t"}, None),
    ],
)
def test_the_reason_names_what_is_to_be_set(environ, reason):
    assert is_ready("aws-sigv4", BEDROCK, credentials(**environ)) == reason


def test_without_botocore_the_extra_is_named_and_a_token_still_does(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "botocore", None)

    reason = is_ready("aws-sigv4", BEDROCK, credentials(**BOTH))

    assert reason is not None
    assert "pip install 'modeldex[bedrock]'" in reason
    assert is_ready("aws-sigv4", BEDROCK, credentials(AWS_BEARER_TOKEN_BEDROCK="t")) is None


def test_no_key_shows_in_request_log_or_traceback(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        made = by_environment(AWS_SESSION_TOKEN="s3ss10n", **BOTH)
        with pytest.raises(AttributeError) as raised:
            by_environment(Request(url=MODELS.url, headers={"x": 5}), AWS_SESSION_TOKEN="s3ss10n", **BOTH)  # type: ignore[dict-item]

    told = f"{made!r} {KEYS!r} {caplog.text} {shown(raised.value)}"
    assert [word for word in (ACCESS, SECRET, "s3ss10n", header(made)) if word in told] == []
