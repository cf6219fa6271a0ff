"""`prompt_eval_count` and `eval_count` <-> `Usage`.

Ollama leaves out what is zero, and the count of a prompt that it took from its cache: then nobody
knows what was read, and the usage is unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from modeldex.core.usage import Usage
from modeldex.wire.totals import note_untold, total_output_tokens

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modeldex.wire.losses import Losses

READ, WROTE = "prompt_eval_count", "eval_count"
_MOST = 2**53
_TOLD = ("input_tokens", "output_tokens")


def read_usage(body: Mapping[str, Any]) -> Usage | None:
    """The usage that a body, or the last line of a stream, tells."""
    read, wrote = body.get(READ), body.get(WROTE, 0)
    if type(read) is not int or type(wrote) is not int or not (0 <= read < _MOST and 0 <= wrote < _MOST):
        return None
    return Usage(input_tokens=read, output_tokens=wrote)


def write_usage(usage: Usage, losses: Losses) -> dict[str, Any]:
    """The two counts; what Ollama does not tell apart is added up."""
    note_untold(usage, _TOLD, losses)
    return {READ: usage.total_input_tokens, WROTE: total_output_tokens(usage)}
