"""Candidates in columns: frames of them, sets, rates, and what else is worked out of models once."""
