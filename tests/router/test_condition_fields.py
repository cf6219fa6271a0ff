"""The table of fields: each can be asked, of every model and of every request, and is of its kind."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from tests.router.models import MODELS, frame_of, model

from modeldex import ModelCatalog
from modeldex.core.capability import CAPABILITIES
from modeldex.router.asked.request import RouteRequest
from modeldex.router.conditions.condition import candidate_condition, request_condition
from modeldex.router.conditions.fields import (
    CANDIDATE_FIELDS,
    COUNT,
    KNOWN,
    NAMES,
    NUMBER,
    REQUEST_FIELDS,
    STATED_FIELDS,
    TEXT,
    YES_NO,
)

_ALWAYS = {
    TEXT: "{0} == {0}",
    COUNT: "{0} >= 0",
    NUMBER: "{0} >= 0.0",
    YES_NO: "{0} || !{0}",
    NAMES: "size({0}) >= 0",
}
_TYPES = {TEXT: str, COUNT: int, NUMBER: float, YES_NO: bool, NAMES: tuple}

FULL = RouteRequest(
    models=("acme/small",), fallbacks=("acme/large",), input_tokens=1, output_tokens=2, max_output_tokens=3,
    max_cost=Decimal("0.5"), max_latency_ms=100.0, task="coding", min_quality=0.5, session="s", key="k",
)  # fmt: skip


@pytest.mark.parametrize("name", REQUEST_FIELDS)
def test_every_field_of_a_request_can_be_asked_and_is_of_its_kind(name: str) -> None:
    field = REQUEST_FIELDS[name]
    value = field.read(FULL)
    assert type(value) is _TYPES[field.kind]
    text = _ALWAYS[field.kind]
    assert request_condition(text.format(name)).holds(FULL)
    stated = candidate_condition(text.format(f"request.{name}"))
    assert stated.reads_request
    assert stated.passing(frame_of(), FULL) == frame_of().everyone


@pytest.mark.parametrize("name", CANDIDATE_FIELDS)
def test_every_field_of_a_candidate_is_met_exactly_where_it_is_known(name: str) -> None:
    field = CANDIDATE_FIELDS[name]
    condition = candidate_condition(_ALWAYS[field.kind].format(name))
    frame = frame_of()
    assert not condition.reads_request
    known = [at for at, one in enumerate(MODELS) if field.read(one) is not None]
    assert frame.places(condition.passing(frame, RouteRequest())) == known


def test_every_value_of_the_catalog_is_of_the_kind_of_its_field() -> None:
    for one in list(ModelCatalog.bundled())[::40]:
        for field in CANDIDATE_FIELDS.values():
            value = field.read(one)
            assert value is None or type(value) is _TYPES[field.kind], (one.id, field.name)


def test_every_capability_can_be_asked_by_itself() -> None:
    assert {f"supports_{name}" for name in CAPABILITIES} <= CANDIDATE_FIELDS.keys()
    unable = model("acme/unable", "-vision chat")
    read = {name: CANDIDATE_FIELDS[f"supports_{name}"].read(unable) for name in ("vision", "chat", "ocr")}
    assert read == {"vision": False, "chat": True, "ocr": None}


def test_names_are_unique_and_each_field_says_what_it_means() -> None:
    assert KNOWN not in CANDIDATE_FIELDS | REQUEST_FIELDS
    assert list(STATED_FIELDS) == [f"request.{name}" for name in REQUEST_FIELDS]
    for fields in (CANDIDATE_FIELDS, REQUEST_FIELDS, STATED_FIELDS):
        assert all(field.name == name and field.meaning for name, field in fields.items())


def test_prices_are_those_of_a_million_tokens_and_free_is_0() -> None:
    free, variable = model("acme/free", cost_per_1m_input_tokens="free"), MODELS[5]
    assert CANDIDATE_FIELDS["input_price"].read(free) == 0.0
    assert CANDIDATE_FIELDS["input_price"].read(variable) is None


def test_dates_can_be_compared_as_texts() -> None:
    day = datetime(2025, 6, 1, tzinfo=UTC).date().isoformat()
    frame = frame_of([model("acme/new", release_date=day), model("acme/old", release_date="2023-05")])
    assert candidate_condition("release_date >= '2024'").passing(frame, RouteRequest()) == 1
