"""What each kind of picture says: from a catalog to a `Figure`, without drawing."""
