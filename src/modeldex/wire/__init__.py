"""How to talk: pure translation between the wire formats of providers; no input or output, no keys."""
