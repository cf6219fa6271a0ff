"""Each redirect is recorded, and read back page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from modeldex.core.errors import InvalidValueError
from modeldex.storage.redirects import Redirects
from modeldex.storage.versions import ModelVersions

if TYPE_CHECKING:
    from modeldex.storage.database import Database


@pytest.fixture
def redirects(database: Database) -> Redirects:
    return Redirects(database)


def test_a_redirect_is_read_as_it_was_recorded(redirects: Redirects) -> None:
    made = redirects.record("falcon 1?", "acme/falcon-1", "acme/falcon-2", reason="retired on 2026-06-01")

    assert redirects.recent() == (made,)
    assert (made.asked, made.model, made.successor) == ("falcon 1?", "acme/falcon-1", "acme/falcon-2")


def test_the_newest_come_first_and_page_by_page(redirects: Redirects) -> None:
    made = [redirects.record(f"m{number}", "acme/falcon-1", "acme/falcon-2") for number in range(5)]

    first = redirects.recent(2)
    second = redirects.recent(2, before=first[-1].id)
    third = redirects.recent(2, before=second[-1].id)

    assert [*first, *second, *third] == made[::-1]
    assert redirects.recent(2, before=third[-1].id) == ()


def test_a_redirect_is_no_change_of_the_registry(redirects: Redirects, database: Database) -> None:
    redirects.record("falcon-1", "acme/falcon-1", "acme/falcon-2")

    assert ModelVersions(database).generation() == 0


def test_what_cannot_be_kept_is_refused(redirects: Redirects) -> None:
    with pytest.raises(InvalidValueError) as caught:
        redirects.record("\0", "", "acme/falcon-2")

    assert list(caught.value.problems) == ["model", "asked"]
