"""What is there to be asked: trades, readiness, status and ends."""

from __future__ import annotations

import pytest
from tests.router.models import MODELS, NOW, case_of, frame_of, model

from modeldex import ModelStatus
from modeldex.router.asked.request import RouteRequest
from modeldex.router.constraints.availability import Lifecycle, Operation, Ready, Status


def _passing(constraint, case) -> list[str]:
    found = constraint.passing(case)
    return [case.frame.ids[place] for place in case.frame.places(found)]


def test_a_chat_goes_to_what_chats_and_to_what_is_not_known_to_do_something_else():
    frame = frame_of([
        model("acme/chats", "chat embedding"), model("acme/does-not", "-chat"), model("acme/unsaid", ""),
        model("acme/vectors", "embedding"),
    ])  # fmt: skip

    assert _passing(Operation(), case_of(frame)) == ["acme/chats", "acme/unsaid"]
    assert Operation().reason(case_of(frame), 1) == "does not chat"
    assert Operation().reason(case_of(frame), 3) == "nobody says that it chats, and its trade is embedding"


def test_another_operation_takes_its_capability():
    asked = RouteRequest(operation="embedding")

    assert _passing(Operation(), case_of(frame_of(is_whole=True), asked)) == ["acme/vectors"]
    assert Operation().passing(case_of(frame_of(), RouteRequest(operation="any"))) is None


@pytest.mark.parametrize("operation", ["chat", "embedding", "any"])
def test_what_is_sold_for_batches_alone_must_be_named(operation):
    models = [model("acme/one", "chat embedding"), model("acme/one:batch", "chat embedding"),
              model("acme/one:free", "chat embedding"), model("acme/one:flex", "chat embedding")]  # fmt: skip
    asked = RouteRequest(operation=operation)
    found, named = case_of(frame_of(models, is_whole=True), asked), case_of(frame_of(models), asked)

    assert _passing(Operation(), found) == ["acme/one", "acme/one:free"]
    assert Operation().reason(found, 1) == "sold in the service class batch alone: name it to choose it"
    assert Operation().passing(named) in (None, named.frame.everyone)


def test_what_cannot_be_called_is_out_with_its_reason_in_one_line():
    reasons = {"acme/large": "no key is set:\nset ACME_API_KEY", "gone/away": "no"}
    case = case_of(frame_of(), not_ready=reasons)

    assert "acme/large" not in _passing(Ready(), case)
    assert Ready().reason(case, 0) == "not ready: no key is set: set ACME_API_KEY"


def test_readiness_that_changes_is_seen_in_the_same_frame():
    frame = frame_of()

    before = Ready().passing(case_of(frame, not_ready={"acme/large": "no key"}))
    after = Ready().passing(case_of(frame, not_ready={"acme/small": "no key"}))

    assert before == frame.everyone & ~1
    assert after == frame.everyone & ~2
    assert Ready().passing(case_of(frame)) is None


@pytest.mark.parametrize("status", ModelStatus)
def test_a_named_model_may_be_on_its_way_in_or_out_and_a_found_one_is_active(status):
    models = [model("acme/one", status=status)]
    served = (ModelStatus.ACTIVE, ModelStatus.PREVIEW, ModelStatus.DEPRECATED)

    assert bool(Status().passing(case_of(frame_of(models)))) == (status in served)
    found = Status().passing(case_of(frame_of(models, is_whole=True)))
    assert bool(found) == (status is ModelStatus.ACTIVE)


@pytest.mark.parametrize(("ends", "days", "passes"), [
    ("2026-11-24", 0, False), ("2026-11-25", 0, True), ("2026-11-25", 1, True), ("2026-11-25", 2, False),
    ("2026-12-01", 7, True), ("2026-12-01", 8, False), ("2026-12", 7, True), ("2026-12", 8, False),
    ("2026", 0, False), (None, 400, True),
])  # fmt: skip
def test_it_is_served_for_so_many_days_yet_this_one_counted(ends, days, passes):
    frame = frame_of([model("acme/ending", retires_on=ends)])
    case = case_of(frame, RouteRequest(min_days_to_retirement=days), now=NOW)

    assert (Lifecycle().passing(case) in (None, 1)) == passes


def test_an_end_is_told_with_the_days_that_are_left():
    place = [one.id for one in MODELS].index("acme/ending")

    left = Lifecycle().reason(case_of(frame_of(), RouteRequest(min_days_to_retirement=30)), place)
    over = Lifecycle().reason(case_of(frame_of(), now=NOW + 8 * 86_400), place)

    assert left == "retires on 2026-12-01, in 7 days"
    assert over == "retired on 2026-12-01"
