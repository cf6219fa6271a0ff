"""Exchange with neighbours: the catalog in their formats, and a user's file of theirs as rows of ours."""
