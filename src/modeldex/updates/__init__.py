"""Published catalogs: planned, verified, applied, rolled back, and made."""
