"""Every format as its readers see it, kept under `tests/golden/exchange`.

After a change that is meant: `UPDATE_GOLDEN=1 pytest tests/exchange/test_golden.py`, and review the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from modeldex import ModelConfig, Price, Provider
from modeldex.exchange.exporting import export
from modeldex.exchange.table import FORMATS

GOLDEN = Path(__file__).parents[1] / "golden" / "exchange"
PROVIDERS = (
    Provider(
        id="acme",
        name="Acme",
        category="core",
        base_url="https://${ACME_REGION}.acme.example",
        docs="https://acme.example/models",
        wire_formats={"openai_chat": "/v1"},
        env={"api_key": ["ACME_API_KEY", "ACME_KEY"], "region": ["ACME_REGION"]},
    ),
    Provider(id="cellar", name="Cellar", category="local"),
)
MODELS = (
    ModelConfig(
        provider="acme",
        model_id="falcon-2",
        name='Falcon "2"',
        aliases=("falcon.2",),
        prices=(
            Price.of("input_tokens", "3", valid_to="2026-06-01"),
            Price.of("input_tokens", "2.5", valid_from="2026-06-01"),
            Price.of("output_tokens", "10"),
            Price.of("cache_read_tokens", "0.25"),
            Price.of("input_tokens", "5", above_tokens=200_000),
            Price.of("input_tokens", "1.25", service="batch"),
            Price.of("output_tokens", "11", region="eu"),
            Price.of("web_searches", "0.01"),
        ),
        context_window=1_000_000,
        max_input_tokens=900_000,
        max_output_tokens=64_000,
        supports_chat=True,
        supports_vision=True,
        supports_tool_use=True,
        supports_thinking=False,
        supports_pdf_input=False,
        supports_audio_input=False,
        supports_video_input=False,
        benchmarks={"mmlu": 88, "arena_overall": 1400.5},
        open_weights=False,
        release_date="2026-02-01",
        knowledge_cutoff="2025-08",
        retires_on="2027-03-01",
        updated="2026-03-01",
        source="official",
        quality="verified",
        maker="acme",
        family="falcon",
        category="core",
    ),
    ModelConfig(
        provider="acme",
        model_id="quill:free",
        status="preview",
        cost_per_1m_input_tokens="free",
        cost_per_1m_output_tokens="free",
    ),
    ModelConfig(provider="cellar", model_id="aurora-7b", supports_embedding=True, context_window=8192),
)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_written_as_it_was(name: str) -> None:
    text = export(name, MODELS, PROVIDERS, day="2026-11-24").text()

    path = GOLDEN / f"export.{name}"
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    assert text == path.read_text("utf-8")


def test_every_golden_file_is_of_a_format() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"export.{name}" for name in FORMATS}
