"""A provider and its models for tests, and what a server answers in its place."""

from __future__ import annotations

import json
from typing import Any

from tests.http.server import Reply

from modeldex.core.errors import ModelNotFoundError
from modeldex.core.model_config import ModelConfig
from modeldex.core.provider import Provider

KEY = "sk-acme-0123456789abcdef"
ENV = {"api_key": ("ACME_API_KEY",), "base_url": ("ACME_BASE_URL",)}


def acme(**more: Any) -> Provider:
    """A provider that speaks OpenAI's chat format."""
    stated = {"id": "acme", "name": "Acme", "category": "core", "base_url": "https://api.acme.example"}
    return Provider(**{**stated, "wire_formats": {"openai_chat": "/v1"}, "env": ENV, **more})


class Shelf:
    """A directory of one provider."""

    def __init__(self, provider: Provider | None = None, **model: Any) -> None:
        self.of = acme() if provider is None else provider
        self.model = ModelConfig(**{"model_id": "one", "provider": self.of.id, **model})
        self.asked: list[str] = []

    def get_model_or_raise(self, name: str) -> ModelConfig:
        self.asked.append(name)
        if name not in (self.model.id, self.model.model_id):
            raise ModelNotFoundError(name, ())
        return self.model

    def provider(self, name: str) -> Provider:
        assert name == self.of.id
        return self.of


def said(text: str = "Hello", **more: Any) -> dict[str, Any]:
    """An answer as OpenAI's chat format has it."""
    message = {"role": "assistant", "content": text}
    return {
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1_700_000_000, "model": "one-2026",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
        "usage": {"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}, **more,
    }  # fmt: skip


def chunk(delta: dict[str, Any], finish: str | None = None, **more: Any) -> bytes:
    """One event of a stream."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    about = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "one-2026"}
    return b"data: " + json.dumps({**about, "choices": [choice], **more}).encode() + b"\n\n"


HELLO = [chunk({"role": "assistant", "content": ""}), chunk({"content": "Hel"}), chunk({"content": "lo"})]
END = [
    chunk({}, "stop"),
    chunk({}, usage={"prompt_tokens": 9, "completion_tokens": 3, "total_tokens": 12}).replace(
        b'"choices": [{"index": 0, "delta": {}, "finish_reason": null}]', b'"choices": []'
    ),
    b"data: [DONE]\n\n",
]


def streaming(*events: bytes, **more: Any) -> Reply:
    """A stream of these events."""
    kind = {"content-type": "text/event-stream"}
    return Reply(body=b"".join(events), headers=kind, is_chunked=True, **more)
