"""Dialogs over the screen, and the prompt."""
