"""The one way out: requests, guarded, paced, repeated and kept."""
