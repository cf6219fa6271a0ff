"""AI21: names, limits, and the month of the last change."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from modeldex import SourceError
from modeldex.sources.base import Reading

if TYPE_CHECKING:
    from modeldex.sources.offering import Offering

Read = Callable[[str, Any], Reading]


@pytest.fixture
def offerings(read: Read, recorded: Callable[[str], Any]) -> dict[str, Offering]:
    return read("ai21", recorded("ai21")).offerings


def test_names_limits_and_the_month_are_stated(offerings: dict[str, Offering]) -> None:
    assert offerings["ai21/quill-large-2-2026-02"].cells == {
        "name": "AI21: Quill Large 2",
        "max_context": "200000",
        "max_output": "8192",
        "updated": "2026-02",
    }


@pytest.mark.parametrize("limit", ["200000", [200_000], {"tokens": 200_000}])
def test_a_limit_that_is_no_number_is_a_source_error(
    limit: Any, read: Read, recorded: Callable[[str], Any]
) -> None:
    answer = recorded("ai21")
    answer["data"][0]["context_length"] = limit

    with pytest.raises(SourceError, match="ai21: model 0"):
        read("ai21", answer)
