"""What is wrong with a configuration: every fault at once, with its place and its mend.

After a change that is meant: `UPDATE_GOLDEN=1 pytest tests/config/test_faults.py`, and review the diff.
"""

from __future__ import annotations

import json
import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from modeldex.config.document import TOML, document_of
from modeldex.config.faults import Faults
from modeldex.config.loading import load
from modeldex.core.errors import ConfigError, Fault

if TYPE_CHECKING:
    from tests.config.conftest import Desk

    from modeldex import ModelCatalog

GOLDEN = Path(__file__).parents[1] / "golden" / "config"


def test_a_file_with_every_mistake_is_answered_with_all_of_them(
    small: ModelCatalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(GOLDEN)
    with pytest.raises(ConfigError) as error:
        load(Path("faulty.toml"), small)
    text = "\n".join(map(str, error.value.faults)) + "\n"

    golden = GOLDEN / "faulty.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text)
    assert text == golden.read_text()
    places = [(fault.line or 0, fault.column or 0) for fault in error.value.faults]
    assert places == sorted(places)
    assert all(f"faulty.toml:{line}:{column}: " in str(error.value) for line, column in places)


def test_no_secret_is_in_any_fault(small: ModelCatalog) -> None:
    with pytest.raises(ConfigError) as error:
        load(GOLDEN / "faulty.toml", small)

    shown = f"{error.value} {error.value!r} {pickle.dumps(error.value)!r}"
    assert not any(secret in shown for secret in ("hunter2", "sk-1234567890", "user:pass"))


SPELLED = {
    "modeldex.toml": (
        '[lifecycle]\nwarn_within_days = "soon"\n[models."acme/falcon-2"]\nmax_context = 5\nvisoin = true\n'
        'prices = [{ unit = "requests", amount = -1 }]\n[aliases.models]\nf = "nothing"\n',
        {"lifecycle": "2:1", "visoin": "5:1", "prices": "6:32", "aliases": "8:1"},
    ),
    "modeldex.yaml": (
        "lifecycle:\n  warn_within_days: soon\nmodels:\n  acme/falcon-2:\n    max_context: 5\n"
        "    visoin: true\n    prices: [{unit: requests, amount: -1}]\naliases: {models: {f: nothing}}\n",
        {"lifecycle": "2:3", "visoin": "6:5", "prices": "7:31", "aliases": "8:20"},
    ),
    "modeldex.json": (
        '{"lifecycle": {"warn_within_days": "soon"},\n "models": {"acme/falcon-2": {"max_context": 5,\n'
        '  "visoin": true,\n  "prices": [{"unit": "requests", "amount": -1}]}},\n'
        ' "aliases": {"models": {"f": "nothing"}}}\n',
        {"lifecycle": "1:16", "visoin": "3:3", "prices": "4:35", "aliases": "5:25"},
    ),
}


@pytest.mark.parametrize("name", SPELLED)
def test_the_same_mistakes_have_their_places_in_each_language(desk: Desk, name: str) -> None:
    text, at = SPELLED[name]
    model = 'models."acme/falcon-2"'

    assert desk.faults(text, name) == [
        f'{at["lifecycle"]}: lifecycle.warn_within_days: must be a whole number of at least 0, not "soon"',
        f"{at['visoin']}: {model}.visoin: is not a key here; did you mean vision, video_input?",
        f"{at['prices']}: {model}.prices[0].amount: must not be negative, got -1",
        f'{at["aliases"]}: aliases.models.f: means no model: "nothing"',
    ]


OF_A_MODEL = [
    ("max_context = 5.5", 'must be a whole number, or "?" for unknown, not 5.5'),
    ("max_context = true", 'must be a whole number, or "?" for unknown, not true'),
    ("max_context = 0", "must be at least 1, not 0"),
    ("max_context = 1e30", "must be at most 9223372036854775807; leave it out where no limit is known"),
    ("max_context = -1e999999999", 'must be a whole number, or "?" for unknown, not -1E+999999999'),
    ("max_context = []", 'must be a whole number, or "?" for unknown, not a list'),
    ("tps = nan", 'must be a number, or "?" for unknown, not NaN'),
    ("tps = inf", 'must be a number, or "?" for unknown, not Infinity'),
    (f"tps = {'9' * 400}", f'must be a number, or "?" for unknown, not {"9" * 60}...'),
    ("tps = -1", "must be at least 0, not -1"),
    ("mmlu = nan", "must be a number from 0 to 100, not NaN"),
    ('mmlu = "?"', 'must be a number from 0 to 100, not "?"'),
    ("benchmarks = { a = nan }", "a: must be a number, not NaN"),
    ('benchmarks = { a = "x" }', 'a: must be a number, not "x"'),
    ('benchmarks = "a=1"', 'must be a table of names and numbers, or "?" for unknown, not text'),
    ("scores = { codding = 1 }", "codding no such field; did you mean coding?"),
    ("input_per_1m = nan", 'must be an amount of USD, "free" or "variable", or "?" for unknown, not NaN'),
    ('input_per_1m = "cheap"', "must be a number, not 'cheap'"),
    ('input_per_1m = "0.0"', 'zero is not a price here: write "free", or "?" for unknown'),
    ("name = 5", 'must be text, or "?" for unknown, not 5'),
    ('name = " x"', 'must be one line without outer blanks, not " x"'),
    ("release_date = 2025-06-01T10:00:00Z", None),
    ("release_date = 25", "must be a date like 2025-06-01, 2025-06 or 2025, not '25'"),
    ('quality = "best"', "must be one of verified, partial, estimated, unknown; not 'best'"),
    ('status = "?"', 'must be one of active, preview, deprecated, retired, disabled, maintenance, not "?"'),
    ('alias = ["two words"]', "must be names without blanks, not 'two words'"),
    ("alias = [1]", "must be names without blanks, not 1"),
    ('caps = ["vision", "-vision"]', "names vision twice"),
    ("caps = [5]", "must be names of capabilities, not 5"),
    ("caps = { vision = 1 }", 'vision: must be true or false, or "?" for unknown, not 1'),
    ('caps = "visoin"', 'names no capability: "visoin"; did you mean vision, video_input?'),
    ("description = 'x'", "is composed from the facts; state those"),
    ("pricing = 'x'", "follows from the prices; state those"),
    ("provider = 'x'", "is not stated here: the name of the table says it"),
    ("prices = { unit = 1 }", 'must be a list of prices, or "?" for unknown, not a table'),
    ("prices = [5]", "[0]: must be a table, not 5"),
    ("rpm = 1e99999999999999999999", 'must be a whole number, or "?" for unknown, not Infinity'),
]


@pytest.mark.parametrize(("line", "problem"), OF_A_MODEL, ids=lambda value: str(value)[:30])
def test_a_wrong_value_of_a_model_is_refused(desk: Desk, line: str, problem: str | None) -> None:
    (fault,) = desk.faults(f'[models."acme/falcon-2"]\n{line}')

    key = line.partition(" ")[0]
    shown = fault.removeprefix("2:").partition(": ")[2]
    if problem is None:
        assert "must be a date like 2025-06-01" in fault
    else:
        assert shown in (f'models."acme/falcon-2".{key}: {problem}',
                         f'models."acme/falcon-2".{key}.{problem}',
                         f'models."acme/falcon-2".{key}{problem}')  # fmt: skip


@pytest.mark.parametrize(
    ("price", "at", "problem"),
    [
        ("{ amount = 1 }", "", "lacks unit"),
        ("{}", "", "lacks unit and amount"),
        ('{ unit = "requests", amount = 0 }', ".amount", "zero is not a price here"),
        ('{ unit = "requests", amount = "?" }', ".amount", "must be a number, not '?'"),
        ('{ unit = "request", amount = 1 }', ".unit", "did you mean requests?"),
        ('{ unit = "requests", amount = 1, currency = "usd" }', ".currency", "must be an ISO code"),
        ('{ unit = "requests", amount = 1, hours_utc = "noon" }', ".hours_utc", "must look like 1-5T"),
        ('{ unit = "requests", amount = 1, valid_from = "2025-06" }', ".valid_from", "must be a date"),
        (
            '{ unit = "requests", amount = 1, valid_from = 2025-06-02, valid_to = 2025-06-01 }',
            ".valid_to",
            "must not be before valid_from",
        ),
        ('{ unit = "requests", amount = 1, model = "x" }', ".model", "is not a key here"),
    ],
)
def test_a_wrong_price_is_refused(desk: Desk, price: str, at: str, problem: str) -> None:
    (fault,) = desk.faults(f'[models."acme/falcon-2"]\nprices = [\n{price}]')

    assert f'models."acme/falcon-2".prices[0]{at}: ' in fault
    assert fault.startswith("3:")
    assert problem in fault


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("models = 5", "1:1: models: must be a table, not 5"),
        ("[[models]]", "1:3: models: must be a table, not a list"),
        ("models.x = 1", "1:8: models.x: must be a table, not 1"),
        ("aliases.models.x = 1", "1:16: aliases.models.x: must be text, not 1"),
        ("[aliases.model]", "1:10: aliases.model: is not a key here; did you mean models?"),
    ],
)
def test_what_is_no_table_is_refused(desk: Desk, text: str, fault: str) -> None:
    assert fault in desk.faults(text)


def test_a_table_of_which_nothing_is_written_states_nothing(desk: Desk) -> None:
    assert desk.faults("registry:\nlifecycle: ~\nmodels:\nproviders:\naliases:\n  models:\n", "a.yaml") == []
    assert desk.faults(json.dumps({"models": None, "$schema": "x"}), "a.json") == []


def test_faults_are_told_once_and_in_order() -> None:
    first, second = document_of("a", "x = 1\ny = 2", TOML), document_of("b", "x = 1", TOML)
    faults = Faults([first, second])
    faults.take([Fault("elsewhere", "", "last")])
    for document, key in ((second, "x"), (first, "y"), (first, "x"), (first, "y")):
        faults.add(document, (key,), "wrong")

    with pytest.raises(ConfigError) as error:
        faults.raise_any()

    assert str(error.value) == "[E4401] a:1:1: x: wrong\na:2:1: y: wrong\nb:1:1: x: wrong\nelsewhere: last"
    Faults().raise_any()
