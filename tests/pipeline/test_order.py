"""`data/order.toml`: what is shown first, compiled into the catalog, and refused where nobody knows it."""

from __future__ import annotations

from typing import Any

import pytest

from modeldex.core.display_order import DisplayOrder, in_display_order

ORDER = 'providers = ["bazaar", "lumen"]\nmodels = [\n  "lumen/lumi-2",\n  "bazaar/quartz-7",\n]\n'


def test_the_catalog_has_the_order_of_the_file(house: Any) -> None:
    house.write("order.toml", ORDER)

    catalog = house.build()

    assert catalog.display_order == DisplayOrder(
        providers=("bazaar", "lumen"), models=("lumen/lumi-2", "bazaar/quartz-7")
    )
    assert [one.id for one in in_display_order(catalog.all_models(), catalog.display_order)] == [
        "lumen/lumi-2", "bazaar/quartz-7", "bazaar/lumi-2", "lumen/lumi-1", "openrouter/quartz-ai/quartz-7",
    ]  # fmt: skip


def test_the_digest_changes_with_the_order_and_without_a_file_nothing_comes_first(house: Any) -> None:
    before = house.build()
    assert before.display_order == DisplayOrder()

    house.write("order.toml", ORDER)
    assert house.build().digest != before.digest
    house.write("order.toml", "")
    assert house.build().digest == before.digest


@pytest.mark.parametrize(
    ("text", "line", "column", "problem"),
    [
        ("providers = [\n  'lumen',\n  \"souk\",\n]", 3, "souk", "'souk' has no file in"),
        ('models = [\n  "lumen/lumi-9",\n]', 2, "lumen/lumi-9", "no model has the full id 'lumen/lumi-9'"),
        ('models = ["lumi-2"]', 1, "lumi-2", "no model has the full id 'lumi-2'"),
        ('models = ["lumen/lumi-2", "lumen/lumi-2"]', 1, "lumen/lumi-2", "stands twice in models"),
        ('models = "lumen/lumi-2"', 1, "models", "must be a list of names"),
        ("models = [1]", 1, "models", "must be a list of names"),
        ('\nmodel = ["lumen/lumi-2"]', 2, "model", "unknown key; known: providers, models"),
        ('providers = ["lumen" "souk"]', 1, None, "is no TOML"),
    ],
)
def test_a_wrong_order_is_named_with_its_line(
    house: Any, text: str, line: int, column: str | None, problem: str
) -> None:
    house.write("order.toml", text)

    fault = house.fault()

    assert (fault.path, fault.line, fault.column) == (str(house.data / "order.toml"), line, column)
    assert problem in fault.problem


def test_a_provider_keeps_in_the_catalog_what_its_file_says_of_its_dialect(house: Any) -> None:
    house.write(
        "providers/souk.toml",
        """\
name = "Souk"
category = "core"
gateway_path = "souk/inference"
[wire_formats]
openai_chat = "/v1"
[signing]
openai_chat = "api-key"
[quirks]
lacks = ["seed", "n"]
system_role = ""
responses_only = ["big-"]
[default_parameters]
temperature = 0.5
seed = 7
""",
    )

    souk = house.build().provider("souk")

    assert (souk.gateway_path, souk.signing) == ("souk/inference", {"openai_chat": "api-key"})
    assert souk.quirks == {"lacks": ("seed", "n"), "system_role": "", "responses_only": ("big-",)}
    assert souk.default_parameters == {"temperature": 0.5, "seed": 7}
    assert type(souk.default_parameters["seed"]) is int


@pytest.mark.parametrize(
    ("lines", "line", "column", "problem"),
    [
        ('signing = "bearer"', 3, "signing", "must be a dict"),
        ('[signing]\ngemini = "bearer"', 3, "signing", "must be of its own wire_formats; gemini is none"),
        ('[quirks]\nlacks = ["tool"]', 3, "quirks", "lacks must be one of tools, tool_choice"),
        ("[default_parameters]\nheat = 1", 3, "default_parameters", "must have names of max_output_tokens"),
    ],
)
def test_a_wrong_dialect_is_named(house: Any, lines: str, line: int, column: str, problem: str) -> None:
    house.write("providers/souk.toml", f'name = "Souk"\ncategory = "core"\n{lines}\n')

    fault = house.fault()

    assert (fault.line, fault.column) == (line, column)
    assert problem in fault.problem
