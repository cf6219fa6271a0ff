"""The revisions of the database's schema, oldest first; a revision that was released never changes."""
