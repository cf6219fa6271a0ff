"""Names and sameness: how an id is read, and when two names mean one model."""
