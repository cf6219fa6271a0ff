"""What is written down of calls, where that is wanted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.http.server import AnswerServer, Reply
from tests.providers.client.acme import END, HELLO, said, streaming

from modeldex.core.errors import ProviderError
from modeldex.core.usage import Usage
from modeldex.providers.shapes.file import read_shapes

if TYPE_CHECKING:
    from pathlib import Path

    from tests.providers.client.conftest import Asking

CHAT = "/v1/chat/completions"


def test_each_call_leaves_its_shape_and_not_a_word(server: AnswerServer, asking: Asking, tmp_path: Path):
    path = tmp_path / "shapes.jsonl"
    late = Reply(json={"error": {"code": 429, "message": "no"}})
    refused = Reply(status=400, json={"error": {"message": "no"}})
    server.answer(
        CHAT, Reply(json=said()), streaming(*HELLO, *END), streaming(*HELLO), late, refused
    )  # fmt: skip

    async def talk(client: Any) -> None:
        await client.complete("one", "secret words")
        for _ in range(3):
            stream = client.stream("one", "secret words")
            try:
                async for _event in stream:
                    pass
            except ProviderError:
                pass
            await stream.close()
        with pytest.raises(ProviderError):
            await client.complete("one", "secret words")

    asking(talk, shapes=path)

    shapes = list(read_shapes(path))
    assert [shape.outcome for shape in shapes] == [
        "ok", "ok", "cut", "rate_limit", "invalid_request",
    ]  # fmt: skip
    assert [shape.is_stream for shape in shapes] == [False, True, True, True, False]
    assert [shape.usage for shape in shapes] == [Usage(input_tokens=9, output_tokens=3)] * 2 + [None] * 3
    assert {(shape.model, shape.characters, shape.messages) for shape in shapes} == {("acme/one", 12, 1)}
    assert shapes[1].first_token_seconds is not None
    assert "secret" not in path.read_text("utf-8")
