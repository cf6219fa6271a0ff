"""The catalog in force: layers over it, status, versions, live reload."""
