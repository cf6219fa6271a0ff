"""Soft terms: what makes one fit candidate better than another, each from 0 to 1."""
