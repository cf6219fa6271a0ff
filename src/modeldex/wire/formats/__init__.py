"""The wire formats, one folder each; none knows another."""
