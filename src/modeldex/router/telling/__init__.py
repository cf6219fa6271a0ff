"""Why a decision is as it is: explanations, and the facts that are stored with a call."""
