"""Markdown → blocks: detected, extended, and handed to the HTML cleaner."""
