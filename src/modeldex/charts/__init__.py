"""The few pictures: small functions from rows of numbers to SVG text."""
