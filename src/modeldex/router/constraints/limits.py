"""Whether a request fits: into the window, under the limit of input, under the limit of output."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modeldex.router.deciding.case import Case


class Context:
    """Input and output fit into the window together, and the input under its own limit, if it has one."""

    name = "context"

    def passing(self, case: Case) -> int | None:
        """None: nobody says how long the request is."""
        needs, frame = case.needs, case.frame
        if not needs.total:
            return None
        windows = frame.measured("context_window")
        found = windows.at_least(needs.total)
        if case.lets_pass:
            found |= case.lets_pass & ~windows.known
        if needs.input_known:
            limits = frame.measured("max_input_tokens")
            found &= frame.everyone ^ limits.known | limits.at_least(needs.input_known)
        return found

    def reason(self, case: Case, place: int) -> str:
        """The window, or the limit of input, against what is needed."""
        needs, model = case.needs, case.frame.models[place]
        window, limit = model.context_window, model.max_input_tokens
        if window is not None and window < needs.total:
            return f"context window {window:,} < {needs.total:,} tokens needed"
        if limit is not None and needs.input_known is not None and limit < needs.input_known:
            return f"input limit {limit:,} < {needs.input_known:,} tokens of input"
        return f"nobody states its context window, and {needs.total:,} tokens are needed"


class Output:
    """It may write as much as is asked for."""

    name = "output"

    def passing(self, case: Case) -> int | None:
        """None: nobody says how much is to be written."""
        wanted = _wanted(case)
        if not wanted:
            return None
        limits = case.frame.measured("max_output_tokens")
        found = limits.at_least(wanted)
        return found | case.lets_pass & ~limits.known if case.lets_pass else found

    def reason(self, case: Case, place: int) -> str:
        """The limit against what is wanted."""
        limit, wanted = case.frame.models[place].max_output_tokens, _wanted(case)
        if limit is None:
            return f"nobody states its output limit, and {wanted:,} tokens are wanted"
        return f"output limit {limit:,} < {wanted:,} tokens wanted"


def _wanted(case: Case) -> int:
    asked = case.needs.asked
    return max(asked.output_tokens or 0, asked.max_output_tokens or 0)
