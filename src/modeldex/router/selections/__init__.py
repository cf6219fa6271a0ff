"""Ways to put fit candidates in order: by score, by weight, by turn, by load."""
