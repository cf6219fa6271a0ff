"""Every format over every request of the corpus, and every pair of formats."""

import json
from dataclasses import replace

import pytest
from tests.wire.contract.corpus import REQUESTS
from tests.wire.contract.differing import canonical, differences, unlisted

from modeldex.core.provider import WIRE_FORMATS
from modeldex.wire.losses import Losses
from modeldex.wire.request import ChatRequest
from modeldex.wire.table import format_named

PAIRS = [(one, other) for one in WIRE_FORMATS for other in WIRE_FORMATS]


def _through(request: ChatRequest, wire: str, losses: Losses) -> ChatRequest:
    """The request as it is after it went over a wire."""
    body = format_named(wire).write_request(request, losses)
    sent = json.loads(json.dumps(body, allow_nan=False))
    return format_named(wire).read_request(sent, model=request.model, is_stream=request.is_stream)


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_arrives_as_it_was_or_the_loss_is_listed(name: str, wire: str):
    losses = Losses()

    arrived = _through(REQUESTS[name], wire, losses)

    assert unlisted(REQUESTS[name], arrived, losses) == []


@pytest.mark.parametrize(("source", "target"), PAIRS)
@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_survives_the_way_through_any_two_formats(name: str, source: str, target: str):
    losses = Losses()
    sent = _through(REQUESTS[name], source, losses)

    arrived = _through(replace(sent, format=None, extras={}), target, losses)

    assert unlisted(REQUESTS[name], arrived, losses) == []


@pytest.mark.parametrize("wire", WIRE_FORMATS)
@pytest.mark.parametrize("name", REQUESTS)
def test_what_came_over_a_wire_goes_back_over_it_without_loss(name: str, wire: str):
    sent = _through(REQUESTS[name], wire, Losses())
    losses = Losses(is_strict=True)

    arrived = _through(sent, wire, losses)

    assert arrived == sent
    losses.settle(wire)


@pytest.mark.parametrize("wire", WIRE_FORMATS)
def test_what_every_format_can_say_is_lost_in_none(wire: str):
    losses = Losses()
    request = replace(REQUESTS["several turns"], max_output_tokens=100)

    assert list(differences(canonical(request), canonical(_through(request, wire, losses)))) == []
    assert list(losses) == []
