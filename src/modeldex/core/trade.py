"""The trades of models: whether one may answer in words, where nobody says it outright."""

from __future__ import annotations

from modeldex.core.capability import CAPABILITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from modeldex.core.capability import CapabilityMasks

OTHER_TRADES = (
    "embedding", "reranking", "transcription", "moderation", "image_output", "video_output", "audio_output",
)  # fmt: skip
"""What a model does of which nobody says whether it chats, and which hardly chats then."""

_CHAT = CAPABILITIES["chat"].mask
_OF_TALK = CAPABILITIES["tool_use"].mask | CAPABILITIES["thinking"].mask
"""What only models do that chat, whatever else they make."""
_OTHERS = sum(CAPABILITIES[name].mask for name in OTHER_TRADES)


def may_talk(model: CapabilityMasks) -> bool:
    """Whether a model may answer in words, as far as anybody says."""
    if (model._caps_yes | model._caps_no) & _CHAT:
        return bool(model._caps_yes & _CHAT)
    return bool(model._caps_yes & _OF_TALK) or not model._caps_yes & _OTHERS
