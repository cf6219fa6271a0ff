"""Capabilities: True, False or unknown; the signed list; letters; one table of names."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modeldex import InvalidValueError, ModelCapabilities, UnknownNameError
from modeldex.core.capability import (
    CAPABILITIES,
    LETTERS,
    CapabilityFlags,
    capability_mask,
    capability_value,
    stated,
)

answers = st.dictionaries(st.sampled_from(sorted(CAPABILITIES)), st.sampled_from([True, False]))

FIRST_OF_THE_TABLE = [
    "chat", "streaming", "vision", "tool_use", "json_mode", "structured_output", "thinking",
    "prompt_cache", "audio_input", "audio_output", "video_input", "video_output", "pdf_input",
    "image_output", "embedding", "reranking", "code", "fine_tuning", "batch", "parallel_tool_use",
    "web_search", "computer_use", "system_messages", "assistant_prefill", "temperature",
    "transcription", "moderation", "ocr", "realtime", "text_completion",
]  # fmt: skip


def of(values: dict[str, bool]) -> ModelCapabilities:
    return ModelCapabilities(**{f"supports_{name}": value for name, value in values.items()})


def test_the_table_is_only_ever_appended_to() -> None:
    assert list(CAPABILITIES)[: len(FIRST_OF_THE_TABLE)] == FIRST_OF_THE_TABLE
    assert [item.mask for item in CAPABILITIES.values()] == [1 << bit for bit in range(len(CAPABILITIES))]


def test_every_capability_says_what_it_means() -> None:
    assert all(item.meaning for item in CAPABILITIES.values())
    assert CapabilityFlags.supports_vision.meaning == "reads images"


def test_a_capability_is_true_false_or_unknown() -> None:
    able = ModelCapabilities(supports_vision=True, supports_audio_input=False)

    assert able.supports_vision is True
    assert able.supports_audio_input is False
    assert able.supports_tool_use is None


def test_a_capability_is_asked_for_by_its_short_name() -> None:
    able = ModelCapabilities(supports_vision=True, supports_audio_input=False)

    assert able.supports("vision") is True
    assert able.supports("supports_vision") is True
    assert able.supports("audio_input") is False
    assert able.supports("code") is None


def test_an_unknown_capability_lists_the_known_ones() -> None:
    with pytest.raises(UnknownNameError) as refusal:
        ModelCapabilities().supports("visoin")

    assert refusal.value.code == "E4006"
    assert refusal.value.known == tuple(CAPABILITIES)
    assert "unknown capability 'visoin'; did you mean vision" in str(refusal.value)


def test_an_unknown_flag_is_refused_with_the_nearest() -> None:
    flags: dict[str, Any] = {"supports_visoin": True}

    with pytest.raises(
        InvalidValueError, match="supports_visoin: no such field; did you mean supports_vision"
    ):
        ModelCapabilities(**flags)


@pytest.mark.parametrize("value", [1, 0, "yes", "Y", 0.0])
def test_a_flag_that_is_no_truth_value_is_refused(value: Any) -> None:
    with pytest.raises(InvalidValueError, match="supports_vision: must be True, False or None for unknown"):
        ModelCapabilities(supports_vision=value)


def test_iterating_gives_the_names_of_what_it_can_do_in_table_order() -> None:
    able = ModelCapabilities(supports_tool_use=True, supports_vision=True, supports_code=False)

    assert list(able) == ["vision", "tool_use"]
    assert "vision" in able
    assert "code" not in able


def test_a_flag_is_frozen() -> None:
    able = ModelCapabilities(supports_vision=True)

    with pytest.raises(AttributeError, match="frozen"):
        setattr(able, "supports_vision", False)  # noqa: B010 - a type checker refuses the statement
    with pytest.raises(AttributeError, match="supports_vision is frozen"):
        object.__setattr__(able, "supports_vision", False)


def test_replace_can_take_an_answer_back() -> None:
    able = ModelCapabilities(supports_vision=True, supports_code=True)

    changed = able.replace(supports_vision=None, supports_code=False, supports_tool_use=True)

    assert changed == ModelCapabilities(supports_code=False, supports_tool_use=True)


@pytest.mark.parametrize(
    ("cell", "yes", "no"),
    [
        ("", (), ()),
        ("vision tool_use -audio_input", ("vision", "tool_use"), ("audio_input",)),
        ("V T J S K C", ("streaming", "vision", "tool_use", "json_mode", "thinking", "code"), ()),
        ("V -T", ("vision",), ("tool_use",)),
        ("vision ?tool_use", ("vision",), ()),
        ("?V", (), ()),
        ("  vision\tcode ", ("vision", "code"), ()),
    ],
)
def test_a_signed_list_is_read(cell: str, yes: tuple[str, ...], no: tuple[str, ...]) -> None:
    able = ModelCapabilities.parse(cell)

    assert able == of(dict.fromkeys(yes, True) | dict.fromkeys(no, False))


@pytest.mark.parametrize(
    ("cell", "complaint"),
    [
        ("vision telepathy", "unknown capability 'telepathy'"),
        ("visoin", "did you mean vision"),
        ("Z", "unknown capability 'Z'"),
        ("v", "unknown capability 'v'"),
        ("vision,code", "unknown capability"),
        ("-", "unknown capability ''"),
        ("vision vision", "names vision twice"),
        ("vision -vision", "names vision twice"),
        ("V vision", "names vision twice"),
        ("vision ?vision", "names vision twice"),
    ],
)
def test_a_list_that_cannot_be_is_refused(cell: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=r"unknown|twice") as refusal:
        ModelCapabilities.parse(cell)

    assert complaint in str(refusal.value)


def test_a_list_is_written_in_table_order_what_is_true_first() -> None:
    able = ModelCapabilities(
        supports_code=True, supports_chat=False, supports_vision=True, supports_streaming=False
    )

    assert able.format() == "vision code -chat -streaming"


def test_the_letters_are_these_six() -> None:
    assert LETTERS == {
        "V": "vision",
        "T": "tool_use",
        "J": "json_mode",
        "S": "streaming",
        "K": "thinking",
        "C": "code",
    }


@given(answers)
@settings(max_examples=100)
def test_a_list_is_read_back_as_it_was_written(values: dict[str, bool]) -> None:
    able = of(values)

    assert ModelCapabilities.parse(able.format()) == able
    assert {name: able.supports(name) for name in CAPABILITIES} == dict.fromkeys(CAPABILITIES) | values


@given(answers)
@settings(max_examples=100)
def test_masks_hold_everything_that_was_said(values: dict[str, bool]) -> None:
    able = of(values)
    yes, no = able.masks

    assert yes & no == 0
    assert ModelCapabilities.of_masks(yes, no) == able
    assert hash(ModelCapabilities.of_masks(yes, no)) == hash(able)
    assert dict(stated(yes, no)) == {name: str(value).lower() for name, value in values.items()}


def test_a_mask_answers_for_one_capability() -> None:
    mask = capability_mask("vision")

    assert capability_mask("supports_vision") == mask
    assert capability_value(mask, mask, 0) is True
    assert capability_value(mask, 0, mask) is False
    assert capability_value(mask, 0, 0) is None


def test_a_yes_outweighs_a_no_of_the_same_mask() -> None:
    mask = capability_mask("vision")

    assert ModelCapabilities.of_masks(mask, mask) == ModelCapabilities(supports_vision=True)
