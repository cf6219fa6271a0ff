"""A switch from one model to another, tried without a call: what would not work, what it would cost."""
