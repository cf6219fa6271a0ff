"""What `docs/generate.py` writes: one part of the docs a file."""
