"""What a reading says of an answer of another shape: in words of the answer, not of the parser."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import Reading, expect

if TYPE_CHECKING:
    from collections.abc import Callable


answer = json.loads


def told(stumble: Callable[[], Any]) -> str:
    with pytest.raises(SourceError) as caught, Reading(source="acme").at("model 3"):
        stumble()
    return str(caught.value)


@pytest.mark.parametrize(
    ("stumble", "problem"),
    [
        (lambda: answer("{}").pop("usd_per_token"), "field usd_per_token is missing"),
        (lambda: answer("null")["id"], "null stands where something else was expected"),
        (lambda: answer("[]").items(), "list stands where something else was expected"),
        (lambda: expect(None, dict, "pricing"), "pricing: expected object, got null"),
        (lambda: expect(True, str, "id"), "id: expected text, got true or false"),
        (lambda: expect(1.5, list, "data"), "data: expected list, got number"),
        (lambda: int("a lot"), "'a lot'"),
        (lambda: 1 / 0, "a number cannot be reckoned with"),
    ],
)
def test_a_fault_is_told_in_words_of_json(stumble: Callable[[], Any], problem: str) -> None:
    said = told(stumble)

    assert said.startswith("[E4102] acme: model 3: ")
    assert problem in said
    assert not re.search("dict|NoneType|Error|object has|\\bstr\\b", said)
