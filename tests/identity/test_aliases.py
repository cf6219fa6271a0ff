"""Which other names a model or a provider may be given."""

from __future__ import annotations

import pytest
from tests.identity.test_resolution import SHELF

from modeldex.identity.aliases import model_alias_fault, provider_alias_fault


@pytest.mark.parametrize("alias", ["fast", "our/fast", "quill-6", "schnell-ü"])
def test_any_word_that_means_nothing_yet_may_name_a_model(alias: str):
    assert model_alias_fault(alias, SHELF) is None


@pytest.mark.parametrize(
    ("alias", "fault"),
    [
        ("", "without blanks"),
        ("two words", "without blanks"),
        ("a\tb", "without blanks"),
        ("quill/quill-5", "is the full id of a model"),
        ("quill/fast", "must not begin with the name of a provider, quill/"),
    ],
)
def test_what_has_a_meaning_of_its_own_may_not(alias: str, fault: str):
    assert fault in str(model_alias_fault(alias, SHELF))


def test_a_provider_keeps_the_names_that_it_has():
    assert provider_alias_fault("corp", None, "quill") is None
    assert provider_alias_fault("corp", "quill", "quill") is None
    assert provider_alias_fault("corp", "acme", "quill") == "is a name of acme already"
    assert "one word" in str(provider_alias_fault("a/b", None, "quill"))
