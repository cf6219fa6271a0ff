"""The formats, one module each; they do not know each other."""
