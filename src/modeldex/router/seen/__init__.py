"""What is seen of models from outside: readings, outcomes, sessions, the time; and who tells it."""
