"""Which window, input and output limit is taken: shares of a window, fillers, repeated windows."""

from __future__ import annotations

from typing import Any

from modeldex.pipeline.choice import InputShares


def shares_of(says: Any, model: str = "lumen/lumi-2", window: int = 400_000, share: int = 272_000) -> Any:
    shares = InputShares()
    shares.learn(model, says("models_dev", max_context=window, max_input=share))
    return shares


def limits(stored: dict[str, object]) -> tuple[object, object]:
    return stored.get("max_context"), stored.get("max_input")


def test_the_window_of_the_map_is_a_share_where_it_adds_up_to_anothers_window(says: Any, chosen: Any) -> None:
    litellm, other = says("litellm", max_context=272_000, max_output=128_000), says("z", max_context=400_000)

    assert limits(chosen(litellm, other)) == (400_000, 272_000)
    assert limits(chosen(litellm, says("z", max_context=300_000))) == (300_000, None)


def test_the_window_of_the_map_is_a_share_where_others_say_so_of_the_model(says: Any, chosen: Any) -> None:
    litellm = says("litellm", max_context=272_000)

    assert limits(chosen(litellm, shares=shares_of(says))) == (400_000, 272_000)
    assert limits(chosen(litellm, model="lumen/lumi-2-2026-01-01", shares=shares_of(says))) == (
        400_000,
        272_000,
    )
    assert limits(chosen(litellm)) == (272_000, None)
    assert limits(chosen(litellm, model=None, shares=shares_of(says))) == (272_000, None)


def test_it_is_none_where_another_states_it_as_the_window_or_two_windows_are_known(
    says: Any, chosen: Any
) -> None:
    litellm, shares = says("litellm", max_context=272_000), shares_of(says)

    assert limits(chosen(litellm, says("z", max_context=272_000), shares=shares)) == (272_000, None)
    shares.learn("lumen/lumi-2", says("b", max_context=500_000, max_input=272_000))
    assert limits(chosen(litellm, shares=shares)) == (272_000, None)


def test_it_is_a_share_where_it_adds_up_to_the_window_of_another_model_of_the_maker(
    says: Any, chosen: Any
) -> None:
    shares = shares_of(says, "lumen/lumi-1")
    litellm = says("litellm", max_context=272_000, max_output=128_000)

    assert limits(chosen(litellm, shares=shares)) == (400_000, 272_000)
    elsewhere = says("litellm", full_id="bazaar/quartz-7", max_context=272_000, max_output=128_000)
    assert limits(chosen(elsewhere, model="quartz/quartz-7", shares=shares)) == (272_000, None)
    assert limits(chosen(litellm, model=None, shares=shares)) == (272_000, None)
    assert limits(chosen(says("litellm", max_context=272_000), shares=shares)) == (272_000, None)


def test_it_is_a_share_where_the_provider_divides_other_models_so(says: Any, chosen: Any) -> None:
    shares = shares_of(says, "lumen/lumi-1")
    litellm = says("litellm", full_id="lumen/quartz-7", max_context=272_000, max_output=128_000)

    assert limits(chosen(litellm, model="quartz/quartz-7", shares=shares)) == (400_000, 272_000)


def test_the_window_of_another_catalog_is_never_a_share(says: Any, chosen: Any) -> None:
    assert limits(chosen(says("models_dev", max_context=272_000), shares=shares_of(says))) == (272_000, None)


def test_a_window_that_is_repeated_as_output_is_no_share(says: Any, chosen: Any) -> None:
    litellm = says("litellm", max_context=128_000, max_output=128_000)

    assert limits(chosen(litellm, says("a", max_context=256_000))) == (256_000, None)


def test_where_the_window_is_the_inputs_alone_an_output_may_be_larger(says: Any, chosen: Any) -> None:
    speech = {"max_context": 8192, "max_output": 16_384}

    assert chosen(says("litellm", full_id="google/lumi-tts", **speech))["max_output"] == 16_384
    assert "max_output" not in chosen(says("litellm", full_id="lumen/lumi-tts", **speech))


def test_an_input_limit_that_repeats_the_window_is_no_share(says: Any, chosen: Any) -> None:
    assert "max_input" not in chosen(says("litellm", max_context=32_000, max_input=32_000))
    apart = [says("a", max_context=32_000), says("b", max_input=64_000)]
    assert "max_input" not in chosen(*apart)


def test_an_output_limit_above_every_window_is_a_filler(says: Any, chosen: Any) -> None:
    filler = says("litellm", max_context=8192, max_output=16_384)

    assert "max_output" not in chosen(filler)
    assert chosen(filler, says("z", max_context=16_384))["max_output"] == 16_384
    assert chosen(says("litellm", max_output=16_384))["max_output"] == 16_384


def test_it_is_none_where_the_provider_says_so_or_two_say_it_alike(says: Any, chosen: Any) -> None:
    own = says("lumen_api", own="lumen", max_context=8192, max_output=16_384)
    alike = says("a", max_context=8192, max_output=16_384), says("b", max_output=16_384)

    assert chosen(own)["max_output"] == 16_384
    assert chosen(*alike)["max_output"] == 16_384
    without_window = says("lumen_api", own="lumen", max_output=16_384)
    assert "max_output" not in chosen(without_window, says("a", max_context=8192))
