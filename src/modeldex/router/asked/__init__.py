"""What a request needs: read from what callers send, checked, and worked out once."""
