"""The way through a plan when attempts fail."""
