"""What the format is called in the hub."""

NAME = "anthropic"
