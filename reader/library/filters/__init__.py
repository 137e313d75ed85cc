"""What the user's filters do: they mute, score, highlight and mark articles."""
