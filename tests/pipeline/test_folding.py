"""One offering however its sources spell the id: what is folded, what each says of it then, what is not."""

from __future__ import annotations

from typing import Any

from modeldex.pipeline.folding import fold


def sources(folded: Any, full_id: str) -> list[str]:
    return [one.info.name for one in folded.by_id[full_id]]


def test_ids_that_differ_in_case_are_one_under_the_spelling_that_most_sources_use(says: Any) -> None:
    folded = fold([
        says("a", full_id="bazaar/quartz-7"),
        says("b", full_id="bazaar/Quartz-7"),
        says("c", full_id="bazaar/Quartz-7"),
    ])  # fmt: skip

    assert list(folded.by_id) == ["bazaar/Quartz-7"]
    assert sources(folded, "bazaar/Quartz-7") == ["b", "c", "a"]
    assert folded.spellings == {"bazaar/Quartz-7": ["quartz-7"]}
    assert list(folded.reasons) == ["bazaar/quartz-7"]
    assert folded.reasons["bazaar/quartz-7"].startswith("bazaar/Quartz-7: the ids differ only in case")


def test_the_providers_own_spelling_is_the_head_however_many_use_another(says: Any) -> None:
    folded = fold([
        says("a", full_id="bazaar/quartz-7"),
        says("b", full_id="bazaar/quartz-7"),
        says("bazaar_api", full_id="bazaar/Quartz-7", own="bazaar"),
    ])  # fmt: skip

    assert list(folded.by_id) == ["bazaar/Quartz-7"]


def test_where_as_many_use_each_the_spelling_with_case_is_the_head(says: Any) -> None:
    folded = fold([says("a", full_id="bazaar/quartz-7"), says("b", full_id="bazaar/Quartz-7")])

    assert list(folded.by_id) == ["bazaar/Quartz-7"]


def test_a_hubs_folder_is_no_other_offering_and_its_full_path_is_the_head(says: Any) -> None:
    path = "fireworks-ai/accounts/fireworks/models/quartz-7"
    folded = fold([says("a", full_id="fireworks-ai/quartz-7"), says("b", full_id=path)])

    assert list(folded.by_id) == [path]
    assert {one.model_id for one in folded.by_id[path]} == {"accounts/fireworks/models/quartz-7"}


def test_another_organisations_folder_is_another_offering(says: Any) -> None:
    folded = fold([
        says("a", full_id="fireworks-ai/accounts/someone/models/quartz-7"),
        says("b", full_id="fireworks-ai/quartz-7"),
    ])  # fmt: skip

    assert len(folded.by_id) == 2


def test_a_source_that_states_both_spellings_speaks_once(says: Any) -> None:
    folded = fold([
        says("a", full_id="bazaar/Quartz-7", rates="input_tokens=1"),
        says("a", full_id="bazaar/quartz-7", rates="input_tokens=2"),
    ])  # fmt: skip

    (one,) = folded.by_id["bazaar/Quartz-7"]
    assert [price.amount_text for price in one.prices] == ["1"]


def test_rates_move_to_the_id_they_are_folded_into(says: Any) -> None:
    folded = fold([
        says("a", full_id="bazaar/Quartz-7"),
        says("b", full_id="bazaar/quartz-7", rates="input_tokens=2"),
    ])  # fmt: skip

    assert [price.model for one in folded.by_id["bazaar/Quartz-7"] for price in one.prices] == [
        "bazaar/Quartz-7"
    ]


def test_one_id_at_two_providers_is_two_offerings(says: Any) -> None:
    folded = fold([says("a", full_id="bazaar/quartz-7"), says("a", full_id="hub/quartz-7")])

    assert sorted(folded.by_id) == ["bazaar/quartz-7", "hub/quartz-7"]
    assert folded.reasons == {}


def test_names_that_differ_in_more_than_case_are_never_folded(says: Any) -> None:
    ids = ["quartz-7", "quartz-7b", "quartz-7:free", "quartz_7", "quartz-7-0110", "models-quartz-7"]
    folded = fold([says("a", full_id=f"bazaar/{model_id}") for model_id in ids])

    assert len(folded.by_id) == len(ids)


def test_what_is_said_of_a_model_is_said_of_its_exact_other_names_that_others_list(says: Any) -> None:
    folded = fold([
        says("a", full_id="lumen/lumi-2", alias="lumi-2-0110 lumi-unlisted", max_context=1000,
             name="Lumi 2", status="D", release_date="2026-01-10", rates="input_tokens=1"),
        says("b", full_id="lumen/lumi-2-0110"),
    ])  # fmt: skip

    told = folded.by_id["lumen/lumi-2-0110"][1]
    assert told.stored == {"max_context": 1000}
    assert told.originals == {"id": "lumi-2"}
    assert [(price.model, price.amount_text) for price in told.prices] == [("lumen/lumi-2-0110", "1")]
    assert "lumen/lumi-unlisted" not in folded.by_id


def test_who_speaks_of_the_other_name_itself_is_not_repeated(says: Any) -> None:
    folded = fold([
        says("a", full_id="lumen/lumi-2", alias="lumi-2-0110", max_context=1000),
        says("a", full_id="lumen/lumi-2-0110", max_context=2000),
    ])  # fmt: skip

    assert [one.stored["max_context"] for one in folded.by_id["lumen/lumi-2-0110"]] == [2000]


def test_a_name_that_is_its_own_alias_says_nothing_twice(says: Any) -> None:
    folded = fold([says("a", full_id="lumen/lumi-2", alias="lumi-2")])

    assert sources(folded, "lumen/lumi-2") == ["a"]


def test_a_price_books_label_speaks_for_its_dated_snapshots(says: Any) -> None:
    folded = fold([
        says("genai_prices", full_id="lumen/lumi-2", rates="input_tokens=1"),
        says("a", full_id="lumen/lumi-2-20260110"),
        says("a", full_id="lumen/lumi-2-20260210"),
    ])  # fmt: skip

    assert sorted(folded.by_id) == ["lumen/lumi-2-20260110", "lumen/lumi-2-20260210"]
    assert sources(folded, "lumen/lumi-2-20260110") == ["a", "genai_prices"]
    assert folded.reasons["lumen/lumi-2"].endswith("it labels its dated snapshots")


def test_an_undated_name_that_a_listing_has_too_is_no_label(says: Any) -> None:
    folded = fold([
        says("genai_prices", full_id="lumen/lumi-2", rates="input_tokens=1"),
        says("b", full_id="lumen/lumi-2"),
        says("a", full_id="lumen/lumi-2-20260110"),
    ])  # fmt: skip

    assert sorted(folded.by_id) == ["lumen/lumi-2", "lumen/lumi-2-20260110"]
    told = folded.by_id["lumen/lumi-2-20260110"]
    assert [price for one in told if one.info.name == "genai_prices" for price in one.prices] == []


def test_an_undated_id_and_its_only_snapshot_tell_each_other_all_but_prices_and_ends(says: Any) -> None:
    folded = fold([
        says("a", full_id="lumen/lumi-2", max_context=1000, status="D", rates="input_tokens=1"),
        says("b", full_id="lumen/lumi-2-20260110", max_output=64),
        says("deprecations", full_id="lumen/lumi-2-20260110", retires_on="2026-09-01"),
    ])  # fmt: skip

    pointer, snapshot = folded.by_id["lumen/lumi-2"], folded.by_id["lumen/lumi-2-20260110"]
    assert [(one.info.name, one.stored) for one in pointer[1:]] == [
        ("b", {"max_output": 64}), ("deprecations", {"retires_on": "2026-09-01"}),
    ]  # fmt: skip
    assert [(one.info.name, one.stored, one.prices) for one in snapshot[2:]] == [
        ("a", {"max_context": 1000}, [])
    ]


def test_of_two_snapshots_neither_speaks_for_the_undated_id(says: Any) -> None:
    ids = ["lumi-2", "lumi-2-20260110", "lumi-2-20260210"]
    folded = fold([says(f"source{n}", full_id=f"lumen/{name}", max_context=n) for n, name in enumerate(ids)])

    assert [len(folded.by_id[f"lumen/{name}"]) for name in ids] == [1, 1, 1]


def test_a_bedrock_model_and_its_profiles_tell_each_other_all_but_prices(says: Any) -> None:
    base, profile = "amazon-bedrock/lumen.lumi-2-v1:0", "amazon-bedrock/us.lumen.lumi-2-v1:0"
    folded = fold([
        says("notices", full_id=base, retires_on="2026-05-01", input_per_1m="2"),
        says("a", full_id=profile, max_output=64_000, retires_on="2026-06-01"),
    ])  # fmt: skip

    (told,) = [one for one in folded.by_id[profile] if one.info.name == "notices"]
    assert (told.stored["retires_on"], told.prices) == ("2026-05-01", [])
    (back,) = [one for one in folded.by_id[base] if one.info.name == "a"]
    assert (back.stored["max_output"], back.stored.get("retires_on")) == (64_000, None)


def test_a_default_version_is_no_other_offering(says: Any) -> None:
    folded = fold([says("a", full_id="hub/quartz-7@default"), says("b", full_id="hub/quartz-7")])

    assert len(folded.by_id) == 1


def test_an_alias_that_the_providers_own_listing_gives_is_no_offering_of_its_own(says: Any) -> None:
    own = says("lumen_api", own="lumen", full_id="lumen/lumi-2-20260110", alias="lumi-now")
    folded = fold([own, says("a", full_id="lumen/lumi-now", max_context=1000)])

    assert list(folded.by_id) == ["lumen/lumi-2-20260110"]
    assert folded.reasons["lumen/lumi-now"].endswith("the provider's own listing names it so")
    listed = fold([own, says("lumen_api", own="lumen", full_id="lumen/lumi-now")])
    assert len(listed.by_id) == 2


def test_a_price_books_entry_without_a_snapshot_is_an_offering(says: Any) -> None:
    folded = fold([says("genai_prices", full_id="lumen/lumi-2", rates="input_tokens=1")])

    assert list(folded.by_id) == ["lumen/lumi-2"]


def test_the_other_spelling_finds_the_offering_and_leaves_the_tables(house: Any) -> None:
    house.tables()
    house.append("sources/litellm.csv", "bazaar/QUARTZ-7,C,,,,,,,,,,")
    house.append("sources/openrouter.csv", "bazaar/QUARTZ-7,,,C,,,,")
    house.tables()

    catalog = house.build()
    assert catalog.get_model_or_raise("bazaar/quartz-7").id == "bazaar/QUARTZ-7"
    assert "bazaar/quartz-7" not in {model.id for model in catalog.all_models()}
    assert "\nbazaar/quartz-7," not in house.read("models/aggregators/bazaar.csv")


def test_dated_rates_of_a_spelling_that_is_folded_go_with_it(house: Any) -> None:
    house.write("prices/bazaar.csv", "id,unit,amount,valid_from\nbazaar/quartz-7,input_tokens,3,2025-01-01\n")
    house.append("sources/litellm.csv", "bazaar/QUARTZ-7,C,5,9,,,,,,,,")
    house.append("sources/openrouter.csv", "bazaar/QUARTZ-7,,,C,,,,")

    prices = house.build().get_model_or_raise("bazaar/QUARTZ-7").prices
    assert {price.model for price in prices} == {"bazaar/QUARTZ-7"}
    assert "3" not in {price.amount_text for price in prices}
