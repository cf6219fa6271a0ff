"""Addresses: what the environment fills in, what it cannot lead away to, and the user's own."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.providers.groq import GROQ, KEY, credentials, provider

from modeldex import CredentialError
from modeldex.core.provider import Provider, is_origin
from modeldex.providers.addresses import Base, base_origin, filled, missing_words

AZURE = Provider(
    id="azure",
    name="Azure",
    category="core",
    base_url="https://${AZURE_RESOURCE_NAME}.openai.azure.com",
    wire_formats={"openai_chat": "/openai/v1"},
    env={
        "api_key": ["AZURE_API_KEY"],
        "base_url": ["AZURE_OPENAI_ENDPOINT", "AZURE_API_BASE"],
        "resource_name": ["AZURE_RESOURCE_NAME", "AZURE_NAME"],
        "api_version": ["AZURE_API_VERSION"],
    },
)
AZURE_MODELS = (
    "https://${AZURE_RESOURCE_NAME}.openai.azure.com/openai/models?api-version=${AZURE_API_VERSION}"
)
VERTEX = provider(
    "google-vertex",
    "https://${GOOGLE_VERTEX_LOCATION}-aiplatform.googleapis.com",
    project="GOOGLE_VERTEX_PROJECT GOOGLE_CLOUD_PROJECT",
    location="GOOGLE_VERTEX_LOCATION",
)
VERTEX_MODELS = (
    "https://${GOOGLE_VERTEX_LOCATION}-aiplatform.googleapis.com"
    "/v1/projects/${GOOGLE_VERTEX_PROJECT}/locations/${GOOGLE_VERTEX_LOCATION}/models"
)
DATABRICKS = provider(
    "databricks", "https://${DATABRICKS_HOST}", base_url="DATABRICKS_API_BASE", host="DATABRICKS_HOST"
)
OLLAMA = provider("ollama", "http://localhost:11434", host="OLLAMA_HOST")


def test_a_name_is_replaced_by_what_any_spelling_of_its_role_gives():
    kept = credentials(AZURE_NAME="mine", AZURE_API_VERSION="2025-04-01&x=y")

    assert filled(AZURE_MODELS, AZURE, kept) == (
        "https://mine.openai.azure.com/openai/models?api-version=2025-04-01%26x%3Dy"
    )


def test_a_url_without_names_stays():
    assert (
        filled("https://api.example.com/v1?a={b}", GROQ, credentials()) == "https://api.example.com/v1?a={b}"
    )


def test_path_and_host_are_filled_and_the_location_global_has_a_host_of_its_own():
    kept = {"GOOGLE_CLOUD_PROJECT": "example.com:p-1"}

    assert filled(VERTEX_MODELS, VERTEX, credentials(**kept, GOOGLE_VERTEX_LOCATION="us-east5")) == (
        "https://us-east5-aiplatform.googleapis.com/v1/projects/example.com:p-1/locations/us-east5/models"
    )
    assert filled(VERTEX_MODELS, VERTEX, credentials(**kept, GOOGLE_VERTEX_LOCATION="global")) == (
        "https://aiplatform.googleapis.com/v1/projects/example.com:p-1/locations/global/models"
    )


def test_a_value_that_is_given_counts_instead_of_the_environment():
    many = credentials(GOOGLE_VERTEX_LOCATION="us-east5,europe-west1", GOOGLE_VERTEX_PROJECT="p")

    assert "europe-west1" in filled(VERTEX_MODELS, VERTEX, many, {"location": "europe-west1"})
    with pytest.raises(
        CredentialError, match=r"\$GOOGLE_VERTEX_LOCATION names several, and an address takes one"
    ):
        filled(VERTEX_MODELS, VERTEX, many)


def test_what_is_not_set_is_named_in_every_spelling():
    with pytest.raises(CredentialError, match="set GOOGLE_VERTEX_PROJECT or GOOGLE_CLOUD_PROJECT") as raised:
        filled(VERTEX_MODELS, VERTEX, credentials(GOOGLE_VERTEX_LOCATION="us-east5"))

    assert raised.value.missing == ("GOOGLE_VERTEX_PROJECT", "GOOGLE_CLOUD_PROJECT")


HOSTILE = [
    "evil.example/",
    "evil.example#",
    "a@b",
    "a b",
    "a?b",
    "a\\b",
    "-a",
    "a-",
    ".",
    "a..b",
    "evil%2eexample",
    "ä",
]


@pytest.mark.parametrize("value", [*HOSTILE, "a:443"])
def test_no_value_leads_to_another_host(value: str):
    with pytest.raises(CredentialError, match=r"\$AZURE_RESOURCE_NAME must be one word of letters") as raised:
        filled(AZURE_MODELS, AZURE, credentials(AZURE_RESOURCE_NAME=value, AZURE_API_VERSION="1"))

    assert "the value is withheld" in raised.value.problem


@pytest.mark.parametrize("value", ["a/b", "..", ".", "a?b", "a#b", "a%2fb", "a b", "a\\b"])
def test_no_value_leads_to_another_path(value: str):
    with pytest.raises(CredentialError, match=r"\$GOOGLE_VERTEX_PROJECT must be one word of no '/'"):
        filled(VERTEX_MODELS, VERTEX, credentials(GOOGLE_VERTEX_PROJECT=value, GOOGLE_VERTEX_LOCATION="l"))


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_whatever_is_set_the_address_keeps_its_form_or_there_is_none(value: str):
    kept = credentials(
        AZURE_RESOURCE_NAME=value,
        AZURE_API_VERSION=value,
        GOOGLE_VERTEX_PROJECT=value,
        GOOGLE_VERTEX_LOCATION="l",
    )
    try:
        azure, vertex = filled(AZURE_MODELS, AZURE, kept), filled(VERTEX_MODELS, VERTEX, kept)
    except CredentialError:
        return
    host, query = urlsplit(azure).netloc, urlsplit(azure).query
    assert host == f"{value}.openai.azure.com"
    assert query.startswith("api-version=")
    assert "&" not in query
    assert urlsplit(vertex).path == f"/v1/projects/{value}/locations/l/models"


def test_a_key_is_never_filled_in_nor_a_name_that_no_role_has():
    with pytest.raises(CredentialError, match="asks for GROQ_API_KEY, which is secret") as raised:
        filled("https://api.groq.com/${GROQ_API_KEY}", GROQ, credentials(GROQ_API_KEY=KEY))
    assert KEY not in str(raised.value)
    with pytest.raises(CredentialError, match="asks for HOME, which its file does not list"):
        filled("https://api.groq.com/${HOME}", GROQ, credentials(HOME="root"))


@pytest.mark.parametrize("host", ["dbc-1.cloud.databricks.com", "https://dbc-1.cloud.databricks.com/"])
def test_a_whole_host_may_be_given_with_its_scheme(host: str):
    assert filled("https://${DATABRICKS_HOST}/x", DATABRICKS, credentials(DATABRICKS_HOST=host)) == (
        "https://dbc-1.cloud.databricks.com/x"
    )


def test_an_own_address_stands_in_for_a_host_that_nobody_names_and_for_nothing_else():
    own = {"AZURE_OPENAI_ENDPOINT": "https://mine.openai.azure.com/", "AZURE_API_VERSION": "1"}
    proxy = credentials(GROQ_API_BASE="https://proxy.lan/v1")

    assert filled(AZURE_MODELS, AZURE, credentials(**own)).startswith("https://mine.openai.azure.com/openai/")
    assert filled("https://api.groq.com/x", GROQ, proxy) == "https://api.groq.com/x"
    with pytest.raises(CredentialError, match="set AZURE_RESOURCE_NAME or AZURE_NAME"):
        filled("https://${AZURE_RESOURCE_NAME}.example.com/", AZURE, credentials(**own))


def test_without_an_own_address_it_is_the_one_of_the_file():
    base = base_origin(GROQ, credentials())

    assert base == Base(origin="https://api.groq.com", path=None, where=None, roots=GROQ.wire_formats)
    assert base.root("openai_chat") == "/openai/v1"
    with pytest.raises(CredentialError, match="nobody says where it is served; give its file a base_url"):
        base_origin(provider("nowhere"), credentials())


@pytest.mark.parametrize(
    ("wire", "root", "text", "origin", "expected"),
    [
        ("openai_chat", "/v1", "https://proxy.lan/v1/", "https://proxy.lan", "/v1"),
        ("openai_chat", "/v1", "https://proxy.lan:8443", "https://proxy.lan:8443", "/v1"),
        ("openai_chat", "/v1", "http://127.0.0.1:4000/api", "http://127.0.0.1:4000", "/api"),
        ("openai_chat", "/openai/v1", "https://my.azure.lan/openai", "https://my.azure.lan", "/openai/v1"),
        ("anthropic", "/v1", "https://proxy.lan/anthropic", "https://proxy.lan", "/anthropic/v1"),
        ("anthropic", "/v1", "https://proxy.lan/anthropic/v1", "https://proxy.lan", "/anthropic/v1"),
        ("anthropic", "/v1", "https://[::1]:8443", "https://[::1]:8443", "/v1"),
    ],
)  # fmt: skip
def test_the_path_of_an_own_address_is_kept_apart(wire, root, text, origin, expected):
    one = Provider(
        id="one",
        name="One",
        category="core",
        base_url="https://api.one.example",
        wire_formats={wire: root},
        env={"base_url": ["ONE_BASE_URL"]},
    )

    base = base_origin(one, credentials(ONE_BASE_URL=text))

    assert (base.origin, base.root(wire), base.where) == (origin, expected, "$ONE_BASE_URL")


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("10.0.0.5", "http://10.0.0.5:11434"),
        ("gpu.lan:8080", "http://gpu.lan:8080"),
        ("https://gpu.lan", "https://gpu.lan"),
        ("0.0.0.0:8080", "http://127.0.0.1:8080"),
        (":8080", "http://localhost:8080"),
        ("[::]:8080", "http://[::1]:8080"),
    ],
)
def test_a_host_leaves_out_what_the_file_says(text: str, origin: str):
    assert base_origin(OLLAMA, credentials(OLLAMA_HOST=text)).origin == origin


@pytest.mark.parametrize(
    "text",
    [
        "proxy.lan/v1",
        "ftp://proxy.lan",
        f"https://user:{KEY}@proxy.lan",
        f"https://proxy.lan/v1?key={KEY}",
        "https://proxy.lan/v1?",
        "https://proxy.lan/#x",
        "https://proxy.lan/../x",
        "https://proxy.lan//evil.example",
        "https://proxy.lan:99999",
        "https://[::1",
        "https://",
        "https://a_b c.lan",
        "https://proxy.lan\\@evil.example",
    ],
)
def test_an_own_address_that_is_none_is_withheld(text: str):
    with pytest.raises(CredentialError, match=r"\$GROQ_API_BASE must be an address like") as raised:
        base_origin(GROQ, credentials(GROQ_API_BASE=text))

    assert KEY not in str(raised.value)


@given(st.text(st.sampled_from("ab1.:/@?#[]\\%- ht")) | st.text())
def test_an_own_address_is_a_bare_origin_or_an_error(text: str):
    for slug, name in ((GROQ, "GROQ_API_BASE"), (OLLAMA, "OLLAMA_HOST")):
        try:
            base = base_origin(slug, credentials(**{name: text}))
        except CredentialError:
            continue
        assert is_origin(base.origin)
        assert urlsplit(base.origin).hostname
        assert base.path is None or base.path.startswith("/")


def test_all_that_an_address_lacks_is_named_at_once():
    assert missing_words(AZURE_MODELS, AZURE, credentials()) == [
        "set AZURE_RESOURCE_NAME or AZURE_NAME",
        "set AZURE_API_VERSION",
    ]
    assert missing_words(AZURE_MODELS, AZURE, credentials(AZURE_NAME="acme", AZURE_API_VERSION="1")) == []
