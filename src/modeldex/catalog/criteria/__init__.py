"""What a question to a catalog can be about: one kind of field per class, and the table of them all."""
