"""That nothing secret is shown, however it is written."""

from __future__ import annotations

import json
import string
import subprocess
import sys
from base64 import b64encode, urlsafe_b64encode
from typing import TYPE_CHECKING
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.core.secret import Secret
from modeldex.http.redaction import redacted, redacted_url, secrets_of

if TYPE_CHECKING:
    from collections.abc import Callable

SECRETS = st.text(st.characters(exclude_characters="*", exclude_categories=["Cs"]), min_size=8, max_size=60)
AROUND = st.text(max_size=20)
WAYS: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "percent": lambda text: quote(text, safe=""),
    "percent in small letters": lambda text: quote(text, safe="").lower() if text.isascii() else quote(text),
    "as a form": quote_plus,
    "json": lambda text: json.dumps(text)[1:-1],
    "json as it is": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "every byte": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()),
}


@given(SECRETS, AROUND, AROUND, st.sampled_from(sorted(WAYS)))
def test_no_secret_survives_whatever_its_spelling(secret: str, before: str, after: str, way: str):
    written = WAYS[way](secret)
    if way == "percent in small letters" and secret != secret.lower():
        return  # lower-cased, it is another text

    shown = redacted(f"{before}{written}{after}", [Secret(secret)])

    assert written not in shown
    assert secret not in shown


@given(
    st.text(string.ascii_letters + string.digits + "-_:+/", min_size=12, max_size=60),
    st.binary(max_size=9),
    st.binary(max_size=9),
    st.booleans(),
)
def test_no_secret_survives_within_base64(secret: str, before: bytes, after: bytes, for_urls: bool):
    encode = urlsafe_b64encode if for_urls else b64encode
    written = encode(before + secret.encode() + after).decode()

    assert redacted(f"<{written}>", [secret]) == "<***>"


@pytest.mark.parametrize(
    "key",
    [
        "sk-proj-abcDEF1234567890",
        "sk-ab***wxyz",
        "sk-ant-api03-AbC_123-456",
        "gsk_AbCdEfGh12345678",
        "hf_AbCdEfGhIjKlMnOp",
        "r8_AbCdEfGhIjKl",
        "xai-AbCdEfGhIjKl",
        "nvapi-AbCdEfGhIjKl",
        "AKIAIOSFODNN7EXAMPLE",
        "AIzaSyA1234567890abcdefghijk",
        "ya29.a0AbCdEf-123",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-def",
        "Bearer abcdef-123456",
        "Basic dXNlcjpwYXNz",
        "api_key=abcdef123",
        '"access_token": "abcdef123"',
        "X-Amz-Signature=abcdef123",
        "https://me:password@models.dev/",
        "0123456789abcdef0123456789abcdef",
        "-----BEGIN PRIVATE KEY-----\nMIIEvQ\nabc\n-----END PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIEvQ",
    ],
)
def test_what_looks_like_a_key_is_masked_unknown_as_it_is(key: str):
    shown = redacted(f"Wrong: {key} was given")

    assert key not in shown
    assert "***" in shown
    assert shown.startswith("Wrong: ")


@pytest.mark.parametrize(
    "text", ["Authorization: Bearer my-gateway-token", "authorization=Basic bXktZ2F0ZXdheS10b2tlbg"]
)
def test_what_stands_after_the_way_of_letting_in_is_masked_too(text: str):
    assert redacted(text).startswith(text[:13])
    assert text.rsplit(" ", maxsplit=1)[-1] not in redacted(text)


@pytest.mark.parametrize(
    "text",
    [
        '{"error": {"message": "Incorrect API key provided", "code": "invalid_api_key"}}',
        "no model anthropic/claude-opus-4-5-20251101-v1:0 at us.anthropic.claude-opus-4-5-20251101-v1:0",
        "token limit 200000, max_tokens=100000, request req_011CSHoEeqs5C35K2U",
        "https://models.dev/api.json?limit=1000",
    ],
)
def test_plain_words_stay(text: str):
    assert redacted(text, [Secret("something-else")]) == text


def test_a_longer_secret_is_masked_before_one_that_begins_it():
    assert redacted("abcdefgh-ijkl and abcdefgh", ["abcdefgh", "abcdefgh-ijkl"]) == "*** and ***"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://models.dev/api.json", "https://models.dev/api.json"),
        ("https://me:pw@models.dev/a@b#c", "https://models.dev/a@b"),
        ("https://me:p/w@models.dev/", "https://***"),
        ("https://h.dev/a?key=1&limit=2&apiKey=3", "https://h.dev/a?key=***&limit=2&apiKey=***"),
        (
            "https://h.dev/?X-Amz-Credential=A%2FB&sig=1&token",
            "https://h.dev/?X-Amz-Credential=***&sig=***&token",
        ),
        ("https://h.dev/?access%5Ftoken=1", "https://h.dev/?access%5Ftoken=***"),
        ("me:pw@models.dev/", "models.dev/"),
        ("http://[::1]:80/\x1b[31m", "http://[::1]:80/?[31m"),
        ("", ""),
    ],
)
def test_a_url_is_shown_without_its_keys(url: str, shown: str):
    assert redacted_url(url) == shown


@given(SECRETS, st.sampled_from(sorted(WAYS)))
def test_a_known_secret_is_shown_in_no_part_of_a_url(secret: str, way: str):
    written = WAYS[way](secret)

    shown = redacted_url(f"https://models.dev/{written}?q={written}", [secret])

    assert secret not in shown


@given(st.text(max_size=80))
def test_any_text_is_shown_as_a_url_on_one_line(text: str):
    assert redacted_url(text).isprintable()


def test_the_parts_of_a_header_are_secrets_too():
    basic = b64encode(b"user-name:pass-word").decode()

    found = secrets_of(
        {
            "authorization": Secret("Bearer abcdef123"),
            "x": Secret(f"Basic {basic}"),
            "accept": "application/json",
        }
    )

    assert {secret.reveal() for secret in found} == {
        "Bearer abcdef123", "abcdef123", f"Basic {basic}", basic, basic.rstrip("="),
        "user-name:pass-word", "user-name", "pass-word",
    }  # fmt: skip


def test_the_signature_in_a_header_is_a_secret_and_the_words_around_it_are_not():
    signed = "AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20261124/r/s, Signature=0123456789abcdef"
    secrets = secrets_of({"authorization": Secret(signed), "other": Secret("Basic no-base64!")})

    shown = redacted(f"not 0123456789abcdef, but AWS4-HMAC-SHA256 and {signed}", secrets)

    assert shown == "not ***, but AWS4-HMAC-SHA256 and ***"


def test_no_text_holds_up_who_reads_it():
    """Time that grew with the square of the length would be minutes."""
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_CPU, (30, 30))\n"
        "from modeldex.http.redaction import redacted, redacted_url\n"
        "for piece in sys.argv[1:]:\n"
        "    text = piece * (100_000 // len(piece))\n"
        "    redacted(text, ['sk-secret-0123456789', 'x' * 20]), redacted_url(text)"
    )
    pieces = [
        "x",
        "a-",
        "eyJ-",
        "key",
        "token:",
        "x-amz-",
        "sk-",
        "bearer ",
        "-----BEGIN PRIVATE KEY-----",
        "://",
    ]

    subprocess.run([sys.executable, "-c", script, *pieces], timeout=120, check=True)
