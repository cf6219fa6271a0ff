"""The models that a file states and its catalog does not have, with what was probably meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.config.new_models import new_models

if TYPE_CHECKING:
    from tests.config.conftest import Desk


def test_a_slip_has_the_id_that_it_looks_like_and_a_model_of_ones_own_has_none(desk: Desk) -> None:
    found = desk.load(
        """
        [providers.cellar]
        [models."acme/falcon-22"]
        rpm = 5
        [models."acme/my-own-thing"]
        rpm = 5
        [models."cellar/falcon-2"]
        rpm = 5
        [models."acme/falcon-2"]
        rpm = 5
        [models."acme-ai/Falcon_1"]
        hidden = true
        """
    )

    assert new_models(found, desk.catalog) == {
        "acme/falcon-22": "acme/falcon-2",
        "acme/my-own-thing": None,
        "cellar/falcon-2": None,
        "acme/Falcon_1": "acme/falcon-1",
    }


def test_nothing_is_new_where_nothing_is_stated(desk: Desk) -> None:
    assert new_models(desk.load(""), desk.catalog) == {}
