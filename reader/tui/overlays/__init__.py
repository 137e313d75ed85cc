"""What opens over the screen, and the keys that it speaks of."""
