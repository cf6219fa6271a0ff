"""What one addition touches: a model is one CSV row, a provider one TOML file, an alias one CSV row."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from modeldex import ModelCatalog, ModelStatus


def touched(before: dict[str, bytes], after: dict[str, bytes]) -> list[str]:
    return sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))


def test_one_row_in_curated_adds_a_model(house: Any) -> None:
    before = house.files()

    house.append("curated/lumen.csv", "lumen/lumi-3,16384,vision tool_use,https://lumen.example/3,2026-03-02")
    catalog = house.build()

    assert touched(before, house.files()) == ["curated/lumen.csv"]
    model = catalog.get_model_or_raise("lumen/lumi-3")
    assert model.max_output_tokens == 16384
    assert (model.supports_vision, model.supports_audio_input) == (True, None)
    assert model.status is ModelStatus.ACTIVE
    assert (model.maker, model.updated) == ("lumen", "2026-03-02")
    assert catalog.get_model("lumi-3") == model


def test_one_row_in_a_new_curated_file_adds_a_model_with_its_price(house: Any) -> None:
    before = house.files()

    house.write(
        "curated/bazaar.csv",
        "id,input_per_1m,output_per_1m,url,updated\nbazaar/pen-1,0.0024,free,https://bazaar.example,2026-03-02\n",
    )
    model = house.build().get_model_or_raise("bazaar/pen-1")

    assert touched(before, house.files()) == ["curated/bazaar.csv"]
    assert model.cost_per_1m_input_tokens == Decimal("0.0024")
    assert model.cost_per_1m_output_tokens == Decimal(0)
    assert [price.source for price in model.prices] == ["official", "official"]


def test_one_row_in_models_adds_a_model(house: Any) -> None:
    house.write("models/core/lumen.csv", "id,input_per_1m,output_per_1m,max_context,caps,updated\n")
    before = house.files()

    house.append("models/core/lumen.csv", "lumen/lumi-4,3,15,200000,V T -audio_input,2026-03-02")
    catalog = house.build()

    assert touched(before, house.files()) == ["models/core/lumen.csv"]
    model = catalog.get_model_or_raise("lumen/lumi-4")
    assert model.cost_per_1m_input_tokens == Decimal(3)
    assert model.cost_per_1m_output_tokens == Decimal(15)
    assert model.context_window == 200_000
    assert (model.supports_vision, model.supports_tool_use, model.supports_audio_input) == (True, True, False)
    assert (model.category, model.status) == ("core", ModelStatus.ACTIVE)


def test_one_row_below_written_tables_adds_a_model_and_changes_no_other(house: Any) -> None:
    house.tables()
    models = house.build().all_models()
    header = house.read("models/core/lumen.csv").splitlines()[0].split(",")
    cells = {"id": "lumen/lumi-5", "input_per_1m": "7", "source": "community", "updated": "2026-03-02"}

    house.append("models/core/lumen.csv", ",".join(cells.get(column, "") for column in header))
    catalog = house.build()

    assert [model for model in catalog.all_models() if model.id != "lumen/lumi-5"] == list(models)
    assert catalog.get_model_or_raise("lumen/lumi-5").cost_per_1m_input_tokens == Decimal(7)


def test_a_row_in_models_gets_its_price_row_when_the_tables_are_written(house: Any) -> None:
    house.write(
        "models/core/lumen.csv", "id,input_per_1m,source,updated\nlumen/lumi-4,3,community,2026-03-02\n"
    )

    house.tables()
    house.tables()

    rows = [line for line in house.read("prices/lumen.csv").splitlines() if line.startswith("lumen/lumi-4,")]
    assert len(rows) == 1
    assert rows[0].startswith("lumen/lumi-4,input_tokens,3,USD,standard,")
    assert ",2026-03-02,market,,community," in rows[0]


def test_a_row_that_holds_only_an_id_and_a_price_states_only_that_price(house: Any) -> None:
    house.write("models/core/lumen.csv", "id,input_per_1m\nlumen/lumi-6,0.5\n")

    model = house.build().get_model_or_raise("lumen/lumi-6")

    assert model.cost_per_1m_input_tokens == Decimal("0.5")
    assert model.cost_per_1m_output_tokens is None
    assert model.context_window is None
    assert list(model.capabilities) == []


def test_one_file_adds_a_provider(house: Any) -> None:
    before = house.files()

    house.write(
        "providers/souk.toml",
        'name = "Souk"\ncategory = "regional"\nbase_url = "https://api.souk.example"\n\n'
        '[wire_formats]\nopenai_chat = "/v1"\n\n[env]\napi_key = ["SOUK_API_KEY"]\n',
    )
    catalog = house.build()

    assert touched(before, house.files()) == ["providers/souk.toml"]
    provider = catalog.provider("souk")
    assert (provider.name, provider.category) == ("Souk", "regional")
    assert provider.base_url == "https://api.souk.example"
    assert dict(provider.wire_formats) == {"openai_chat": "/v1"}
    assert provider.env["api_key"] == ("SOUK_API_KEY",)
    assert [item.id for item in catalog.providers()] == ["bazaar", "lumen", "openrouter", "souk"]


def test_a_provider_needs_no_more_than_a_name_and_a_category(house: Any) -> None:
    house.write("providers/souk.toml", 'name = "Souk"\ncategory = "community"\n')

    provider = house.build().provider("souk")

    assert provider.base_url is None
    assert (dict(provider.env), dict(provider.wire_formats), provider.aliases) == ({}, {}, ())


def test_one_row_adds_an_alias_of_a_model(house: Any) -> None:
    before = house.files()

    house.append("aliases.csv", "model,quartz-now,bazaar/quartz-7,moving name")
    catalog = house.build()

    assert touched(before, house.files()) == ["aliases.csv"]
    assert catalog.get_model_or_raise("bazaar/quartz-now").id == "bazaar/quartz-7"
    assert catalog.get_model_or_raise("lumi-latest").id == "lumen/lumi-2"


def test_an_alias_that_is_the_models_own_id_says_nothing(house: Any) -> None:
    house.append("aliases.csv", "model,lumi-2,lumen/lumi-2,the same")

    assert house.build().get_model_or_raise("lumi-2").aliases == ()


def test_one_row_adds_another_name_of_a_provider(house: Any) -> None:
    house.append("aliases.csv", "provider,the-bazaar,bazaar,LiteLLM name")
    catalog = house.build()

    assert catalog.get_model_or_raise("the-bazaar/lumi-2").id == "bazaar/lumi-2"
    assert catalog.provider("the-bazaar").aliases == ("the-bazaar",)
    assert catalog.get_model_or_raise("lumen-ai/lumi-2").id == "lumen/lumi-2"


@pytest.mark.parametrize("amount", ["3", "free", "variable"])
def test_one_row_corrects_a_price(house: Any, amount: str) -> None:
    before = house.files()

    house.write(
        "curated/bazaar.csv",
        f"id,input_per_1m,url,updated\nbazaar/lumi-2,{amount},https://bazaar.example,2026-03-02\n",
    )
    catalog: ModelCatalog = house.build()

    assert touched(before, house.files()) == ["curated/bazaar.csv"]
    taken = next(said for said in catalog.why("bazaar/lumi-2", "input_per_1m") if said.wins)
    assert (taken.value, taken.source) == (amount, "official")
