"""Settings without what is known of their file, to compare with others."""

from __future__ import annotations

from reader.config import Settings


def bare(settings: Settings) -> Settings:
    """The settings alone: not their lines, nor what is wrong with some."""
    return settings._replace(problems=(), lines={}, wrong={})
