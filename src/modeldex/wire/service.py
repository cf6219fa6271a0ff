"""How a request is served: the words of all formats for what everybody gets."""

from __future__ import annotations

ORDINARY = frozenset({"auto", "default", "standard"})
"""Tiers that a format without the word need not be told of: it serves so by itself. They are no loss."""
