"""Blocks → Markdown, HTML and JSON."""
