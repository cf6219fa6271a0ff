"""The name of the format, by which what only it can read is known."""

from __future__ import annotations

NAME = "openai_chat"
