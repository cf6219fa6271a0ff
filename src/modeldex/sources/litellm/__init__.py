"""What LiteLLM's price map and the history of its changes share: keys, and names of prices."""
