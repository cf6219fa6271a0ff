"""A file with faults is refused as a whole, and every fault is named with its place and its mend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from modeldex import DataError
from modeldex.exchange.importing import read
from modeldex.exchange.table import FORMATS

Taken = Callable[..., Any]
ROW = {"litellm_provider": "gemini", "mode": "chat", "input_cost_per_token": 2e-06}


def fault(taken: Taken, content: Any, name: str | None = None) -> str:
    with pytest.raises(DataError) as caught:
        taken(content, name)
    assert caught.value.code == "E4101"
    return str(caught.value)


def test_every_faulty_entry_of_a_map_is_named(taken: Taken) -> None:
    said = fault(taken, {
        "gemini/lyra-1": ROW,
        "gemini/lyra-2": ROW | {"mode": "telepathy"},
        "gemini/lyra-3": ROW | {"input_cost_per_token": -2},
        "gemini/lyra-4": ROW | {"supports_vision": "yes"},
    })  # fmt: skip

    assert "3 entries are wrong" in said
    assert "gemini/lyra-2: google/lyra-2: unknown mode 'telepathy'" in said
    assert "gemini/lyra-3: holds a value of another kind" in said
    assert "must not be negative" in said
    assert "lyra-4" in said
    assert "lyra-1" not in said
    assert "parser" not in said


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("models.dev", {"openai": {"models": {"a": {"cost": {"input": "dear", "output": []}}}}}, "openai/a"),
        ("models.dev", {"openai": {"models": {"a": {"status": "gone"}}}}, "needs 'gone', and has none"),
        ("models.dev", {"openai": {"models": []}}, "openai: must have an object of models"),
        ("models.dev", [], "must be an object of providers"),
        ("openrouter", {"data": [{"id": "a/b"}]}, "model 1 (a/b): needs 'pricing', and has none"),
        ("openrouter", [{"pricing": {}}, {"id": "a/b", "pricing": {"prompt": {}}}], "2 entries are wrong"),
        ("openrouter", {"list": []}, 'must be a list of models, or an object with one under "data"'),
        ("genai-prices", [{"id": "groq", "models": [{"id": "a"}]}], "groq/a: needs 'prices', and has none"),
        ("genai-prices", [{"id": "groq"}], "groq: must have a list of models"),
        ("genai-prices", [{"id": "groq", "models": []}] * 2, "each with an id of its own"),
        ("genai-prices", "3", "must be a list of providers"),
        ("litellm", [], "must be an object of models"),
        ("json", "[3]", "model 1: must be an object with an id"),
        ("json", "{}", "must be a list of models"),
        ("json", [{"id": "a/b", "context_window": "big"}], "(a/b): context_window: must be a whole number"),
        ("json", [{"id": "a/b", "capabilities": {"flight": True}}], "model 1 (a/b): flight: no such field"),
        ("json", [{"id": "a/b", "prices": [{"unit": "pages", "amount": -1}]}], "must not be negative"),
        ("json", [{"id": "a/b", "prices": [{"unit": "tokens", "amount": 1}]}], "must be one of input_tokens"),
        ("json", [{"id": "openai/a", "prices": 3}], "prices: must be a list of prices"),
        ("json", [{"id": "openai/a", "benchmarks": {"mmlu": 140}}], "mmlu: must be from 0 to 100"),
        ("csv", "id,max_contxt\nopenai/a,3\n", "did you mean max_context"),
        ("csv", "id,input_per_1m\nopenai/a,0\n", "line 2: input_per_1m: zero is not a price here"),
        ("csv", "id,caps\nopenai/a,vison\n", "did you mean vision"),
        ("csv", "id,name\nopenai/a,A\nopenai/a,B\n", "line 3: id: openai/a stands at line 2 too"),
        ("csv", "id,name\ngpt,A\n", "must be provider/model, not 'gpt'"),
        ("csv", 'id,name\nopenai/a,"A\n', "is no CSV"),
        ("pipe", "id|nmae\nopenai/a|A\n", "line 1: must name columns"),
        ("pipe", "name|context\nA|3\n", "line 1: must name columns"),
        ("pipe", "id|context\nopenai/a|3|4\n", "line 2: has 3 cells, the header 2"),
        ("pipe", "id|pricing\nopenai/a|cheap\n", "line 2: pricing: must be input/output"),
        ("pipe", "id|pricing\nopenai/a|0/1\n", "input_per_1m: zero is not a price here"),
        ("pipe", "id|benchmarks\nopenai/a|mmlu\n", "line 2: benchmarks: must be name=number pairs"),
        ("pipe", "id|status|context\nopenai/a|Z|many\n", "line 2: "),
        ("csv", f"id,rpm\nopenai/a,{2**63}\n", f"line 2: rpm: must be at most {2**63 - 1}"),
        ("csv", f"id,rates\nopenai/a,input_tokens@>{2**63}=2\n", "line 2: rates: "),
        ("pipe", f"id|context\nopenai/a|{2**63}\n", f"line 2: max_context: must be at most {2**63 - 1}"),
        ("json", [{"id": "a/b", "context_window": 2**63}], f"context_window: must be at most {2**63 - 1}"),
        ("litellm", {"gemini/a": ROW | {"max_output_tokens": 2**63}}, "max_output: must be at most"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place(name: str, content: Any, told: str, taken: Taken) -> None:
    assert told in fault(taken, content, name)


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("csv", "pipe")])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "is no JSON"),
        ('{"a": 1,\n "b": }', ":2: is no JSON: Expecting value at column 7"),
        ('{"a": {"id": 1, "id": 2}}', "id: stands twice in one object"),
        ('{"a": NaN}', "holds NaN, which is no number"),
        ('{"a": -Infinity}', "holds -Infinity"),
        ("[" * 100_000, "nested too deeply"),
        ("[" + "7" * 5_000 + "]", "a whole number of thousands of digits"),
        ('{"a": 1}\n{"a": ' + "7" * 5_000 + "}", ":2: holds a whole number of thousands of digits"),
    ],
)
def test_what_is_no_json_is_told_with_its_line(name: str, text: str, told: str, taken: Taken) -> None:
    assert told in fault(taken, text, name)


@pytest.mark.parametrize("name", ["csv", "pipe"])
def test_a_table_that_is_empty_or_no_text_is_refused(name: str, taken: Taken, tmp_path) -> None:
    fault(taken, "", name)


def test_bytes_that_are_no_utf_8_are_told_with_their_line(catalog, tmp_path) -> None:
    path = tmp_path / "latin.json"
    path.write_bytes(b'{"a":\n "caf\xe9"}')

    with pytest.raises(DataError, match=r"latin\.json:2: is not UTF-8.*save it as UTF-8"):
        read(path, catalog, format_name="litellm")


@pytest.mark.parametrize(
    "content",
    [
        {"data": [{"id": "a", "pricing": {"input": 0.2, "output": 0.4}}]},
        {"data": [{"id": "a", "object": "model"}]},
        {"models": {"a": 1}},
        [1, 2],
        {},
        "a,b\n1,2\n",
        "once upon a time",
        "",
    ],
)
def test_a_file_that_looks_like_no_format_is_not_guessed_at(content: Any, taken: Taken) -> None:
    assert "looks like none of our formats; name its format: litellm, models.dev" in fault(taken, content)


def test_a_broken_file_is_told_as_such_before_its_format_is_asked_for(taken: Taken) -> None:
    assert "is no JSON" in fault(taken, '{"gemini/lyra-2": {"litellm_provider": ')


def test_of_very_many_faults_the_first_are_named(taken: Taken) -> None:
    said = fault(taken, "id,max_context\n" + "".join(f"openai/m{n},x\n" for n in range(50)), "csv")

    assert "50 entries are wrong" in said
    assert "line 21: max_context" in said
    assert "line 22: " not in said
    assert "... and 30 more" in said
