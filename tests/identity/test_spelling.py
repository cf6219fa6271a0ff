"""The normal form of a name: each rule with its reason, and what no rule may ever do."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modeldex.identity.makers import Maker
from modeldex.identity.spelling import spelled, split_date

QUILL = Maker(id="quill", name="Quill", written={"quillpen": "quill", "quill-35": "quill-3.5"})
EASEL = Maker(id="easel", name="Easel", joined=("brush",))

PACKAGING = "packaging suffix taken off"
TAG = "tag of a size written as part of the name"
DOT = "version written with a dot"
DATE = "date written with hyphens"
WRITTEN = "as quill writes it"
JOINED = "family and version as the maker joins them"


@pytest.mark.parametrize(
    ("name", "provider", "maker", "normal", "reasons"),
    [
        ("Quill-Five", "hub", None, "quill-five", []),
        ("quill-5:free", "hub", None, "quill-5", [PACKAGING]),
        ("quill-5:nitro", "hub", None, "quill-5", [PACKAGING]),
        ("quill-5@default", "hub", None, "quill-5", [PACKAGING]),
        ("quill-5-maas", "hub", None, "quill-5", [PACKAGING]),
        ("quill-5:latest", "hub", None, "quill-5", [PACKAGING]),
        ("quill-5-v1:0", "hub", None, "quill-5", [PACKAGING]),
        ("quill-5-v2:0:200k", "hub", None, "quill-5", [PACKAGING]),
        ("titan-v2:0", "amazon-bedrock", None, "titan-v2", [PACKAGING]),
        ("quill-7b-v0:2", "amazon-bedrock", None, "quill-7b-v0.2", [PACKAGING]),
        ("quill-5-v1", "amazon-bedrock", None, "quill-5", [PACKAGING]),
        ("quill-5-v1", "hub", None, "quill-5-v1", []),
        ("quill-9b-v2", "amazon-bedrock", None, "quill-9b-v2", []),
        ("quill3.1:8b", "ollama", None, "quill3.1-8b", [TAG]),
        ("quill-4-5", "hub", None, "quill-4.5", [DOT]),
        ("quill-5p1", "fireworks-ai", None, "quill-5.1", [DOT]),
        ("quill-1p5b", "fireworks-ai", None, "quill-1p5b", []),
        ("quill-3-8b", "hub", None, "quill-3-8b", []),
        ("quill-20260110", "hub", None, "quill-2026-01-10", [DATE]),
        ("quill@20260110", "hub", None, "quill-2026-01-10", [DATE]),
        ("quillpen-5", "hub", QUILL, "quill-5", [WRITTEN]),
        ("quill-35-turbo", "azure", QUILL, "quill-3.5-turbo", [WRITTEN]),
        ("quill3.1", "hub", QUILL, "quill-3.1", [JOINED]),
        ("quill35-turbo", "hub", QUILL, "quill-3.5-turbo", [JOINED, WRITTEN]),
        ("brush-3", "hub", EASEL, "brush3", [JOINED]),
        ("QuillPen-4-5-20260110-v1:0", "amazon-bedrock", QUILL, "quill-4.5-2026-01-10",
         [PACKAGING, DOT, DATE, WRITTEN]),
    ],
)  # fmt: skip
def test_each_rule_writes_the_normal_form_and_leaves_its_reason(
    name: str, provider: str, maker: Maker | None, normal: str, reasons: list[str]
) -> None:
    given_reasons: list[str] = []

    assert spelled(name, provider, maker, given_reasons) == normal
    assert given_reasons == reasons


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("quill-2026-01-10", ("quill", "2026-01-10")),
        ("quill-20260110", ("quill", "2026-01-10")),
        ("quill@20260110", ("quill", "2026-01-10")),
        ("quill-2026-02-30", ("quill-2026-02-30", None)),
        ("quill-0110", ("quill-0110", None)),
        ("quill-2026-01", ("quill-2026-01", None)),
        ("quill-20260110-fast", ("quill-20260110-fast", None)),
    ],
)
def test_only_a_full_date_at_the_end_is_split_off(name: str, parts: tuple[str, str | None]) -> None:
    assert split_date(name) == parts


WORDS = [
    *("quill", "pen", "mini", "fast", "instruct", "thinking", "fp8", "v1", "v2"),
    *("3", "5", "4-5", "4.5", "8b", "1.5b", "70b", "0110", "2026-01-10", "20260110"),
]
names = st.builds(
    lambda first, rest: "-".join([first, *rest]),
    st.sampled_from(["quill", "quillpen", "quill-35", "brush-3"]),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6),
)
providers = st.sampled_from(["hub", "amazon-bedrock", "fireworks-ai", "ollama"])
makers = st.sampled_from([None, QUILL, EASEL])


def normal(name: str, provider: str = "hub", maker: Maker | None = None) -> str:
    return spelled(name, provider, maker, [])


@given(names, makers)
def test_a_normal_form_is_its_own(name: str, maker: Maker | None) -> None:
    once = normal(name, maker=maker)

    assert normal(once, maker=maker) == once


@given(names, providers, makers)
def test_case_tells_nothing_apart(name: str, provider: str, maker: Maker | None) -> None:
    assert normal(name.upper(), provider, maker) == normal(name, provider, maker)


@given(names, providers)
def test_no_rule_drops_a_word(name: str, provider: str) -> None:
    kept = set(re.findall(r"[a-z]+", name)) - {"v"}

    assert kept - set(re.findall(r"[a-z]+", normal(name, provider))) == set()


@given(names, st.integers(0, 9), st.integers(0, 9), st.data())
def test_names_that_differ_in_a_digit_are_never_joined(
    name: str, one: int, other: int, data: st.DataObject
) -> None:
    places = [place for place, letter in enumerate(name) if letter.isdigit()]
    if not places:
        name, places = f"{name}-5", [len(name) + 1]
    place = data.draw(st.sampled_from(places))
    left, right = (f"{name[:place]}{digit}{name[place + 1 :]}" for digit in (one, other))

    assert (normal(left) == normal(right)) == (one == other)


@given(names, st.sampled_from(["mini", "fast", "thinking", "8b", "v2", "fp8", "preview", "0110"]))
def test_a_word_more_is_another_model(name: str, word: str) -> None:
    assert normal(f"{name}-{word}") != normal(name)


@given(names, makers)
def test_a_name_that_no_rule_changed_is_left_as_it_is(name: str, maker: Maker | None) -> None:
    reasons: list[str] = []

    assert (spelled(name, "hub", maker, reasons) == name) == (not reasons)
