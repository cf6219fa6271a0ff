"""What the tables of models state: every name of a field, every way to write a value."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from modeldex import ModelConfig, ModelStatus, Price
from modeldex.catalog.columns import FIELDS
from modeldex.config.model_keys import MODEL, TARGETS
from modeldex.core.capability import CAPABILITIES
from modeldex.core.model_entry import ModelEntry
from modeldex.core.quality import BENCHMARKS

if TYPE_CHECKING:
    from tests.config.conftest import Desk


def entry(desk: Desk, text: str, name: str = "modeldex.toml") -> ModelEntry:
    """The entry of the one model of a configuration."""
    (found,) = desk.load(text, name).entries.values()
    return found


def changes(desk: Desk, lines: str) -> dict[str, Any]:
    return dict(entry(desk, f'[models."acme/falcon-2"]\n{lines}').changes)


@pytest.mark.parametrize(
    ("lines", "stated"),
    [
        ("max_context = 128_000", {"context_window": 128000}),
        ("context_window = 128000.0", {"context_window": 128000}),
        ("max_images = 0", {"max_images_per_request": 0}),
        ("input_per_1m = 2.50", {"cost_per_1m_input_tokens": Decimal("2.50")}),
        ('cost_per_1m_input_tokens = "2.5e-1"', {"cost_per_1m_input_tokens": Decimal("0.25")}),
        ('output_per_1m = "free"', {"cost_per_1m_output_tokens": "free"}),
        ('cost_per_web_search = "variable"', {"cost_per_web_search": "variable"}),
        ("cost_per_1m_batch_input_tokens = 1", {"cost_per_1m_batch_input_tokens": Decimal(1)}),
        ("vision = true", {"supports_vision": True}),
        ("supports_vision = false", {"supports_vision": False}),
        ('vision = "?"', {"supports_vision": None}),
        ('max_output = "?"', {"max_output_tokens": None}),
        ('prices = "?"', {"prices": None}),
        ('benchmarks = "?"', {"benchmarks": None}),
        ('status = "deprecated"', {"status": ModelStatus.DEPRECATED}),
        ('status = "R"', {"status": ModelStatus.RETIRED}),
        ("release_date = 2025-06-01", {"release_date": "2025-06-01"}),
        ('release_date = "2025-06"', {"release_date": "2025-06"}),
        ("knowledge_cutoff = 2025", {"knowledge_cutoff": "2025"}),
        ("tps = 80", {"tokens_per_second": 80.0}),
        ("ttft_ms = 0.5", {"ttft_ms": 0.5}),
        ("open_weights = true", {"open_weights": True}),
        ('alias = "f2 f-2"', {"aliases": ("f2", "f-2")}),
        ('aliases = ["f2"]', {"aliases": ("f2",)}),
        ("mmlu = 88.5\ngpqa = 60", {"benchmarks": {"mmlu": 88.5, "gpqa": 60.0}}),
        ("mmlu = 1\nbenchmarks = { arena = 1300 }", {"benchmarks": {"mmlu": 1.0, "arena": 1300.0}}),
        ("scores = { coding = 0.5 }", {"quality_scores": {"coding": 0.5}}),
        ("default_parameters.temperature = 1", {"default_parameters": {"temperature": 1.0}}),
        ('model = "acme/falcon"', {"canonical_model": "acme/falcon"}),
        ('quality = "verified"', {"quality": "verified"}),
        (
            'caps = "V -audio_input ?code"',
            {"supports_vision": True, "supports_audio_input": False, "supports_code": None},
        ),
        ('capabilities = ["vision", "-code"]', {"supports_vision": True, "supports_code": False}),
        (
            'caps = { vision = true, code = false, batch = "?" }',
            {"supports_vision": True, "supports_code": False, "supports_batch": None},
        ),
        ("", {}),
        ("hidden = false", {}),
    ],
)
def test_a_key_states_a_field(desk: Desk, lines: str, stated: dict[str, Any]) -> None:
    found = changes(desk, lines)

    assert found == stated
    assert {name: type(value) for name, value in found.items()} == {
        name: type(value) for name, value in stated.items()
    }


def test_prices_are_read_with_their_conditions(desk: Desk) -> None:
    found = changes(
        desk,
        """prices = [
            { unit = "input_tokens", amount = "free" },
            { unit = "output_tokens", amount = 10.50, above_tokens = 200_000, service = "batch" },
            { unit = "requests", amount = "variable", valid_from = 2025-06-01, region = "eu" },
        ]""",
    )

    assert found["prices"] == (
        Price.of("input_tokens", "free"),
        Price.of("output_tokens", "10.5", above_tokens=200_000, service="batch"),
        Price.of("requests", "variable", valid_from="2025-06-01", region="eu"),
    )


def test_prices_may_be_tables_of_their_own(desk: Desk) -> None:
    text = '[[models."acme/falcon-2".prices]]\nunit = "requests"\namount = 1\n'

    assert entry(desk, text).changes["prices"] == (Price.of("requests", 1),)


def test_a_hidden_model_is_not_to_be_seen(desk: Desk) -> None:
    assert entry(desk, '[models."acme/falcon-2"]\nhidden = true').is_hidden


def test_a_table_without_a_key_is_a_model(desk: Desk) -> None:
    found = entry(desk, 'models:\n  "cellar/llama":\n', "modeldex.yaml")

    assert found == ModelEntry("cellar/llama")
    assert found.over(None) == ModelConfig(provider="cellar", model_id="llama")


def test_another_name_of_a_provider_is_read(desk: Desk) -> None:
    assert entry(desk, '[models."acme-ai/falcon-2"]\nrpm = 1').id == "acme/falcon-2"


def test_every_field_has_its_names() -> None:
    fields = set(ModelConfig.__fields__) - {"model_id", "provider"}

    assert fields == {target.field for target in TARGETS.values()}
    assert {*fields, *FIELDS, *CAPABILITIES, *BENCHMARKS, "caps", "hidden"} == set(MODEL.keys)


def test_what_is_read_makes_a_model(desk: Desk) -> None:
    whole = """[models."cellar/llama"]
name = "Llama"
max_context = 8192
caps = "chat vision"
input_per_1m = 1.5
mmlu = 70
status = "preview"
alias = "l"
scores = { creative = 0.25 }
prices = [{ unit = "output_tokens", amount = 3 }]
retires_on = 2030-01-01
"""

    model = entry(desk, whole).over(None)

    assert model == ModelConfig(
        provider="cellar", model_id="llama", name="Llama", context_window=8192, supports_chat=True,
        supports_vision=True, cost_per_1m_input_tokens="1.5", benchmarks={"mmlu": 70}, aliases=("l",),
        status=ModelStatus.PREVIEW, quality_scores={"creative": 0.25},  # type: ignore[arg-type]
        prices=(Price.of("output_tokens", 3),), retires_on="2030-01-01",
    )  # fmt: skip


def test_an_entry_can_be_stored_and_read_again(desk: Desk) -> None:
    found = entry(
        desk,
        '[models."cellar/llama"]\nmmlu = 70.5\ninput_per_1m = 1.50\nstatus = "M"\nalias = "l"\n'
        'vision = true\ncode = "?"\nscores = { coding = 0.5 }\nttft_ms = 5\n',
    )

    again = ModelEntry.read(found.id, found.plain())

    assert again.over(None) == found.over(None)
