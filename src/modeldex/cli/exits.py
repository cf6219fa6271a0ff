"""Exit codes: what they mean is promised, and stands in the help of the whole."""

FINDINGS = 1
"""The data asked about are not in order, or a cost is not known."""
USAGE = 2
"""A wrong option, name, file or database."""
NETWORK = 3
"""Nobody was reached, or gave a usable answer."""
NOT_FOUND = 4
"""There is no such model."""
INTERRUPTED = 130
"""The user pressed Ctrl-C, as shells count it."""
