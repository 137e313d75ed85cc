"""Turns Markdown into blocks: recognises it, rewrites dialects, and converts it by way of HTML."""
