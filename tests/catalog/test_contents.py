"""Providers, canonical models, counts, and what identifies a catalog."""

import re
import shutil
from pathlib import Path
from types import MappingProxyType

import pytest

from modeldex import Model, ModelCapabilities, ModelCatalog, Provider, UnknownNameError
from modeldex.pipeline.build import build_catalog


def test_a_provider_is_found_by_any_of_its_names(small: ModelCatalog):
    acme = small.provider("acme-ai")

    assert acme == small.provider("acme")
    assert acme == Provider(
        id="acme",
        name="Acme",
        category="core",
        base_url="https://api.acme.example",
        docs="https://acme.example/models",
        home_of=("acme",),
        wire_formats=MappingProxyType({"openai_chat": "/v1"}),
        env=MappingProxyType({"api_key": ("ACME_API_KEY", "ACME_KEY")}),
        aliases=("acme-ai",),
    )


def test_what_a_provider_does_not_state_is_none_or_empty(small: ModelCatalog):
    bazaar = small.provider("bazaar")

    assert (bazaar.base_url, bazaar.docs, bazaar.closed_on) == (None, None, None)
    assert (bazaar.home_of, dict(bazaar.env), dict(bazaar.wire_formats)) == ((), {}, {})


def test_an_unknown_provider_is_an_error_with_the_known_ones(small: ModelCatalog):
    with pytest.raises(UnknownNameError) as caught:
        small.provider("amce")

    assert caught.value.known == ("acme", "bazaar", "cellar", "hub")
    assert "did you mean acme" in str(caught.value)


def test_providers_come_by_slug(small: ModelCatalog):
    assert [provider.id for provider in small.providers()] == ["acme", "bazaar", "cellar", "hub"]


def test_every_model_of_the_bundled_catalog_has_its_provider():
    catalog = ModelCatalog.bundled()
    slugs = {provider.id for provider in catalog.providers()}

    assert {model.provider for model in catalog} <= slugs
    assert len(slugs) >= 120


def test_a_canonical_model_joins_its_offerings_the_makers_own_first(small: ModelCatalog):
    assert small.canonical_model("acme/falcon-2") == Model(
        id="acme/falcon-2",
        maker="acme",
        name="Falcon 2",
        family="falcon",
        open_weights=False,
        release_date="2026-02-01",
        capabilities=ModelCapabilities(
            supports_chat=True,
            supports_streaming=True,
            supports_vision=True,
            supports_tool_use=True,
            supports_thinking=True,
            supports_audio_input=False,
        ),
        offerings=("acme/falcon-2", "hub/acme/falcon-2"),
    )


def test_what_one_offering_denies_a_canonical_model_cannot_be_said_to_do(small: ModelCatalog):
    aurora = small.canonical_model("borealis/aurora-7b")

    assert aurora is not None
    assert aurora.offerings == ("bazaar/aurora-7b", "cellar/aurora-7b", "hub/aurora-7b")
    assert aurora.capabilities.supports_tool_use is None  # one says yes, another no
    assert aurora.capabilities.supports_vision is False
    assert aurora.capabilities.supports_chat is True


def test_an_unknown_canonical_model_is_none(small: ModelCatalog):
    assert small.canonical_model("acme/nothing") is None


def test_counts(small: ModelCatalog):
    stats = small.stats()

    assert stats["models"] == 9
    assert stats["providers"] == 4
    assert stats["makers"] == 2
    assert stats["canonical_models"] == 4
    assert stats["by_status"] == {"active": 6, "preview": 1, "deprecated": 1, "retired": 1}
    assert stats["by_category"] == {"core": 3, "aggregators": 3, "community": 2, "local": 1}
    assert stats["version"] == "2026-10-25-v3"
    assert stats["digest"] == small.digest
    assert stats["path"] == small.path


def test_coverage_counts_stated_values_and_no_default(small: ModelCatalog):
    stated = small.stats()["stated"]

    assert isinstance(stated, dict)
    assert stated["input_per_1m"] == pytest.approx(8 / 9, abs=1e-4)
    assert stated["max_context"] == pytest.approx(7 / 9, abs=1e-4)
    assert stated["vision"] == pytest.approx(4 / 9, abs=1e-4)  # two that can, two that cannot
    assert stated["embedding"] == 0


def test_sources_say_how_many_offerings_each_speaks_of(small: ModelCatalog):
    assert small.sources == {"estimated": 7, "listing": 3, "official": 2, "survey": 5}


def test_the_bundled_catalog_is_as_large_as_promised():
    stats = ModelCatalog.bundled().stats()

    assert isinstance(stats["models"], int)
    assert isinstance(stats["providers"], int)
    assert stats["models"] >= 7_000
    assert stats["providers"] >= 120
    assert set(ModelCatalog.bundled().sources) >= {"models_dev", "litellm", "openrouter"}


def test_a_version_is_a_day_and_a_number(small: ModelCatalog):
    for catalog in (small, ModelCatalog.bundled()):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d-v[1-9]\d*", catalog.version)
        assert re.fullmatch(r"[0-9a-f]{64}", catalog.digest)


def test_the_same_facts_give_the_same_digest(small: ModelCatalog, facts: Path, tmp_path: Path):
    assert build_catalog(facts, tmp_path / "again.sqlite") == small.digest
    elsewhere = Path(shutil.move(facts, tmp_path / "moved"))
    assert build_catalog(elsewhere, tmp_path / "more.sqlite") == small.digest


def test_one_changed_cell_gives_another_digest(small: ModelCatalog, facts: Path, tmp_path: Path):
    listing = facts / "sources" / "listing.csv"
    listing.write_text(listing.read_text().replace("0.075", "0.076"))

    assert build_catalog(facts, tmp_path / "other.sqlite") != small.digest
