"""How calls go, per model and provider: rolling figures, circuits that open and are probed, cool-downs."""
