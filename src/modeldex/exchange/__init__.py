"""Exchange with neighbours: the catalog in their formats, and a user's file of theirs as rows of ours."""

FORMAT_NAMES = ("litellm", "models.dev", "openrouter", "genai-prices", "csv", "json", "pipe")
"""The names of the formats, in the order of `table.FORMATS`, for whoever does not need the formats yet."""
