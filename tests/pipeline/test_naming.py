"""What offerings are called: names of all sources, aliases settled, successors resolved, names inferred."""

from __future__ import annotations

from typing import Any

import pytest

SUCCESSOR = "id,successor,url,updated\nlumen/lumi-1,{},https://lumen.example,2026-03-02\n"


def alias_rows(house: Any, *rows: str) -> None:
    house.write("sources/names.csv", "id,alias\n" + "".join(f"{row}\n" for row in rows))
    house.append("sources/manifest.csv", "names,Names,https://names.example,facts,,2026-02-01,1")


def test_an_offering_has_the_other_names_that_all_sources_give(house: Any) -> None:
    alias_rows(house, "openrouter/quartz-ai/quartz-7,quartz-seven")

    assert set(house.build().get_model_or_raise("openrouter/quartz-ai/quartz-7").aliases) == {
        "quartz-ai/quartz-7-0110", "quartz-seven",
    }  # fmt: skip


def test_an_alias_that_is_an_offering_of_its_own_is_left_out(house: Any) -> None:
    alias_rows(house, "lumen/lumi-2,lumi-1")

    catalog = house.build()
    assert catalog.get_model_or_raise("lumen/lumi-2").aliases == ()
    assert catalog.get_model_or_raise("lumen/lumi-1").id == "lumen/lumi-1"


def test_an_alias_of_two_offerings_names_neither(house: Any) -> None:
    alias_rows(house, "lumen/lumi-2,lumi-now other-name", "lumen/lumi-1,lumi-now")

    catalog = house.build()
    assert catalog.get_model("lumen/lumi-now") is None
    assert catalog.get_model_or_raise("lumen/lumi-2").aliases == ("other-name",)


def test_one_name_may_be_an_alias_at_two_providers(house: Any) -> None:
    alias_rows(house, "lumen/lumi-2,lumi-now", "bazaar/lumi-2,lumi-now")

    catalog = house.build()
    assert catalog.get_model_or_raise("lumen/lumi-now").id == "lumen/lumi-2"
    assert catalog.get_model_or_raise("bazaar/lumi-now").id == "bazaar/lumi-2"


def test_an_alias_given_by_hand_stays_where_a_source_gives_it_to_another(house: Any) -> None:
    alias_rows(house, "lumen/lumi-1,lumi-now")
    house.write(
        "curated/lumen.csv", "id,alias,url,updated\nlumen/lumi-2,lumi-now,https://lumen.example,2026-03-02\n"
    )

    assert house.build().get_model_or_raise("lumen/lumi-now").id == "lumen/lumi-2"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("lumi-2", "lumen/lumi-2"),
        ("lumen/lumi-2", "lumen/lumi-2"),
        ("lumen-ai/lumi-2", "lumen/lumi-2"),
        ("bazaar/lumi-2", "bazaar/lumi-2"),
        ("lumi-3", None),
        ("nobody/lumi-2", None),
    ],
)
def test_a_successor_is_a_full_id_or_left_out(house: Any, written: str, meant: str | None) -> None:
    house.write("curated/lumen.csv", SUCCESSOR.format(written))

    catalog = house.build()
    assert catalog.get_model_or_raise("lumen/lumi-1").successor == meant
    assert [one.value for one in catalog.why("lumen/lumi-1", "successor")] == [written]


def test_an_offering_that_nobody_names_is_called_as_its_model_is_elsewhere(house: Any) -> None:
    house.append("sources/models_dev.csv", "openrouter/lumi-2,,C,,,,1000,,,,,,")

    catalog = house.build()
    assert catalog.get_model_or_raise("openrouter/lumi-2").name == "Lumi 2"
    (said,) = catalog.why("openrouter/lumi-2", "name")
    assert (said.source, said.value, said.original) == ("estimated", "Lumi 2", "as_elsewhere")


def test_an_offering_of_a_model_that_nobody_names_has_its_bare_id_for_a_name(house: Any) -> None:
    catalog = house.build()

    assert catalog.get_model_or_raise("lumen/lumi-1").name == "lumi-1"
    assert [one.original for one in catalog.why("lumen/lumi-1", "name")] == ["its_id"]


def test_the_name_that_most_use_is_taken_then_the_shortest(house: Any) -> None:
    for provider, name in (("bazaar", "Jot One"), ("lumen", "Jot 1"), ("openrouter", "")):
        house.append("sources/models_dev.csv", f"{provider}/quartz-jot,{name},C,,,,1000,,,,,,")

    assert house.build().get_model_or_raise("openrouter/quartz-jot").name == "Jot 1"


def test_a_name_that_was_inferred_follows_when_somebody_names_it(house: Any) -> None:
    house.tables()
    house.append("sources/models_dev.csv", "lumen/lumi-1,Lumi One,,,,,,,,,,,")
    house.tables()

    catalog = house.build()
    assert catalog.get_model_or_raise("lumen/lumi-1").name == "Lumi One"
    assert [one.source for one in catalog.why("lumen/lumi-1", "name")] == ["models_dev"]
