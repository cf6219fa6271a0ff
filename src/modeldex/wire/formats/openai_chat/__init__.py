"""OpenAI's Chat Completions, and its dialects by `Quirks`: https://platform.openai.com/docs/api-reference/chat."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modeldex.wire.formats.openai_chat.chat_format import OpenAIChat

if TYPE_CHECKING:
    from modeldex.wire.format import WireFormat

FORMAT: WireFormat = OpenAIChat()
"""The format."""
