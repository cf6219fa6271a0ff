"""One file per upstream; they do not know each other."""
