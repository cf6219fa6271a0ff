"""The calls whose cost is asked: on models that all calculators know, some above a context tier."""

DAY = "2026-06-01"
"""A day past, for the question what a call would have cost then."""

MODELS = (
    ("openai", "gpt-4o"),
    ("openai", "gpt-5"),
    ("google", "gemini-2.5-pro"),
    ("google", "gemini-2.5-flash"),
)
COUNTS = ((1_200, 300, 0), (6_000, 900, 12_000), (250_000, 4_000, 30_000))
"""Tokens read, written, and read from a cache: disjoint."""

CALLS = tuple((provider, model, *counts) for provider, model in MODELS for counts in COUNTS)
"""Provider, model and counts of each call; a question about cost is asked of all of them in turn."""
