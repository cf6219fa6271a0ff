"""What a format cannot say is listed, and refused in strict mode."""

import pickle

import pytest

from modeldex import UntranslatableError
from modeldex.wire.losses import Loss, Losses


def test_what_is_lost_is_listed_with_its_reason():
    losses = Losses()
    losses.drop("seed", "it takes none")
    losses.approximate("reasoning.effort", "becomes a budget of 4096 tokens")

    losses.settle("anthropic")

    assert losses
    assert losses.dropped == [Loss("seed", "it takes none")]
    assert [loss.field for loss in losses] == ["seed", "reasoning.effort"]


def test_strict_mode_refuses_with_all_that_would_be_lost():
    losses = Losses(is_strict=True)
    losses.drop("seed", "it takes none")
    losses.approximate("reasoning.effort", "becomes a budget")

    with pytest.raises(UntranslatableError, match=r"\[E4902\] anthropic cannot say all of it: seed: it"):
        losses.settle("anthropic")


def test_strict_mode_lets_through_what_arrives_whole():
    losses = Losses(is_strict=True)
    losses.settle("anthropic")

    assert not losses


def test_the_error_can_be_handed_to_another_process():
    error = UntranslatableError("gemini", ["seed: none"])

    assert pickle.loads(pickle.dumps(error)).losses == ("seed: none",)
