"""Vectors of texts: near where texts share words, and the same each time."""

from __future__ import annotations

import math
import struct
from base64 import b64encode
from hashlib import shake_256
from typing import TYPE_CHECKING, Any

from modeldex.providers.predictable.asked import tokens_of

if TYPE_CHECKING:
    from collections.abc import Mapping

DIMENSIONS = 64
"""How long a vector is unless another length is asked for."""
_MOST = 4_096


def embedded(body: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a request for vectors, in OpenAI's words. Each has the length 1."""
    given = body.get("input", ())
    is_one = isinstance(given, str) or (bool(given) and isinstance(given[0], int))
    texts = [_text(one) for one in ([given] if is_one else given)]
    size = min(int(body.get("dimensions") or DIMENSIONS), _MOST)
    vectors = [_vector(text, size) for text in texts]
    is_packed = body.get("encoding_format") == "base64"
    data = [
        {"object": "embedding", "index": place, "embedding": _packed(vector) if is_packed else vector}
        for place, vector in enumerate(vectors)
    ]
    used = sum(map(tokens_of, texts))
    usage = {"prompt_tokens": used, "total_tokens": used}
    return {"object": "list", "data": data, "model": body.get("model"), "usage": usage}


def _text(one: Any) -> str:
    return one if isinstance(one, str) else " ".join(map(str, one))


def _vector(text: str, size: int) -> list[float]:
    """The sum of what each word is hashed to, at the length 1."""
    total = [0.0] * size
    for word in text.lower().split() or [""]:
        hashed = shake_256(word.encode("utf-8", "surrogatepass")).digest(size * 2)
        for place, value in enumerate(struct.unpack(f"<{size}h", hashed)):
            total[place] += value
    length = math.sqrt(sum(value * value for value in total)) or 1.0
    return [round(value / length, 8) for value in total]


def _packed(vector: list[float]) -> str:
    return b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
