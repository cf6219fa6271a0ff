"""The call itself: what is asked of a model, sent, and what comes back."""
