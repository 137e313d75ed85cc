"""Feeds: subscriptions, fetching, and entries written as article files."""
