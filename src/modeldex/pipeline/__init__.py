"""From captured sources to the tables of facts, and from those to the catalog file."""
