"""What converts a neighbour's configuration file into one of ours: one module for each neighbour."""
