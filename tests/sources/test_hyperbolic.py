"""Hyperbolic: windows, and which models chat and see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import Reading

Read = Callable[[str, Any], Reading]


@pytest.fixture
def reading(read: Read, recorded: Callable[[str], Any]) -> Reading:
    return read("hyperbolic", recorded("hyperbolic"))


def test_chat_and_vision_are_stated_both_ways(reading: Reading) -> None:
    quill = reading.offerings["hyperbolic/quill-org/Quill-4-VL-72B"]
    brush = reading.offerings["hyperbolic/BRUSH.2-dev"]

    assert quill.flags == {"chat": True, "vision": True}
    assert brush.flags == {"chat": False, "vision": False}
    assert (quill.cells, brush.cells) == ({"max_context": "131072"}, {})


def test_only_a_true_flag_for_tools_says_anything(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("hyperbolic")
    sample["data"][0]["supports_tools"] = True

    offerings = read("hyperbolic", sample).offerings

    assert offerings["hyperbolic/quill-org/Quill-4-VL-72B"].flags["tool_use"] is True
    assert "tool_use" not in offerings["hyperbolic/BRUSH.2-dev"].flags


def test_a_flag_that_is_missing_is_refused(read: Read, recorded: Callable[[str], Any]) -> None:
    sample = recorded("hyperbolic")
    del sample["data"][1]["supports_chat"]

    with pytest.raises(SourceError, match=r"model 1.*supports_chat"):
        read("hyperbolic", sample)
