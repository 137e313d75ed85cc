"""One document becomes text."""
