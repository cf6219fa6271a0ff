"""The vocabulary: what a model, a price, a usage and a cost are. Standard library only, no I/O."""
