"""Drawing values at random, and the page that a person looks at first."""

import pytest

from modeldex import ModelCatalog, Provider, Statement
from modeldex.catalog.spotcheck import KIND_NAMES, Spot, best_page, kind_of, spots
from modeldex.core.evidence import REASONS

LISTING = "https://api.acme.example/v1/models"
CITED = "https://blog.example/prices"
WHOLE = "https://survey.example/all.json"
ACME = Provider(
    id="acme",
    name="Acme",
    category="core",
    base_url="https://api.acme.example",
    docs="https://docs.acme.example/models",
)
UNDOCUMENTED = Provider(id="acme", name="Acme", category="core")


def spot(*urls: str | None, reason: str = "most sources agree") -> Spot:
    """A value of acme/falcon-1 that each page states; the first was taken for this reason."""
    said = tuple(
        Statement(
            model="acme/falcon-1",
            field="input_tokens",
            value="1",
            source=f"s{place}",
            url=url,
            wins=not place,
            reason=None if place else reason,
        )
        for place, url in enumerate(urls)
    )
    return Spot(kind="prices", model="acme/falcon-1", field="input_tokens", value="1", statements=said)


@pytest.mark.parametrize(
    ("urls", "page"),
    [
        ((CITED, WHOLE, LISTING), LISTING),
        ((CITED, WHOLE, "https://acme.example/pricing"), "https://acme.example/pricing"),
        ((WHOLE, CITED), CITED),
        ((WHOLE, None), ACME.docs),
        ((None,), ACME.docs),
    ],
)
def test_the_provider_s_own_page_comes_first_and_a_whole_catalog_last(urls, page):
    assert best_page(spot(*urls), ACME, {WHOLE, LISTING}) == page


def test_of_a_provider_without_documentation_the_catalog_s_address_is_left():
    assert best_page(spot(None, WHOLE), UNDOCUMENTED, {WHOLE}) == WHOLE
    assert best_page(spot(None), UNDOCUMENTED, {WHOLE}) is None


@pytest.mark.parametrize("reason", ["kept by hand", "the provider's own listing", "the maker's notice"])
def test_the_provider_s_word_is_own_wherever_it_stands(reason: str):
    elsewhere = "https://elsewhere.example/list"

    assert reason in REASONS
    assert best_page(spot(elsewhere, LISTING, reason=reason), ACME, {elsewhere, LISTING}) == elsewhere


def test_a_site_under_a_shared_label_is_its_owner_s_alone():
    chinese = Provider(id="acme", name="Acme", category="core", base_url="https://api.acme.com.cn")
    own, other = "https://www.acme.com.cn/pricing", "https://www.other.com.cn/pricing"

    assert best_page(spot(other, own), chinese, ()) == own


def test_what_is_set_back_to_unknown_is_never_drawn():
    catalog = ModelCatalog.bundled()
    unset = {
        (full_id, field)
        for full_id, field in catalog.query(
            "SELECT model, field FROM statements WHERE wins AND value = '?' AND field = 'input_tokens'"
        )[1]
    }
    sample = spots(catalog, 3_000, seed=2, field="input_tokens")

    assert unset
    assert not unset & {(one.model, one.field) for one in sample}


@pytest.mark.parametrize("kinds", [("prices",), ("limits", "dates"), KIND_NAMES])
def test_kinds_take_turns_in_equal_shares(small: ModelCatalog, kinds: tuple[str, ...]):
    sample = spots(small, 3 * len(kinds), seed=4, kinds=kinds)

    assert sorted(kind_of(one.field) for one in sample) == sorted(kinds * 3)


def test_a_larger_sample_of_a_kind_begins_with_the_smaller(small: ModelCatalog):
    few, many = (spots(small, count, seed=9, kinds=("capabilities",)) for count in (5, 12))

    assert many[:5] == few
