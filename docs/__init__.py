"""The docs, and what writes the parts of them that the code says already."""
