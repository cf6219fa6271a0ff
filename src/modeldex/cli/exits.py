"""Exit codes: what they mean is promised, and stands in the help of the whole."""

OK = 0
"""All went well."""
FINDINGS = 1
"""The data asked about are not in order, or a cost is not known."""
USAGE = 2
"""A wrong option, name or file."""
NETWORK = 3
"""The network did not answer; kept for the commands that use it."""
NOT_FOUND = 4
"""There is no such model."""
INTERRUPTED = 130
"""The user pressed Ctrl-C, as shells count it."""
