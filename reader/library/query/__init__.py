"""Queries on the index: lists, searches, statistics."""
