"""The compiled catalog and everything asked of it."""
