"""Hard constraints: what a candidate must meet to be in a plan at all, each with its reason."""
