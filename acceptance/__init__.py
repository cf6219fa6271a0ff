"""Upstreams that nobody here wrote, asked through modeldex: `make acceptance`."""
