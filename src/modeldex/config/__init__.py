"""The user's configuration file: read with the place of every key, checked whole, and edited."""
