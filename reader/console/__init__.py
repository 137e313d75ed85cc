"""Shared by the commands: arguments, streams, help pages, templates, progress."""
