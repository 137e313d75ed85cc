"""Reads a file as an article, and its body as blocks."""
