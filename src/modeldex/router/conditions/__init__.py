"""Conditions of rules and policies in CEL: their fields, and how they are compiled."""
