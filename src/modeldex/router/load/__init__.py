"""How much models were given: calls and tokens of the last minute, and what is under way."""
