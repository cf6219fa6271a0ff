"""The files of `data/providers/`: whoever can be asked is asked at a whole address, by a key with a name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.providers.groq import KEY, credentials

from modeldex.core.provider import SECRET_ROLES
from modeldex.pipeline.directory import read_directory
from modeldex.providers.addresses import base_origin, filled
from modeldex.providers.signing import is_ready
from modeldex.settings import variables_of

if TYPE_CHECKING:
    from modeldex.core.provider import Provider

DATA = Path(__file__).parents[2] / "data"
PROVIDERS = read_directory(DATA).providers
EVERYBODY = pytest.mark.parametrize("one", PROVIDERS.values(), ids=list(PROVIDERS))
NAMED = [one for one in PROVIDERS.values() if one.base_url and variables_of(one.base_url)]
SIGNED = {"anthropic": "x-api-key", "azure": "api-key", "google": "x-goog-api-key"}


def addresses(one: Provider) -> list[str]:
    """All that may hold the names of variables."""
    return [one.base_url or "", *one.wire_formats.values(), str(one.listing.get("path", ""))]


@EVERYBODY
def test_every_name_in_an_address_is_that_of_a_role_that_is_no_secret(one: Provider):
    shown = {name for role, names in one.env.items() if role not in SECRET_ROLES for name in names}

    assert {name for text in addresses(one) for name in variables_of(text)} <= shown


@EVERYBODY
def test_whoever_has_a_key_is_ready_with_the_canonical_variable_and_names_it_without(one: Provider):
    names = credentials().names(one, "api_key")
    how = SIGNED.get(one.id, "bearer")
    if not names:
        assert "api_key" not in one.env
        return

    assert is_ready(how, one, credentials(**{names[0]: KEY})) is None
    assert names[0] in str(is_ready(how, one, credentials()))


@pytest.mark.parametrize("one", NAMED, ids=[one.id for one in NAMED])
def test_an_address_is_whole_once_its_variables_are_set(one: Provider):
    names = {name for text in addresses(one) for name in variables_of(text)}
    kept = credentials(**dict.fromkeys(names, "a-1"))

    base = base_origin(one, kept)

    assert "a-1" in base.origin
    for wire in one.wire_formats:
        assert "$" not in filled(base.origin + base.root(wire), one, kept)


@pytest.mark.parametrize("slug", [one.id for one in PROVIDERS.values() if one.data_policy])
def test_what_is_done_with_content_has_its_page_and_its_day(slug: str):
    text = (DATA / "providers" / f"{slug}.toml").read_text("utf-8")
    comment = text.partition("[data_policy]\n")[2]

    assert re.match(r"# https://\S+, \d{4}-\d{2}-\d{2}: \w", comment.replace("\n# ", " "))


def test_it_is_known_of_the_large_ones_that_they_do_not_train_on_content():
    trains = {one.id: one.data_policy.get("trains_on_input") for one in PROVIDERS.values()}

    assert {"openai", "anthropic", "google", "azure"} <= {slug for slug, it in trains.items() if it is False}


def test_there_are_addresses_with_variables():
    assert {"azure", "amazon-bedrock", "google-vertex", "databricks"} <= {one.id for one in NAMED}
