"""How to be let in by those who serve models."""
