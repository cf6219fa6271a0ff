"""What a decision is made of: the case, the policy, scores, boundaries, steps."""
