"""Which model a request goes to, and what follows when that fails: a decision, never a call."""
