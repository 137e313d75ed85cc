"""The list: the positions of its lines, their text, and how they are drawn."""
