"""Wrong files of providers, makers and aliases stop the build with file, line, key and the mend."""

from __future__ import annotations

from typing import Any

import pytest

SOUK = 'name = "Souk"\ncategory = "core"\n'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('name = "Souk\ncategory = "core"\n', 1, "is no TOML"),
        ('name = "Souk"\ncategory = core\n', 2, "is no TOML"),
        ('name = "Souk"\nname = "Souk"\n', 2, "is no TOML"),
        ('name = "Souk"\n[env\n', 2, "is no TOML"),
    ],
)
def test_broken_toml_is_named_with_its_line_and_column(house: Any, text: str, line: int, words: str) -> None:
    house.write("providers/souk.toml", text)

    fault = house.fault()

    assert (fault.path, fault.line) == (str(house.data / "providers/souk.toml"), line)
    assert words in fault.problem
    assert "column" in fault.problem


def test_toml_that_is_not_utf8_is_named(house: Any) -> None:
    (house.data / "providers/souk.toml").write_bytes(SOUK.encode() + b'docs = "\xff"\n')

    fault = house.fault()

    assert fault.path == str(house.data / "providers/souk.toml")
    assert "is no TOML" in fault.problem


@pytest.mark.parametrize("path", ["providers/souk.toml", "makers.toml"])
def test_a_file_that_is_empty_says_what_it_needs(house: Any, path: str) -> None:
    house.write(path, "")

    assert house.fault().path == str(house.data / ("providers/lumen.toml" if path == "makers.toml" else path))


@pytest.mark.parametrize("key", ["homepage", "id", "aliases", "Name"])
def test_an_unknown_key_is_named_with_the_known_ones(house: Any, key: str) -> None:
    house.write("providers/souk.toml", f'{SOUK}{key} = "x"\n')

    fault = house.fault()

    assert (fault.line, fault.column) == (3, key)
    assert "unknown key; known: base_url, category" in fault.problem


def test_the_line_is_that_of_the_key_and_not_of_another_that_holds_it(house: Any) -> None:
    house.write(
        "providers/souk.toml", f'{SOUK}base_url = "https://souk.example"\nurl = "https://souk.example"\n'
    )

    fault = house.fault()

    assert (fault.line, fault.column) == (4, "url")


@pytest.mark.parametrize(
    ("text", "column", "mend"),
    [
        ('category = "core"\n', "name", "is required"),
        ('name = "Souk"\n', "category", "is required"),
        ('name = "Souk"\ncategory = "big"\n', "category", "must be one of core, aggregators"),
        (f'{SOUK}base_url = "https://souk.example/v1"\n', "base_url", "must be a bare origin"),
        (f'{SOUK}base_url = "souk.example"\n', "base_url", "must be a bare origin"),
        (f"{SOUK}base_url = 3\n", "base_url", "must be a str, not 3"),
        (f'{SOUK}home_of = "lumen"\n', "home_of", "must be a list, not 'lumen'"),
        (f'{SOUK}home_of = ["nobody"]\n', "home_of", "'nobody' is no maker; add it to makers.toml"),
        (f'{SOUK}env = "KEY"\n', "env", "must be a dict, not 'KEY'"),
        (f'{SOUK}[env]\nsecret = ["SOUK_KEY"]\n', "env", "must have roles of api_key"),
        (f'{SOUK}[env]\napi_key = ["souk key"]\n', "env", "must be a list of environment names"),
        (f"{SOUK}[env]\napi_key = []\n", "env", "must be a list of environment names"),
        (f'{SOUK}[env]\napi_key = "KEY"\n', "env", "must be a list of environment names"),
        (f"{SOUK}[env]\napi_key = 5\n", "env", "must be a list of environment names"),
        (f'{SOUK}[wire_formats]\nsmoke = "/v1"\n', "wire_formats", "must be of openai_chat"),
        (f"{SOUK}[wire_formats]\nopenai_chat = 1\n", "wire_formats", "must"),
        (f'{SOUK}closed_on = "soon"\n', "closed_on", "must be a date"),
    ],
)
def test_a_wrong_value_of_a_provider_is_named(house: Any, text: str, column: str, mend: str) -> None:
    house.write("providers/souk.toml", text)

    fault = house.fault()

    assert (fault.path, fault.column) == (str(house.data / "providers/souk.toml"), column)
    assert mend in fault.problem


def test_a_file_whose_name_is_no_slug_is_named(house: Any) -> None:
    house.write("providers/The_Souk.toml", SOUK)

    fault = house.fault()

    assert (fault.path, fault.column) == (str(house.data / "providers/The_Souk.toml"), "id")
    assert "lower-case letters" in fault.problem


@pytest.mark.parametrize(
    ("text", "column", "mend"),
    [
        ('lumen = "Lumen"\n', None, "must hold tables, not 'Lumen'"),
        ('[lumen]\nname = "Lumen"\ncolour = "red"\n', "colour", "unknown key; known: families"),
        ('[lumen]\nname = "Lumen"\nprefixes = "lumi"\n', "prefixes", "must be a list, not 'lumi'"),
        (
            '[lumen]\nname = "L"\nprefixes = ["lumi"]\n[quartz]\nname = "Q"\nprefixes = ["lumi"]\n',
            "lumi",
            "stands in prefixes of both lumen and quartz",
        ),
        ("[lumen]\nprefixes = []\n", "name", "is required"),
        ('[lumen]\nname = "L"\nprefixes = [3]\n', "prefixes", "must"),
    ],
)
def test_a_wrong_maker_is_named(house: Any, text: str, column: str | None, mend: str) -> None:
    house.write("makers.toml", text)

    fault = house.fault()

    assert (fault.path, fault.column) == (str(house.data / "makers.toml"), column)
    assert mend in fault.problem


@pytest.mark.parametrize(
    ("row", "column", "mend"),
    [
        ("model,lumi-now,lumen/lumi-9,x", "target", "no model has the full id 'lumen/lumi-9'"),
        ("model,lumi-now,lumi-2,x", "target", "no model has the full id 'lumi-2'"),
        ("provider,lumen-2,nobody,x", "target", "'nobody' has no file in"),
        ("model,lumi-latest,bazaar/lumi-2,x", "alias", "'lumi-latest' stands twice"),
        ("provider,lumen-ai,bazaar,x", "alias", "'lumen-ai' stands twice"),
        ("provider,bazaar,lumen,x", "alias", "is a provider's own name"),
        ("maker,lumen-3,lumen,x", "kind", "must be provider or model, not 'maker'"),
        ("model,,lumen/lumi-2,x", "alias", "must"),
        ("model,lumi now,lumen/lumi-2,x", "alias", "must"),
    ],
)
def test_a_wrong_alias_is_named(house: Any, row: str, column: str, mend: str) -> None:
    house.append("aliases.csv", row)

    fault = house.fault()

    assert (fault.path, fault.line, fault.column) == (str(house.data / "aliases.csv"), 4, column)
    assert mend in fault.problem


def test_an_alias_of_two_models_of_one_provider_is_refused_with_both(house: Any) -> None:
    page = "https://lumen.example"
    house.write(
        "curated/lumen.csv",
        f"id,alias,url,updated\nlumen/lumi-1,lumi-old,{page},2026-03-01\nlumen/lumi-2,lumi-old,{page},2026-03-01\n",
    )

    fault = house.fault()

    assert fault.column == "alias"
    assert "'lumi-old' names both lumen/lumi-1 and lumen/lumi-2; keep it at one" in fault.problem


def test_the_same_alias_at_two_providers_is_no_clash(house: Any) -> None:
    house.write(
        "curated/all.csv",
        "id,alias,url,updated\nlumen/lumi-2,lumi-too,https://a.example,2026-03-01\n"
        "bazaar/lumi-2,lumi-too,https://a.example,2026-03-01\n",
    )
    catalog = house.build()

    assert catalog.get_model_or_raise("bazaar/lumi-too").id == "bazaar/lumi-2"
    assert catalog.get_model_or_raise("lumi-too").id == "lumen/lumi-2"


def test_an_alias_that_is_another_models_id_never_takes_it_over(house: Any) -> None:
    house.write(
        "curated/lumen.csv", "id,alias,url,updated\nlumen/lumi-2,lumi-1,https://a.example,2026-03-01\n"
    )

    assert house.build().get_model_or_raise("lumen/lumi-1").id == "lumen/lumi-1"
