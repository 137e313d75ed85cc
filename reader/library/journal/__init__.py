"""What the user did: marks, their journal, undo. The only data that cannot be rebuilt."""
