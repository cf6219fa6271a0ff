"""A board for each test."""

import pytest
from tests.router.health.calling import SETTINGS

from modeldex.router.health.board import HealthBoard


@pytest.fixture
def board() -> HealthBoard:
    return HealthBoard(SETTINGS)
