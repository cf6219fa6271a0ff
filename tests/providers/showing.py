"""What of an error, or of a request, a careless program shows."""

from __future__ import annotations

import traceback


def shown(error: BaseException) -> str:
    """All that a handler of errors may show: texts, arguments, causes, and the locals of our frames."""
    told: traceback.TracebackException | None
    told = traceback.TracebackException.from_exception(error, capture_locals=True)
    ours = []
    while told is not None:
        ours += [str(frame.locals) for frame in told.stack if "/modeldex/" in frame.filename]
        told = told.__cause__ or (None if told.__suppress_context__ else told.__context__)
    assert ours, "the error comes from elsewhere"
    return repr(error) + str(error) + repr(vars(error)) + "".join(ours)
