"""The list: where its lines are, what they say, and how they are drawn."""
