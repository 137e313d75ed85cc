"""Turns one document into text."""
