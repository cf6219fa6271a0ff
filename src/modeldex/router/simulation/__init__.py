"""What would have come of recorded calls under other policies: replayed offline, from their shapes alone."""
