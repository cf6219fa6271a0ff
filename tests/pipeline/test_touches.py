"""A row that its catalog has left alone for long counts from the day on which it was last touched."""

from __future__ import annotations

from typing import Any

import pytest

MANIFEST = """\
source,title,url,licence,own_listing_of,seen_on,offerings,about
litellm,LiteLLM price map,https://litellm.example/map,MIT,,2026-03-01,1,offerings
litellm_events,Its history,https://litellm.example/log,MIT,,2026-03-01,1,touches
models_dev,models.dev,https://models.example/api,MIT,,2026-02-01,1,offerings
"""


@pytest.mark.parametrize(
    ("touched", "amount"), [("2025-01-15", "3"), ("2025-12-01", "2"), ("2024-01-01", "3")]
)
def test_the_newer_touch_wins_where_two_lists_differ(house: Any, touched: str, amount: str) -> None:
    house.write("sources/manifest.csv", MANIFEST)
    house.write("sources/litellm.csv", "id,input_per_1m,output_per_1m\nlumen/lumi-2,2,8\n")
    house.write("sources/models_dev.csv", "id,input_per_1m,output_per_1m\nlumen/lumi-2,3,8\n")
    house.write("sources/litellm_events.csv", f"id,updated\nlumen/lumi-2,{touched}\n")
    (house.data / "curated" / "lumen.csv").unlink()

    catalog = house.build()

    assert str(catalog.get_model_or_raise("lumen/lumi-2").cost_per_1m_input_tokens) == amount
    assert "litellm_events" not in {said.source for said in catalog.why("lumen/lumi-2")}
