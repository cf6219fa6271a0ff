"""Whose a model is: by organisation, by family, by the longest beginning of its name."""

from __future__ import annotations

import pytest

from modeldex.identity.makers import Maker, Makers

MAKERS = Makers(
    [
        Maker(
            id="quill",
            name="Quill",
            spellings=("quill-ai", "quilllabs"),
            families=("quill",),
            prefixes=("quill",),
        ),
        Maker(id="easel", name="Easel", prefixes=("quill-brush-", "brush")),
    ]
)


@pytest.mark.parametrize("spelling", ["quill", "quill-ai", "QuillLabs", "QUILL"])
def test_an_organisation_is_known_by_its_slug_and_its_spellings_in_any_case(spelling: str) -> None:
    assert MAKERS.named(spelling) == "quill"


def test_an_unknown_organisation_is_no_maker() -> None:
    assert MAKERS.named("quil") is None
    assert MAKERS.named("") is None


def test_a_family_belongs_to_its_maker() -> None:
    assert MAKERS.of_family("quill") == "quill"
    assert MAKERS.of_family("brush") is None


@pytest.mark.parametrize(
    ("name", "maker"),
    [
        ("quill-5-mini", "quill"),
        ("QUILL-5", "quill"),
        ("quill-brush-2", "easel"),
        ("quill-brus", "quill"),
        ("brush", "easel"),
        ("bru", None),
        ("", None),
        ("a-quill", None),
    ],
)
def test_the_longest_beginning_of_a_name_decides(name: str, maker: str | None) -> None:
    assert MAKERS.of_name(name) == maker


def test_without_makers_nobody_made_anything() -> None:
    nobody = Makers([])

    assert nobody.of_name("quill-5") is None
    assert nobody.named("quill") is None
