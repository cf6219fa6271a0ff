"""Shapes of requests: their sizes, parameters and counts; never a word of what was said."""
