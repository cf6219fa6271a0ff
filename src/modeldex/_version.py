"""The version of the package: the lowest file, imported by anybody and importing nobody."""

__version__ = "0.1.0"
